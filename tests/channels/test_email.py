"""Mail over a real SMTP server, and what each of its faults means."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.channels.builders import a_reach
from tests.channels.editions import SEVEN, a_letter
from tests.peers.smtp import PASSWORD, USER, Post, office, trusting
from watcher.channels.email import POSSIBLY_TWICE, RETRIES, SETTLE, Email
from watcher.core.outcome import Outcome, Refused, Sent, Unauthorised, Unknown, Unsent
from watcher.core.sending.delivery import claim, resolve, settle
from watcher.core.telling import Delivery, DeliveryState, Message

SENDER = "digest@watch.example"


def email(post: Post, *, certificate: Path | None = None, tls: str = "never", **given) -> Email:
    reach = a_reach(mail_server=post.server(tls, **given), mail_from=SENDER, secret=b"s" * 32)
    return Email(reach, tls=trusting(certificate) if certificate else None)


def written(channel: Email, **given) -> Delivery:
    letter = a_letter(**given)
    return replace(letter, message=channel.render(letter))


async def sent(post: Post, **given) -> Outcome:
    """What comes of one letter."""
    async with office(post):
        channel = email(post)
        return await channel.send(written(channel, **given))


# --- the usual way -------------------------------------------------------------------------------------------------


async def test_a_letter_arrives_as_it_was_written():
    post = Post()
    async with office(post):
        channel = email(post)
        letter = written(channel)
        outcome = await channel.send(letter)
    assert outcome == Sent(letter.message.options["id"])
    assert post.recipients == ["reader@example.org"]
    assert post.taken == [letter.message.body.encode()]


async def test_a_line_that_begins_with_a_dot_arrives_with_its_dot():
    post = Post()
    async with office(post):
        channel = email(post)
        letter = replace(written(channel), message=Message(body="A: b\r\n\r\n.\r\n..two\r\n", options={"id": "<1>"}))
        assert await channel.send(letter) == Sent("<1>")
    assert post.taken == [b"A: b\r\n\r\n.\r\n..two\r\n"]


async def test_the_connection_is_encrypted_before_anything_is_said(certificate: Path):
    post = Post()
    async with office(post, certificate):
        channel = email(post, certificate=certificate, tls="starttls", user=USER, password=PASSWORD)
        assert isinstance(await channel.send(written(channel)), Sent)
    assert post.over_tls == [True]


async def test_a_server_that_is_encrypted_from_the_start_works_too(certificate: Path):
    post = Post()
    async with office(post, certificate, implicit=True):
        channel = email(post, certificate=certificate, tls="implicit")
        assert isinstance(await channel.send(written(channel)), Sent)
    assert len(post.taken) == 1


# --- never in the open ---------------------------------------------------------------------------------------------


async def test_a_server_without_encryption_gets_no_mail():
    post = Post()
    async with office(post):
        channel = email(post, tls="starttls")
        outcome = await channel.send(written(channel))
    assert isinstance(outcome, Unsent)
    assert "STARTTLS" in outcome.error
    assert post.taken == []


async def test_a_certificate_that_nobody_vouches_for_gets_no_mail(certificate: Path):
    post = Post()
    async with office(post, certificate):
        channel = email(post, tls="starttls")
        assert isinstance(await channel.send(written(channel)), Unsent)
    assert post.taken == []


async def test_a_wrong_password_stops_the_channel_and_is_not_repeated_anywhere(certificate: Path):
    post = Post()
    async with office(post, certificate):
        channel = email(post, certificate=certificate, tls="starttls", user=USER, password="tell nobody")
        outcome = await channel.send(written(channel))
    assert isinstance(outcome, Unauthorised)
    assert "tell nobody" not in outcome.error


async def test_a_server_that_repeats_the_password_is_not_repeated():
    post = Post(answers={"RCPT": f"450 you said {PASSWORD} and ZGVzaw== to me"})
    async with office(post):
        channel = email(post)
        channel._reach = replace(channel._reach, mail_server=post.server("never", password=PASSWORD))
        outcome = await channel.send(written(channel))
    assert outcome.error == "450 you said <password> and ZGVzaw== to me"


# --- faults --------------------------------------------------------------------------------------------------------


async def test_a_server_that_is_not_there_is_tried_again():
    channel = email(Post(port=1))
    assert isinstance(await channel.send(written(channel)), Unsent)


@pytest.mark.parametrize(
    "post",
    [
        Post(cut="connect"),
        Post(cut="go-ahead"),
        Post(answers={"EHLO": "421 busy"}),
        Post(answers={"MAIL": "451 greylisted"}),
        Post(answers={"RCPT": "450 greylisted"}),
        Post(answers={"GO": "451 later"}),
        Post(answers={"DATA": "452 disk full"}),
    ],
    ids=str,
)
async def test_what_was_surely_not_taken_is_tried_again(post: Post):
    assert isinstance(await sent(post), Unsent)


async def test_a_cut_within_the_mail_means_that_it_was_not_taken():
    post = Post(cut="body")
    async with office(post):
        channel = email(post)
        big = Message(body="A: b\r\n\r\n" + ("x" * 76 + "\r\n") * 200_000, options={"id": "<1>"})
        assert isinstance(await channel.send(replace(written(channel), message=big)), Unsent)


async def test_a_lost_answer_to_the_whole_mail_leaves_its_fate_unknown():
    post = Post(cut="answer")
    assert isinstance(await sent(post), Unknown)
    assert len(post.taken) == 1


async def test_a_mailbox_that_does_not_exist_is_given_up_at_once():
    assert await sent(Post(answers={"RCPT": "550 5.1.1 no reader@example.org"})) == Refused(
        "550 5.1.1 no r…@example.org"
    )


@pytest.mark.parametrize("answers", [{"RCPT": "552 5.2.2 mailbox full"}, {"MAIL": "550 5.7.1 who are you"}])
async def test_a_refusal_that_may_be_mended_is_tried_for_three_days(answers: dict[str, str]):
    assert isinstance(await sent(Post(answers=answers)), Unsent)
    late = SEVEN + timedelta(days=3)
    assert isinstance(await sent(Post(answers=answers), claimed_at=late), Refused)


@pytest.mark.parametrize("answers", [{"GO": "554 no"}, {"DATA": "554 5.7.1 looks like spam"}])
async def test_a_refused_mail_is_given_up(answers: dict[str, str]):
    assert isinstance(await sent(Post(answers=answers)), Refused)


async def test_it_waits_longer_each_time_and_then_an_hour():
    post = Post(answers={"RCPT": "450 later"})
    waits = [(await sent(post, attempts=attempts)).after for attempts in (1, 2, 3, 4, 5, 50)]
    assert [wait.total_seconds() / 60 for wait in waits] == [1, 5, 15, 60, 60, 60]
    assert RETRIES[-1] == timedelta(hours=1)


# --- a mail of unknown fate ----------------------------------------------------------------------------------------


async def test_a_mail_of_unknown_fate_is_repeated_after_half_an_hour_with_the_same_bytes_and_says_so():
    post = Post(cut="answer")
    async with office(post):
        channel = email(post)
        letter = replace(a_letter(), state=DeliveryState.DUE, claimed_at=None, attempts=0)
        first = claim(letter, now=SEVEN, base_id=None, message=channel.render(letter))
        unknown = settle(first, await channel.send(first), now=SEVEN, jitter=0)
        early = resolve(unknown, await channel.probe(unknown), now=SEVEN + timedelta(minutes=2))
        assert (early.state, early.due_at) == ("unknown", SEVEN + SETTLE)
        again = resolve(early, await channel.probe(early), now=SEVEN + SETTLE)
        post.cut = ""
        second = claim(again, now=SEVEN + SETTLE, base_id=None, message=Message(body="another"))
        done = settle(second, await channel.send(second), now=SEVEN + SETTLE, jitter=0)
    assert done.state == "sent"
    assert done.receipt.endswith(POSSIBLY_TWICE)
    assert post.taken[0] == post.taken[1]


# --- before the first letter ---------------------------------------------------------------------------------------


def test_it_says_what_it_lacks():
    assert Email(a_reach()).ready() == "WATCHER_SMTP_URL is not set"
    assert Email(a_reach(mail_server=Post().server())).ready() == "WATCHER_MAIL_FROM is not set"
    assert Email(a_reach(mail_server=Post().server(), mail_from=SENDER)).ready() is None


@pytest.mark.parametrize(
    ("to", "address"),
    [("Reader@Example.ORG", "Reader@example.org"), (" a+b@x.example ", "a+b@x.example"), ("root@localhost",) * 2],
)
def test_an_address_is_kept_with_its_domain_in_small_letters(to: str, address: str):
    assert Email(a_reach()).address(to) == address


@pytest.mark.parametrize(
    "to", [None, 7, "", "reader", "a@b@c", "a b@c.example", "a@b\r\nBcc: x@y", "한@글.example", "a@.example", "<a@b.c>"]
)
def test_what_is_no_address_is_said_in_words(to: object):
    with pytest.raises(ValueError, match=r"a mail address is like `reader@example\.org`"):
        Email(a_reach()).address(to)
