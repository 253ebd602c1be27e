"""What an article is to its story, and so whether it may speak."""

from collections.abc import Sequence

from watcher.core.editing.correction import outlets_word
from watcher.core.news import Member, Placement, Relation
from watcher.core.stories.facts import NOVEL, new_facts, novelty
from watcher.core.stories.voices import Names

GOVERNMENT = "government"
# Whether a new fact that more than one outlet stands behind is told in a reply. To interrupt readers it should be right
# in 9 of 10 cases and find 7 of 10; on 431 labelled reports (bench/pairs.py) it is right in .55 and finds .59: rewrites
# word old facts as freshly as reports word new ones. So new facts only edit the post, and are kept with the article.
NEW_FACTS_SPEAK = False


def relation_of(placement: Placement, member: Member, before: Sequence[Member], names: Names) -> Relation:
    """What `member` is to the reports of its story that came before it. `placement` says how it was found."""
    if placement.story is None:
        return Relation.NEW
    is_copy = placement.copy_of is not None
    speaks = (
        placement.borderline
        or is_raised(member, before)
        or (is_statement(member, before) and not is_copy)
        or (outlets_word(member.article.title) is not None and not is_copy)
        or (NEW_FACTS_SPEAK and not is_copy and carries_news(member, before, names))
    )
    if speaks:
        return Relation.UPDATE
    return Relation.COPY if is_copy else Relation.GROWS


def is_raised(member: Member, before: Sequence[Member]) -> bool:
    """Whether it is more severe than the whole story so far. What no rule has found has no severity to raise."""
    known = [match.severity.rank for other in before for match in other.matches]
    return bool(known) and any(match.severity.rank > max(known) for match in member.matches)


def is_statement(member: Member, before: Sequence[Member]) -> bool:
    """The first word of a government or one of its agencies in a story that others told."""
    return member.article.label == GOVERNMENT and all(other.article.label != GOVERNMENT for other in before)


def brings_news(member: Member, before: Sequence[Member]) -> bool:
    """Whether it opens with a fact that the story did not have, in words that the story did not use."""
    told = [other.article for other in before]
    return novelty(member.article, told) >= NOVEL and bool(new_facts(member.article, told))


def carries_news(member: Member, before: Sequence[Member], names: Names) -> bool:
    """Whether what it brings is more than one outlet's word.

    That is so where it cites none of those who reported before, or where one that did had brought the same fact.
    """
    if not brings_news(member, before):
        return _seconds(member, before, names)
    return not _leans(member, before, names)


def _leans(member: Member, before: Sequence[Member], names: Names) -> bool:
    """Whether it cites an outlet that reported before."""
    earlier = {names.of_outlet(other.article.outlet) for other in before}
    return any(one.name in earlier for one in member.cited)


def _seconds(member: Member, before: Sequence[Member], names: Names) -> bool:
    """Whether it is the second outlet with a fact that leaned on others until now."""
    for number, other in enumerate(before):
        earlier = before[:number]
        if other.article.outlet == member.article.outlet or not earlier or not _leans(other, earlier, names):
            continue
        if brings_news(other, earlier) and _facts(other, earlier) & _facts(member, (*earlier, *before[number + 1 :])):
            return True
    return False


def _facts(member: Member, before: Sequence[Member]) -> set[str]:
    return {fact.casefold() for fact in new_facts(member.article, [other.article for other in before])}
