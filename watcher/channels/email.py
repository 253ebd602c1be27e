"""Daily and weekly lists by mail: one letter, frozen to the byte, handed to one SMTP server."""

import asyncio
import base64
import ssl
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from zoneinfo import ZoneInfo

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)
from aiosmtplib.response import SMTPResponse

from watcher.channels.base import Channel, MailServer, Reach
from watcher.channels.dress import envelope, letter
from watcher.channels.dress.letter import Letterhead
from watcher.channels.parts import forms, messages, operator
from watcher.channels.parts.forms import clean, shorten
from watcher.core.edition import Edition
from watcher.core.outcome import Finding, Outcome, Refused, Sent, Unauthorised, Undecidable, Unknown, Unsent
from watcher.core.said import Word
from watcher.core.sending.mailbox import domain_of, mailbox, shortened
from watcher.core.sending.seal import leaving, seal
from watcher.core.telling import Delivery, Message, SubscriptionId
from watcher.core.timing.governor import Limits

RETRIES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))  # then every hour
GIVE_UP = timedelta(days=3)  # a mailbox refused for so long will not come back
SETTLE = timedelta(minutes=30)  # a server that did not answer in time may still be delivering
CONNECT, COMMAND, FAREWELL = 30.0, 120.0, 5.0  # seconds
ACCEPT = 600.0  # seconds for the answer to the whole mail: RFC 5321, 4.5.3.2.6
TAKE = 300.0  # seconds in which the server must take the mail's bytes
PATIENCE = timedelta(minutes=20)  # all of the above
CONNECTIONS = 5  # at once: servers of mail count them
EPOCH = 1  # always the first: a reader who left a subscription of the file can only be asked again under a new id

ERROR_MOST = 300  # what we keep of a server's words
POSSIBLY_TWICE = "possibly sent twice"
_GO_AHEAD, _TAKEN = 354, 250
_NO_SUCH_MAILBOX = "5.1.1"
_LOGIN_DEMANDED = {530, 534, 535, 538}
_LOST = (SMTPServerDisconnected, SMTPTimeoutError, OSError)


def connect(reach: Reach) -> Channel:
    return Email(reach)


class Email:
    def __init__(self, reach: Reach, *, tls: ssl.SSLContext | None = None) -> None:
        self._reach = reach
        self._tls = tls  # None: the authorities this machine trusts

    def limits(self, chat: str) -> Limits:  # noqa: ARG002 - one server takes the mail for all mailboxes
        return Limits(abreast=CONNECTIONS)

    @property
    def patience(self) -> timedelta:
        return PATIENCE

    def ready(self) -> str | None:
        if self._reach.mail_server is None:
            return "WATCHER_SMTP_URL is not set"
        return None if self._reach.mail_from else "WATCHER_MAIL_FROM is not set"

    def address(self, to: object) -> str:
        return mailbox(to if isinstance(to, str) else "")

    def render(self, delivery: Delivery) -> Message:
        whole: object = delivery.content
        if isinstance(whole, Word):
            return self._word(whole, delivery)
        if not isinstance(whole, Edition):
            raise ValueError(f"delivery {delivery.key} is no list: mail carries daily and weekly lists")
        words = messages.words(whole.lang)
        head = letterhead(delivery.subscription, delivery.address, self._reach)
        edition = letter.fitting(whole, words, head)
        parts = [("plain", letter.text(edition, words, head))]
        if not delivery.plain:
            parts.append(("html", letter.html(edition, words, head)))
        subject = letter.subject(edition, words, head)
        headers = _headers(delivery, edition, self._reach, subject=subject, leave=head.leave)
        message_id = dict(headers)["Message-ID"]
        body = envelope.mail(headers, parts, boundary=f"=_{seal(self._reach.secret or b'', 'boundary', message_id)}")
        return Message(body=body, options={"id": message_id, "left_out": sorted(whole.stories - edition.stories)})

    def _word(self, word: Word, delivery: Delivery) -> Message:
        words, sender = messages.words(word.lang), self._reach.mail_from or ""
        parts = operator.tell(word, words, name=self._reach.name)
        mark = seal(self._reach.secret or b"", "message", delivery.key, delivery.address)[:10]
        message_id = f"<word.{mark}@{domain_of(sender)}>"
        headers = [
            ("From", envelope.named(self._reach.name, sender, name="From")),
            ("To", delivery.address),
            ("Date", envelope.date(delivery.made_at)),
            ("Subject", envelope.words(parts[0].text, name="Subject")),
            ("Message-ID", message_id),
            ("Auto-Submitted", "auto-generated"),
        ]
        body = envelope.mail(headers, [("plain", forms.plain(parts[1:]) + "\n")], boundary="")
        return Message(body=body, options={"id": message_id})

    async def send(self, delivery: Delivery) -> Outcome:
        server, sender = self._reach.mail_server, self._reach.mail_from
        if delivery.message is None or server is None or sender is None:
            raise ValueError(f"delivery {delivery.key} was not rendered, or the channel is not ready")
        outcome = await _sent(client(server, sender, self._tls), sender, delivery)
        return _noted(outcome, delivery, server)

    async def probe(self, delivery: Delivery) -> Finding:  # noqa: ARG002 - nobody can look into another's mailbox
        return Undecidable(f"a mail cannot be looked for, {POSSIBLY_TWICE} under one Message-ID", SETTLE)


def letterhead(subscription: SubscriptionId, address: str, reach: Reach) -> Letterhead:
    leave = None
    if reach.public_url and reach.secret:
        token = leaving(reach.secret, address=address, subscription=subscription, epoch=EPOCH)
        leave = f"{reach.public_url}/u/{token}"
    return Letterhead(name=reach.name, to=address, leave=leave, all_sources=reach.all_sources)


def _headers(
    delivery: Delivery, edition: Edition, reach: Reach, *, subject: str, leave: str | None
) -> Sequence[tuple[str, str]]:
    sender, list_id = reach.mail_from or "", delivery.subscription
    mark = seal(reach.secret or b"", "message", delivery.key, delivery.address)[:10]
    headers = [
        ("From", envelope.named(reach.name, sender, name="From")),
        ("To", delivery.address),
        ("Date", envelope.date(delivery.made_at.astimezone(ZoneInfo(edition.zone)))),
        ("Subject", envelope.words(subject, name="Subject")),
        ("Message-ID", f"<digest.{list_id}.{edition.period}.{mark}@{domain_of(sender)}>"),
        ("List-Id", envelope.named(f"{reach.name} {list_id}", f"{list_id}.{domain_of(sender)}", name="List-Id")),
        ("Auto-Submitted", "auto-generated"),
    ]
    if leave:
        headers.append(("List-Unsubscribe", f"<{leave}>"))
        if leave.startswith("https:"):  # RFC 8058 knows no other
            headers.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return headers


def client(server: MailServer, sender: str, tls: ssl.SSLContext | None = None) -> SMTP:
    """Not connected yet; to connect is to encrypt and to log in, too."""
    return SMTP(
        hostname=server.host,
        port=server.port,
        username=server.user,
        password=server.password,
        local_hostname=domain_of(sender),  # asking the resolver for our own name may take a minute
        timeout=COMMAND,
        use_tls=server.tls == "implicit",
        start_tls=server.tls == "starttls",  # demanded: a server without it gets no mail, never a plain one
        tls_context=tls,
    )


async def _sent(smtp: SMTP, sender: str, delivery: Delivery) -> Outcome:
    assert delivery.message is not None
    try:
        await smtp.connect(timeout=CONNECT)
        await smtp.mail(sender)
        await smtp.rcpt(delivery.address)
        go_ahead = await smtp.execute_command(b"DATA")
        if go_ahead.code != _GO_AHEAD:
            return _judged(go_ahead, delivery)
        return await _handed_over(smtp, delivery, delivery.message)
    except SMTPResponseException as error:
        return _turned_away(error, delivery)
    except (SMTPException, OSError) as error:
        return _unsent(delivery, f"{type(error).__name__}: {error}")
    finally:
        smtp.close()


async def _handed_over(smtp: SMTP, delivery: Delivery, message: Message) -> Outcome:
    """Send the mail itself. If the connection is lost before its last line is written, the server did not take it."""
    if smtp.protocol is None:
        return _unsent(delivery, "cut off before the mail")
    smtp.protocol.write(_stuffed(message.body))
    if not await _taken(smtp):
        return _unsent(delivery, "cut off within the mail")
    try:
        answer = await smtp.execute_command(b".", timeout=ACCEPT)
    except _LOST as error:
        return Unknown(f"no answer to the whole mail: {error}")
    except SMTPResponseException as error:
        return Unknown(f"an answer to the whole mail that cannot be read: {error.message}")
    with suppress(SMTPException, OSError):
        await smtp.quit(timeout=FAREWELL)
    return _judged(answer, delivery)


def _stuffed(body: str) -> bytes:
    """The bytes as SMTP wants them: a dot at the start of a line is doubled, and the last line is ended."""
    lines = body.encode("ascii").removesuffix(b"\r\n").split(b"\r\n")
    return b"".join((b"." + line if line.startswith(b".") else line) + b"\r\n" for line in lines)


async def _taken(smtp: SMTP) -> bool:
    """Wait until every byte is handed to the network; False where the connection is lost."""
    transport = smtp.transport
    with suppress(TimeoutError):
        async with asyncio.timeout(TAKE):
            while smtp.is_connected and isinstance(transport, asyncio.WriteTransport):
                if not transport.get_write_buffer_size():
                    return True
                await asyncio.sleep(0.01)
    return False


# --- what each answer means ----------------------------------------------------------------------------------------


def _judged(answer: SMTPResponse, delivery: Delivery) -> Outcome:
    """What the answer to the mail itself means."""
    text = f"{answer.code} {answer.message}"
    if answer.code == _TAKEN:
        return Sent(str(delivery.message.options["id"]) if delivery.message else "")
    return Refused(text) if answer.code >= 500 else _unsent(delivery, text)


def _turned_away(error: SMTPResponseException, delivery: Delivery) -> Outcome:
    """What an error means that came before the mail was handed over."""
    text = f"{error.code} {error.message}"
    if error.code in _LOGIN_DEMANDED or (isinstance(error, SMTPAuthenticationError) and error.code >= 500):
        return Unauthorised(text)
    if isinstance(error, SMTPRecipientRefused) and error.code >= 500 and error.message.startswith(_NO_SUCH_MAILBOX):
        return Refused(text)
    age = (delivery.claimed_at or delivery.made_at) - delivery.made_at
    if error.code >= 500 and age >= GIVE_UP:  # full, moved, or blocked: three days are time to mend it
        return Refused(f"{text}; refused for {GIVE_UP.days} days")
    return _unsent(delivery, text)


def _unsent(delivery: Delivery, text: str) -> Unsent:
    tried = max(delivery.attempts, 1)
    return Unsent(text, RETRIES[min(tried, len(RETRIES)) - 1])


def _noted(outcome: Outcome, delivery: Delivery, server: MailServer) -> Outcome:
    """The outcome without password and address in its words, and with the mark of a mail that may arrive twice."""
    mark = f"; {POSSIBLY_TWICE}" if POSSIBLY_TWICE in (delivery.last_error or "") else ""
    match outcome:
        case Sent(receipt):
            return Sent(receipt + mark)
        case Unsent(error, after):
            return Unsent(_discreet(error, delivery, server) + mark, after)
        case Unknown(error) | Refused(error) | Unauthorised(error):
            return type(outcome)(_discreet(error, delivery, server) + mark)
    return outcome


def _discreet(text: str, delivery: Delivery, server: MailServer) -> str:
    """A server may repeat what it was told, also as it was encoded."""
    text = text.replace(delivery.address, shortened(delivery.address))
    if server.password:
        secrets = [server.password, f"\0{server.user}\0{server.password}"]
        for secret in [*secrets, *(base64.b64encode(each.encode()).decode() for each in secrets)]:
            text = text.replace(secret, "<password>")
    return shorten(clean(text), ERROR_MOST)
