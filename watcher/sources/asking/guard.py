"""Decides which addresses a name may lead to, on the very numbers that will be connected to."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from functools import lru_cache
from ipaddress import ip_address

from watcher.core.feeds import Trouble
from watcher.sources.address import is_public
from watcher.sources.base import Unreachable

MOST_REMEMBERED = 1_000  # hosts: whether a text is a number takes longer to tell than to remember
HOLDS = 15  # seconds of a look-up, as of a connection at rest: it costs twice what all else of an unchanged feed does
LookUp = Callable[[str, int], Awaitable[Sequence[str]]]  # the numbers of a host; raises OSError


async def look_up(host: str, port: int) -> Sequence[str]:
    loop = asyncio.get_running_loop()
    answers = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))


def blocked(host: str) -> Unreachable:
    return Unreachable(f"refuses to connect to a private address ({host})", blocked=True)


class Guard:
    """Lets public addresses through; one private answer among public ones blocks the name."""

    def __init__(self, look_up: LookUp, allowed: frozenset[str]) -> None:
        """`allowed` holds addresses, and "address:port"."""
        self._look_up, self._allowed = look_up, allowed
        self._held: dict[tuple[str, int], tuple[float, Sequence[str]]] = {}  # until when, by the loop's clock

    async def addresses(self, host: str, port: int, *, is_trusted: bool, until: float) -> Sequence[str]:
        """The numbers of a host, which are to be connected to and looked up no more. Raises Unreachable.

        A host that is trusted may lead anywhere. Raises TimeoutError at an instant of the loop's clock.
        """
        number = _number(host)
        found = [number] if number else await self._held_numbers(host, port, until)
        if not is_trusted:
            for address in found:
                if not is_public(address) and self._allowed.isdisjoint({address, f"{address}:{port}"}):
                    raise blocked(host)
        return found

    async def _held_numbers(self, name: str, port: int, until: float) -> Sequence[str]:
        clock = asyncio.get_running_loop().time
        holds_until, numbers = self._held.get((name, port), (0.0, ()))
        if clock() < holds_until:
            return numbers
        numbers = await self._numbers(name, port, until)
        if len(self._held) >= MOST_REMEMBERED:
            self._held.clear()
        self._held[name, port] = clock() + HOLDS, numbers
        return numbers

    async def _numbers(self, name: str, port: int, until: float) -> Sequence[str]:
        try:
            async with asyncio.timeout_at(until):
                return await self._look_up(name, port)
        except TimeoutError:
            raise  # an OSError of its own kind
        except OSError as error:
            is_passing = error.errno == socket.EAI_AGAIN
            why = f"the name {name} {'cannot be looked up now' if is_passing else 'is not known'}"
            raise Unreachable(why, trouble=Trouble.UNKNOWN_NAME) from error
        except UnicodeError as error:  # a label of more than 63 letters
            raise Unreachable("not a web address", blocked=True) from error


@lru_cache(MOST_REMEMBERED)
def _number(host: str) -> str | None:
    try:
        return str(ip_address(host))
    except ValueError:
        return None
