"""What is kept of an article to tell which event it reports."""

import sys
from datetime import UTC, datetime

import pytest

from watcher.core.news import Article, Vocabulary
from watcher.core.stories.concepts import Concepts, concepts
from watcher.core.stories.fingerprint import Pool, code
from watcher.core.stories.furniture import HABIT, Furniture
from watcher.core.stories.gist import LEAD, MOST_TEXT, Gist, Read, read
from watcher.core.words.text import Frequencies

NOW = datetime(2031, 3, 4, 6, tzinfo=UTC)
UNRULED, NO_CONCEPTS = Vocabulary(), Concepts()
TITLE = "Ferry runs aground off Sindo"
TEXT = (
    "The ferry ran aground on a sandbank on 3 March with 92 people on board, harbour master Aino Lind said. "
    "Nobody was hurt, and the tide lifted the vessel off again shortly before eleven."
)


def reading(
    text: str = TEXT,
    *,
    title: str = TITLE,
    outlet: str = "Ledger",
    lang: str | None = None,
    vocabulary: Vocabulary = UNRULED,
    furniture: Furniture | None = None,
    meant: Concepts = NO_CONCEPTS,
) -> Read:
    article = Article(url="", outlet=outlet, title=title, text=text, lang=lang, seen_at=NOW, fetched_at=NOW)
    pool = Pool(Frequencies({"the": 1.0, "on": 1.0, "with": 1.0, "said": 0.6}))
    return read(article, vocabulary, pool=pool, furniture=furniture or Furniture(), concepts=meant)


def gist(text: str = TEXT, *, title: str = TITLE, outlet: str = "Ledger", lang: str | None = None) -> Gist:
    return reading(text, title=title, outlet=outlet, lang=lang).gist


def weight(found: Gist, word: str) -> float:
    return found.words.weight_of().get(code(word), 0.0)


def test_headline_and_lead_weigh_more_than_what_comes_after() -> None:
    late = f"{TEXT}\n{'The skipper thanked all who came to help that day. ' * 6}Gulls circled."
    found = gist(late)
    assert len(TEXT) < LEAD < late.index("Gulls")
    assert weight(found, "sandbank") == pytest.approx(2 * weight(found, "gulls"), rel=1e-3)


def test_words_that_rules_look_for_weigh_less() -> None:
    own = reading(vocabulary=Vocabulary(words=frozenset({"ferry"}))).gist
    assert own.is_matched
    assert 0 < weight(own, "ferry") < weight(gist(), "ferry")


def test_who_says_it_is_no_part_of_what_is_said() -> None:
    said = f"{TEXT} The Sindo Gazette was there."
    assert weight(gist(said, outlet="Sindo Gazette"), "gazette") == 0
    assert weight(gist(said), "gazette") > 0


def test_days_and_numbers_are_kept_from_how_it_opens() -> None:
    found = gist()
    assert found.days == {"3-3"}
    assert found.numbers == {"92"}


def test_names_numbers_entities_and_concepts_are_never_taken_for_each_other() -> None:
    named = Vocabulary(entities=frozenset({"lind"}))
    said = reading(vocabulary=named, meant=concepts(["ferry ferry"])).said
    assert {"@lind", "#92", "~lnd", "+ferry", "ferry", "lind"} <= set(said)


def test_what_an_outlet_puts_everywhere_is_left_out() -> None:
    furniture, plea = Furniture(), "Read more storm warnings in our evening letter."
    for number in range(HABIT):
        furniture.learn("Ledger", f"Report {number} of the harbour office at the old pier by the sea", plea)
    with_plea = f"{TEXT}\n{plea}"
    assert reading(with_plea, furniture=furniture).gist == reading(furniture=furniture).gist
    assert weight(gist(with_plea), "evening") > 0


def test_the_first_sentence_stands_for_a_missing_headline() -> None:
    found = gist(title="")
    assert code("sandbank") in found.title.terms
    assert code("tide") not in found.title.terms


@pytest.mark.parametrize(
    ("text", "lang", "tongue"),
    [
        ("The ferry ran aground.", None, ""),
        ("The ferry ran aground.", "en-GB", "en"),
        ("신도 앞 모래톱에 여객선이 좌초했다", None, "ko"),
        ("フェリーが浅瀬に乗り上げた", None, "ja"),
        ("渡轮在沙洲上搁浅无人受伤", None, "zh"),
        ("Паром сел на мель", None, "ru"),
    ],
)
def test_its_language_is_what_the_feed_says_or_else_what_its_script_tells(
    text: str, lang: str | None, tongue: str
) -> None:
    assert gist(text, lang=lang).tongue == tongue


def test_of_a_text_without_end_only_the_beginning_is_read() -> None:
    assert gist("sandbank " * 200_000).length == MOST_TEXT // len("sandbank ") + 1  # the last one cut short


def test_nothing_said_makes_an_empty_gist() -> None:
    found = gist("", title="")
    assert (found.length, len(found.words.terms), found.wording, found.is_short) == (0, 0, None, True)


def test_of_a_thousand_articles_the_tongue_is_kept_once_and_the_wording_in_the_smallest_number() -> None:
    first, second = gist(lang="en-GB"), gist(lang="en-GB")
    assert first.tongue is second.tongue
    assert first.wording is not None
    assert sys.getsizeof(first.wording) <= sys.getsizeof(1 << 59)
