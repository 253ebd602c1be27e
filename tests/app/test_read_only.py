"""A state that may only be read: on a backup medium, or another user's. What only looks still works."""

import os
import subprocess
import sys

import pytest

from tests.app.town import NOON, REPOSITORY, Item, Town
from watcher.store.db import open_db

LOOKS = ("stories", "outbox", "feeds", "check", "digest letter", "search quay", "subscribers", "explain {page}")
EACH = """
import sys
from watcher.app.cli import main
for line in sys.argv[1].splitlines():
    try:
        main(line.split())
    except SystemExit as ended:
        print(f"= {line.split()[0]} {ended.code or 0}", flush=True)
"""
MOUNTED = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" || exit 99; shift; exec "$@"'


def ended(town: Town) -> dict[str, int]:
    """How each command ends that only looks, while the state is mounted for reading."""
    page = town.site.url("/harbour-wire/quay-1.html")
    lines = "\n".join(LOOKS).format(page=page)
    mounted = ["unshare", "-m", "sh", "-c", MOUNTED, "sh", str(town.folder / "state")]
    try:
        done = subprocess.run(
            [*mounted, sys.executable, "-c", EACH, lines],
            env={**os.environ, **town.environment},
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        pytest.skip("there is no `unshare` here")
    if done.returncode == 99 or "Operation not permitted" in done.stderr:
        pytest.skip("this user may not mount")
    assert "Traceback" not in done.stderr, done.stderr
    return {line.split()[1]: int(line.split()[2]) for line in done.stdout.splitlines() if line.startswith("= ")}


@pytest.fixture
def state(town: Town) -> Town:
    town.subscribe("subscriptions: [{id: letter, via: file, send: 'daily 07:00'}]\n")
    town.open("Harbour Wire")
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.once(NOON)
    return town


def test_what_only_looks_works_on_a_state_that_may_only_be_read(state: Town) -> None:
    assert set(ended(state).items()) == {(line.split()[0], 0) for line in LOOKS}


def test_so_it_does_beside_a_watcher_that_writes(state: Town) -> None:
    db = open_db(state.folder / "state/watcher.db")
    db.execute("UPDATE meta SET value = value")  # a log lies beside the file
    assert set(ended(state).items()) == {(line.split()[0], 0) for line in LOOKS}
    db.close()
