"""Why an article counts as part of its story: how close the decision was, and what it shares with earlier ones."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set

from watcher.core.matching.explain import Bond
from watcher.core.matching.match import named
from watcher.core.news import Article, Member, Story
from watcher.core.rules.rulebook import RuleBook
from watcher.core.stories import anchors
from watcher.core.stories.cluster import BORDERLINE, JOINS
from watcher.core.stories.facts import facts
from watcher.core.stories.gist import ANCHORED, LEAD
from watcher.core.words.text import Frequencies, words

TELLING = 0.1  # share of documents: a word that stands in more of them proves nothing
KINDS = ("entities", "names", "days", "numbers", "headline")
MOST = 4  # of each kind, the most widely shared first
_WRITTEN = re.compile(r"[^\W\d_]+")


def is_narrow(member: Member) -> bool:
    """Whether its likeness was so near the limit that it may tell another event; never true of a copy."""
    return member.copied_at is None and member.score is not None and member.score < JOINS + BORDERLINE


def bond(member: Member, story: Story, book: RuleBook, general: Frequencies) -> Bond | None:
    """The bond of a member; None for the first one, and for one that an editor placed."""
    before = [other.article for other in story.members[: story.members.index(member)]]
    if not before or member.score is None:
        return None
    repeated = (article.outlet for article in before if article.seen_at == member.copied_at)
    return Bond(
        is_narrow=is_narrow(member),
        repeats=next(repeated, "an earlier article") if member.copied_at else None,
        is_foreign=bool(member.article.lang) and all(_is_foreign(member.article, other) for other in before),
        before=len(before),
        shares=shared(member.article, before, book, general),
    )


def shared(
    article: Article, before: Sequence[Article], book: RuleBook, general: Frequencies
) -> Mapping[str, tuple[str, ...]]:
    """What it has in common with any earlier article, by kind; kinds without anything in common are left out."""
    alike: Mapping[str, Callable[[Article], Mapping[str, str]]] = {
        "entities": lambda said: {id: f"@{id}" for id in sorted(named(book, said))},
        "days": _days,
        "numbers": _numbers,
    }
    found = {
        kind: _most_shared(read(article), [read(other).keys() for other in before]) for kind, read in alike.items()
    }
    names, headline = _names(article), _headline(article, general)
    found["names"] = _most_shared(names, [_repeated(names, anchors.names(_opening(other))) for other in before])
    found["headline"] = _most_shared(headline, [_repeated(headline, set(words(other.whole))) for other in before])
    return {kind: found[kind] for kind in KINDS if found[kind]}


def _most_shared(own: Mapping[str, str], others: Iterable[Iterable[str]]) -> tuple[str, ...]:
    tally = Counter(key for keys in others for key in keys if key in own)
    order = list(own)
    most = sorted(tally, key=lambda key: (-tally[key], order.index(key)))[:MOST]
    return tuple(dict.fromkeys(own[key] for key in most))


# --- what an article says, each by a key under which others say the same -------------------------------------------


def _names(article: Article) -> Mapping[str, str]:
    """Each name by the consonants of its words: these stay the same when it is spelled otherwise."""
    said: dict[str, str] = {}
    for name in facts(article.title, article.text[:ANCHORED]):
        if keys := anchors.names(name):
            said.setdefault(" ".join(sorted(keys)), name)
    return said


def _days(article: Article) -> Mapping[str, str]:
    arrived = anchors.day_of(article)
    found = anchors.days(f"{article.title}\n{article.text[:LEAD]}", arrived=arrived)
    return {day: said for day in sorted(found) if (said := _day(day))}


def _day(day: str) -> str | None:
    """`4-14` as people say it; None of one that no calendar has."""
    found = anchors.calendar_day(*map(int, day.split("-")))
    return f"{found:%-d %B}" if found else None


def _numbers(article: Article) -> Mapping[str, str]:
    """Those of one digit are said in passing."""
    found = anchors.numbers(_opening(article))
    return {number: number for number in sorted(found) if len(number) > 1}


def _headline(article: Article, general: Frequencies) -> Mapping[str, str]:
    """The telling words of the headline, each by its folded form."""
    said: dict[str, str] = {}
    for written in _WRITTEN.findall(article.title):
        pieces = words(written)
        if pieces and len(written) > 1 and all(general.share(piece) < TELLING for piece in pieces):
            said.setdefault(" ".join(pieces), written)
    return said


def _repeated(keys: Iterable[str], said: Set[str]) -> Iterable[str]:
    """The keys all of whose parts another article has, too."""
    return [key for key in keys if said >= set(key.split())]


def _opening(article: Article) -> str:
    return f"{article.title}\n{article.text[:ANCHORED]}"


def _is_foreign(article: Article, other: Article) -> bool:
    """An unknown language is never a foreign one."""
    return bool(article.tongue and other.tongue) and article.tongue != other.tongue
