from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.builders import story_of
from tests.core.rules.rulefiles import book
from watcher.core.editing.lead import headline
from watcher.core.editing.post import compose
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
from watcher.core.said import Claim, MostCited
from watcher.core.telling import Post, Reason, Subscription, SubscriptionId
from watcher.core.words.sentences import sentences

NOON = datetime(2025, 7, 17, 3, 0, tzinfo=UTC)  # noon in Seoul
RULE = RuleId("sohae-site")

CRANE = "A crane now towers over the new slipway at Sohae, the port office of Incheon said on Friday."
SLIPWAY = "The slipway at Sohae reaches forty metres into the bay and carries two rails."


def an_article(
    outlet: str = "Tide Gazette", title: str = "Crane rises at Sohae", text: str = CRANE, **given
) -> Article:
    given = {"url": f"https://{outlet.lower().replace(' ', '-')}.example/1", "lang": "en", "seen_at": NOON} | given
    return Article(outlet=outlet, title=title, text=text, fetched_at=given["seen_at"], **given)


def a_member(
    article: Article, relation: Relation = Relation.GROWS, *, words: tuple[str, ...] = ("Sohae",), id: int = 1
):
    spans = tuple(
        Span(field, at, at + len(word), word.lower())
        for field, text in ((Field.TITLE, article.title), (Field.TEXT, article.text))
        for word in words
        for at in range(len(text))
        if text.startswith(word, at)
    )
    match = Match(rule=RULE, severity=Severity.ALERT, score=1.0, spans=spans)
    return Member(id=ArticleId(id), article=article, relation=relation, matches=(match,))


def a_story(*articles: Article | Member) -> Story:
    members = tuple(one if isinstance(one, Member) else a_member(one, id=n) for n, one in enumerate(articles))
    return story_of(members, at=NOON, id=StoryId(812), headline=members[0].article.title)


def told(*articles: Article | Member, lang: str = "en", reason: Reason = Reason.FIRST_REPORT, **given) -> Post:
    reader = Subscription(
        id=SubscriptionId("channel"), via="telegram", address="@watch", zone=ZoneInfo("Asia/Seoul"), lang=lang
    )
    return compose(a_story(*articles), reader, reason=reason, now=NOON, **given)


# --- the headline ---


@pytest.mark.parametrize(
    ("title", "outlet", "bare"),
    [
        ("(LEAD) Crane rises at Sohae", "Tide Gazette", "Crane rises at Sohae"),
        ("(2nd LD) Crane rises at Sohae", "Tide Gazette", "Crane rises at Sohae"),
        ("(URGENT) (UPDATE) Crane rises at Sohae", "Tide Gazette", "Crane rises at Sohae"),
        ("UPDATE 2-Crane rises at Sohae", "Tide Gazette", "Crane rises at Sohae"),
        ("Crane rises at Sohae - The Tide Gazette", "Tide Gazette", "Crane rises at Sohae"),
        ("Crane rises at Sohae | Tide Gazette", "The Tide Gazette", "Crane rises at Sohae"),
        ("(LEAD) Crane rises - and falls - Tide Gazette", "Tide Gazette", "Crane rises - and falls"),
        ("[속보] 서해에 새 기중기(종합2보)", "갯벌신문", "서해에 새 기중기"),
        ("서해에 새 기중기 - 갯벌신문", "갯벌신문", "서해에 새 기중기"),
    ],
)
def test_a_headline_loses_the_marks_of_the_wire_and_the_name_of_its_outlet(title: str, outlet: str, bare: str) -> None:
    assert headline(an_article(outlet, title)) == bare


@pytest.mark.parametrize("title", ["Crane rises - and falls", "Sohae: a crane rises", "LEAD", "(LEAD)", "Tide Gazette"])
def test_a_headline_keeps_every_word_of_its_own(title: str) -> None:
    assert headline(an_article("Tide Gazette", title)) == title


def test_the_first_article_in_the_readers_language_leads() -> None:
    korean = an_article("갯벌신문", "서해에 새 기중기", "본문", lang="ko")
    assert told(an_article(), korean, lang="ko").headline == "서해에 새 기중기"


def test_the_opening_article_leads_until_one_in_the_readers_language_comes() -> None:
    post = told(an_article(), an_article("Port Mail", "Another crane"), lang="ko")
    assert (post.headline, post.native) == ("Crane rises at Sohae", False)


def test_a_headline_stays_when_others_join() -> None:
    one, two = an_article(), an_article("Port Mail", "Clearer words about the crane at Sohae")
    assert told(one, two).headline == told(one).headline


# --- the quote ---


def quoted(*sentences: str, **given) -> str | None:
    quote = told(an_article(text=" ".join(sentences), **given)).quote
    return quote.text if quote else None


def test_a_quote_is_a_whole_sentence_that_holds_a_matched_word() -> None:
    assert quoted("Nothing was known of it in the spring of that long and rainy year.", SLIPWAY) == SLIPWAY


def test_a_quote_that_names_its_speaker_is_preferred() -> None:
    assert quoted(SLIPWAY, CRANE) == CRANE


def test_a_feed_that_may_not_be_quoted_is_not_quoted() -> None:
    assert quoted(CRANE, quotes=False) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "He said the crane at Sohae would lift its first load in the coming autumn.",
        "However, the crane at Sohae would not lift its first load this year, officials said.",
        "그는 서해 Sohae 발사장의 기중기가 올해 안에 첫 짐을 들어 올릴 것이라고 말했다.",
        "Will the crane at Sohae lift its first load before the end of the year?",
        "The crane at Sohae “will lift its first load before the end of the year, officials said.",
        'The crane at Sohae "will lift its first load before the end of the year, officials said.',
        "The Sohae crane.",
        "The new crane at Sohae, pictured on Friday from the ferry to the outer islands",
        "The crane at Sohae " + "and its neighbour " * 20 + "stood still.",
    ],
)
def test_a_sentence_that_cannot_stand_alone_is_not_quoted(sentence: str) -> None:
    assert quoted(sentence) is None


def test_a_quote_stays_when_others_join() -> None:
    one, two = an_article(text=SLIPWAY), an_article("Port Mail", text=CRANE)
    assert told(one, two).quote == told(one).quote


@given(st.text(alphabet="Sohae .!?\"“”'\nx다。", max_size=400))
def test_a_quote_is_always_found_in_its_article(text: str) -> None:
    quote = told(an_article(text=text)).quote
    if quote:
        assert quote.text in " ".join(text.split())
        assert len(quote.text) <= 240


@given(st.text(alphabet='ab. !?Mr\n다。”"', max_size=200))
def test_sentences_follow_each_other_and_leave_out_only_blanks(text: str) -> None:
    found = list(sentences(text))
    assert all(start < end for start, end in found)
    edges = [0, *(edge for span in found for edge in span), len(text)]
    assert edges == sorted(edges)
    gaps = zip(edges[::2], edges[1::2], strict=True)
    assert not any(text[start:end].strip() for start, end in gaps)


def test_an_abbreviation_ends_no_sentence() -> None:
    text = "Gen. Ahn of the U.S. Navy saw it. So did No. 7."
    assert [text[start:end] for start, end in sentences(text)] == ["Gen. Ahn of the U.S. Navy saw it.", "So did No. 7."]


# --- who carries it ---


def test_three_outlets_are_named_and_the_rest_counted() -> None:
    post = told(*(an_article(f"Gazette {n}") for n in range(5)))
    assert [source.outlet for source in post.sources] == ["Gazette 0", "Gazette 1", "Gazette 2"]
    assert (post.outlets, post.more) == (5, 2)


def test_an_outlet_with_two_articles_counts_once() -> None:
    assert told(an_article(), an_article(title="More of it")).outlets == 1


def test_a_language_is_named_only_where_it_is_not_the_readers() -> None:
    post = told(an_article(), an_article("Vlna", lang="bg"))
    assert [source.lang for source in post.sources] == [None, "bg"]


def test_a_story_is_as_old_as_its_earliest_publication() -> None:
    early = NOON - timedelta(hours=3)
    post = told(an_article(), an_article("Port Mail", published_at=early), an_article("Late Post", published_at=None))
    assert (post.first_at, post.latest_at) == (early, NOON)


STATE = {"label": "state media", "state": "KP"}


def test_a_story_told_only_by_media_of_one_state_is_a_claim() -> None:
    post = told(an_article("Red Hill", **STATE), an_article("Red Vale", **STATE))
    assert post.claim == Claim(outlet="Red Hill", state="KP", alone=True)


def test_an_outlet_outside_that_state_makes_a_claim_a_story() -> None:
    post = told(an_article("Red Hill", **STATE), an_article())
    assert post.claim == Claim(outlet="Red Hill", state="KP", alone=False)


def test_state_media_that_join_make_no_claim() -> None:
    assert told(an_article(), an_article("Red Hill", **STATE)).claim is None


# --- what is new, and why ---


def test_an_update_speaks_in_the_words_of_the_newest_update() -> None:
    new = a_member(
        an_article("Port Mail", "Crane falls", "The crane at Sohae fell on Sunday, the harbour master said.")
    )
    new = Member(id=new.id, article=new.article, relation=Relation.UPDATE, matches=new.matches)
    post = told(an_article(), new, an_article("Late Post"), reason=Reason.UPDATE)
    assert post.headline == "Crane falls"
    assert post.quote is not None
    assert post.quote.outlet == "Port Mail"
    assert post.outlets == 3


@pytest.mark.parametrize(
    ("opener", "update", "is_quoted"),
    [("Tide Gazette", "Port Mail", True), ("Tide Gazette", "Tide Gazette", False)],
)
def test_of_one_outlet_a_story_takes_one_sentence_in_all_it_says(opener: str, update: str, is_quoted: bool) -> None:
    new = a_member(an_article(update, "Slipway measured", SLIPWAY), Relation.UPDATE, id=2)
    post = told(a_member(an_article(opener), id=1), new, reason=Reason.UPDATE)
    assert (post.quote is not None) == is_quoted


def test_why_names_the_rule_and_the_words_that_met_it() -> None:
    post = told(a_member(an_article(), words=("Sohae", "slipway")), an_article("Port Mail"))
    assert post.why is not None
    assert (post.why.rule, post.why.word, post.why.times) == (RULE, "Sohae", 2)
    assert (post.why.beside, post.why.articles) == (("slipway",), 2)


def test_what_the_rule_names_first_leads_however_often_its_company_is_named() -> None:
    rules = book(topic="rules: [{id: sohae-site, when: {near: {within: 9, of: [sohae, slipway]}}}]")
    text = "A slipway is new. The slipway is long, and so is the slipway beside it."
    post = told(a_member(an_article(text=text), words=("slipway", "Sohae")), book=rules)
    assert post.why is not None
    assert (post.why.word, post.why.times, post.why.beside) == ("Sohae", 1, ("slipway",))


# --- whom they cite, and what is not folded away ---


def citing(outlet: str, *names: str, relation: Relation = Relation.GROWS, id: int = 1) -> Member:
    return replace(a_member(an_article(outlet), relation, id=id), cited=tuple(map(Cited, names)))


def test_a_post_names_the_voice_that_most_outlets_cite() -> None:
    post = told(citing("Tide Gazette", "ICEYE"), citing("Port Mail", "Reuters", "ICEYE", id=2), citing("Vlna", id=3))
    assert post.cites == MostCited(name="ICEYE", outlets=2)


def test_of_one_outlet_it_says_no_more_than_that() -> None:
    assert told(citing("Tide Gazette", "ICEYE")).cites is None


def test_a_voice_is_called_as_its_readers_call_it() -> None:
    post = told(citing("Tide Gazette", "Reuters"), citing("Port Mail", "Reuters", id=2), lang="ko")
    assert post.cites == MostCited(name="로이터통신", outlets=2)


def test_a_report_that_may_tell_another_event_is_named_in_the_post_it_joined() -> None:
    doubtful = citing("Port Mail", relation=Relation.UPDATE, id=2)
    for reason in (Reason.FIRST_REPORT, Reason.MORE_OUTLETS):
        post = told(citing("Tide Gazette"), doubtful, citing("Vlna", id=3), reason=reason)
        assert [source.outlet for source in post.beside] == ["Port Mail"]
