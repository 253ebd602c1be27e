from dataclasses import replace
from datetime import UTC, time, timedelta

import pytest

from tests.core.builders import story_of
from tests.core.rules.rulefiles import DAY, an_article, book
from watcher.core.feeds import FeedId
from watcher.core.matching.explain import Bond, Offer, Record, Told, Verdict, explain
from watcher.core.matching.match import match
from watcher.core.matching.recount import lines
from watcher.core.news import EntryState, Member, Relation
from watcher.core.telling import DeliveryState, Kind, Subscription, SubscriptionId, Weekly

RULES = book(
    topic="""entities:
  - id: bay
    weak:
      - forms: [Gull Bay]
        requires: [rocket*, launch*]
        within: 4
rules:
  - id: bay
    when: "@bay"
  - id: crane
    when: {near: {within: 2, of: [crane, barge]}}
"""
)
NEAR_MISS = "The crews of Gull Bay saw a cloud turn white and thought of a rocket."
SEEN = Offer(feed=FeedId("garam"), seen_at=DAY, state=EntryState.READ)


def a_record(text: str, *told: DeliveryState) -> Record:
    article = an_article(text, title="White night")
    matches = match(article, RULES)
    record = Record(source="https://garam.example/1", offers=(SEEN,), article=article, matches=matches)
    if not matches:
        return record
    member = Member(id=1, article=article, relation=Relation.NEW, matches=matches)  # type: ignore[arg-type]
    story = story_of([member], at=DAY, headline="White night")
    sent = tuple(Told(subscription=SubscriptionId("channel"), kind=Kind.POST, state=state, at=DAY) for state in told)
    return replace(record, story=story, member=member, told=sent)


@pytest.mark.parametrize(
    ("state", "verdict"),
    [
        (DeliveryState.SENT, Verdict.SENT),
        (DeliveryState.DUE, Verdict.WAITING),
        (DeliveryState.REVIEW, Verdict.HELD),
        (DeliveryState.UNKNOWN, Verdict.HELD),
        (DeliveryState.DEAD, Verdict.NOT_SENT),
    ],
)
def test_the_verdict_follows_the_messages_of_its_story(state: DeliveryState, verdict: Verdict) -> None:
    assert explain(a_record("A rocket at Gull Bay", state), RULES).verdict is verdict


@pytest.mark.parametrize(
    ("state", "verdict", "says"),
    [
        (EntryState.NEW, Verdict.WAITING, "not read yet"),
        (EntryState.BASELINE, Verdict.NOT_SENT, "before we came"),
        (EntryState.FAILED, Verdict.NOT_SENT, "could not be read: wall"),
    ],
)
def test_what_was_not_read_says_so(state: EntryState, verdict: Verdict, says: str) -> None:
    account = explain(Record(source="x", offers=(replace(SEEN, state=state, note="wall"),)), RULES)
    assert account.verdict is verdict
    assert says in account.why


def test_what_no_feed_offered_was_never_seen() -> None:
    account = explain(Record(source="https://elsewhere.example/1"), RULES)
    assert account.why.startswith("We never saw it")
    assert "SEEN       never" in list(lines(account, joins=0.66))


def test_a_near_miss_names_the_smallest_edit_that_would_catch_it() -> None:
    account = explain(a_record(NEAR_MISS), RULES)
    assert account.verdict is Verdict.NOT_SENT
    assert account.why == "No rule matched. Nearest: bay, short of one limit."
    assert account.nearest is not None
    assert account.nearest.edit is not None
    edit = account.nearest.edit
    assert (str(edit.place), edit.within, edit.enough) == ("rules/topic.yaml:4:9", 4, 9)
    said = "\n".join(lines(account, joins=0.66))
    assert (
        "weak «Gull Bay» at 13 wants one of rocket*, launch* within 4 words; nearest is «rocket» at 62, 9 words on"
        in said
    )
    assert "in rules/topic.yaml:4 raise `within: 4` to 9 (for bay)" in said


def test_the_limit_of_a_near_is_an_edit_too() -> None:
    account = explain(a_record("A crane stands on the new barge"), RULES)
    assert account.nearest is not None
    assert account.nearest.edit is not None
    assert account.nearest.rule == "crane"
    assert account.nearest.edit.enough == 4


def test_a_report_of_book_length_is_compared_with_the_rules_as_well() -> None:
    chapter = "A walk to Gull Bay. " + "word " * 90 + "A rocket rose. " + "word " * 90
    record = a_record(chapter * 300 + NEAR_MISS)
    assert [each.edit.enough for each in explain(record, RULES).ruled if each.edit] == [9]


def test_a_limit_is_raised_where_it_is_written() -> None:
    named = book(
        crane="""conditions:
  - id: lifted
    when: {near: {within: 2, of: [crane, barge]}}
""",
        topic="""rules:
  - {id: other, when: {near: {within: 9, of: [crane, gull]}}}
  - {id: crane, when: "@lifted"}
""",
    )
    article = an_article("A crane stood high over the barge.", title="Port")
    [edit] = [each.edit for each in explain(Record(source="x", article=article), named).ruled if each.edit]
    assert str(edit.place) == "rules/crane.yaml:2:5"


def test_what_was_sent_lacks_nothing() -> None:
    account = explain(a_record("A rocket at Gull Bay. The crane is not by any barge.", DeliveryState.SENT), RULES)
    assert account.nearest is None
    assert any(each.edit for each in account.ruled)


def test_an_article_that_is_far_from_all_rules_gets_no_edit() -> None:
    account = explain(a_record("The choir sang."), RULES)
    assert account.nearest is None
    assert account.why == "No rule matched."


def test_what_matched_is_shown_with_its_words() -> None:
    said = "\n".join(lines(explain(a_record("A rocket at Gull Bay", DeliveryState.SENT), RULES), joins=0.66))
    assert "yes   alert: «rocket» at 2, «Gull Bay» at 12" in said
    assert "It opened story 7." in said


def test_what_is_judged_without_its_history_has_no_story_although_it_matched() -> None:
    record = replace(a_record("A rocket at Gull Bay"), is_history=False, story=None, member=None)
    assert "STORY      none (history is left aside)" in lines(explain(record, RULES), joins=0.66)


def test_of_the_edits_of_a_post_the_first_that_held_the_article_is_shown() -> None:
    record = a_record("A rocket at Gull Bay", DeliveryState.SENT)
    assert record.article is not None
    came = record.article.fetched_at
    edit = replace(record.told[0], kind=Kind.EDIT, at=came)
    early, late = replace(edit, at=came - timedelta(hours=1)), replace(edit, at=came + timedelta(hours=1))
    overtaken = replace(edit, state=DeliveryState.DROPPED, error="overtaken by a newer edit")
    told = (*record.told, early, overtaken, edit, late)
    said = list(lines(explain(replace(record, told=told), RULES), joins=0.66))
    first = next(number for number, line in enumerate(said) if line.startswith("TOLD"))
    assert [line[11:].split(maxsplit=6)[-1] for line in said[first : first + 2]] == [
        "UTC  post",
        "UTC  edit, and 1 more since",
    ]
    assert "overtaken" not in "".join(said)


def joined(bond: Bond, score: float) -> str:
    record = a_record("A rocket at Gull Bay", DeliveryState.SENT)
    assert record.member is not None
    member = replace(record.member, relation=Relation.UPDATE, score=score)
    return "\n".join(lines(explain(replace(record, member=member, bond=bond), RULES), joins=0.66))


def test_by_what_an_article_joined_its_story_is_said() -> None:
    shares = {"entities": ("@bay",), "days": ("3 June",), "numbers": ("68",), "headline": ("quay", "road")}
    said = joined(Bond(before=2, is_foreign=True, shares=shares), 0.81)
    assert "joined, in another language: likeness 0.81, 0.66 is enough" in said
    assert "shares with the 2 articles before it: @bay; 3 June; numbers 68; of its headline quay, road" in said
    assert "relation update, 1 outlet so far" in said


def test_what_a_rule_of_one_event_joined_is_told_from_what_is_alike() -> None:
    said = joined(Bond(before=1, is_narrow=True), 0.12)
    assert "joined by a rule with `one_event`, likeness 0.12; it may tell another event" in said


def test_a_close_call_is_called_narrow() -> None:
    assert "joined narrowly: likeness 0.67, 0.66 is enough; it may tell another event" in joined(
        Bond(before=1, is_narrow=True), 0.67
    )


def test_a_copy_says_whose_words_it_repeats() -> None:
    said = joined(Bond(before=1, repeats="Garam"), 0.9)
    assert "joined as a copy: 90% of the shorter text are the words of Garam" in said


def test_an_edit_names_its_post_and_the_language_is_named() -> None:
    record = a_record("A rocket at Gull Bay", DeliveryState.SENT)
    assert record.article is not None
    edit = replace(record.told[0], kind=Kind.EDIT, receipt="-100:407", url="https://t.me/sohae_watch/407")
    english = replace(record, told=(edit,), article=replace(record.article, lang="en"))
    said = "\n".join(lines(explain(english, RULES), joins=0.66, language={"en": "English"}.__getitem__))
    assert "edit of t.me/sohae_watch/407" in said
    assert ", English" in said.splitlines()[1]


def test_who_hears_by_lists_is_told_where_the_next_one_shows() -> None:
    week = Subscription(
        id=SubscriptionId("week"), via="file", address="", cadence=Weekly(weekday=0, at=time(7)), zone=UTC
    )
    account = explain(a_record("A rocket at Gull Bay", DeliveryState.SENT), RULES, [week])
    assert account.untold == (("week", "hears by lists: watcher digest week shows the next"),)


FLASH = book(
    topic="""entities:
  - {id: north, aliases: [North Isle]}
  - {id: bay, weak: [{forms: [Gull Bay], requires: [rocket], within: 9, unless: [ferry]}]}
rules:
  - id: both
    when: {all: ["@north", [quay, pier, mole, jetty]]}
  - id: near
    when: {near: {within: 3, of: ["@north", crane]}}
  - id: not
    when: {all: [crane, {none: [toy]}]}
  - id: title
    when: {title: [flash]}
  - id: bay
    when: "@bay"
  - id: twice
    when: {all: [{title: "@north"}, {any: [{near: {of: ["@north", buoy]}}]}]}
"""
)


def test_of_what_a_rule_lacks_the_likeliest_way_to_hold_is_told() -> None:
    """One line a rule: what is there, and all that would do beside it."""
    flash = book(
        topic="""entities:
  - {id: north, aliases: [North Isle]}
  - {id: bay, aliases: [Gull Bay]}
rules:
  - id: a
    when:
      - jetty
      - all: ["@north", quay]
      - all: ["@north", {any: ["@bay", pier]}]
"""
    )
    account = explain(Record(source="x", article=an_article("A gull over North Isle")), flash)
    assert account.ruled[0].lacks == ("«North Isle» at 12; none of quay, pier, @bay occurs", "no jetty")
    assert "  a                no    «North Isle» at 12; none of quay, pier, @bay occurs" in "\n".join(
        lines(account, joins=0.66)
    )
    assert "jetty" not in "\n".join(lines(account, joins=0.66))


def test_what_is_there_is_said_once_however_often_a_rule_asks_for_it() -> None:
    account = explain(Record(source="x", article=an_article("A gull.", title="North Isle")), FLASH)
    assert next(each.lacks for each in account.ruled if each.rule == "twice") == (
        "«North Isle» at 0 of the title; no buoy",
    )


@pytest.mark.parametrize(
    ("text", "rule", "says"),
    [
        ("North Isle sleeps", "both", "«North Isle» at 0; none of quay, pier, mole, 1 more occurs"),
        ("North Isle has since last year had a crane", "near", "«crane» at 37: but not within 3 words of each other"),
        ("A crane and a toy", "not", "«toy» at 14 must not occur"),
        ("A flash", "title", "title: no flash"),
        ("A rocket on the Gull Bay ferry", "bay", "weak «Gull Bay» at 16 is ruled out by `unless` or `mask`"),
        ("Nothing", "bay", "no spelling of @bay occurs"),
    ],
)
def test_what_a_rule_lacks_is_said_with_what_is_there(text: str, rule: str, says: str) -> None:
    account = explain(Record(source="x", article=an_article(text, title="White night")), FLASH)
    assert says in " / ".join(next(each.lacks for each in account.ruled if each.rule == rule))


FORMS = [f"gull{number}" for number in range(9)]
LONG = book(
    topic="entities:\n  - id: bay\n    weak:\n"
    + "".join(f"      - {{forms: [{form}], requires: [rocket], within: 2, unless: [tern]}}\n" for form in FORMS)
    + "rules:\n  - {id: bay, when: '@bay'}\n"
)


def a_long_text(words: int) -> Record:
    """Each form would have its company further on, but is ruled out there."""
    dense = " ".join(f"{form} tern and one more rocket. It rained again all day." for form in FORMS)
    return Record(source="x", article=an_article(dense + " It rained." * words))


def test_of_a_very_long_text_only_the_smaller_edits_are_tried_and_that_is_said() -> None:
    account = explain(a_long_text(40_000), LONG)
    assert account.ruled[0].untried == 7
    assert "NOT TRIED  7 edits of the rules, the larger ones: the text is too long; a part of it is soon tried" in list(
        lines(account, joins=0.66)
    )


def test_of_a_text_of_usual_length_all_edits_are_tried() -> None:
    account = explain(a_long_text(400), LONG)
    assert account.ruled[0].untried == 0
    assert not any(line.startswith("NOT TRIED") for line in lines(account, joins=0.66))
