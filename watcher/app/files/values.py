"""Values as people write them: each reader gives the value, or raises BadValue with words that lead to the cure."""

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from urllib.parse import parse_qsl, unquote, urlsplit

from watcher.channels.base import MailServer
from watcher.core.rules.document import did_you_mean
from watcher.core.sending.mailbox import mailbox

UNLIMITED = -1
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class BadValue(ValueError):
    """What was written cannot be meant; `hint` says what would be right."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.hint = hint


def words(text: str) -> str:
    """One line of text that shows something."""
    if not text.strip():
        raise BadValue("nothing is written here")
    if _CONTROLS.search(text):
        raise BadValue(f"{text!a} is not one line of text", "write it in one line")
    return text.strip()


def slug(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}", text):
        near = re.sub(r"[^a-z0-9_-]+", "-", text.lower()).strip("-_")[:64]
        raise BadValue(f"`{text}` is not an id", f"write `{near}`" if near else "write a-z, 0-9 and hyphens")
    return text


def language(text: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", text):
        raise BadValue(f"`{text}` is not a language", "write its code: `ko`, `en`, `zh-Hant`")
    return text


def country(text: str) -> str:
    if not re.fullmatch("[A-Z]{2}", text):
        near = text.upper() if re.fullmatch("[A-Za-z]{2}", text) else "KP"
        raise BadValue(f"`{text}` is not a country", f"write its two letters: `{near}`")
    return text


def duration(text: str) -> timedelta:
    found = re.fullmatch(r"(\d{1,6})\s*([smhd])", text.strip())
    if not found:
        raise BadValue(f"`{text}` is not a length of time", "write `90s`, `30m`, `2h` or `1d`")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def switch(text: str) -> bool:
    if text not in ("on", "off"):
        raise BadValue(f"`{text}` is neither `on` nor `off`")
    return text == "on"


def truth(text: str) -> bool:
    if text not in ("true", "false"):
        raise BadValue(f"`{text}` is neither `true` nor `false`")
    return text == "true"


def whole(*, least: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch(r"\d{1,9}", text) or int(text) < least:
            raise BadValue(f"`{text}` is not a whole number from {least} on")
        return int(text)

    return read


def per_day(text: str) -> int:
    """`8/day`, or `none`: UNLIMITED."""
    if text == "none":
        return UNLIMITED
    found = re.fullmatch(r"(\d{1,6})/day", text)
    if not found:
        near = re.match(r"\d{1,6}", text)
        raise BadValue(f"`{text}` is not a number of posts a day", f"write `{near[0] if near else 8}/day`, or `none`")
    return int(found[1])


def one_of(known: Sequence[str], *, what: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in known:
            raise BadValue(f"`{text}` is not {what}", did_you_mean(text, known) or f"known: {', '.join(known)}")
        return text

    return read


def url(text: str) -> str:
    """An http or https address. It is not repeated in the message: it may hold a password."""
    hint = "write `https://host/path`"
    if re.search(r"\s", text) or not text.isprintable():
        raise BadValue("not a web address: there is a space in it", hint)
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise BadValue(f"not a web address: {error}", hint) from error
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise BadValue("not a web address", hint)
    return text


def page_url(text: str) -> str:
    """Where our pages are reached from outside: an address that a path can follow."""
    parts = urlsplit(url(text))
    if parts.query or parts.fragment or parts.username or len(text) > 200:
        raise BadValue("not an address that pages can stand below", "write `https://host` or `https://host/path`")
    return text.rstrip("/")


def mail_address(text: str) -> str:
    try:
        return mailbox(text)
    except ValueError as error:
        raise BadValue("not a mail address", str(error)) from error


def mail_server(text: str) -> MailServer:
    """The parts of an SMTP address. It is not repeated in the message: it may hold a password."""
    hint = "write `smtp://user:password@host:587` or `smtps://...`, with `%40` for `@` and `%2F` for `/` in a password"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise BadValue("not a mail server", hint) from error
    is_whole = parts.scheme in ("smtp", "smtps") and parts.hostname and parts.path in ("", "/") and not parts.fragment
    if not is_whole or port == 0 or re.search(r"[^!-~]", text) or "@" in parts.netloc.rpartition("@")[0]:
        raise BadValue("not a mail server", hint)
    assert parts.hostname is not None
    tls = _tls(parts.scheme, parse_qsl(parts.query, keep_blank_values=True))
    return MailServer(
        host=parts.hostname,
        port=port or (465 if tls == "implicit" else 587),
        tls=tls,
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )


def _tls(scheme: str, options: list[tuple[str, str]]) -> str:
    match scheme, options:
        case "smtps", []:
            return "implicit"
        case "smtp", [] | [("starttls", "require")]:
            return "starttls"
        case "smtp", [("starttls", "never")]:
            return "never"
    raise BadValue("what follows `?` is not understood", "`smtp:` takes `?starttls=require` or `?starttls=never`")


def listen(text: str) -> tuple[str, int] | None:
    """Host and port to listen at; None for `off`."""
    if text == "off":
        return None
    found = re.fullmatch(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):(\d{1,5})", text)
    if not found or not 0 < int(found[2]) < 65_536:
        raise BadValue(f"`{text}` is not a place to listen at", "write `127.0.0.1:8080`, or `off`")
    return found[1].strip("[]"), int(found[2])
