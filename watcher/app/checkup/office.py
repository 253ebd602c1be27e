"""The mail server, as `connect` and `doctor` meet it: whether it lets us in, and a test message."""

import asyncio
import errno
import socket
import ssl
from contextlib import suppress
from datetime import datetime, timedelta

from aiosmtplib import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPResponseException,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)

from watcher.app.checkup.verdict import Refusal
from watcher.channels.base import MailServer, Reach
from watcher.channels.dress import envelope
from watcher.channels.email import Email, client
from watcher.core.outcome import Outcome
from watcher.core.sending.mailbox import domain_of
from watcher.core.sending.seal import seal
from watcher.core.telling import Delivery, DeliveryId, Kind, Message, SubscriptionId

FAREWELL = 5.0  # seconds
HINT = "WATCHER_SMTP_URL"
REFUSED = f"[Errno {errno.ECONNREFUSED}]"


async def knock(server: MailServer, sender: str, *, deadline: timedelta) -> Refusal | None:
    """Connect, encrypt and log in, and send nothing. None: we are let in."""
    smtp = client(server, sender)
    try:
        await smtp.connect(timeout=deadline.total_seconds())
        with suppress(SMTPException, OSError):
            await smtp.quit(timeout=FAREWELL)
    except (SMTPException, OSError, ValueError) as error:
        return refusal(error, server)
    finally:
        smtp.close()
        await asyncio.sleep(0)  # the loop frees a socket one turn after its close, and may end with this call
    return None


def place(server: MailServer) -> str:
    """`mail.example:587, encrypted, as desk`"""
    tls = {"starttls": "encrypted (STARTTLS)", "implicit": "encrypted", "never": "NOT encrypted"}[server.tls]
    return f"{server.host}:{server.port}, {tls}" + (f", as {server.user}" if server.user else ", without a login")


def refusal(error: Exception, server: MailServer) -> Refusal:
    """What went wrong on the way in. The error's own words are not repeated: they may hold the password."""
    there, cause = f"{server.host}:{server.port}", error.__cause__ or error
    match cause:
        case socket.gaierror():
            return Refusal(f"the name {server.host} is not known", f"look for a misspelling in {HINT}")
        case ssl.SSLCertVerificationError():
            mend = f"write the name that stands in it into {HINT}, or have the certificate renewed"
            return Refusal(f"the certificate of {server.host} is not trusted: {cause.verify_message}", mend)
        case ssl.SSLError():
            return Refusal(f"{there} does not speak TLS at once", f"write `smtp:` for `smtps:` in {HINT}")
        case OSError() if REFUSED in str(cause):  # where a name has two addresses, asyncio merges what each met
            return Refusal(f"nothing listens at {there}", f"look at host and port in {HINT}: mostly 587, or 465")
        case TimeoutError() | SMTPTimeoutError():
            mend = f"look to the network, and at the port in {HINT}: many networks close 25; 587 and 465 are usual"
            return Refusal(f"{there} does not answer", mend)
    return _turned_away(error, there)


def _turned_away(error: Exception, there: str) -> Refusal:
    """Of a server that answers."""
    match error:
        case SMTPAuthenticationError() if error.code < 500:
            return Refusal(f"{there} cannot look at a login now ({error.code})", "try again in some minutes")
        case SMTPAuthenticationError():
            mend = f"look at user and password in {HINT} (`@` is written `%40`); some providers want one for programs"
            return Refusal(f"{there} refuses the login ({error.code})", mend)
        case SMTPResponseException():
            return Refusal(f"{there} turns us away ({error.code})", "its operator knows why; try again later")
        case SMTPServerDisconnected() | ConnectionError():
            return Refusal(f"{there} hangs up", f"look at the port in {HINT}: 587 for `smtp:`, 465 for `smtps:`")
        case SMTPException() if "AUTH extension" in error.message:
            return Refusal(f"{there} takes no login", f"leave user and password out of {HINT}")
        case SMTPException() if "STARTTLS" in error.message:
            mend = f"take its port for encrypted mail into {HINT}; `?starttls=never` is for a server on this machine"
            return Refusal(f"{there} offers no encryption (STARTTLS), and nothing is sent in the open", mend)
    return Refusal(f"{there} cannot be reached", "look to the network")


async def send_test(reach: Reach, address: str, *, now: datetime) -> Outcome:
    """One message by the same way as letters go."""
    sender, me = reach.mail_from or "", SubscriptionId("test")
    headers = [
        ("From", envelope.named(reach.name, sender, name="From")),
        ("To", address),
        ("Date", envelope.date(now)),
        ("Subject", envelope.words(f"{reach.name}: a test", name="Subject")),
        ("Message-ID", f"<test.{seal(b'', address, now.isoformat())}@{domain_of(sender)}>"),
        ("Auto-Submitted", "auto-generated"),
    ]
    text = f"{reach.name} can write to {address}. This was a test.\n"
    body = envelope.mail(headers, [("plain", text)], boundary="")
    message = Message(body=body, options={"id": dict(headers)["Message-ID"]})
    return await Email(reach).send(
        Delivery(
            id=DeliveryId(0),
            key="test",
            subscription=me,
            via="email",
            address=address,
            kind=Kind.WORD,
            message=message,
            due_at=now,
            made_at=now,
        )
    )
