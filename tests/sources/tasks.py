"""What workers are asked to do in the tests: each a top-level function, as the real ones."""

import os
import signal
import time

from watcher.sources.base import UnreadableFeed


def double(number: int) -> int:
    return number * 2


def process_id(_: object) -> int:
    return os.getpid()


def refuse(words: str) -> None:
    raise UnreadableFeed(words)


def stumble(_: object) -> None:
    raise ZeroDivisionError("a bug of ours")


def spin(_: object) -> None:
    while True:
        pass


def swell(_: object) -> int:
    return len(bytearray(2 << 30))


def wait(path: str) -> None:
    with open(path, "w") as file:
        file.write(str(os.getpid()))
    time.sleep(3600)


def die(_: object) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)
