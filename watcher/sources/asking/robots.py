"""Whether a site lets its pages be read by machines: robots.txt (RFC 9309), asked for once a day."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from watcher.core.words.instant import Clock
from watcher.sources.base import Request, Response, Unreachable

AGENT = "sohae-watch"  # the name that a robots.txt may call us by
ROBOTS_BYTES = 500_000
HELD = timedelta(days=1)
MOST_SITES = 1_000  # remembered before those are forgotten that would be asked again anyway


def allows(robots: bytes, url: str) -> bool:
    """Runs in a worker: what a site writes there becomes regular expressions."""
    from protego import Protego

    return bool(Protego.parse(robots.decode("utf-8", "replace")).can_fetch(url, AGENT))


@dataclass(slots=True)
class _Site:
    robots: bytes = b""
    until: datetime | None = None
    asking: asyncio.Lock = field(default_factory=asyncio.Lock)


class Robots:
    def __init__(
        self,
        get: Callable[[Request], Awaitable[Response]],
        judge: Callable[[bytes, str], Awaitable[bool]],
        clock: Clock,
    ) -> None:
        """`judge` says what `allows` says, at a safe distance."""
        self._get, self._judge, self._clock = get, judge, clock
        self._sites: dict[str, _Site] = {}

    async def allow(self, url: str) -> bool:
        """Raises Unreachable where the site cannot say: as long as it is in trouble, it is left alone."""
        robots = await self._robots("{0.scheme}://{0.netloc}".format(urlsplit(url)))
        return not robots.strip() or await self._judge(robots, url)

    async def _robots(self, origin: str) -> bytes:
        site = self._site(origin)
        async with site.asking:
            if site.until is None or site.until <= self._clock():
                site.robots = await self._fetched(f"{origin}/robots.txt")
                site.until = self._clock() + HELD
        return site.robots

    async def _fetched(self, url: str) -> bytes:
        try:
            return (await self._get(Request(url))).body
        except Unreachable as error:
            if error.is_lasting:  # no such file: nothing is forbidden
                return b""
            raise

    def _site(self, origin: str) -> _Site:
        if len(self._sites) >= MOST_SITES:
            now = self._clock()
            self._sites = {
                key: site for key, site in self._sites.items() if site.asking.locked() or (site.until or now) > now
            }
        return self._sites.setdefault(origin, _Site())
