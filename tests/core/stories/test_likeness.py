"""How likely it is that an article tells a story."""

from array import array
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import reduce
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.app.files import shipped
from watcher.core.news import Article, Vocabulary
from watcher.core.stories.chances import HEADED, evidence
from watcher.core.stories.concepts import concepts
from watcher.core.stories.fingerprint import WHOLE, Fingerprint, Pool
from watcher.core.stories.furniture import Furniture
from watcher.core.stories.gist import Gist, read
from watcher.core.stories.likeness import WEIGHTS, Asked, Kind, Standing, features, is_headed
from watcher.core.stories.subject import NAMES, of_subject
from watcher.core.stories.trace import Trace
from watcher.core.stories.whole import Whole
from watcher.core.words.text import Frequencies

NOW = datetime(2031, 3, 4, 6, tzinfo=UTC)
MEANT = concepts(["ferry ferry 여객선", "sandbank sandbank* 모래톱", "board board 태우고"])
UNRULED, RULED = Vocabulary(), Vocabulary(words=frozenset({"ferry"}))
TITLE = "Ferry runs aground off Sindo"
TEXT = "The ferry Skua 7 ran aground on a sandbank off Sindo with 92 people on board, harbour master Aino Lind said."
ELSEWHERE = (
    "Bakers in Tallinn marched through the old town and asked for more pay at night, their union told Coast Radio."
)
SOON = timedelta(hours=2)


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


def a_story(gist: Gist, *others: Gist, asked: Gist, ago: timedelta = SOON) -> Standing:
    """Told by these articles, all of them so long ago."""
    first, *more = (Trace(each) for each in (gist, *others))
    told = (first, *more)
    headed = ago if any(is_headed(asked, trace) for trace in told) else None
    whole = reduce(Whole.joined_by, more, Whole.of(first))
    return Standing(whole, first, told, size=len(told), headed=headed, opened=ago, updated=ago)


def like(gist: Gist, *told: Gist, ago: timedelta = SOON) -> float:
    """Above 0 it is likelier that the article tells the story than that it opens one."""
    [found] = evidence(Asked.of(gist), [a_story(*told, asked=gist, ago=ago)], shipped.forest())
    return found


def test_the_same_report_is_like_itself_and_unlike_another() -> None:
    assert like(a_gist(), a_gist(outlet="Herald")) > log(9)
    assert like(a_gist(), a_gist(ELSEWHERE, title="Striking bakers march", outlet="Herald")) < -log(9)


def test_where_rules_have_found_both_time_pulls_apart() -> None:
    soon, late = (
        like(a_gist(vocabulary=RULED), a_gist(outlet="Herald", vocabulary=RULED), ago=timedelta(days=days))
        for days in (0, 6)
    )
    assert late < soon


def test_what_comes_within_an_hour_is_no_likelier_one_event_for_coming_at_once() -> None:
    at_once, soon = (like(a_gist(), a_gist(outlet="Herald"), ago=timedelta(minutes=minutes)) for minutes in (0, 60))
    assert at_once == soon


def test_an_outlet_seldom_tells_an_event_twice() -> None:
    assert like(a_gist(), a_gist(outlet="Ledger")) < like(a_gist(), a_gist(outlet="Herald"))


def test_a_number_that_the_story_tells_speaks_for_it_and_one_that_it_does_not_against_it() -> None:
    told, untold, without = (a_gist(TEXT.replace("92", number)) for number in ("92", "37", "many"))
    story = a_gist(outlet="Herald")
    assert like(without, story) > like(untold, story) < like(told, story)


def test_in_another_language_names_numbers_and_concepts_speak() -> None:
    korean = a_gist("신도 앞 모래톱에 92명을 태우고 여객선 Skua 7호가 좌초했다.", title="여객선 좌초", outlet="새벽")
    asked = a_gist(lang="en")
    assert a_story(korean, asked=asked).kind(Asked.of(asked)) is Kind.FOREIGN
    assert like(asked, korean) > 0


def test_a_story_told_in_the_language_of_an_article_is_no_foreign_one_whoever_else_tells_it() -> None:
    korean, english = a_gist(lang="ko", outlet="새벽"), a_gist(lang="en")
    assert a_story(korean, asked=english).is_foreign(english)
    assert not a_story(korean, a_gist(lang="en", outlet="Herald"), asked=english).is_foreign(english)


@pytest.mark.parametrize(
    ("lang", "vocabulary", "kind"),
    [
        (None, UNRULED, Kind.NEAR),
        ("ko", UNRULED, Kind.FOREIGN),
        ("en", RULED, Kind.SUBJECT),
        ("ko", RULED, Kind.SUBJECT),
    ],
)
def test_stories_are_judged_by_language_and_by_what_found_them(
    lang: str | None, vocabulary: Vocabulary, kind: Kind
) -> None:
    asked = a_gist(lang="en")
    assert a_story(a_gist(lang=lang, vocabulary=vocabulary), asked=asked).kind(Asked.of(asked)) is kind


def test_what_no_rule_found_is_judged_as_found_among_what_mostly_is() -> None:
    asked = a_gist()
    assert a_story(a_gist(), asked=asked).kind(Asked.of(asked, among_matched=True)) is Kind.SUBJECT


def test_a_text_of_a_few_words_proves_nothing_without_its_headline() -> None:
    short = a_gist("The ferry ran aground on a sandbank off Sindo.", title="Storks over the harbour", outlet="Herald")
    assert like(short, a_gist()) < 0


@pytest.mark.parametrize(
    ("title", "outlet", "is_one"), [(TITLE, "Ledger", True), ("", "Ledger", False), (TITLE, "", False)]
)
def test_a_bare_headline_is_the_article_that_its_outlet_gave_under_it(title: str, outlet: str, is_one: bool) -> None:
    bare, whole = a_gist("", title=title, outlet=outlet), Trace(a_gist(outlet=outlet))
    assert is_headed(bare, whole) is is_one
    assert not is_headed(a_gist(outlet=outlet), whole)


def test_a_headline_that_its_outlet_gives_again_on_another_day_tells_another_event() -> None:
    bare, whole, elsewhere = a_gist(""), a_gist(), a_gist("", outlet="Herald")
    for told in (bare, whole):
        assert like(bare, told, ago=HEADED) > log(9)
        assert like(bare, told, elsewhere, ago=HEADED + SOON) < -log(9)
    assert like(whole, bare, ago=HEADED + SOON) > -log(9)  # its text may still prove that it is one


def test_two_shared_words_or_one_shared_name_prove_nothing() -> None:
    asked = a_gist("Ferry Skua leaves on time.", title="Ferry Skua", outlet="Herald")
    found = features(Asked.of(asked), a_story(a_gist("A ferry and a Skua.", title=""), asked=asked))
    assert found[1:7] == (0.0,) * 6


# Few words, so that articles share some; weights of 0 among them. No longer than 1, as fingerprints are.
prints = st.dictionaries(st.integers(0, 9), st.integers(0, 3) | st.just(WHOLE // 3), max_size=7).map(
    lambda weights: Fingerprint(array("I", weights), array("H", weights.values()))
)
gists = st.builds(replace, st.just(a_gist()), length=st.just(90), words=prints, anchors=prints, title=prints)
ages = st.timedeltas(timedelta(), timedelta(days=60))


@given(gists, st.lists(gists, min_size=1, max_size=4), ages)
def test_what_speaks_for_a_story_and_against_it_has_bounds(gist: Gist, told: list[Gist], ago: timedelta) -> None:
    constant, *others = features(Asked.of(gist), a_story(*told, asked=gist, ago=ago))
    *shares, opened, updated = others
    assert constant == 1
    assert all(0 <= share <= 1.01 for share in shares)  # weights are rounded
    assert 0 < opened <= 3 >= updated > 0


def test_every_kind_has_a_weight_for_every_feature_or_is_told_by_trees() -> None:
    count = len(features(Asked.of(a_gist()), a_story(a_gist(), asked=a_gist())))
    assert {len(weights) for weights in WEIGHTS.values()} == {count}
    assert {*WEIGHTS, Kind.SUBJECT} == set(Kind)


def of_subject_by_name(asked: Gist, *stories: Standing) -> list[dict[str, float]]:
    return [dict(zip(NAMES, each, strict=True)) for each in of_subject(Asked.of(asked), stories)]


def test_stories_of_one_subject_are_rivals() -> None:
    asked, same, other = a_gist(), a_gist(outlet="Herald"), a_gist(ELSEWHERE, title="Striking bakers march")
    [alone] = of_subject_by_name(asked, a_story(same, asked=asked))
    told, rival = of_subject_by_name(asked, a_story(same, asked=asked), a_story(other, asked=asked))
    assert alone["stories"], told["stories"] == (1, 2)
    assert alone["more_title"] == alone["title"]
    assert told["more_title"] == pytest.approx(told["title"] - rival["title"])
    assert told["more_words"] > 0 > rival["more_words"]


def test_a_report_of_another_day_is_told_by_that() -> None:
    monday, tuesday, none = (
        a_gist(f"{TEXT} {day}", outlet="Herald") for day in ("It was 3 March.", "It was 4 March.", "")
    )
    for told, others in ((monday, 0.0), (tuesday, 1.0), (none, 0.0)):
        [found] = of_subject_by_name(monday, a_story(told, asked=monday))
        assert found["other_day"] == others


@given(gists, st.lists(st.lists(gists, min_size=1, max_size=3), min_size=1, max_size=3), ages)
def test_what_speaks_for_stories_of_one_subject_has_bounds(gist: Gist, told: list[list[Gist]], ago: timedelta) -> None:
    asked, stories = Asked.of(gist), [a_story(*each, asked=gist, ago=ago) for each in told]
    for each in of_subject_by_name(gist, *stories):
        assert all(-1.01 <= each[name] <= 1.01 for name in each if name.startswith("more_"))
        assert -5 < each["hours"] <= each["hours_open"] < 8
    assert all(abs(found) < 20 for found in evidence(asked, stories, shipped.forest()))
