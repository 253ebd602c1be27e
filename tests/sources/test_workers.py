import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from watcher.sources.base import UnreadableFeed
from watcher.sources.parsing.workers import Done, Killed, Task, Workers


@pytest.fixture
def workers() -> Iterator[Workers]:
    workers = Workers(1, preload=())
    yield workers
    workers.close()


def a_task(function: str) -> Task:
    return Task("tests.sources.tasks", function)


async def test_a_worker_answers(workers: Workers) -> None:
    assert await workers.run(a_task("double"), 21) == Done(42)


async def test_a_worker_is_used_again(workers: Workers) -> None:
    first = await workers.run(a_task("process_id"), None)
    assert await workers.run(a_task("process_id"), None) == first != Done(os.getpid())


async def test_what_a_task_raises_is_raised_here(workers: Workers) -> None:
    with pytest.raises(UnreadableFeed, match="not a feed"):
        await workers.run(a_task("refuse"), "not a feed")


async def test_a_bug_keeps_its_place(workers: Workers) -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        await workers.run(a_task("stumble"), None)
    assert "tasks.py" in caught.value.__notes__[0]


async def test_endless_work_is_ended_and_the_next_task_is_done(workers: Workers) -> None:
    killed = await workers.run(a_task("spin"), None, cpu=timedelta(seconds=0.1))
    assert killed == Killed("took more than 0.1 s of processor time")
    assert await workers.run(a_task("double"), 1) == Done(2)


async def test_endless_waiting_is_ended(workers: Workers, tmp_path: Path) -> None:
    killed = await workers.run(a_task("wait"), str(tmp_path / "pid"), wall=timedelta(seconds=0.3))
    assert killed == Killed("gave no answer within 0.3 s")
    assert await workers.run(a_task("double"), 1) == Done(2)


async def test_memory_has_a_limit(workers: Workers) -> None:
    assert await workers.run(a_task("swell"), None) == Killed("needed more than 1024 MB of memory")
    assert await workers.run(a_task("double"), 1) == Done(2)


async def test_a_crash_of_the_parser_costs_one_task(workers: Workers) -> None:
    assert await workers.run(a_task("die"), None) == Killed("crashed the parser")
    assert await workers.run(a_task("double"), 1) == Done(2)


async def test_a_worker_that_died_idle_is_rebuilt(workers: Workers) -> None:
    done = await workers.run(a_task("process_id"), None)
    assert isinstance(done, Done)
    os.kill(done.value, signal.SIGKILL)
    until_gone(done.value)
    assert await workers.run(a_task("double"), 1) == Done(2)


async def test_a_task_nobody_waits_for_any_more_is_ended(workers: Workers, tmp_path: Path) -> None:
    running = asyncio.create_task(workers.run(a_task("wait"), str(tmp_path / "pid")))
    pid = await asyncio.to_thread(the_pid_in, tmp_path / "pid")
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    until_gone(pid)
    assert await workers.run(a_task("double"), 1) == Done(2)


async def test_many_tasks_share_few_workers() -> None:
    workers = Workers(2, preload=())
    try:
        answers = await asyncio.gather(*(workers.run(a_task("double"), number) for number in range(20)))
    finally:
        workers.close()
    assert answers == [Done(number * 2) for number in range(20)]


PARENT = """
import asyncio, os, signal
from watcher.sources.parsing.workers import Task, Workers

async def main():
    workers = Workers(1, preload=())
    done = await workers.run(Task("tests.sources.tasks", "process_id"), None)
    print(done.value, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    asyncio.run(main())
"""


def test_a_worker_ends_with_its_parent_however_that_dies(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    root = str(Path(__file__).parents[2])
    parent = subprocess.run(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True, check=False, env={"PYTHONPATH": root}
    )
    assert parent.returncode == -signal.SIGKILL
    until_gone(int(parent.stdout))


BUSY_PARENT = """
import asyncio, sys
from watcher.sources.parsing.workers import Task, Workers

if __name__ == "__main__":
    asyncio.run(Workers(1, preload=()).run(Task("tests.sources.tasks", "wait"), sys.argv[1]))
"""


def test_a_busy_worker_ends_with_its_parent_too(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(BUSY_PARENT)
    root = str(Path(__file__).parents[2])
    with subprocess.Popen([sys.executable, str(script), str(tmp_path / "pid")], env={"PYTHONPATH": root}) as parent:
        worker = the_pid_in(tmp_path / "pid")
        parent.kill()
    until_gone(worker)


def the_pid_in(path: Path) -> int:
    while not path.exists() or not path.read_text():
        time.sleep(0.01)
    return int(path.read_text())


def until_gone(pid: int) -> None:
    """Returns when the process is no more; the test's own patience is the limit."""
    for _ in range(500):
        try:
            os.kill(pid, 0)
            if " Z " in Path(f"/proc/{pid}/stat").read_text():
                return
        except (ProcessLookupError, FileNotFoundError):
            return
        time.sleep(0.01)
    pytest.fail(f"process {pid} lives on")


def test_parsers_start_however_long_the_path_of_the_temporary_folder_is(tmp_path: Path) -> None:
    long = tmp_path / ("deep" * 30)
    long.mkdir()
    script = (
        "import asyncio, tempfile\n"
        "from watcher.sources.parsing.workers import Task, Workers\n"
        "workers = Workers(1, preload=())\n"
        "print(asyncio.run(workers.run(Task('tests.sources.tasks', 'double'), 21)), tempfile.gettempdir())\n"
        "workers.close()\n"
    )
    environment = {**os.environ, "TMPDIR": str(long)}
    ran = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout == f"Done(value=42) {long}\n"
