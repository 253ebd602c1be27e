"""Looks into the memory beside the acts."""

import asyncio
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from watcher.store.db import MEMORY, Db, reader

Answer = TypeVar("Answer")


async def glance(state: Path, question: Callable[[Db], Answer]) -> Answer:
    """What the memory answers, as it stands at one instant; in a thread and by a connection of its own."""

    def asked() -> Answer:
        with closing(reader(state / MEMORY)) as db:
            db.execute("BEGIN")
            return question(db)

    return await asyncio.to_thread(asked)
