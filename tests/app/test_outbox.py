"""Dead letters are listed; somebody may send them once more, or give them up."""

import json
from datetime import timedelta

import pytest

from tests.app.town import NOON, Item, Town
from tests.peers.botapi import KICKED, error


@pytest.fixture
def refused(town: Town) -> int:
    """A channel that threw us out; the number of the letter that died of it."""
    town.open("Harbour Wire")
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.api.script("sendMessage", KICKED)
    town.once(NOON)
    return the_post(town)["id"]


def the_post(town: Town) -> dict[str, object]:
    [row] = [row for row in town.outbox() if row["via"] == "telegram"]
    return row


def decide(town: Town, *arguments: object) -> tuple[int, str]:
    answer = town.watcher("outbox", *map(str, arguments))
    return answer.returncode, answer.stdout + answer.stderr


def test_a_dead_letter_says_why_and_goes_out_once_more_when_asked(town: Town, refused: int) -> None:
    assert (the_post(town)["state"], the_post(town)["attempts"]) == ("dead", 1)
    assert "kicked" in town.watcher("outbox").stdout
    code, said = decide(town, "retry", refused)
    assert (code, said.splitlines()[0]) == (0, f"{refused} (channel/story-1/post) goes out once more")
    assert "No watcher is running here" in said
    assert (the_post(town)["state"], the_post(town)["attempts"]) == ("due", 0)
    town.once(NOON)
    assert (the_post(town)["state"], len(town.posts())) == ("sent", 1)


def test_what_is_given_up_keeps_its_reason(town: Town, refused: int) -> None:
    assert decide(town, "drop", refused, "--why", "the channel is no longer ours")[0] == 0
    assert the_post(town)["state"] == "dropped"
    assert the_post(town)["last_error"] == "dropped: the channel is no longer ours"
    assert decide(town, "retry", refused) == (1, f"Error: {refused} (channel/story-1/post): it was given up\n")


def test_what_makes_no_sense_is_refused_with_a_reason(town: Town, refused: int) -> None:
    [page] = [row["id"] for row in town.outbox() if row["via"] == "file"]
    for verb in ("retry", "drop"):
        assert decide(town, verb, page) == (1, f"Error: {page} (folder/story-1/post): it has arrived\n")
    assert decide(town, "retry", 99) == (1, "Error: there is no delivery 99; `watcher outbox --all` lists them\n")
    decide(town, "retry", refused)
    assert "it waits already" in decide(town, "retry", refused)[1]


def test_what_looking_for_lost_messages_found_is_counted(town: Town) -> None:
    town.open("Harbour Wire")
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.api.script("sendMessage", error(502, "Bad Gateway", after=True))
    town.once(NOON)
    town.once(NOON + timedelta(seconds=11))
    assert the_post(town)["state"] == "sent"
    answer = town.watcher("outbox")
    assert answer.stderr.splitlines()[-1] == "of unknown fate by telegram: 1 had arrived"
    assert [json.loads(line) for line in town.watcher("outbox", "--json").stdout.splitlines()] == []
