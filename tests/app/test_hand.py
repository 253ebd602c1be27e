"""The editor's hand: two stories made one, one made two; remembered, obeyed, and told where it was told wrongly."""

import asyncio
from datetime import timedelta

import pytest

from tests.app.town import NOON, Item, Town
from watcher.app.running.cycle import Cycle
from watcher.app.running.opening import newsroom
from watcher.core.timing.cadence import SINGLE_CYCLE

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
QUAY = "New quay finished at North Korea's Sohae launch site"
PIER = "North Korea completes a pier at the Sohe range"
VISIT = "Kim visits Sohae, hails new assembly hall: state media"


@pytest.fixture(autouse=True)
def opened(town: Town) -> None:
    town.open("Harbour Wire", "Balkan Daily", "Morning Herald", "Capital Post")


def edit(town: Town, *arguments: str, minutes: int = 25) -> str:
    done = town.watcher("stories", *arguments, at=NOON + minutes * MINUTE)
    assert done.returncode == 0, done.stderr
    return done.stdout


def two_stories(town: Town) -> None:
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.once(NOON)
    town.publish("Balkan Daily", Item.of("visit-2", published=NOON))
    town.once(NOON + 10 * MINUTE)


def one_story(town: Town) -> None:
    """Of two outlets."""
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.publish("Balkan Daily", Item.of("quay-2", published=NOON - 30 * MINUTE))
    town.once(NOON)


def held(town: Town) -> dict[object, list[str]]:
    """The outlets of each story."""
    return {story["story"]: story["outlets"] for story in town.stories()}


def test_two_stories_become_the_older_whichever_is_named_first(town: Town) -> None:
    two_stories(town)
    said = edit(town, "merge", "2", "1")
    assert said == f"2 “{VISIT}” is now part of 1 “{QUAY}”\n"
    assert held(town) == {1: ["Harbour Wire", "Balkan Daily"]}


def test_the_younger_post_says_where_its_story_goes_on(town: Town) -> None:
    two_stories(town)
    edit(town, "merge", "1", "2")
    town.once(NOON + 25 * MINUTE)
    older, younger = town.api.messages("@watch")
    assert "2 outlets" in older.text
    assert younger.text == f"{VISIT}\nContinued above: {QUAY}"
    assert "https://t.me/watch/1" in [entity.get("url") for entity in younger.entities]
    assert len(town.posts()) == 2


def test_later_articles_of_either_go_to_the_one_that_is_left(town: Town) -> None:
    two_stories(town)
    edit(town, "merge", "1", "2")
    town.publish("Capital Post", Item.of("visit-3", published=NOON + 25 * MINUTE))
    town.publish("Morning Herald", Item.of("quay-4", published=NOON + 25 * MINUTE))
    town.once(NOON + 30 * MINUTE)
    assert len(held(town)[1]) == 4
    older, younger = town.posts()
    assert "4 outlets" in older
    assert "Continued above" in younger


def test_a_post_that_never_left_is_not_told_when_its_story_ends(town: Town) -> None:
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.publish("Balkan Daily", Item.of("visit-3", published=NOON))
    town.beside["WATCHER_TELEGRAM_TOKEN"] = ""
    town.once(NOON)
    edit(town, "merge", "1", "2")
    del town.beside["WATCHER_TELEGRAM_TOKEN"]
    town.once(NOON + 30 * MINUTE)
    [post] = town.posts()
    assert "2 outlets" in post


QUIET = '{id: channel, via: telegram, to: {chat: 77}, quiet: "11:00-14:00"}'
FEW = '{id: channel, via: telegram, to: "@watch", at_most: 1/day}'


def test_stories_held_in_one_post_are_told_there_as_one(town: Town) -> None:
    town.api.add_chat(77, type="private")
    town.subscribe(f"subscriptions:\n  - {QUIET}\n")
    two_stories(town)
    town.publish("Capital Post", Item.of("engine-1", published=NOON + 10 * MINUTE))
    town.once(NOON + 15 * MINUTE)
    edit(town, "merge", "1", "2")
    town.once(NOON + 3 * HOUR)
    [told] = [message.text for message in town.api.messages(77)]
    assert "2 stories" in told
    assert "2 outlets" in told
    assert "Scorched slope" in told


def test_a_story_that_ended_leaves_the_post_it_shared(town: Town) -> None:
    town.subscribe(f"subscriptions:\n  - {FEW}\n")
    two_stories(town)
    town.publish("Capital Post", Item.of("engine-1", published=NOON + 10 * MINUTE))
    town.once(NOON + 15 * MINUTE)
    edit(town, "merge", "1", "2")
    town.once(NOON + 30 * MINUTE)
    own, shared = town.posts()
    assert "2 outlets" in own
    assert "1 story" in shared
    assert VISIT not in shared


def test_a_shared_post_keeps_its_words_when_its_only_story_ended(town: Town) -> None:
    town.subscribe(f"subscriptions:\n  - {FEW}\n")
    two_stories(town)
    edit(town, "merge", "1", "2")
    town.publish("Capital Post", Item.of("engine-1", published=NOON + 25 * MINUTE))
    town.once(NOON + 30 * MINUTE)
    assert "2 outlets" in town.posts()[0]
    assert "Scorched slope" in town.posts()[1]


def test_what_was_parted_is_told_as_a_story_of_its_own(town: Town) -> None:
    one_story(town)
    said = edit(town, "split", "1", "Harbour Wire")
    assert said == f"2 “{QUAY}” is now a story of its own, beside 1 “{PIER}”\n"
    town.once(NOON + 25 * MINUTE)
    first, correction, second = town.api.messages("@watch")
    assert first.text.splitlines()[1].startswith(
        "Corrected. It held reports of two events: we parted them at 21:25 KST."
    )
    assert "One outlet so far" in first.text
    assert correction.reply_to == first.id
    assert f"The other one: “{QUAY}”" in correction.text
    assert second.text.startswith(QUAY)
    assert held(town) == {2: ["Harbour Wire"], 1: ["Balkan Daily"]}


def test_a_later_article_goes_to_the_part_it_is_like(town: Town) -> None:
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.once(NOON)
    town.publish("Balkan Daily", Item.of("visit-2", published=NOON))
    town.once(NOON + 10 * MINUTE)
    edit(town, "merge", "1", "2")
    edit(town, "split", "1", "visit-2.html")
    town.publish("Capital Post", Item.of("visit-3", published=NOON + 25 * MINUTE))
    town.publish("Morning Herald", Item.of("quay-4", published=NOON + 25 * MINUTE))
    town.once(NOON + 30 * MINUTE)
    assert held(town) == {1: ["Harbour Wire", "Morning Herald"], 3: ["Balkan Daily", "Capital Post"]}


def test_a_split_before_anybody_saw_it_corrects_nothing(town: Town) -> None:
    town.beside["WATCHER_TELEGRAM_TOKEN"] = ""
    town.subscribe('subscriptions:\n  - {id: channel, via: telegram, to: "@watch"}\n')
    one_story(town)
    edit(town, "split", "1", "Balkan Daily")
    del town.beside["WATCHER_TELEGRAM_TOKEN"]
    town.once(NOON + 30 * MINUTE)
    assert [post.splitlines()[1].split(" · ")[0] for post in town.posts()] == ["One outlet so far"] * 2


def test_what_is_withdrawn_takes_copies_and_other_reports_open_a_story(town: Town) -> None:
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.once(NOON)
    town.watcher("correct", "1", "--withdraw", "--note", "Not so.", at=NOON + MINUTE)
    town.publish("Balkan Daily", Item.of("quay-2", published=NOON + 5 * MINUTE))
    copied = Item.of("quay-1", published=NOON + 5 * MINUTE)
    town.publish("Capital Post", copied)
    town.once(NOON + 10 * MINUTE)
    town.publish("Morning Herald", Item.of("quay-3", published=NOON + 10 * MINUTE))
    town.once(NOON + 20 * MINUTE)
    assert held(town) == {1: ["Harbour Wire", "Capital Post"], 2: ["Balkan Daily", "Morning Herald"]}


def test_a_story_that_ended_is_answered_with_the_one_that_took_it_in(town: Town) -> None:
    two_stories(town)
    edit(town, "merge", "1", "2")
    done = town.watcher("correct", "2", "--note", "x")
    assert (done.returncode, "story 2 was joined to story 1 (write 1)" in done.stderr) == (2, True)


def test_a_headline_commands_no_terminal(town: Town) -> None:
    town.publish("Harbour Wire", Item("odd", "Sohae \u202egnihtyna\x1b[2J crane", "A crane rose at Sohae.", NOON))
    town.once(NOON)
    assert "1 “Sohae gnihtyna" in town.watcher("stories", "merge", "7", "8").stderr


def test_an_article_that_is_not_there_is_answered_with_what_would_be_right(town: Town) -> None:
    one_story(town)
    done = town.watcher("stories", "split", "1", "Balkan Dally")
    assert (done.returncode, "did you mean `Balkan Daily`?" in done.stderr) == (2, True)
    everything = town.watcher("stories", "split", "1", "Balkan Daily", "Harbour Wire")
    assert (everything.returncode, "both stories need an article" in everything.stderr) == (2, True)


def test_the_next_list_opens_with_a_story_that_was_two(town: Town) -> None:
    town.subscribe("subscriptions:\n  - {id: morning, via: console, send: daily 07:00, zone: Asia/Seoul}\n")
    one_story(town)
    town.once(NOON + 10 * HOUR)
    edit(town, "split", "1", "Harbour Wire", minutes=700)
    town.once(NOON + 34 * HOUR)
    told = " ".join(town.said[-1].split())
    assert "1 CORRECTION" in told
    assert "It held reports of two events" in told
    assert f"2 NEW {QUAY}" in told


async def test_a_running_watcher_follows_what_is_decided_beside_it(town: Town) -> None:
    await asyncio.to_thread(two_stories, town)
    minutes = iter(range(20, 60, 10))
    now = NOON + next(minutes) * MINUTE
    async with newsroom(town.settings, clock=lambda: now, pace=SINGLE_CYCLE, write=town.said.append) as room:
        cycle = Cycle(room)
        await cycle.listen_out()
        await asyncio.to_thread(edit, town, "merge", "1", "2")
        town.publish("Capital Post", Item.of("visit-3", published=NOON + 25 * MINUTE))
        now = NOON + next(minutes) * MINUTE
        await cycle.listen_out()
        await cycle.finish(within=1)
    assert held(town) == {1: ["Harbour Wire", "Balkan Daily", "Capital Post"]}
