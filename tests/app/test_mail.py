"""The daily letter, from the feeds to the mailbox: once a date, the same to the byte, until its reader leaves."""

import asyncio
import shutil
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import httpx
import pytest

from tests.app.test_killed import mortal, patiently
from tests.app.town import Item, Town
from tests.peers.smtp import Post, office_nearby
from watcher.app.running.opening import newsroom
from watcher.app.running.secret import with_secret
from watcher.app.web.door import Door
from watcher.channels.email import POSSIBLY_TWICE, SETTLE
from watcher.core.timing.cadence import SINGLE_CYCLE

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SEVEN = datetime(2031, 3, 4, 22, tzinfo=UTC)  # of 5 March in Seoul
NOON_BEFORE = SEVEN - 10 * HOUR
SEOUL = "subscriptions:\n  - {id: seoul, via: email, to: reader@example.org, zone: Asia/Seoul, send: daily 07:00}\n"
KINDS = {"text": "plain", "html": "html"}  # as `--format` calls the parts of a letter
LONDON = "subscriptions:\n  - {id: early, via: email, to: reader@example.org, zone: Europe/London, send: daily 01:30}\n"


@pytest.fixture
def post() -> Iterator[Post]:
    with office_nearby(Post()) as post:
        yield post


@pytest.fixture
def seoul(town: Town, post: Post) -> Town:
    """A town whose one reader gets a letter at seven; a quay was finished there at noon."""
    connect(town, post)
    town.subscribe(SEOUL)
    town.open("Harbour Wire", "Balkan Daily")
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.once(NOON_BEFORE)
    return town


def connect(town: Town, post: Post) -> None:
    town.beside |= {
        "WATCHER_SMTP_URL": f"smtp://localhost:{post.port}?starttls=never",
        "WATCHER_MAIL_FROM": "digest@watch.example",
        "WATCHER_PUBLIC_URL": "https://watch.example",
    }


def part(letter: EmailMessage, kind: str) -> str:
    found = letter.get_body((kind,))
    assert found is not None
    return str(found.get_content()).replace("\r\n", "\n")


def rows(town: Town) -> list[tuple[object, object]]:
    return [(row["key"], row["state"]) for row in town.outbox()]


# --- once a date ---------------------------------------------------------------------------------------------------


def test_a_letter_comes_at_its_hour_and_none_after_it(seoul: Town, post: Post) -> None:
    seoul.once(SEVEN - MINUTE)
    assert post.letters == []
    for minutes in (0, 0, 1, 600):
        seoul.once(SEVEN + minutes * MINUTE)
    [letter] = post.letters
    assert letter["Subject"] == "New quay finished at North Korea's Sohae launch site"
    assert letter["Date"] == "Wed, 05 Mar 2031 07:00:00 +0900"
    assert letter["Message-ID"].startswith("<digest.seoul.2031-03-05.")
    assert "1  NEW\nNew quay finished at North Korea's Sohae launch site\n" in part(letter, "plain")
    assert post.recipients == ["reader@example.org"]


def test_a_day_without_news_says_so(seoul: Town, post: Post) -> None:
    seoul.once(SEVEN)
    seoul.once(SEVEN + DAY)
    _, letter = post.letters
    assert letter["Subject"] == "Sohae Watch: nothing new"
    assert "24 hours to 07:00 KST. Nothing new.\n" in part(letter, "plain")
    assert "0 articles from 2 of 2 sources." in part(letter, "plain")


def test_what_a_letter_had_no_room_for_is_in_the_next(seoul: Town, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    seoul.publish("Balkan Daily", Item.of("engine-1", published=NOON_BEFORE))
    seoul.once(NOON_BEFORE + HOUR)
    whole = seoul.watcher("digest", "seoul", "--format", "html", "--now", SEVEN.isoformat()).stdout
    with monkeypatch.context() as patch:
        patch.setattr("watcher.channels.dress.letter.HTML_MOST", len(whole.encode()) - 100)
        seoul.once(SEVEN)
    seoul.once(SEVEN + DAY)
    first, second = (part(letter, "plain") for letter in post.letters)
    assert "1 more story is not shown here" in first
    titles = ("\nNew quay finished", "\nScorched slope hints")
    assert [sum(title in told for title in titles) for told in (first, second)] == [1, 1]
    assert all(title in first + second for title in titles)


def test_an_hour_that_comes_twice_brings_one_letter(town: Town, post: Post) -> None:
    connect(town, post)
    town.subscribe(LONDON)
    twice = datetime(2031, 10, 26, 0, 30, tzinfo=UTC)  # and again an hour later
    town.open("Harbour Wire", at=twice - 5 * HOUR)
    for at in (twice, twice + HOUR, twice + 23 * HOUR):
        town.once(at)
    assert len(post.letters) == 1
    town.once(twice + 25 * HOUR)
    assert [row["key"] for row in town.outbox()] == ["early/2031-10-26/1", "early/2031-10-27/1"]
    assert len(post.letters) == 2


def test_an_hour_that_does_not_exist_brings_one_letter(town: Town, post: Post) -> None:
    connect(town, post)
    town.subscribe(LONDON)
    jump = datetime(2031, 3, 30, 1, tzinfo=UTC)  # 01:00 becomes 02:00
    town.open("Harbour Wire", at=jump - 5 * HOUR)
    town.once(jump - MINUTE)
    assert post.letters == []
    for at in (jump, jump + HOUR):
        town.once(at)
    [letter] = post.letters
    assert letter["Date"] == "Sun, 30 Mar 2031 02:00:00 +0100"


def test_a_clock_that_jumps_back_repeats_no_letter_and_loses_no_news(seoul: Town, post: Post) -> None:
    seoul.once(SEVEN)
    seoul.publish("Balkan Daily", Item.of("engine-1"))
    for at in (SEVEN - 2 * HOUR, SEVEN):
        seoul.once(at)
    assert len(post.letters) == 1
    seoul.once(SEVEN + DAY)
    assert "Scorched slope hints at engine test" in part(post.letters[1], "plain")


# --- the same to the byte ------------------------------------------------------------------------------------------


def test_a_letter_whose_receipt_was_lost_comes_again_as_the_same(seoul: Town, post: Post) -> None:
    post.cut = "answer"
    seoul.once(SEVEN)
    post.cut = ""
    seoul.once(SEVEN + SETTLE - MINUTE)
    assert len(post.taken) == 1
    seoul.once(SEVEN + SETTLE)
    assert post.taken == post.taken[:1] * 2
    [row] = seoul.outbox()
    assert (row["state"], str(row["receipt"]).endswith(POSSIBLY_TWICE)) == ("sent", True)


def test_killed_while_the_server_considers_it_repeats_the_same(seoul: Town, post: Post) -> None:
    post.cut = "silence"
    with seoul.process("once", "--now", SEVEN.isoformat()) as process:
        patiently(lambda: post.taken)
        process.kill()
    post.cut = ""
    start_again(seoul)
    assert post.taken == post.taken[:1] * 2
    assert rows(seoul) == [("seoul/2031-03-05/1", "sent")]


@pytest.mark.parametrize(("from_the_end", "mails"), [(1, 2), (2, 1)], ids=["before it settles", "after it claims"])
def test_killed_between_claim_and_settle_it_loses_nothing(
    seoul: Town, post: Post, from_the_end: int, mails: int
) -> None:
    state, before = seoul.folder / "state", seoul.folder / "before"
    shutil.copytree(state, before)
    code, commits = mortal(seoul, "count", 0, now=SEVEN.isoformat())
    assert (code, len(post.taken)) == (0, 1)
    first = post.taken.pop()
    shutil.rmtree(state)
    before.rename(state)
    moment = "before" if from_the_end == 1 else "after"
    number = commits + 1 - from_the_end
    assert mortal(seoul, moment, number, now=SEVEN.isoformat())[0] == -signal.SIGKILL
    assert rows(seoul) == [("seoul/2031-03-05/1", "sending")]
    start_again(seoul)
    assert post.taken == [first] * mails
    assert rows(seoul) == [("seoul/2031-03-05/1", "sent")]


def start_again(town: Town) -> None:
    """At the same instant, and when a lost letter has settled."""
    for later in (timedelta(0), SETTLE):
        town.once(SEVEN + later)


# --- leaving, waiting, looking -------------------------------------------------------------------------------------


def test_who_leaves_gets_neither_what_waits_nor_anything_after_it(seoul: Town, post: Post) -> None:
    seoul.once(SEVEN)
    post.answers["MAIL"] = "451 not now"
    seoul.once(SEVEN + DAY)
    assert rows(seoul)[-1] == ("seoul/2031-03-06/1", "due")
    link = post.letters[0]["List-Unsubscribe"].strip("<>")
    assert asyncio.run(leave(seoul, link)) == 200
    post.answers.clear()
    seoul.once(SEVEN + DAY + HOUR)
    assert rows(seoul)[-1] == ("seoul/2031-03-06/1", "dropped")
    seoul.once(SEVEN + 2 * DAY)
    assert len(post.letters) == 1
    assert len(rows(seoul)) == 2


async def leave(town: Town, link: str) -> int:
    """As a mail program does it by its one click."""
    async with newsroom(town.settings, clock=lambda: SEVEN + DAY, pace=SINGLE_CYCLE, write=town.said.append) as room:
        secret = (with_secret(town.settings).secret or "").encode()
        app = Door(room, name="Sohae Watch", secret=secret).app()
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app)) as client:
            return (await client.post(link, data={"List-Unsubscribe": "One-Click"})).status_code


def test_without_a_server_letters_wait_for_one(seoul: Town, post: Post) -> None:
    server = seoul.beside.pop("WATCHER_SMTP_URL")
    seoul.once(SEVEN)
    assert rows(seoul) == [("seoul/2031-03-05/1", "due")]
    seoul.beside["WATCHER_SMTP_URL"] = server
    seoul.once(SEVEN + 3 * HOUR)
    [letter] = post.letters
    assert letter["Date"] == "Wed, 05 Mar 2031 07:00:00 +0900"
    assert rows(seoul) == [("seoul/2031-03-05/1", "sent")]


def test_the_letter_can_be_seen_before_as_it_will_be(seoul: Town, post: Post) -> None:
    seen = {form: seoul.watcher("digest", "seoul", "--format", form, "--now", SEVEN.isoformat()) for form in KINDS}
    assert post.letters == []
    seoul.once(SEVEN)
    [letter] = post.letters
    assert {form: part(letter, KINDS[form]) for form in KINDS} == {form: done.stdout for form, done in seen.items()}
