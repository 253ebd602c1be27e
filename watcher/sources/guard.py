"""Decides at the moment of connecting, on the address that will really be used."""

import socket

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from watcher.sources.address import is_public
from watcher.sources.base import Unreachable


def blocked(host: str) -> Unreachable:
    return Unreachable(f"refuses to connect to a private address ({host})", blocked=True)


class Guard(AbstractResolver):
    """Lets connections through to public addresses only; looks at all answers, and again at the one taken."""

    def __init__(self, inner: AbstractResolver, allowed: frozenset[str]) -> None:
        self._inner = inner
        self._allowed = allowed

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        answers = await self._inner.resolve(host, port, family)
        for answer in answers:
            self._check(answer["host"], port, host)
        return answers

    async def close(self) -> None:
        await self._inner.close()

    def open_socket(self, info: aiohttp.AddrInfoType) -> socket.socket:
        """Numbers written in the URL never reach a resolver: they are met here."""
        family, kind, protocol, _, address = info
        self._check(str(address[0]), int(address[1]), str(address[0]))
        return socket.socket(family, kind, protocol)

    def _check(self, address: str, port: int, host: str) -> None:
        if not is_public(address) and self._allowed.isdisjoint({address, f"{address}:{port}"}):
            raise blocked(host)
