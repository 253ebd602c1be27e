"""Who asks from inside: what tells of the operator's machine is answered to nobody else."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.requests import Request

from watcher.sources.address import is_local_name, is_public

# By these a proxy says for whom it asks. Behind one every peer is 127.0.0.1, so that its address alone proves nothing.
FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")


def is_inside(request: Request) -> bool:
    """Whether a machine of the own network asks, for itself, by a number or a name that only this network knows.

    The name is looked at because a proxy that adds no header passes it on, and because a browser inside may be led
    here under a name from outside, by a page that then reads what it got (DNS rebinding).
    """
    peer = request.client
    if peer is None or is_public(peer.host) or any(name in request.headers for name in FORWARDED):
        return False
    return _is_known_inside(request.headers.get("host", ""))


def _is_known_inside(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:  # a number that is none
        return False
    try:
        ip_address(name)
    except ValueError:
        return bool(name) and is_local_name(name)
    return not is_public(name)
