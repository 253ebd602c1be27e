"""How likely it is that two articles report one event."""

from array import array
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.core.news import Article, Vocabulary
from watcher.core.stories.concepts import concepts
from watcher.core.stories.fingerprint import WHOLE, Fingerprint, Pool
from watcher.core.stories.furniture import Furniture
from watcher.core.stories.gist import Gist, read
from watcher.core.stories.likeness import LEAST_ANCHORS, WEIGHTS, Asked, Kind, features, kind_of, likeness
from watcher.core.stories.trace import Trace
from watcher.core.words.text import Frequencies

NOW = datetime(2031, 3, 4, 6, tzinfo=UTC)
MEANT = concepts(["ferry ferry 여객선", "sandbank sandbank* 모래톱", "board board 태우고"])
UNRULED, RULED = Vocabulary(), Vocabulary(words=frozenset({"ferry"}))
TITLE = "Ferry runs aground off Sindo"
TEXT = "The ferry Skua 7 ran aground on a sandbank off Sindo with 92 people on board, harbour master Aino Lind said."
ELSEWHERE = (
    "Bakers in Tallinn marched through the old town and asked for more pay at night, their union told Coast Radio."
)


def a_gist(
    text: str = TEXT,
    *,
    title: str = TITLE,
    outlet: str = "Ledger",
    lang: str | None = None,
    vocabulary: Vocabulary = UNRULED,
) -> Gist:
    article = Article(url="", outlet=outlet, title=title, text=text, lang=lang, seen_at=NOW, fetched_at=NOW)
    pool = Pool(Frequencies({"the": 1.0, "on": 1.0, "with": 1.0, "said": 0.6}))
    return read(article, vocabulary, pool=pool, furniture=Furniture(), concepts=MEANT).gist


def like(gist: Gist, other: Gist, *, after: timedelta = timedelta(hours=2)) -> float:
    return likeness(Asked.of(gist).beside(Trace(other)), age=after)


def test_the_same_report_is_like_itself_and_unlike_another() -> None:
    assert like(a_gist(), a_gist(outlet="Herald")) > 0.9
    assert like(a_gist(), a_gist(ELSEWHERE, title="Striking bakers march", outlet="Herald")) < 0.1


def test_time_pulls_apart() -> None:
    soon, late = (like(a_gist(), a_gist(outlet="Herald"), after=timedelta(days=days)) for days in (0, 6))
    assert late < soon


def test_what_comes_within_hours_is_no_likelier_one_event_for_coming_at_once() -> None:
    at_once, hours = (like(a_gist(), a_gist(outlet="Herald"), after=timedelta(hours=hours)) for hours in (0, 5))
    assert at_once == hours


def test_an_outlet_seldom_tells_an_event_twice() -> None:
    assert like(a_gist(), a_gist(outlet="Ledger")) < like(a_gist(), a_gist(outlet="Herald"))


def test_a_shared_number_speaks_for_one_event() -> None:
    without = TEXT.replace("92", "many")
    assert like(a_gist(), a_gist(outlet="Herald")) > like(a_gist(), a_gist(without, outlet="Herald"))


def test_in_another_language_names_numbers_and_concepts_speak() -> None:
    korean = a_gist("신도 앞 모래톱에 92명을 태우고 여객선 Skua 7호가 좌초했다.", title="여객선 좌초", outlet="새벽")
    assert kind_of(a_gist(lang="en"), Trace(korean)) is Kind.FOREIGN
    assert like(a_gist(lang="en"), korean) > 0.66


@pytest.mark.parametrize(
    ("lang", "vocabulary", "kind"),
    [
        (None, Vocabulary(), Kind.NEAR),
        ("ko", Vocabulary(), Kind.FOREIGN),
        ("en", RULED, Kind.MATCHED),
        ("ko", RULED, Kind.MATCHED_FOREIGN),
    ],
)
def test_pairs_are_judged_by_language_and_by_what_found_them(
    lang: str | None, vocabulary: Vocabulary, kind: Kind
) -> None:
    other = Trace(a_gist(lang=lang, vocabulary=vocabulary))
    assert kind_of(a_gist(lang="en", vocabulary=vocabulary), other) is kind


def test_where_all_tell_of_one_subject_time_counts_more() -> None:
    loss = {
        own: log_odds(like(a_gist(vocabulary=own), a_gist(outlet="Herald", vocabulary=own), after=timedelta()))
        - log_odds(like(a_gist(vocabulary=own), a_gist(outlet="Herald", vocabulary=own), after=timedelta(days=4)))
        for own in (RULED, UNRULED)
    }
    assert loss[RULED] > loss[UNRULED] > 0


def log_odds(share: float) -> float:
    return log(share / (1 - share))


def test_a_text_of_a_few_words_proves_nothing_without_its_headline() -> None:
    short = a_gist("The ferry ran aground on a sandbank off Sindo.", title="Storks over the harbour", outlet="Herald")
    assert like(short, a_gist()) < 0.66


def test_what_shares_hardly_a_word_is_not_alike_at_all() -> None:
    elsewhere = a_gist("Bakers in Tallinn asked for more pay.", title="Bakers march", outlet="Herald")
    assert like(a_gist(), elsewhere) == 0


# Few words, so that two articles share some; weights of 0 among them.
prints = st.dictionaries(st.integers(0, 9), st.integers(0, 3) | st.just(WHOLE // 2), max_size=7).map(
    lambda weights: Fingerprint(array("I", weights), array("H", weights.values()))
)
gists = st.builds(replace, st.just(a_gist()), length=st.just(90), words=prints, anchors=prints, title=prints)


@given(gists, gists)
def test_what_is_left_out_of_a_comparison_would_have_counted_nothing(gist: Gist, other: Gist) -> None:
    found = features(Asked.of(gist).beside(Trace(other)), age=timedelta())
    assert found[2] == other.words.likeness(gist.words.weight_of())
    assert found[4] == other.anchors.likeness(gist.anchors.weight_of(), least=LEAST_ANCHORS)


def test_every_kind_has_a_weight_for_every_feature() -> None:
    count = len(features(Asked.of(a_gist()).beside(Trace(a_gist())), age=timedelta()))
    assert {len(weights) for weights in WEIGHTS.values()} == {count}
    assert set(WEIGHTS) == set(Kind)
