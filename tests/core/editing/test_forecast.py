from dataclasses import replace
from datetime import UTC, time, timedelta
from zoneinfo import ZoneInfo

from tests.core.rules.rulefiles import DAY, an_article
from watcher.core.editing.forecast import Volume, forecast, table
from watcher.core.news import ArticleId, Match, Member, Relation, RuleId, Severity, StoryId
from watcher.core.telling import Daily, Subscription, SubscriptionId

HOUR = timedelta(hours=1)
CHANNEL = Subscription(id=SubscriptionId("channel"), via="telegram", address="@watch", zone=UTC)
MAIL = replace(CHANNEL, id=SubscriptionId("mail"), via="email", cadence=Daily(time(7)))


def a_member(hours: int, *, severity: Severity = Severity.ALERT, relation: Relation = Relation.NEW) -> Member:
    at = DAY + hours * HOUR
    article = replace(an_article("", outlet=f"Outlet {hours}"), seen_at=at, fetched_at=at, published_at=at)
    match = Match(rule=RuleId("site"), severity=severity, score=1.0, spans=())
    return Member(id=ArticleId(hours), article=article, relation=relation, matches=(match,))


def volume(subscription: Subscription, *told: tuple[int, Member]) -> Volume:
    return forecast([(StoryId(id), member) for id, member in told], [subscription])[0]


def test_a_story_is_one_post_however_many_outlets_tell_it() -> None:
    grows = a_member(2, relation=Relation.GROWS)
    heard = volume(CHANNEL, (1, a_member(1)), (1, grows), (2, a_member(30)))
    assert (heard.messages, heard.busiest, heard.replies, heard.sounds) == (2, 1, 0, 0)


def test_a_new_fact_is_a_reply_and_what_is_urgent_sounds_once() -> None:
    urgent = [a_member(hour, severity=Severity.URGENT, relation=Relation.UPDATE) for hour in (2, 4)]
    heard = volume(CHANNEL, (1, a_member(1)), (1, urgent[0]), (1, urgent[1]))
    assert (heard.messages, heard.replies, heard.sounds) == (1, 2, 1)


def test_a_daily_list_names_a_story_once_a_day() -> None:
    heard = volume(MAIL, (1, a_member(1)), (1, a_member(2)), (2, a_member(3)), (1, a_member(30)))
    assert (heard.messages, heard.busiest) == (2, 2)


def test_days_are_those_of_the_reader() -> None:
    seoul = replace(CHANNEL, zone=ZoneInfo("Asia/Seoul"))
    assert volume(seoul, (1, a_member(14)), (2, a_member(16))).busiest == 1
    assert volume(CHANNEL, (1, a_member(14)), (2, a_member(16))).busiest == 2


def test_who_takes_other_rules_hears_nothing() -> None:
    other = replace(CHANNEL, rules=frozenset({RuleId("other")}))
    assert volume(other, (1, a_member(1))).messages == 0


def test_the_table_says_posts_a_day() -> None:
    lines = list(table([volume(CHANNEL, (1, a_member(1)), (2, a_member(2)))], days=4))
    assert lines[1].split() == ["channel", "2", "0.5", "2", "0", "0", "0"]


def test_the_limits_are_those_that_hold_when_it_is_told() -> None:
    limited = replace(CHANNEL, at_most=2)
    heard = volume(limited, *((number, a_member(number)) for number in range(1, 24, 3)))
    assert (heard.messages, heard.busiest, heard.shared) == (3, 3, 6)
    assert "3 (limit 2)" in list(table([heard], days=1))[1]


def test_a_surge_is_one_post() -> None:
    rush = [(number, a_member(1)) for number in range(1, 7)]
    heard = volume(replace(CHANNEL, at_most=8), *rush)
    assert (heard.messages, heard.shared) == (1, 6)
