"""What is told survives being kept."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from tests.channels.test_lists import EDITION, an_edition
from watcher.core.telling import Message, Post, Roundup
from watcher.store.content import edition_of, message_of, text_of, told_of

WORDS = st.text(st.characters(exclude_categories=["Cs"]))
INSTANTS = st.datetimes(timezones=st.just(UTC))
PLAIN = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | WORDS

st.register_type_strategy(str, WORDS)
st.register_type_strategy(datetime, INSTANTS)


@given(st.from_type(Post) | st.from_type(Roundup))
def test_a_post_is_read_back_as_it_was(post: Post | Roundup) -> None:
    assert told_of(text_of(post)) == post


@given(st.builds(Message, body=WORDS, options=st.dictionaries(WORDS, PLAIN)))
def test_a_message_is_read_back_as_it_was(message: Message) -> None:
    assert message_of(text_of(message)) == message


def test_a_key_of_another_version_is_passed_over() -> None:
    assert message_of('{"body": "x", "options": {}, "colour": "red"}') == Message(body="x")


def test_a_list_comes_back_as_it_was_frozen() -> None:
    for edition in (EDITION, an_edition(), replace(EDITION, lang="ko")):
        assert edition_of(text_of(edition)) == edition
