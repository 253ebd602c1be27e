"""libcurl's transfers on the loop that all else runs on."""

import asyncio
from dataclasses import dataclass

import pycurl

MOST_KEPT = 100  # connections that wait to be used again


@dataclass(frozen=True, slots=True)
class Failed(Exception):
    """A transfer that libcurl gave up: its code and its words."""

    code: int
    words: str


class Transfers:
    """Tells libcurl when a socket is ready or a time has come; one for each loop."""

    def __init__(self) -> None:
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_SOCKETFUNCTION, self._watch)
        self._multi.setopt(pycurl.M_TIMERFUNCTION, self._wake_in)
        self._multi.setopt(pycurl.M_MAXCONNECTS, MOST_KEPT)
        self._ended: dict[pycurl.Curl, asyncio.Future[None]] = {}
        self._watched: set[int] = set()
        self._timer: asyncio.TimerHandle | None = None

    async def run(self, transfer: pycurl.Curl) -> None:
        """Until it has ended. Raises Failed; a transfer that is cancelled is broken off."""
        self._ended[transfer] = asyncio.get_running_loop().create_future()
        self._multi.add_handle(transfer)
        try:
            await self._ended[transfer]
        finally:
            del self._ended[transfer]
            self._multi.remove_handle(transfer)

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        for transfer in self._ended:
            self._multi.remove_handle(transfer)
        self._multi.close()
        for socket in tuple(self._watched):  # those of connections that were kept
            self._unwatch(socket)

    def _watch(self, event: int, socket: int, _multi: object, _data: object) -> None:
        self._unwatch(socket)
        if event == pycurl.POLL_REMOVE:
            return
        loop = asyncio.get_running_loop()
        self._watched.add(socket)
        if event & pycurl.POLL_IN:
            loop.add_reader(socket, self._act, socket, pycurl.CSELECT_IN)
        if event & pycurl.POLL_OUT:
            loop.add_writer(socket, self._act, socket, pycurl.CSELECT_OUT)

    def _unwatch(self, socket: int) -> None:
        if socket in self._watched:
            self._watched.remove(socket)
            loop = asyncio.get_running_loop()
            loop.remove_reader(socket)
            loop.remove_writer(socket)

    def _wake_in(self, milliseconds: int) -> None:
        if self._timer is not None:
            self._timer.cancel()
        loop = asyncio.get_running_loop()
        self._timer = (
            None if milliseconds < 0 else loop.call_later(milliseconds / 1000, self._act, pycurl.SOCKET_TIMEOUT, 0)
        )

    def _act(self, socket: int, events: int) -> None:
        self._multi.socket_action(socket, events)
        _, ended, failed = self._multi.info_read()
        for transfer in ended:
            self._end(transfer, None)
        for transfer, code, words in failed:
            self._end(transfer, Failed(code, words))

    def _end(self, transfer: pycurl.Curl, error: Failed | None) -> None:
        end = self._ended.get(transfer)
        if end is None or end.done():
            return
        if error is None:
            end.set_result(None)
        else:
            end.set_exception(error)
