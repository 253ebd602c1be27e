"""The log: a line for each act, on stderr, without secrets."""

import json
import logging
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import quote, unquote, urlsplit

from watcher.app.files.settings import Settings

_TOKEN = re.compile(r"\b\d{6,}:[\w-]{30,}")  # of any bot, not of ours alone: the one just replaced may still be valid
_USERINFO = re.compile(r"//[^/@\s]+:[^/@\s]*@")

QUIET = ("httpx", "httpcore", "telegram", "apscheduler", "asyncio", "trafilatura", "aiohttp")  # httpx prints the token


class _Redacting(logging.Formatter):
    """Writes lines of text in which every secret of the settings reads `***`."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")
        self._secrets = secrets

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802 - logging's signature
        return _stamp(record)

    def format(self, record: logging.LogRecord) -> str:
        return self._redacted(super().format(record))

    def _redacted(self, line: str) -> str:
        for secret in self._secrets:
            line = line.replace(secret, "***")
        return _USERINFO.sub("//***@", _TOKEN.sub("***", line))


class _Json(_Redacting):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        fields = {"at": _stamp(record), "level": record.levelname.lower(), "message": record.getMessage()}
        if record.exc_info:
            fields["traceback"] = self.formatException(record.exc_info)
        return self._redacted(json.dumps(fields, ensure_ascii=False))


def log_to_stderr(settings: Settings) -> None:
    secrets = tuple(_secrets(settings))
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json(secrets) if settings.log == "json" else _Redacting(secrets))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _secrets(settings: Settings) -> Iterator[str]:
    """Each as it is, and with its escapes made or undone: addresses and errors quote it in any of these forms."""
    server, proxy = settings.smtp_url, urlsplit(settings.proxy or "")
    for secret in (settings.telegram_token, settings.secret, server and server.password, proxy.password):
        if secret:
            yield from {secret, quote(secret, safe=""), unquote(secret)}


def _stamp(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
