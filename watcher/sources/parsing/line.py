"""The pipe between the watcher and one parser process: one order, one answer."""

import asyncio
import pickle
import select
from multiprocessing.connection import Connection
from typing import Any


class Line:
    """Our end, from the start of the process on. The loop listens to it for as long as it lasts."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._loop = asyncio.get_running_loop()
        self._answer: asyncio.Future[bytes] = self._loop.create_future()
        self._loop.add_reader(pipe.fileno(), self._hear)

    @property
    def is_ended(self) -> bool:
        """To be asked while no answer is awaited: then the other end has nothing to say."""
        news = select.poll()
        news.register(self._pipe.fileno(), select.POLLIN)
        return bool(news.poll(0))

    async def ask(self, order: object) -> Any:
        """Raises EOFError or OSError where the process ends meanwhile."""
        self._answer = self._loop.create_future()
        send(self._pipe, order)
        return pickle.loads(await self._answer)

    def close(self) -> None:
        self._loop.remove_reader(self._pipe.fileno())
        self._pipe.close()

    def _hear(self) -> None:
        try:
            said = self._pipe.recv_bytes()
        except (EOFError, OSError) as error:
            self._loop.remove_reader(self._pipe.fileno())
            if not self._answer.done():
                self._answer.set_exception(error)
        else:
            self._answer.set_result(said)


def send(pipe: Connection, value: object) -> None:
    pipe.send_bytes(pickle.dumps(value))  # pipe.send() builds a pickler of its own each time
