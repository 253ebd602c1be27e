"""How often the Bot API lets itself be called: 30 a second in all, one a second to a chat, of which three may come at
once, and 20 a minute to a group or channel. What comes too soon is refused, and so is what comes before the wait ends.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable
from math import ceil

ALL = 30  # in any second
BURST = 3  # tokens a chat holds; one comes back each second
GROUP = 20  # in any minute


class BotLimits:
    def __init__(self, clock: Callable[[], float]) -> None:
        """`clock` is in seconds, of any beginning."""
        self._clock = clock
        self._all: list[float] = []
        self._groups: dict[str, list[float]] = defaultdict(list)
        self._tokens: dict[str, tuple[float, float]] = {}  # how many there were, and when
        self._waits: dict[str, float] = {}  # until when
        self._told: set[str] = set()  # chats whose callers know of the wait
        self.impatient: list[str] = []  # chats called within a wait that was told

    def punish(self, chat: str, seconds: float) -> None:
        """The next call to a chat meets a flood wait."""
        self._waits[chat] = self._clock() + seconds
        self._told.discard(chat)

    def retry_after(self, chat: str) -> int | None:
        """Seconds to wait, if the call comes too soon; None counts it."""
        now = self._clock()
        if now < self._waits.get(chat, now):
            if chat in self._told:
                self.impatient.append(chat)
            self._told.add(chat)
            return ceil(self._waits[chat] - now)
        free = max(self._free_for_all(now), self._free_in_chat(chat, now), self._free_in_group(chat, now))
        if free > now:
            seconds = ceil(free - now)
            self._waits[chat] = now + seconds
            self._told.add(chat)
            return seconds
        self._count(chat, now)
        return None

    def _free_for_all(self, now: float) -> float:
        return self._all[-ALL] + 1 if len(self._all) >= ALL else now

    def _free_in_group(self, chat: str, now: float) -> float:
        told = self._groups[chat]
        return told[-GROUP] + 60 if chat.startswith("-") and len(told) >= GROUP else now

    def _free_in_chat(self, chat: str, now: float) -> float:
        return now + max(1 - self._held(chat, now), 0)

    def _held(self, chat: str, now: float) -> float:
        tokens, at = self._tokens.get(chat, (BURST, now))
        return min(BURST, tokens + now - at)

    def _count(self, chat: str, now: float) -> None:
        self._all = [*self._all[bisect_right(self._all, now - 1) :], now]
        self._tokens[chat] = (self._held(chat, now) - 1, now)
        told = self._groups[chat]
        self._groups[chat] = [*told[bisect_right(told, now - 60) :], now]
