"""What outlets say of their own reports, and what a correction does to a message in each state."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.channels.builders import a_delivery
from tests.core.builders import story_of
from watcher.core.editing.correction import (
    Remedy,
    Visit,
    after_visit,
    by_editor,
    by_outlet,
    outlets_word,
    remedy,
    rewritten,
    was_taken_down,
)
from watcher.core.news import Article, ArticleId, Member, Relation, Story, StoryId
from watcher.core.said import Cause, Correction
from watcher.core.telling import DeliveryState

NOON = datetime(2031, 3, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headline", "cause"),
    [
        ("Correction: the quay is at Sohae, not Nampo", Cause.AMENDED),
        ("CORRECTED-North Korea finishes quay", Cause.AMENDED),
        ("UPDATE 2-CORRECTED-North Korea finishes quay", Cause.AMENDED),
        ("North Korea finishes quay (corrected)", Cause.AMENDED),
        ("[정정] 서해 부두 완공", Cause.AMENDED),
        ("정정보도: 서해 부두", Cause.AMENDED),
        ("【訂正】西海の埠頭", Cause.AMENDED),
        ("更正：西海码头", Cause.AMENDED),
        ("Исправлено: причал в Сохэ", Cause.AMENDED),
        ("Fe de errores: el muelle de Sohae", Cause.AMENDED),
        ("Berichtigung – Kai in Sohae", Cause.AMENDED),
        ("RETRACTED: Night launch at Sohae", Cause.RETRACTED),
        ("Night launch at Sohae [Retracted]", Cause.RETRACTED),
        ("[기사 철회] 서해 야간 발사", Cause.RETRACTED),
        ("【撤回】西海で夜間発射", Cause.RETRACTED),
        ("Correction officers visit Sohae", None),
        ("A correction in the price of rockets", None),
        ("Troops withdrawn from Sohae", None),
        ("The corrected orbit of Ryusong-4", None),
    ],
)
def test_an_outlet_marks_its_headline(headline: str, cause: Cause | None) -> None:
    assert outlets_word(headline) is cause


def test_a_mark_that_was_there_before_says_nothing_new() -> None:
    marked = "Correction: the quay is at Sohae"
    assert outlets_word(marked, before="The quay is at Nampo") is Cause.AMENDED
    assert outlets_word(marked + ", not at Nampo", before=marked) is None


def a_story(*outlets: str, correction: Correction | None = None) -> Story:
    article = Article(url="", outlet="", title="", text="", seen_at=NOON, fetched_at=NOON)
    members = tuple(
        Member(id=ArticleId(n), article=replace(article, outlet=outlet), relation=Relation.GROWS)
        for n, outlet in enumerate(outlets)
    )
    return story_of(members, at=NOON, correction=correction)


def said(story: Story, cause: Cause) -> Correction | None:
    return by_outlet(story, "Delta Evening", cause, said=None, url="", at=NOON)


def test_a_report_that_is_gone_takes_the_story_with_it_where_nobody_else_stands_behind_it() -> None:
    assert said(a_story("Delta Evening"), Cause.REMOVED).withdraws
    assert said(a_story("Delta Evening", "Harbour Wire"), Cause.REMOVED) is None


def test_a_retraction_is_told_even_where_others_stand_by_the_story() -> None:
    assert said(a_story("Delta Evening"), Cause.RETRACTED).withdraws
    assert not said(a_story("Delta Evening", "Harbour Wire"), Cause.RETRACTED).withdraws
    assert not said(a_story("Delta Evening"), Cause.AMENDED).withdraws


def test_what_is_withdrawn_is_not_withdrawn_again() -> None:
    withdrawn = a_story("Delta Evening", correction=by_editor(a_story(), Cause.WITHDRAWN, note="", at=NOON))
    assert said(withdrawn, Cause.REMOVED) is None


def test_corrections_of_a_story_are_counted() -> None:
    first = by_editor(a_story(), Cause.CORRECTED, note="a", at=NOON)
    second = by_editor(a_story(correction=first), Cause.CORRECTED, note="b", at=NOON)
    assert (first.number, second.number) == (1, 2)
    assert by_editor(a_story(correction=second), Cause.CORRECTED, note="b", at=NOON) is None


TAKEN_BACK = by_editor(a_story(), Cause.WITHDRAWN, note="", at=NOON)
PUT_RIGHT = by_editor(a_story(), Cause.CORRECTED, note="", at=NOON)


@pytest.mark.parametrize("state", DeliveryState)
def test_whatever_was_or_may_have_been_seen_is_mended(state: DeliveryState) -> None:
    mended = {DeliveryState.SENT, DeliveryState.SENDING, DeliveryState.UNKNOWN}
    for correction in (TAKEN_BACK, PUT_RIGHT):
        assert (remedy(a_delivery(state=state), correction) is Remedy.MEND) == (state in mended)


@pytest.mark.parametrize("state", [DeliveryState.DUE, DeliveryState.REVIEW])
def test_what_waits_is_dropped_or_put_right(state: DeliveryState) -> None:
    assert remedy(a_delivery(state=state), TAKEN_BACK) is Remedy.DROP
    assert remedy(a_delivery(state=state), PUT_RIGHT) is Remedy.REWRITE


def test_what_may_have_been_seen_and_is_repeated_goes_out_struck_out() -> None:
    repeated = a_delivery(state=DeliveryState.DUE, last_error="timed out; others wrote there since: repeated")
    assert remedy(repeated, TAKEN_BACK) is Remedy.REWRITE


def test_words_that_were_sent_are_frozen() -> None:
    sent = a_delivery(state=DeliveryState.SENT)
    with pytest.raises(ValueError, match="frozen"):
        rewritten(sent, sent.content)


VISIT = Visit(article=ArticleId(1), story=StoryId(7), url="https://delta.example/1")


def test_a_page_that_stands_is_looked_at_no_more() -> None:
    assert after_visit(VISIT, is_gone=False, now=NOON) == (VISIT, None)


def test_a_page_was_taken_down_when_it_was_gone_twice_ten_minutes_apart() -> None:
    once, again_at = after_visit(VISIT, is_gone=True, now=NOON)
    assert again_at == NOON + timedelta(minutes=10)
    assert not was_taken_down(once, now=NOON)
    twice, _ = after_visit(once, is_gone=True, now=again_at)
    assert was_taken_down(twice, now=again_at)
    back, _ = after_visit(once, is_gone=False, now=again_at)
    assert not was_taken_down(back, now=again_at)
