"""The desk: people see a post first, and say whether and when readers do."""

import asyncio
from datetime import timedelta

import pytest

from tests.app.town import NOON, Item, Town
from watcher.app.editor.desk import Press, pressed
from watcher.app.running.opening import newsroom
from watcher.core.timing.cadence import SINGLE_CYCLE

MINUTE = timedelta(minutes=1)
DESK = -1005550000001
QUAY = "New quay finished at North Korea's Sohae launch site"
REVIEWED = """
subscriptions:
  - {{id: channel, via: telegram, to: "@watch", zone: Asia/Seoul, review: {{to: {{chat: {desk}}}, after: {after}}}}}
"""


@pytest.fixture(autouse=True)
def desk(town: Town) -> None:
    town.api.add_chat(DESK, type="supergroup")
    town.subscribe(REVIEWED.format(desk=DESK, after="10m"))
    town.open("Harbour Wire", "Balkan Daily", "Morning Herald")
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.publish("Balkan Daily", Item.of("quay-2", published=NOON - 30 * MINUTE))


def press(
    town: Town, button: str, *, minutes: int, chat: int = DESK, user: int = 42, admins: tuple[int, ...] = ()
) -> str:
    """The button of that name under the desk's newest message; returns what is answered."""
    message = town.api.messages(DESK)[-1]
    [data] = [each["callback_data"] for each in message.buttons if each["text"] == button]
    now = NOON + minutes * MINUTE

    async def at_once() -> str | None:
        async with newsroom(town.settings, clock=lambda: now, pace=SINGLE_CYCLE, write=town.said.append) as room:
            return pressed(room, Press(data, str(chat), user, "Anna"), admins)

    answer = asyncio.run(at_once())
    assert answer is not None
    town.once(now)
    return answer


def shown(town: Town) -> str:
    """The last line of the desk's newest message."""
    return town.api.messages(DESK)[-1].text.splitlines()[-1]


def buttons(town: Town) -> list[str]:
    return [button["text"] for button in town.api.messages(DESK)[-1].buttons]


def review(town: Town) -> list[str]:
    return [str(row["state"]) for row in town.outbox() if row["key"] == "channel/story-1/post"]


def test_a_post_appears_at_the_desk_first_and_goes_out_when_nobody_answers(town: Town) -> None:
    town.once(NOON)
    assert town.posts() == []
    assert shown(town) == "For @watch: it goes out at 21:10 KST, unless somebody holds it."
    assert buttons(town) == ["Post now", "Hold", "Wrong"]
    assert review(town) == ["review"]
    town.once(NOON + 10 * MINUTE)
    assert "2 outlets" in town.posts()[0]
    assert shown(town) == "To @watch at 21:10 KST: nobody held it."


def test_somebody_posts_it_now(town: Town) -> None:
    town.once(NOON)
    assert press(town, "Post now", minutes=2) == ""
    assert len(town.posts()) == 1
    assert shown(town) == "To @watch at 21:02 KST: Anna posted it."


def test_what_is_held_waits_for_a_person(town: Town) -> None:
    town.once(NOON)
    press(town, "Hold", minutes=2)
    assert shown(town) == "For @watch: Anna holds it."
    town.once(NOON + 24 * 60 * MINUTE)
    assert (town.posts(), review(town)) == ([], ["review"])
    press(town, "Post now", minutes=24 * 60 + 1)
    assert len(town.posts()) == 1


def test_the_desk_sees_how_a_story_grows(town: Town) -> None:
    town.once(NOON)
    town.publish("Morning Herald", Item.of("quay-4", published=NOON))
    town.once(NOON + 5 * MINUTE)
    assert "3 outlets" in town.api.messages(DESK)[-1].text
    assert len(town.api.messages(DESK)) == 1
    town.once(NOON + 10 * MINUTE)
    assert "3 outlets" in town.posts()[0]


def test_never_is_a_week_in_the_shadow(town: Town) -> None:
    town.subscribe(REVIEWED.format(desk=DESK, after="never"))
    for day in range(3):
        town.once(NOON + day * 24 * 60 * MINUTE)
    assert (town.posts(), review(town)) == ([], ["review"])
    assert shown(town) == "For @watch: it waits for somebody to post it."


def test_what_is_not_ours_is_dropped_and_becomes_a_proposed_test(town: Town) -> None:
    town.once(NOON)
    press(town, "Wrong", minutes=1)
    assert buttons(town) == ["Not ours", "Two stories", "Old", "Withdraw", "Back"]
    press(town, "Not ours", minutes=2)
    town.once(NOON + 20 * MINUTE)
    assert (town.posts(), review(town)) == ([], ["dropped"])
    proposed = (town.folder / "state/proposed-tests.yaml").read_text("utf-8")
    assert "- rule: sohae-site\n  no_match: " in proposed
    assert 'who: "Anna"' in proposed
    assert "the desk proposes a test" in town.watcher("check").stdout


def test_what_nobody_saw_is_dropped_once_and_never_taken_back(town: Town) -> None:
    """Telegram offers a press again that could not be answered."""
    town.once(NOON)
    press(town, "Wrong", minutes=1)
    [data] = [each["callback_data"] for each in town.api.messages(DESK)[-1].buttons if each["text"] == "Not ours"]
    press(town, "Not ours", minutes=2)

    async def again() -> str | None:
        async with newsroom(town.settings, clock=lambda: NOON, pace=SINGLE_CYCLE, write=town.said.append) as room:
            return pressed(room, Press(data, str(DESK), 42, "Anna"), ())

    assert asyncio.run(again()) == "This is decided already."
    town.once(NOON + 5 * MINUTE)
    assert shown(town) == "Not for @watch: Anna dropped it at 21:02 KST."


def test_two_stories_are_parted_before_anybody_reads_them(town: Town) -> None:
    town.once(NOON)
    press(town, "Wrong", minutes=1)
    press(town, "Two stories", minutes=2)
    press(town, "Balkan Daily", minutes=3)
    assert len(town.stories()) == 2
    town.once(NOON + 15 * MINUTE)
    assert len(town.posts()) == 2
    assert all("One outlet so far" in post for post in town.posts())


def test_what_is_out_can_still_be_taken_back(town: Town) -> None:
    town.once(NOON)
    press(town, "Post now", minutes=1)
    press(town, "Wrong", minutes=2)
    press(town, "Withdraw", minutes=3)
    post, reply = town.posts()
    assert post.startswith(("Withdrawn: ", "Withdrawn:"))
    assert "We withdrew it at 21:03 KST." in reply
    assert shown(town) == "From @watch: Anna took it back at 21:03 KST."


def test_strangers_decide_nothing_and_admins_may_anywhere(town: Town) -> None:
    town.once(NOON)
    assert press(town, "Post now", minutes=1, chat=-1009, user=7) == "Only people of the desk decide this."
    assert town.posts() == []
    assert press(town, "Post now", minutes=1, chat=-1009, user=7, admins=(7,)) == ""
    assert len(town.posts()) == 1


def test_pressing_twice_is_pressing_once(town: Town) -> None:
    town.once(NOON)
    message = town.api.messages(DESK)[-1]
    press(town, "Post now", minutes=1)
    [data] = [each["callback_data"] for each in message.buttons if each["text"] == "Post now"]

    async def again() -> str | None:
        async with newsroom(town.settings, clock=lambda: NOON, pace=SINGLE_CYCLE, write=town.said.append) as room:
            return pressed(room, Press(data, str(DESK), 42, "Anna"), ())

    assert asyncio.run(again()) == "This is decided already."
    assert len(town.posts()) == 1


def test_a_desk_that_cannot_be_reached_delays_nothing(town: Town) -> None:
    town.api.appoint(DESK, "kicked")
    town.once(NOON)
    town.once(NOON + 10 * MINUTE)
    assert len(town.posts()) == 1


def test_what_waits_for_a_person_is_listed_without_an_hour(town: Town) -> None:
    town.subscribe(REVIEWED.format(desk=DESK, after="never"))
    town.once(NOON)
    assert town.watcher("outbox").stdout.split(maxsplit=1)[1] == "review   channel/story-1/post  waits for a person\n"
    assert [row["due"] for row in town.outbox() if row["state"] == "review"] == [None]


def test_what_is_taken_back_elsewhere_is_no_longer_asked_about(town: Town) -> None:
    town.once(NOON)
    done = town.watcher("correct", "1", "--withdraw", "--note", "Another quay.", at=NOON + MINUTE)
    assert done.returncode == 0
    town.once(NOON + 2 * MINUTE)
    assert (town.posts(), review(town)) == ([], ["dropped"])
    assert shown(town) == "No longer for @watch: it was taken back, or is told in another post."
    assert buttons(town) == ["Why this?"]
