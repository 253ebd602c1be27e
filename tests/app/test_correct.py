"""What was told wrongly is put right where it was told: edited, answered, and first in the next list."""

from datetime import timedelta

import pytest

from tests.app.town import NOON, Item, Town
from tests.peers.botapi import DROP_AFTER, DROP_BEFORE, flood

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NOTE = "The picture shows the quay at Nampo."
QUAY = "New quay finished at North Korea's Sohae launch site"
PLACES = """
subscriptions:
  - {id: channel, via: telegram, to: "@watch", zone: Asia/Seoul}
  - {id: folder, via: file}
  - {id: site, via: feed}
  - {id: morning, via: console, send: daily 07:00, zone: Asia/Seoul}
"""


@pytest.fixture(autouse=True)
def told(town: Town) -> None:
    """A story that one outlet told at noon: 21:00 in Seoul."""
    town.subscribe(PLACES)
    town.open("Harbour Wire", "Balkan Daily")
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.once(NOON)


def correct(town: Town, *arguments: str, minutes: int = 25, story: str = "1") -> str:
    done = town.watcher("correct", story, *arguments, at=NOON + minutes * MINUTE)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_story_that_is_withdrawn_is_struck_out_and_answered(town: Town) -> None:
    correct(town, "--withdraw", "--note", NOTE)
    town.once(NOON + 25 * MINUTE)
    post, reply = town.api.messages("@watch")
    assert post.text == f"Withdrawn: {QUAY}\nWe withdrew it at 21:25 KST. See the correction below."
    assert [entity["type"] for entity in post.entities] == ["bold", "strikethrough", "italic"]
    assert (reply.reply_to, reply.silent) == (post.id, True)
    assert reply.text == (
        "Correction to our post of 21:00 KST\n\n"
        f"We passed on a report by Harbour Wire: “{QUAY}”. We withdrew it at 21:25 KST.\n\n"
        f"{NOTE}\n\n"
        "Posted for 25 minutes."
    )


def test_a_story_that_is_corrected_keeps_its_words_and_says_so(town: Town) -> None:
    correct(town, "--note", NOTE)
    town.once(NOON + 25 * MINUTE)
    post, reply = town.posts()
    assert post.startswith(f"{QUAY}\nCorrected. We put it right at 21:25 KST.\nOne outlet so far")
    assert NOTE in reply
    town.publish("Balkan Daily", Item.of("quay-2", published=NOON))
    town.once(NOON + 40 * MINUTE)
    assert "\nCorrected. We put it right at 21:25 KST.\n2 outlets" in town.posts()[0]


def test_the_command_says_what_becomes_of_each_place(town: Town) -> None:
    town.once(NOON + 11 * HOUR)  # the list of the morning has told it
    assert correct(town, "--withdraw", "--note", NOTE, minutes=700).splitlines() == [
        f"1 “{QUAY}” withdrawn",
        "    channel: edited, and a reply says so",
        "    folder: edited, and a reply says so",
        "    site: edited, and a reply says so",
        "    morning: the next list opens with it",
    ]


def test_files_and_feeds_say_it_too(town: Town) -> None:
    correct(town, "--withdraw", "--note", NOTE)
    town.once(NOON + 25 * MINUTE)
    written = (town.folder / "state/posts/story-1.md").read_text("utf-8")
    assert f"# Withdrawn: ~~{QUAY}~~" in written
    assert "## Correction to our post of 12:00 UTC\n\nWe passed on" in written
    feed = (town.folder / "state/feeds/stories.atom").read_text("utf-8")
    assert feed.count("<entry>") == 1
    assert f"<title>Withdrawn: {QUAY}</title>" in feed
    assert NOTE in feed


def test_the_next_list_opens_with_it_where_the_last_one_carried_it(town: Town) -> None:
    town.once(NOON + 11 * HOUR)
    correct(town, "--withdraw", "--note", NOTE, minutes=700)
    town.publish("Balkan Daily", Item.of("visit-2", published=NOON + 12 * HOUR))
    town.once(NOON + 35 * HOUR)
    *_, letter = town.said
    assert letter.index("1  CORRECTION\nWithdrawn: New quay finished") < letter.index("2  NEW\nKim visits Sohae")
    assert NOTE in " ".join(letter.split())
    town.once(NOON + 59 * HOUR)
    assert "CORRECTION" not in town.said[-1]


def test_a_list_that_did_not_carry_it_never_tells_what_was_withdrawn(town: Town) -> None:
    correct(town, "--withdraw", "--note", NOTE)
    town.once(NOON + 11 * HOUR)
    assert "Nothing new." in town.said[-1]
    assert "quay" not in town.said[-1]


def test_saying_the_same_again_says_it_once(town: Town) -> None:
    correct(town, "--withdraw", "--note", NOTE)
    again = correct(town, "--withdraw", "--note", NOTE)
    assert "nothing new: the last correction says the same" in again
    town.once(NOON + 25 * MINUTE)
    town.once(NOON + 26 * MINUTE)
    assert len(town.posts()) == 2


def test_a_second_correction_has_the_last_word(town: Town) -> None:
    correct(town, "--withdraw", "--note", NOTE)
    correct(town, "--note", "It was right after all.", minutes=26)
    town.once(NOON + 26 * MINUTE)
    post, first, second = town.posts()
    assert post.startswith(f"{QUAY}\nCorrected. ")
    assert NOTE in first
    assert "right after all" in second


def test_what_was_withdrawn_is_told_no_more(town: Town) -> None:
    correct(town, "--withdraw", "--note", NOTE)
    town.publish("Balkan Daily", Item.of("quay-1", published=NOON))  # the same words
    town.once(NOON + 40 * MINUTE)
    assert town.posts()[0].startswith("Withdrawn: ")
    assert len(town.posts()) == 2


def test_a_post_that_never_left_is_dropped(town: Town) -> None:
    town.api.script("sendMessage", flood(600))
    town.publish("Balkan Daily", Item.of("visit-2", published=NOON))
    town.once(NOON + 10 * MINUTE)
    assert "channel: not sent yet: dropped" in correct(town, "--withdraw", "--note", NOTE, story="2", minutes=11)
    town.once(NOON + 30 * MINUTE)
    assert len(town.posts()) == 1
    assert {row["state"] for row in town.outbox() if row["story"] == 2 and row["via"] == "telegram"} == {"dropped"}


def test_a_post_that_waits_goes_out_put_right(town: Town) -> None:
    town.api.script("sendMessage", flood(600))
    town.publish("Balkan Daily", Item.of("visit-2", published=NOON))
    town.once(NOON + 10 * MINUTE)
    assert "channel: not sent yet: goes out put right" in correct(town, "--note", NOTE, story="2", minutes=11)
    town.once(NOON + 30 * MINUTE)
    _, post = town.posts()
    assert post.splitlines()[1].startswith("Corrected. We put it right at 21:11 KST.")


def test_a_post_of_unknown_fate_that_did_not_arrive_is_dropped(town: Town) -> None:
    town.api.script("sendMessage", DROP_BEFORE)
    town.publish("Balkan Daily", Item.of("visit-2", published=NOON))
    town.once(NOON + 10 * MINUTE)
    assert "unknown" in {row["state"] for row in town.outbox()}
    correct(town, "--withdraw", "--note", NOTE, story="2", minutes=10)
    town.once(NOON + 12 * MINUTE)
    assert len(town.posts()) == 1
    assert {row["state"] for row in town.outbox() if row["story"] == 2 and row["via"] == "telegram"} == {"dropped"}


def test_a_post_of_unknown_fate_is_put_right_once_it_is_found(town: Town) -> None:
    town.api.script("sendMessage", DROP_AFTER)
    town.publish("Balkan Daily", Item.of("visit-2", published=NOON))
    town.once(NOON + 10 * MINUTE)
    assert "unknown" in {row["state"] for row in town.outbox()}
    correct(town, "--withdraw", "--note", NOTE, story="2", minutes=10)
    town.once(NOON + 12 * MINUTE)
    _, post, reply = town.api.messages("@watch")
    assert post.text.startswith("Withdrawn: Kim visits Sohae")
    assert (post.edits, reply.reply_to) == (1, post.id)


def test_a_story_that_is_not_there_is_answered_with_those_that_are(town: Town) -> None:
    for name in ("11", "quay", "story-x"):
        done = town.watcher("correct", name, "--note", NOTE)
        assert done.returncode == 2
        assert f"there is no story `{name}`" in done.stderr
        assert "1 “New quay finished" in done.stderr


def test_a_note_is_one_line_of_words(town: Town) -> None:
    assert town.watcher("correct", "1", "--note", " ").returncode == 2
    assert "nothing is written here" in town.watcher("correct", "1", "--note", " ").stderr


def test_corrections_are_listed(town: Town) -> None:
    correct(town, "--withdraw", "--note", NOTE)
    assert f"    withdrawn 2031-03-04 12:25 UTC: {NOTE}" in town.watcher("stories").stdout.splitlines()
    kinds = {row["key"]: row["kind"] for row in town.outbox() if row["subscription"] == "channel"}
    assert kinds == {
        "channel/story-1/post": "post",
        "channel/story-1/correction-1-post": "edit",
        "channel/story-1/correction-1": "correction",
    }


def test_a_story_that_shared_a_post_is_struck_out_there_and_answered(town: Town) -> None:
    town.subscribe(PLACES.replace("zone: Asia/Seoul}", "zone: Asia/Seoul, at_most: 0/day}", 1))
    town.publish("Balkan Daily", Item.of("visit-2", published=NOON))
    town.once(NOON + 10 * MINUTE)
    correct(town, "--withdraw", "--note", NOTE, story="2")
    town.once(NOON + 25 * MINUTE)
    _, together, reply = town.api.messages("@watch")
    assert "Withdrawn: Kim visits Sohae" in together.text
    assert [entity["type"] for entity in together.entities if entity["type"] == "strikethrough"] == ["strikethrough"]
    assert reply.reply_to == together.id
    assert NOTE in reply.text


def test_the_command_names_a_post_that_stories_share(town: Town) -> None:
    town.subscribe(PLACES.replace("zone: Asia/Seoul}", "zone: Asia/Seoul, at_most: 0/day}", 1))
    town.publish("Balkan Daily", Item.of("visit-2", published=NOON))
    town.once(NOON + 10 * MINUTE)
    said = correct(town, "--withdraw", "--note", NOTE, story="2").splitlines()
    assert sorted(said[1:]) == [f"    {place}: edited, and a reply says so" for place in ("channel", "folder", "site")]
