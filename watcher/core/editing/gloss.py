"""What a headline in another language speaks of: names the rules know, days and numbers; nothing is translated."""

from collections.abc import Iterator

from watcher.core.news import Field, Member
from watcher.core.rules.rulebook import Entity, RuleBook
from watcher.core.stories.anchors import calendar_day, stated
from watcher.core.telling import Gloss

MOST_NAMES, MOST_FIGURES = 4, 3


def gloss(member: Member, quoted: str, book: RuleBook, lang: str) -> Gloss | None:
    """From the headline and the quoted sentence; None where there is nothing to say."""
    days, numbers = stated(f"{member.article.title}\n{quoted}")
    found = Gloss(
        names=tuple(dict.fromkeys(_names(member, book, lang)))[:MOST_NAMES],
        days=tuple(day for day in days if calendar_day(*day))[:MOST_FIGURES],
        numbers=numbers[:MOST_FIGURES],
    )
    return found if found.names or found.days or found.numbers else None


def _names(member: Member, book: RuleBook, lang: str) -> Iterator[str]:
    """In the order they are met, the headline's first; an entity without a name in this language is left out."""
    spans = [span for match in member.matches for span in match.spans]
    known = {term.written: entity for entity in book.entities.values() for term in entity.terms}
    for span in sorted(spans, key=lambda span: (span.field is not Field.TITLE, span.start)):
        if span.term in known and (name := _name(known[span.term], lang)):
            yield name


def _name(entity: Entity, lang: str) -> str | None:
    return entity.names.get(lang) or entity.names.get(lang.partition("-")[0])
