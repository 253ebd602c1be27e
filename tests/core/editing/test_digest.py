"""Which stories a list tells, where each stands, and in which order."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import count

import pytest

from tests.core.builders import story_of
from tests.core.rules.rulefiles import book
from watcher.core.editing.digest import TITLES, compose, has_moved, unread
from watcher.core.edition import Coverage, Edition, Heading, Line, Silence
from watcher.core.feeds import Feed, FeedId, FeedState, Trouble
from watcher.core.news import (
    Article,
    ArticleId,
    Cited,
    Field,
    Match,
    Member,
    Relation,
    RuleId,
    Severity,
    Span,
    Story,
    StoryId,
)
from watcher.core.said import MostCited
from watcher.core.telling import Daily, Notice, Subscription, SubscriptionId
from watcher.core.timing.period import Period

SEVEN = datetime(2025, 7, 17, 22, tzinfo=UTC)  # in Seoul, on 18 July
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TODAY = Period(name="2025-07-18", opens_at=SEVEN - DAY, closes_at=SEVEN)
READER = Subscription(
    id=SubscriptionId("morning"), via="file", address="posts", cadence=Daily(at=time(7)), zone=UTC, lang="en"
)
NOTHING_READ = Coverage(articles=0, matched=0, feeds=0, feeds_read=0)
LANTERN, TIDES = RuleId("lantern"), RuleId("tides")
TEXT = "The harbour office said on Monday that a lantern now stands at the end of the long pier. Nobody was hurt."
STATE_RUN = {"label": "state media", "state": "KP"}
ids = count(1)


def a_member(outlet="Pier Post", *, title="A lantern for the pier", at=SEVEN - 3 * HOUR, **values) -> Member:
    relation, facts = values.pop("relation", Relation.GROWS), values.pop("facts", ())
    rule, severity = values.pop("rule", LANTERN), values.pop("severity", Severity.ALERT)
    article = Article(
        url=f"https://{outlet.split()[0].lower()}.example/{next(ids)}",
        outlet=outlet,
        title=title,
        text=values.pop("text", TEXT),
        seen_at=at,
        fetched_at=at,
        **{"published_at": at, "lang": "en", **values},
    )
    said = [(Field.TITLE, title), (Field.TEXT, article.text)]
    spans = tuple(
        Span(field, words.find("lantern"), words.find("lantern") + 7, "lantern")
        for field, words in said
        if "lantern" in words
    )
    match = Match(rule=rule, severity=severity, score=1.0, spans=spans)
    return Member(id=ArticleId(next(ids)), article=article, relation=relation, facts=facts, matches=(match,))


def a_story(*members: Member, opened_at=SEVEN - 3 * HOUR) -> Story:
    return story_of(members, at=opened_at, id=StoryId(next(ids)))


def told_of(story: Story, *, revision: int, post=None) -> Notice:
    return Notice(
        subscription=READER.id,
        story=story.id,
        revision=revision,
        severity=Severity.ALERT,
        outlets=1,
        post=post,
        told_at=SEVEN - DAY,
    )


def edition(*moved, reader=READER) -> Edition:
    return compose(reader, TODAY, [each if isinstance(each, tuple) else (each, None) for each in moved], NOTHING_READ)


def the_line(*moved) -> tuple[Heading, Line]:
    [section] = edition(*moved).sections
    [line] = section.lines
    return section.heading, line


def test_a_story_is_told_until_nothing_in_it_is_untold():
    story = a_story(a_member(), a_member("Quay Courier"))
    assert has_moved(story, READER, None)
    assert has_moved(story, READER, told_of(story, revision=1))
    assert not has_moved(story, READER, told_of(story, revision=2))


@pytest.mark.parametrize(("severity", "told"), [("urgent", True), ("alert", True), ("digest", True), ("log", False)])
def test_what_is_only_logged_is_in_no_list(severity, told):
    assert has_moved(a_story(a_member(severity=Severity(severity))), READER, None) is told


def test_a_list_tells_what_its_rules_ask_for():
    story = a_story(a_member(rule=TIDES))
    assert has_moved(story, replace(READER, rules=frozenset([TIDES])), None)
    assert not has_moved(story, replace(READER, rules=frozenset([LANTERN])), None)


@pytest.mark.parametrize(
    ("members", "heading"),
    [
        ([a_member()], Heading.NEW),
        (
            [a_member(label="state media", state="KP"), a_member("Dawn", label="state media", state="KP")],
            Heading.CLAIMS,
        ),
        ([a_member(label="state media", state="KP"), a_member("Quay Courier")], Heading.NEW),
        ([a_member(label="government")], Heading.AGENCIES),
        ([a_member(label="think tank")], Heading.ANALYSIS),
        ([a_member(label="think tank"), a_member("Quay Courier")], Heading.NEW),
        ([a_member(lang="ko")], Heading.OTHER_LANGUAGES),
        ([a_member(severity=Severity.DIGEST, title="Shares slip on Monday")], Heading.MENTIONED),
        ([a_member(severity=Severity.DIGEST, title="No lantern for the pier")], Heading.NEW),
    ],
)
def test_each_story_stands_in_one_section(members, heading):
    assert the_line(a_story(*members))[0] is heading


def test_a_story_told_before_goes_on_and_only_a_claim_stays_one():
    story, claim = a_story(a_member(), a_member()), a_story(a_member(**STATE_RUN), a_member("Dawn", **STATE_RUN))
    assert the_line((story, told_of(story, revision=1)))[0] is Heading.MOVING
    assert the_line((claim, told_of(claim, revision=1)))[0] is Heading.CLAIMS


def test_of_a_story_that_goes_on_only_what_joined_it_is_told():
    first = a_member(at=SEVEN - 60 * HOUR)
    rewrite = a_member("Quay Courier", at=SEVEN - 2 * HOUR, facts=("Monday",))
    story = a_story(first, rewrite, opened_at=SEVEN - 59 * HOUR)
    _, line = the_line((story, told_of(story, revision=1)))
    assert (line.day, line.outlets, [report.outlet for report in line.reports]) == (3, 2, ["Quay Courier"])
    assert (line.headline, line.quote.outlet, line.facts) == ("A lantern for the pier", "Quay Courier", ())


def test_a_new_fact_gives_the_headline_and_is_named():
    first = a_member()
    update = a_member("Quay Courier", title="Lantern of 1887 for pier", relation=Relation.UPDATE, facts=("1887",))
    story = a_story(first, update)
    _, line = the_line((story, told_of(story, revision=1)))
    assert (line.headline, line.facts, line.day) == ("Lantern of 1887 for pier", ("1887",), 2)


def test_the_readers_language_leads_and_the_first_to_report_stands_first():
    korean = a_member("Garam Ilbo", title="부두에 등대", text="부두 끝에 등대가 섰다.", lang="ko", at=SEVEN - 5 * HOUR)
    _, line = the_line(a_story(korean, a_member()))
    assert (line.headline, line.lang) == ("A lantern for the pier", None)
    assert [(report.outlet, report.lang) for report in line.reports] == [("Garam Ilbo", "ko"), ("Pier Post", None)]
    assert (line.first_at, line.latest_at) == (SEVEN - 5 * HOUR, SEVEN - 3 * HOUR)


def test_three_outlets_are_named_and_the_rest_counted():
    _, line = the_line(a_story(*(a_member(f"Outlet {number}") for number in range(5))))
    assert ([report.outlet for report in line.reports], line.more) == (["Outlet 0", "Outlet 1", "Outlet 2"], 2)


def test_the_loudest_then_the_widest_then_the_latest_come_first():
    loud = a_story(a_member(title="Loud lantern", severity=Severity.URGENT))
    wide = a_story(a_member(title="Wide lantern"), a_member("Quay Courier", title="Wide lantern"))
    late = a_story(a_member(title="Late lantern", at=SEVEN - HOUR))
    early = a_story(a_member(title="Early lantern", at=SEVEN - 9 * HOUR))
    [section] = edition(early, late, wide, loud).sections
    assert [line.headline.split()[0] for line in section.lines] == ["Loud", "Wide", "Late", "Early"]


def test_sections_stand_in_their_order():
    stories = [a_story(a_member(label="think tank")), a_story(a_member()), a_story(a_member(lang="ko"))]
    assert [section.heading for section in edition(*stories).sections] == ["new", "analysis", "other languages"]


def test_however_many_stories_there_are_a_list_tells_them_all():
    [section] = edition(*(a_story(a_member()) for _ in range(60))).sections
    assert (len(section.lines), section.more) == (60, 0)


def test_titles_beyond_ten_are_counted_and_none_is_quoted():
    mention = {"severity": Severity.DIGEST, "title": "Shares slip"}
    told = [a_story(a_member(**mention)) for _ in range(TITLES + 3)]
    [section] = edition(*told).sections
    assert (len(section.lines), section.more) == (TITLES, 3)
    assert len(edition(*told).stories) == TITLES
    assert all(line.quote is None for line in section.lines)


def test_a_line_says_why_it_is_the_readers():
    _, line = the_line(a_story(a_member()))
    assert (line.topics, line.word, line.times) == ((LANTERN,), "lantern", 2)


def test_a_topic_bears_the_title_of_its_rule_in_the_order_of_the_rules():
    titled = book(
        topic="""rules:
  - {id: tides, title: Tides, when: [tide]}
  - {id: lantern, title: Lanterns on the quay, when: [lantern]}
"""
    )
    [section] = compose(READER, TODAY, [(a_story(a_member()), None)], NOTHING_READ, book=titled).sections
    assert section.lines[0].topics == ("Lanterns on the quay",)


def test_a_day_without_news_is_a_list_without_sections():
    assert edition().sections == ()
    assert (edition().period, edition().opens_at, edition().zone) == ("2025-07-18", SEVEN - DAY, "UTC")


def test_feeds_that_gave_no_answer_are_named_with_their_reason():
    feeds = [Feed(id=FeedId(name), name=name, urls=("https://x.example/",)) for name in ("Ok", "Shut", "New", "Idle")]
    states = {
        FeedId("Ok"): FeedState(next_poll_at=SEVEN, last_ok_at=SEVEN - HOUR),
        FeedId("Shut"): FeedState(next_poll_at=SEVEN, last_ok_at=SEVEN - 2 * DAY, trouble=Trouble.REFUSED),
        FeedId("Idle"): FeedState(next_poll_at=SEVEN),
    }
    assert unread(feeds, states, since=SEVEN - DAY) == (
        Silence(outlet="Shut", why="refused", since=SEVEN - 2 * DAY),
        Silence(outlet="New", why=""),
        Silence(outlet="Idle", why=""),
    )


def test_each_outlet_stands_with_whom_it_cites_and_the_story_with_the_voice_cited_most():
    first = replace(a_member(), cited=(Cited("ICEYE"),))
    second = replace(a_member("Quay Courier", at=SEVEN - 2 * HOUR), cited=(Cited("ICEYE"), Cited("AP", via=True)))
    _, line = the_line(a_story(first, second))
    assert line.cites == MostCited(name="ICEYE", outlets=2)
    assert [report.cites for report in line.reports] == [("ICEYE",), ("ICEYE", "AP")]


def test_a_report_that_may_tell_another_event_is_a_line_of_its_own_story_line():
    doubtful = a_member("Quay Courier", title="Second lantern for pier", relation=Relation.UPDATE)
    _, line = the_line(a_story(a_member(), doubtful, a_member("Dawn")))
    assert [(update.headline, update.outlet) for update in line.updates] == [
        ("Second lantern for pier", "Quay Courier")
    ]


def test_the_update_that_gives_the_headline_is_not_said_twice():
    story = a_story(a_member(), a_member("Quay Courier", title="Lantern falls", relation=Relation.UPDATE))
    _, line = the_line((story, told_of(story, revision=1)))
    assert (line.headline, line.updates) == ("Lantern falls", ())
