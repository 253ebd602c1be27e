"""By what an article joined its story."""

from dataclasses import replace

import pytest

from tests.core.builders import story_of
from tests.core.rules.rulefiles import DAY, an_article, book
from watcher.core.editing.bond import bond, is_narrow
from watcher.core.news import Article, ArticleId, Member, Relation, Story
from watcher.core.stories.cluster import BORDERLINE, JOINS
from watcher.core.words.text import Frequencies

RULES = book(
    topic="""entities:
  - {id: bay, aliases: [Gull Bay, Чаячья бухта]}
rules:
  - {id: bay, when: "@bay"}
"""
)
GENERAL = Frequencies({"new": 0.5, "the": 0.9, "at": 0.9})
FIRST = replace(
    an_article("On 3 June a crane of Anton Berg lifted 68 tons at Gull Bay.", title="New crane at Gull Bay"), lang="en"
)
SECOND = replace(
    an_article("The crane owner, Anton Berg, said of 3 June: 68 tons at Gull Bay.", title="The crane is new"), lang="en"
)


def placed(*articles: Article, score: float | None = 0.8) -> tuple[Member, Story]:
    """The last of the articles, and the story of them all."""
    members = [
        Member(id=ArticleId(number), article=article, relation=Relation.GROWS, score=score)
        for number, article in enumerate(articles, start=1)
    ]
    story = story_of(members, at=DAY)
    return members[-1], story


def test_names_days_numbers_and_words_of_the_headline_are_what_two_reports_share() -> None:
    found = bond(*placed(FIRST, SECOND), RULES, GENERAL)
    assert found is not None
    assert found.shares == {
        "entities": ("@bay",),
        "names": ("Anton Berg",),
        "days": ("3 June",),
        "numbers": ("68",),
        "headline": ("crane",),
    }


def test_a_report_in_another_language_shares_what_translation_leaves() -> None:
    text = "Краном в Чаячья бухта, 3 июня, владеет Антон Берг."
    found = bond(*placed(FIRST, replace(an_article(text, title="Кран"), lang="ru")), RULES, GENERAL)
    assert found is not None
    assert found.is_foreign
    assert found.shares["entities"] == ("@bay",)
    assert found.shares["days"] == ("3 June",)


def test_what_nothing_came_before_and_what_an_editor_placed_has_no_bond() -> None:
    assert bond(*placed(FIRST), RULES, GENERAL) is None
    assert bond(*placed(FIRST, SECOND, score=None), RULES, GENERAL) is None


def test_a_copy_names_the_outlet_whose_words_it_repeats() -> None:
    member, story = placed(FIRST, SECOND)
    copy = replace(member, copied_at=FIRST.seen_at)
    found = bond(copy, replace(story, members=(story.members[0], copy)), RULES, GENERAL)
    assert found is not None
    assert found.repeats == FIRST.outlet


@pytest.mark.parametrize(
    ("score", "narrow"), [(None, False), (JOINS, True), (JOINS + BORDERLINE, False), (0.99, False)]
)
def test_narrow_is_what_is_little_above_enough(score: float | None, narrow: bool) -> None:
    member, _ = placed(FIRST, SECOND, score=score)
    assert is_narrow(member) is narrow
    assert not is_narrow(replace(member, copied_at=DAY))


def test_a_name_of_two_words_is_shared_by_who_says_both() -> None:
    other = replace(SECOND, text="The crane owner, Anton Lund, said of 3 June: 68 tons at Gull Bay.")
    found = bond(*placed(FIRST, other), RULES, GENERAL)
    assert found is not None
    assert "names" not in found.shares
