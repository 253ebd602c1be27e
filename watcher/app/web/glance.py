"""Looks into the memory beside the acts."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from watcher.store.db import Db, reader

Answer = TypeVar("Answer")


async def glance(state: Path, question: Callable[[Db], Answer]) -> Answer:
    """What the memory answers, as it stands at one instant; in a thread and by a connection of its own."""

    def asked() -> Answer:
        with reader(state) as db:
            db.execute("BEGIN")
            return question(db)

    return await asyncio.to_thread(asked)
