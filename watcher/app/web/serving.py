"""Holds the door open in the loop of `run`, for as long as it runs."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.types import ASGIApp

from watcher.app.web.calls import CALLS_MOST, Call
from watcher.app.web.counted import Counted

log = logging.getLogger(__name__)

FAREWELL = 1  # second that calls under way may still take at the end; the acts then have what is left of ten


@asynccontextmanager
async def serving(app: ASGIApp, place: tuple[str, int]) -> AsyncIterator[None]:
    """Serve the pages while this lasts. If the port is taken, warn and go on: posts and mail do not need them."""
    try:
        listener = _listener(place)
    except OSError as error:
        log.warning("act=web %s:%d cannot be listened at: no pages, no unsubscribing (%s)", *place, error.strerror)
        yield
        return
    server = uvicorn.Server(_config(app))
    log.info("act=web listening at %s:%d", *place)
    task = asyncio.create_task(_serve(server, listener))
    with _counting(logging.getLogger("uvicorn.error")):
        try:
            yield
        finally:
            server.should_exit = True
            await task


@contextmanager
def _counting(theirs: logging.Logger) -> Iterator[None]:
    counted = Counted()
    theirs.addFilter(counted)
    try:
        yield
    finally:
        theirs.removeFilter(counted)
        for line in counted.unsaid():
            log.warning("act=web %s", line)


async def _serve(server: uvicorn.Server, listener: socket.socket) -> None:
    """What `Server.serve` does, but without its signal handlers: SIGTERM is ours."""
    server.config.load()
    server.lifespan = server.config.lifespan_class(server.config)
    await server.startup([listener])
    await server.main_loop()
    await server.shutdown([listener])


def _config(app: ASGIApp) -> uvicorn.Config:
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    return uvicorn.Config(
        app,
        lifespan="off",
        log_config=None,
        access_log=False,  # it would show the links to unsubscribe, which are secret
        server_header=False,
        proxy_headers=False,
        http=Call,
        ws="none",
        limit_concurrency=CALLS_MOST + 1,  # reached where none gives way: who comes then is told to come back
        timeout_graceful_shutdown=FAREWELL,
    )


def _listener(place: tuple[str, int]) -> socket.socket:
    host, port = place
    return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
