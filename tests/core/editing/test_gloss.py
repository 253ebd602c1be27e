"""What a headline in another language speaks of."""

from datetime import UTC

from tests.core.builders import story_of
from tests.core.rules.rulefiles import an_article, book
from watcher.core.editing.gloss import gloss
from watcher.core.editing.post import compose
from watcher.core.matching.match import match
from watcher.core.news import ArticleId, Member, Relation
from watcher.core.telling import Gloss, Post, Reason, Subscription, SubscriptionId

RULES = book(
    topic="""
entities:
  - {id: sohae, name: {en: Sohae, ko: 서해위성발사장}, aliases: [Sohae]}
  - {id: moran, name: {en: Moran}, aliases: [Moran]}
rules:
  - {id: site, hashtag: "#서해", when: ["@sohae", "@moran"], tests: {match: [Sohae], no_match: [Nampo]}}
"""
)
TITLE = "Moran sends 11 cranes to Sohae"
TEXT = "Workers moored a barge at Sohae on 3 June, the port office said on Thursday of this week."


def a_member() -> Member:
    article = an_article(TEXT, title=TITLE, lang="en")
    return Member(id=ArticleId(1), article=article, relation=Relation.NEW, matches=match(article, RULES))


def told(lang: str) -> Post:
    member = a_member()
    at = member.article.seen_at
    story = story_of([member], at=at, headline=TITLE)
    reader = Subscription(id=SubscriptionId("c"), via="telegram", address="@watch", zone=UTC, lang=lang)
    return compose(story, reader, reason=Reason.FIRST_REPORT, now=at, book=RULES)


def test_it_names_what_the_rules_know_in_the_readers_language_days_and_numbers() -> None:
    expected = Gloss(names=("서해위성발사장",), days=((6, 3),), numbers=("11",))
    assert gloss(a_member(), "Workers moored a barge at Sohae on 3 June", RULES, "ko") == expected


def test_an_entity_without_a_name_in_that_language_is_left_out() -> None:
    assert gloss(a_member(), "", RULES, "bg") == Gloss(numbers=("11",))


def test_only_who_cannot_read_the_headline_gets_it() -> None:
    assert told("en").gloss is None
    korean = told("ko").gloss
    assert korean is not None
    assert korean.names == ("서해위성발사장",)


def test_a_post_bears_the_hashtag_of_its_rule() -> None:
    assert told("ko").hashtag == "서해"
