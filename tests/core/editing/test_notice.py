"""Who hears of which story, and why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.core.builders import story_of
from watcher.core.editing.notice import kind_of, reason_to_tell, severity_for
from watcher.core.news import (
    Article,
    ArticleId,
    Entry,
    Match,
    Member,
    Relation,
    RuleId,
    Severity,
    Story,
    StoryId,
)
from watcher.core.telling import Daily, DeliveryId, Notice, Reason, Subscription, SubscriptionId
from watcher.core.timing.freshness import arrives_as, is_news

NOON = datetime(2025, 7, 17, 12, tzinfo=UTC)
SITE, SPACE = RuleId("sohae-site"), RuleId("nk-space")
CHANNEL = Subscription(id=SubscriptionId("channel"), via="telegram", address="@sohae_watch", zone=UTC)
SCREEN = replace(CHANNEL, id=SubscriptionId("screen"), via="console", address="")


def an_article(outlet="Garam Ilbo", **values) -> Article:
    return Article(
        **{
            "url": f"https://{outlet.split()[0].lower()}.example/1",
            "outlet": outlet,
            "title": "A quay at Sohae",
            "text": "",
            "seen_at": NOON,
            "fetched_at": NOON,
            "published_at": NOON - timedelta(hours=1),
            **values,
        }
    )


def a_member(
    number=1, *, severity=Severity.ALERT, rule=SITE, relation=Relation.NEW, copied_at=None, facts=(), **article
) -> Member:
    found = Match(rule=rule, severity=severity, score=1.0, spans=())
    return Member(
        id=ArticleId(number),
        article=an_article(**article),
        relation=relation,
        copied_at=copied_at,
        facts=facts,
        matches=(found,),
    )


def a_story(*members: Member, opened=timedelta(0)) -> Story:
    return story_of(members, at=NOON, opened_at=NOON - opened)


def told(outlets=1, severity=Severity.ALERT, *, ago=timedelta(minutes=5)) -> Notice:
    return Notice(
        subscription=CHANNEL.id,
        story=StoryId(7),
        revision=1,
        severity=severity,
        outlets=outlets,
        post=DeliveryId(3),
        told_at=NOON - ago,
    )


def why(*members: Member, listener=CHANNEL, knows=None, opened=timedelta(0)):
    return reason_to_tell(a_story(*members, opened=opened), members[-1], listener, knows, now=NOON)


def test_a_fresh_alert_is_a_first_report():
    assert why(a_member()) is Reason.FIRST_REPORT


@pytest.mark.parametrize("severity", [Severity.DIGEST, Severity.LOG])
def test_what_is_for_lists_only_is_not_posted(severity):
    assert why(a_member(severity=severity)) is None


def test_an_outlet_that_joins_is_edited_in_whatever_its_own_severity():
    second = a_member(2, outlet="Vitosha Daily", severity=Severity.DIGEST, relation=Relation.GROWS)
    assert why(a_member(), second, knows=told()) is Reason.MORE_OUTLETS


def test_a_second_article_of_an_outlet_already_named_says_nothing():
    assert why(a_member(), a_member(2, relation=Relation.GROWS), knows=told()) is None


def test_counts_freeze_two_days_after_the_post():
    second = a_member(2, outlet="Vitosha Daily", relation=Relation.GROWS)
    assert why(a_member(), second, knows=told(ago=timedelta(hours=49))) is None


def test_a_story_that_turns_urgent_speaks_again():
    second = a_member(2, outlet="Vitosha Daily", severity=Severity.URGENT, relation=Relation.UPDATE)
    assert why(a_member(), second, knows=told()) is Reason.RAISED_SEVERITY


def test_a_new_fact_is_an_update_of_a_story_of_three_days():
    second = a_member(2, outlet="Vitosha Daily", relation=Relation.UPDATE, facts=("40 metres",))
    assert why(a_member(), second, knows=told()) is Reason.UPDATE
    assert why(a_member(), second, knows=told(), opened=timedelta(hours=72)) is Reason.UPDATE
    assert why(a_member(), second, knows=told(), opened=timedelta(hours=73)) is Reason.MORE_OUTLETS


def test_an_older_story_answers_what_is_urgent_or_what_three_outlets_say():
    fact = {"facts": ("40 metres",), "text": "It is 40 metres long."}
    second = a_member(2, outlet="Vitosha Daily", relation=Relation.UPDATE, **fact)
    third = a_member(3, outlet="Garam Ilbo", relation=Relation.GROWS, text="Some 40 metres, it says.")
    fourth = a_member(4, outlet="Harbour Wire", relation=Relation.GROWS, text="All of 40 metres.")
    fifth = a_member(5, outlet="Delta Evening", relation=Relation.GROWS, text="Nothing new.")
    old = {"knows": told(ago=timedelta(days=4)), "opened": timedelta(days=4)}
    assert why(a_member(), second, third, **old) is None
    assert why(a_member(), second, third, fourth, **old) is Reason.UPDATE
    assert why(a_member(), second, third, fourth, fifth, **old) is None
    loud = a_member(2, outlet="Vitosha Daily", relation=Relation.UPDATE, severity=Severity.URGENT)
    knows = replace(told(ago=timedelta(days=4)), severity=Severity.URGENT)
    assert why(a_member(), loud, knows=knows, opened=timedelta(days=4)) is Reason.UPDATE


def test_the_first_article_in_the_readers_language_is_edited_in():
    listener = replace(CHANNEL, lang="ko")
    english, korean = a_member(lang="en"), a_member(2, lang="ko", relation=Relation.GROWS)
    another = a_member(3, lang="ko", relation=Relation.GROWS)
    assert why(english, korean, listener=listener, knows=told()) is Reason.OWN_LANGUAGE
    assert why(english, korean, another, listener=listener, knows=told()) is None


def test_what_media_of_one_state_alone_say_is_never_urgent_and_turns_so_when_others_report_it():
    state = {"label": "state media", "state": "KP", "severity": Severity.URGENT}
    claimed = a_member(outlet="Red Peak News", **state)
    assert severity_for(a_story(claimed), CHANNEL) is Severity.ALERT
    repeated = a_member(2, outlet="Red Peak Radio", relation=Relation.GROWS, **state)
    assert why(claimed, repeated, knows=told()) is Reason.MORE_OUTLETS
    reported = a_member(3, outlet="Harbour Wire", relation=Relation.GROWS)
    assert why(claimed, repeated, reported, knows=told(outlets=2)) is Reason.RAISED_SEVERITY


def test_a_subscription_hears_only_through_the_rules_it_asked_for():
    listener = replace(CHANNEL, rules=frozenset({SPACE}))
    assert why(a_member(), listener=listener) is None
    assert why(a_member(rule=SPACE), listener=listener) is Reason.FIRST_REPORT


def test_daily_lists_hear_nothing_at_once():
    assert why(a_member(), listener=replace(CHANNEL, cadence=Daily(at=NOON.time()))) is None


@pytest.mark.parametrize("published_at", [None, NOON - timedelta(hours=25)])
def test_what_has_no_date_or_is_older_than_a_day_is_never_posted_at_once(published_at):
    assert why(a_member(published_at=published_at)) is None


def test_words_that_return_after_three_days_are_not_news():
    old = NOON - timedelta(hours=73)
    assert why(a_member(relation=Relation.COPY, copied_at=old)) is None
    assert why(a_member(relation=Relation.COPY, copied_at=NOON - timedelta(hours=71))) is Reason.FIRST_REPORT


def test_a_baseline_shows_at_home_and_nowhere_else():
    yesterday = a_member(baseline=True, published_at=NOON - timedelta(hours=47))
    assert why(yesterday) is None
    assert why(yesterday, listener=SCREEN) is Reason.FIRST_REPORT
    assert why(yesterday, listener=replace(SCREEN, via="feed")) is Reason.FIRST_REPORT


def test_a_first_fetch_is_read_two_days_back_and_known_before_that():
    def arrives(hours, **values):
        entry = Entry(guid="1", url="", title="A quay", published_at=NOON - timedelta(hours=hours))
        return arrives_as(entry, now=NOON, **values)

    assert arrives(47, first_fetch=True) == "new"
    assert arrives(49, first_fetch=True) == "baseline"
    assert arrives(49, first_fetch=False) == "new"
    assert arrives_as(Entry(guid="1", url="", title="A quay"), first_fetch=True, now=NOON) == "baseline"


def test_age_is_judged_at_the_moment_of_telling():
    article = an_article()
    assert is_news(article, copied_at=None, at_home=False, now=NOON + timedelta(hours=23))
    assert not is_news(article, copied_at=None, at_home=False, now=NOON + timedelta(hours=24))


def test_each_reason_has_its_kind():
    assert [kind_of(reason).value for reason in Reason] == ["post", "edit", "edit", "reply", "reply"]
