"""What every answer forbids the browser."""

import base64
import hashlib

from starlette.types import ASGIApp, Message, Receive, Scope, Send

ALONE = "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


class Guarded:
    """Every answer tells the browser to load nothing, keep nothing, and name us to nobody."""

    def __init__(self, app: ASGIApp, *, style: str) -> None:
        """`style` is the one sheet that a page may hold."""
        self._app = app
        allowed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        policy = f"default-src 'none'; style-src 'sha256-{allowed}'; {ALONE}"
        self._headers = [
            (b"content-security-policy", policy.encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
            (b"cache-control", b"no-store"),
            (b"x-robots-tag", b"noindex"),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *self._headers]
            await send(message)

        await self._app(scope, receive, guarded)
