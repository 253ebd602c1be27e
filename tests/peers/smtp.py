"""A real SMTP server on loopback that can be told to fail at each step."""

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from threading import Thread
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from watcher.channels.base import MailServer

USER, PASSWORD = "desk", "open sesame/7@x"


@dataclass
class Post:
    """What arrived, and what is to go wrong: `answers` by step (EHLO, MAIL, RCPT, DATA), `cut` at one of the steps."""

    answers: dict[str, str] = field(default_factory=dict)
    cut: str = ""  # connect | go-ahead | body | answer | silence: it takes the mail and never answers
    chance: Callable[[], str] | None = None  # in its place: where each connection is cut
    taken: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    over_tls: list[bool] = field(default_factory=list)
    port: int = 0

    @property
    def letters(self) -> list[EmailMessage]:
        return [BytesParser(policy=default).parsebytes(each) for each in self.taken]

    def server(self, tls: str = "never", **given: str) -> MailServer:
        return MailServer(host="localhost", port=self.port, tls=tls, **given)

    # --- what aiosmtpd asks ---

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        session.host_name = hostname
        return [self.answers["EHLO"]] if "EHLO" in self.answers else responses

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        if "MAIL" in self.answers:
            return self.answers["MAIL"]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if "RCPT" in self.answers:
            return self.answers["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session: Session, envelope: Envelope):  # noqa: N802
        if "DATA" in self.answers:
            return self.answers["DATA"]
        self.taken.append(envelope.original_content)
        self.recipients += envelope.rcpt_tos
        self.over_tls.append(session.ssl is not None)
        if server.cut == "answer":
            server.transport.abort()
        if server.cut == "silence":
            await asyncio.Event().wait()
        return "250 OK queued"


class Office(SMTP):
    cut = ""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        post: Post = self.event_handler
        if "GO" in post.answers:
            await self.push(post.answers["GO"])
        elif self.cut == "go-ahead":
            self.transport.abort()
        elif self.cut == "body":
            self.transport.pause_reading()
            await self.push("354 go ahead")
            self.transport.abort()
        else:
            await super().smtp_DATA(arg)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        post: Post = self.event_handler
        self.cut = post.chance() if post.chance else post.cut
        if self.cut == "connect":
            transport.abort()


def _known(server, session, envelope, mechanism, data) -> AuthResult:
    is_known = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_known, handled=False)


@asynccontextmanager
async def office(post: Post, certificate: Path | None = None, *, implicit: bool = False) -> AsyncIterator[Post]:
    loop = asyncio.get_running_loop()
    context = None
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)

    def protocol() -> SMTP:
        starttls = None if implicit else context
        options = {"authenticator": _known, "auth_require_tls": certificate is not None and not implicit}
        return Office(post, hostname="office.example", tls_context=starttls, loop=loop, **options)

    server = await loop.create_server(protocol, "127.0.0.1", 0, ssl=context if implicit else None)
    post.port = server.sockets[0].getsockname()[1]
    try:
        yield post
    finally:
        server.close()
        await server.wait_closed()


@contextmanager
def office_nearby(
    post: Post,
    certificate: Path | None = None,
    *,
    implicit: bool = False,
    loop: asyncio.AbstractEventLoop | None = None,
) -> Iterator[Post]:
    """In a thread of its own, for those who bring a loop of theirs, or a process."""
    loop = loop or asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    serving = office(post, certificate, implicit=implicit)

    def wait(coroutine: Coroutine[Any, Any, object]) -> None:
        asyncio.run_coroutine_threadsafe(coroutine, loop).result(30)

    wait(serving.__aenter__())
    try:
        yield post
    finally:
        wait(_closed(serving))
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _closed(serving: AbstractAsyncContextManager[Post]) -> None:
    """Whoever still talks is sent home first."""
    talks = asyncio.all_tasks() - {asyncio.current_task()}
    for talk in talks:
        talk.cancel()
    await asyncio.gather(*talks, return_exceptions=True)
    await serving.__aexit__(None, None, None)


def make_certificate(folder: Path) -> Path:
    """Key and certificate of `localhost`, signed by itself."""
    path = folder / "localhost.pem"
    subprocess.run(
        f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
        f" -addext subjectAltName=DNS:localhost -keyout {folder}/key.pem -out {folder}/certificate.pem".split(),
        check=True,
        capture_output=True,
    )
    path.write_text((folder / "key.pem").read_text() + (folder / "certificate.pem").read_text())
    return path


def trusting(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certificate)
