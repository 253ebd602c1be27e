"""Makes the one socket for reading, and the judge of robots.txt, as the settings want them."""

from functools import partial

from watcher import __version__
from watcher.app.files.settings import Settings
from watcher.core.words.instant import Clock
from watcher.sources.asking.http import Http
from watcher.sources.asking.robots import AGENT, ROBOTS_BYTES, Robots
from watcher.sources.base import Unreachable
from watcher.sources.parsing.workers import JUDGE_ROBOTS, Done, Killed, Workers

PROJECT = "https://pypi.org/project/sohae-watch"  # where those who see our requests can learn who asks


def http(settings: Settings, clock: Clock) -> Http:
    return Http(
        user_agent=f"{AGENT}/{__version__} (+{settings.contact or PROJECT})",
        clock=clock,
        proxy=settings.proxy,
        allowed_private=settings.allow_private_hosts,
    )


def robots(http: Http, workers: Workers, clock: Clock) -> Robots:
    async def judge(robots: bytes, url: str) -> bool:
        match await workers.run(JUDGE_ROBOTS, robots, url):
            case Done(allowed):
                return bool(allowed)
            case Killed(reason):
                raise Unreachable(f"its robots.txt was given up: {reason}", blocked=True)

    return Robots(partial(http.get, most_bytes=ROBOTS_BYTES), judge, clock)
