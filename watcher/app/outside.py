"""Where the settings become the one socket for reading."""

from watcher import __version__
from watcher.app.commands import Clock
from watcher.app.settings import Settings
from watcher.sources.http import Http

PROJECT = "https://pypi.org/project/sohae-watch"  # where those who see our requests can learn who asks


def http(settings: Settings, clock: Clock) -> Http:
    return Http(
        user_agent=f"sohae-watch/{__version__} (+{settings.contact or PROJECT})",
        clock=clock,
        proxy=settings.proxy,
        allowed_private=settings.allow_private_hosts,
    )
