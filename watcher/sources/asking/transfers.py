"""libcurl's transfers on the loop that all else runs on."""

import asyncio
import select
from dataclasses import dataclass

import pycurl

MOST_KEPT = 100  # connections that wait to be used again
IN, OUT = select.EPOLLIN | select.EPOLLHUP | select.EPOLLERR, select.EPOLLOUT | select.EPOLLHUP | select.EPOLLERR


@dataclass(frozen=True, slots=True)
class Failed(Exception):
    """A transfer that libcurl gave up: its code and its words."""

    code: int
    words: str


class Transfers:
    """Tells libcurl when sockets are ready or a time has come; one for each loop.

    The loop watches one epoll object, and that watches the sockets: libcurl adds and removes sockets with each request,
    which would cost as much in the loop as the request itself.
    """

    def __init__(self) -> None:
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_SOCKETFUNCTION, self._watch)
        self._multi.setopt(pycurl.M_TIMERFUNCTION, self._wake_in)
        self._multi.setopt(pycurl.M_MAXCONNECTS, MOST_KEPT)
        self._ended: dict[pycurl.Curl, asyncio.Future[None]] = {}
        self._watched: set[int] = set()
        self._sockets = select.epoll()
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._sockets.fileno(), self._on_sockets)
        self._due: float | None = None  # by the loop's clock
        self._timer: asyncio.TimerHandle | None = None  # never later than what is due; it may be sooner

    async def run(self, transfer: pycurl.Curl) -> None:
        """Until it has ended. Raises Failed; a transfer that is cancelled is broken off."""
        self._ended[transfer] = self._loop.create_future()
        self._multi.add_handle(transfer)
        self._multi.socket_action(pycurl.SOCKET_TIMEOUT, 0)
        self._settle()
        try:
            await self._ended[transfer]
        finally:
            del self._ended[transfer]
            self._multi.remove_handle(transfer)
            self._set_timer()

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        for transfer in self._ended:
            self._multi.remove_handle(transfer)
        self._multi.close()
        self._loop.remove_reader(self._sockets.fileno())
        self._sockets.close()

    def _watch(self, event: int, socket: int, _multi: object, _data: object) -> None:
        if event == pycurl.POLL_REMOVE:
            if socket in self._watched:
                self._watched.remove(socket)
                self._sockets.unregister(socket)
            return
        wanted = (event & pycurl.POLL_IN and select.EPOLLIN) | (event & pycurl.POLL_OUT and select.EPOLLOUT)
        if socket in self._watched:
            self._sockets.modify(socket, wanted)
        else:
            self._sockets.register(socket, wanted)
            self._watched.add(socket)

    def _wake_in(self, milliseconds: int) -> None:
        self._due = None if milliseconds < 0 else self._loop.time() + milliseconds / 1000

    def _set_timer(self) -> None:
        """A timer that is too early is left as it is: most of what libcurl plans is cancelled before it is due."""
        if self._due is None or (self._timer is not None and self._timer.when() <= self._due):
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_at(self._due, self._on_time, self._due)

    def _on_time(self, time: float) -> None:
        self._timer = None
        if self._due is not None and self._due <= time:
            self._due = None
            self._multi.socket_action(pycurl.SOCKET_TIMEOUT, 0)
        self._settle()

    def _on_sockets(self) -> None:
        for socket, events in self._sockets.poll(0):
            self._multi.socket_action(
                socket, (events & IN and pycurl.CSELECT_IN) | (events & OUT and pycurl.CSELECT_OUT)
            )
        self._settle()

    def _settle(self) -> None:
        """Handle what each call of libcurl may have changed: transfers that ended, and the next time it wants."""
        _, ended, failed = self._multi.info_read()
        for transfer in ended:
            self._end(transfer, None)
        for transfer, code, words in failed:
            self._end(transfer, Failed(code, words))
        self._set_timer()

    def _end(self, transfer: pycurl.Curl, error: Failed | None) -> None:
        end = self._ended.get(transfer)
        if end is None or end.done():
            return
        if error is None:
            end.set_result(None)
        else:
            end.set_exception(error)
