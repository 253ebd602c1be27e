"""Connections to the pages, which strangers open: few at once, and none for long."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address

from uvicorn.protocols.http.h11_impl import H11Protocol

CALLS_MOST = 50  # connections at once
PATIENCE = 30  # seconds that a caller may take to ask, and to take what is answered
_NETWORK = 64  # bits of an IPv6 address: what follows them one caller chooses as he likes


class Call(H11Protocol):
    """A connection that is cut when its caller keeps us waiting, at once where a new one needs its place."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        calls = {call for call in self.connections if isinstance(call, Call)}
        while len(calls) >= CALLS_MOST and (idle := _idlest(calls)) is not None:
            calls.remove(idle)
            idle.cut()
        super().connection_made(transport)
        self.network = network_of(self.client[0] if self.client else "")
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end.cancel()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._end.cancel()
        self._wait()

    @property
    def is_kept_waiting(self) -> bool:
        """Whether it is the caller's turn: to ask, or to take the answer. No page reads what comes behind its head."""
        return self.cycle is None or self.cycle.response_complete or self.flow.write_paused

    def cut(self) -> None:
        """Close it, also where the caller takes nothing."""
        self.connections.discard(self)  # now, not when the loop comes to it: its place is needed
        self.transport.abort()

    def _wait(self) -> None:
        self.since = self.loop.time()
        self._end = self.loop.call_later(PATIENCE, self._give_up)

    def _give_up(self) -> None:
        if self.is_kept_waiting:
            self.cut()
        else:
            self._wait()


def _idlest(calls: Iterable[Call]) -> Call | None:
    """Of those kept waiting the one that is longest, of the network that holds most of them; None where none is."""
    waiting = [call for call in calls if call.is_kept_waiting]
    held = Counter(call.network for call in waiting)
    return max(waiting, key=lambda call: (held[call.network], -call.since), default=None)


def network_of(host: str) -> str:
    """What one caller has of addresses: of IPv6 a network, otherwise the address itself."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address) or address.ipv4_mapped:
        return host
    return address.packed[: _NETWORK // 8].hex()
