"""A web address of the subscriber's own: one signed POST of JSON for each delivery.

A receiver that met the `Idempotency-Key` before has the delivery already: to repeat one of unknown fate is harmless.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urljoin

import aiohttp
from ada_url import URL

from watcher import __version__
from watcher.channels.base import Channel, Reach
from watcher.channels.parts import errata, forms, render
from watcher.core.outcome import Finding, Malformed, Outcome, Refused, Sent, Undecidable, Unknown, Unsent, Wait
from watcher.core.said import Correction, Word
from watcher.core.sending.seal import seal
from watcher.core.telling import Delivery, Message, Post, Roundup, RoundupLine
from watcher.core.words.instant import utc_text

DEADLINE = timedelta(seconds=30)  # of the whole call
CONNECT = timedelta(seconds=10)  # of that, for the name, the connection and TLS
ANSWER_BYTES = 64 * 1024  # of the answer's body that are read, for politeness only
LONGEST_WAIT = timedelta(days=1)  # whatever Retry-After asks for

NOT_NOW = {  # the receiver may take later what it does not take now; so may one that answers 5xx
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.CONFLICT,  # still busy with an earlier call of the same key
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
}
UNREADABLE = {
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
}


def connect(reach: Reach) -> Channel:
    return Webhook(reach.secret)


def key_of(secret: bytes, address: str) -> str:
    """The key of one receiver: with it calls to that address can be signed, and nothing else of ours."""
    return seal(secret, "webhook", address)


class Webhook:
    def __init__(self, secret: bytes | None, *, deadline: timedelta = DEADLINE) -> None:
        self._secret = secret
        self._deadline = deadline
        self._session: aiohttp.ClientSession | None = None

    def ready(self) -> str | None:
        return None if self._secret else "there is no secret to sign with yet: the first start makes one"

    def address(self, to: object) -> str:
        """Private hosts are welcome: what the operator writes is trusted, unlike what feeds and pages link to."""
        try:
            url = URL(to) if isinstance(to, str) else None
        except ValueError:
            url = None
        # A password in an address would stand in lists and logs; the signature says who sends.
        if url is None or url.hash or forms.link(url.href) is None:
            raise ValueError("`to` of a webhook is a web address such as https://host/path, without name or password")
        return url.href

    def render(self, delivery: Delivery) -> Message:
        """The body. There is no markup to leave out: a second try (`plain`) leaves out quote and sources instead."""
        match delivery.content:
            case Post() as post:
                told = _about(delivery) | _values(post)
                if delivery.plain:
                    told |= {"quote": None, "sources": [], "more": post.outlets}
            case Roundup() as several:
                told = _about(delivery) | _values_of_several(several)
            case Word() as word:
                told = _about(delivery) | {"raised": word.raised, "mended": word.mended}
            case _:
                raise ValueError(f"delivery {delivery.key} is no post")
        return Message(body=json.dumps(told, ensure_ascii=False))

    async def send(self, delivery: Delivery) -> Outcome:
        if delivery.message is None or delivery.claimed_at is None or self._secret is None:
            raise ValueError(f"delivery {delivery.key} was not claimed, or the channel is not ready")
        body = delivery.message.body.encode()
        headers = _headers(
            delivery.key, body, secret=key_of(self._secret, delivery.address).encode(), at=delivery.claimed_at
        )
        try:
            async with self._open().post(delivery.address, data=body, headers=headers, allow_redirects=False) as answer:
                found = outcome(answer.status, answer.headers, url=delivery.address, now=delivery.claimed_at)
                await _hear_out(answer)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return fault(error)
        return found

    async def probe(self, delivery: Delivery) -> Finding:  # noqa: ARG002 - there is nothing to ask for
        return Undecidable("a receiver tells a repeat by its key")

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
        self._session = None

    def _open(self) -> aiohttp.ClientSession:
        """A new connection for each call: one kept open may break just as it is used, and then the fate is unknown."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(force_close=True),
                timeout=aiohttp.ClientTimeout(total=self._deadline.total_seconds(), connect=CONNECT.total_seconds()),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
            )
        return self._session


# --- what is said --------------------------------------------------------------------------------------------------


def _about(delivery: Delivery) -> dict[str, object]:
    return {
        "key": delivery.key,
        "subscription": delivery.subscription,
        "kind": delivery.kind,
        "story": delivery.story,
        "revision": delivery.revision,
        "urgent": delivery.urgent,
    }


def _values(post: Post) -> dict[str, object]:
    return {
        "reason": post.reason,
        "headline": _short(post.headline, render.HEADLINE_MOST),
        "url": forms.link(post.url),
        "outlets": post.outlets,
        "first": utc_text(post.first_at),
        "latest": utc_text(post.latest_at),
        "told": utc_text(post.told_at),
        "quote": _quote(post),
        "sources": [_named(asdict(source)) | {"url": forms.link(source.url)} for source in post.sources],
        "more": post.more,
        "claim": _named(asdict(post.claim)) if post.claim else None,
        "correction": _correction(post.correction) if post.correction else None,
    }


def _values_of_several(told: Roundup) -> dict[str, object]:
    return {
        "occasion": told.occasion,
        "told": utc_text(told.told_at),
        "stories": [_values_of_line(line) for line in told.lines],
        "more": told.more,
    }


def _values_of_line(line: RoundupLine) -> dict[str, object]:
    return {
        "story": line.story,
        "headline": _short(line.headline, render.HEADLINE_MOST),
        "url": forms.link(line.url),
        "outlet": _short(line.outlet, render.NAME_MOST),
        "outlets": line.outlets,
        "first": utc_text(line.first_at),
        "lang": line.lang,
        "claim": _named(asdict(line.claim)) if line.claim else None,
        "withdrawn": line.withdrawn,
    }


def _correction(correction: Correction) -> dict[str, object]:
    """`cause` in English, as `reason` is; `said` and `url` are what holds now."""
    told = asdict(correction) | {"at": utc_text(correction.at), "note": _short(correction.note, errata.NOTE_MOST)}
    said = _short(correction.said, render.HEADLINE_MOST) if correction.said else None
    return told | {"said": said, "url": forms.link(correction.url) if correction.url else None}


def _quote(post: Post) -> dict[str, object] | None:
    text = render.quoted(post.quote)
    return _named(asdict(post.quote)) | {"text": text} if post.quote and text else None


def _named(values: Mapping[str, object]) -> dict[str, object]:
    return {key: _short(value, render.NAME_MOST) if isinstance(value, str) else value for key, value in values.items()}


def _short(text: str, most: int) -> str:
    return forms.shorten(forms.clean(text), most)


def _headers(key: str, body: bytes, *, secret: bytes, at: datetime) -> dict[str, str]:
    """The instant is signed with the body, so that an old call cannot be passed off as a new one."""
    stamp = str(int(at.timestamp()))
    signature = hmac.new(secret, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": f"sohae-watch/{__version__}",
        "Idempotency-Key": key,
        "X-Watcher-Timestamp": stamp,
        "X-Watcher-Signature": f"sha256={signature}",
    }


# --- what comes back -----------------------------------------------------------------------------------------------


def outcome(status: int, headers: Mapping[str, str], *, url: str, now: datetime) -> Outcome:
    """What an answer means. Of its words none is repeated: they are a stranger's."""
    said = _said(status)
    if 200 <= status < 300:
        return Sent()
    if 300 <= status < 400:
        return Refused(f"{said}, to {_moved(url, headers.get('Location'))}: write the new address")
    if status in NOT_NOW or status >= 500:
        wait = _retry_after(headers.get("Retry-After", ""), now=now)
        return Unsent(said) if wait is None else Wait(wait, said)
    # Also 401 and 403: `Unauthorised` would stop the whole channel, but this concerns only the one receiver.
    return Malformed(said) if status in UNREADABLE else Refused(said)


def fault(error: Exception) -> Outcome:
    """What a call without an answer means: before the connection stands, nothing can have been sent."""
    said = f"{type(error).__name__}: {error}".rstrip(": ")
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return Unsent(said)
    return Unknown(said)


def _moved(url: str, location: str | None) -> str:
    try:
        return (forms.link(urljoin(url, location)) if location else None) or "an address that is not said"
    except ValueError:
        return "an address that cannot be read"


def _said(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _retry_after(text: str, *, now: datetime) -> timedelta | None:
    """In seconds or as a date; None where it says nothing that can be read."""
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), LONGEST_WAIT.total_seconds()))
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    wait = until.replace(tzinfo=until.tzinfo or UTC) - now
    return min(max(wait, timedelta(0)), LONGEST_WAIT)


async def _hear_out(answer: aiohttp.ClientResponse) -> None:
    """Read the rest of the answer, so that the receiver is not cut off; only its status counts."""
    left = ANSWER_BYTES
    with suppress(aiohttp.ClientError, TimeoutError):
        while left > 0 and (piece := await answer.content.read(left)):
            left -= len(piece)
