"""What an article is to its story, and what is new in it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.core.editing.relation import relation_of
from watcher.core.news import Article, ArticleId, Cited, Match, Member, Placement, Relation, RuleId, Severity, StoryId
from watcher.core.stories.facts import new_facts

NOW = datetime(2031, 3, 4, 6, tzinfo=UTC)
JOINS = Placement(relation=Relation.GROWS, story=StoryId(1), score=0.9)

FIRST = (
    "Second crane rises at the quay",
    "A second crane of 68 metres stands at the quay of Sindo since Monday, the port said. It came from Nampo.",
)
REWRITE = ("Another crane at Sindo", "At the quay of Sindo stands a second crane since Monday, nearly 70 metres high.")
NEWS = ("Divers killed under new crane", "Four divers died beneath it when a chain broke on Sunday, police said.")


def a_member(
    title: str = FIRST[0],
    text: str = FIRST[1],
    *,
    outlet: str = "Ledger",
    cites: str = "",
    label: str | None = None,
    severity: Severity | None = Severity.ALERT,
    lang: str = "en",
) -> Member:
    article = Article(
        url="", outlet=outlet, title=title, text=text, label=label, lang=lang, seen_at=NOW, fetched_at=NOW
    )
    matches = (Match(rule=RuleId("quay"), severity=severity, score=1.0, spans=()),) if severity else ()
    cited = (Cited(cites),) if cites else ()
    return Member(id=ArticleId(1), article=article, relation=Relation.GROWS, cited=cited, matches=matches)


def relation(member: Member, *before: Member, placement: Placement = JOINS) -> Relation:
    return relation_of(placement, member, before)


def facts(title: str, text: str, *before: Member) -> tuple[str, ...]:
    return new_facts(a_member(title, text).article, [member.article for member in before])


# --- what speaks -----------------------------------------------------------------------------------------------------


def test_the_first_report_opens_the_story() -> None:
    assert relation(a_member(), placement=Placement(relation=Relation.NEW)) is Relation.NEW


def test_one_more_outlet_lets_it_grow() -> None:
    assert relation(a_member(*REWRITE), a_member()) is Relation.GROWS


def test_a_borderline_join_is_said_aloud() -> None:
    borderline = Placement(relation=Relation.GROWS, story=StoryId(1), score=0.6, borderline=True)
    assert relation(a_member(*REWRITE), a_member(), placement=borderline) is Relation.UPDATE


def test_a_raised_severity_is_said_aloud_even_of_the_same_text() -> None:
    again = Placement(relation=Relation.COPY, story=StoryId(1), copy_of=ArticleId(1))
    assert relation(a_member(severity=Severity.URGENT), a_member(), placement=again) is Relation.UPDATE
    assert relation(a_member(severity=Severity.DIGEST), a_member(), placement=again) is Relation.COPY


def test_a_story_that_no_rule_had_found_has_no_severity_to_raise() -> None:
    assert relation(a_member(*REWRITE), a_member(severity=None)) is Relation.GROWS


def test_the_first_word_of_a_government_is_said_aloud() -> None:
    ministry = a_member(*REWRITE, outlet="Ministry of Ports", label="government")
    assert relation(ministry, a_member()) is Relation.UPDATE
    assert relation(ministry, a_member(), ministry) is Relation.GROWS
    assert relation(a_member(*REWRITE, label="state media"), a_member()) is Relation.GROWS


@pytest.mark.parametrize(
    "title", ["CORRECTED-Second crane at the quay", "[정정] 두 번째 크레인", "Исправлено: второй кран"]
)
def test_an_outlets_correction_is_said_aloud(title: str) -> None:
    assert relation(a_member(title, REWRITE[1]), a_member()) is Relation.UPDATE


def test_a_new_fact_is_kept_but_does_not_speak() -> None:
    member = a_member(*NEWS, outlet="Low Tide")
    assert new_facts(member.article, [a_member().article])
    assert relation(member, a_member()) is Relation.GROWS


# --- what is new -----------------------------------------------------------------------------------------------------


def test_numbers_days_and_names_that_the_story_has_not_are_new() -> None:
    assert facts(
        "Crane falls, 14 hurt", "The crane at Sindo fell on 9 March, and Aino Lind of Coast Radio was hurt.", a_member()
    ) == ("14", "9 March", "Aino Lind", "Coast Radio")


@pytest.mark.parametrize(
    "text",
    [
        "A crane of some 70 metres stands there, as high as that of Nampo.",
        "Sixty-eight metres high, a crane stands at the quay.",
        "A crane stands at the quay since the 3rd, a Monday.",
    ],
)
def test_a_fact_that_is_rounded_or_worded_otherwise_is_not_new(text: str) -> None:
    assert facts("Crane seen", text, a_member()) == ()


def test_a_fact_is_the_same_in_another_script() -> None:
    told = a_member("Кран у причала", "Кран высотой 68 метров из порта Нампхо стоит в Синдо с понедельника.", lang="ru")
    assert facts("Crane", "The crane from Nampho measures 68 metres.", told) == ()


def test_what_recalls_another_day_is_not_new() -> None:
    text = "The crane stands at the quay. Last year a crane of 41 metres fell there and hurt 17."
    assert facts("Crane seen", text, a_member()) == ()


def test_what_stands_below_the_first_paragraph_is_not_looked_at() -> None:
    assert facts("Crane seen", "The crane stands at the quay.\n\nIn 41 days a third one will come.", a_member()) == ()


@given(st.text(max_size=300), st.text(max_size=1_000), st.text(max_size=1_000), st.timedeltas(timedelta(0)))
def test_no_text_breaks_it(title: str, text: str, other: str, after: timedelta) -> None:
    before = [a_member(title, other)]
    member = a_member(title, text)
    assert relation(member, *before) in Relation
    assert new_facts(member.article, [member.article]) == ()
