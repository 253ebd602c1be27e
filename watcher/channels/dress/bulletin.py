"""What Telegram is handed: a story as one post, a list as one silent post, or several where it is long."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from watcher.channels.parts import coverage, errata, forms, listing, operator, proof, render, roundup
from watcher.channels.parts.forms import MOST_ENTITIES, MOST_UNITS, Part, Run, link, shorten, units
from watcher.channels.parts.messages import Words
from watcher.channels.parts.render import WHY_MOST, name
from watcher.core.edition import Edition, Line, Section
from watcher.core.said import Word
from watcher.core.telling import Delivery, Message, Post, Roundup

TITLE_MOST = 160  # units kept free for the title, which bears the number of the part
APART, CLOSE = "\n\n", "\n"  # what follows a quotation is set apart by it
NAMED = 5  # feeds that were not read, by name


@dataclass(frozen=True, slots=True)
class Rich:
    """Text with markup, and what a reader sees of it."""

    html: str
    text: str
    entities: int = 0

    def __add__(self, other: "Rich") -> "Rich":
        return Rich(self.html + other.html, self.text + other.text, self.entities + other.entities)


def post(told: Post, delivery: Delivery, words: Words, *, all_sources: str | None = None) -> Message:
    """`all_sources`: the address of all who carry the story."""
    kind = proof.kind(told.desk) if told.desk else delivery.kind
    is_claim = told.claim is not None and told.claim.alone
    message = _message(
        _dressed(errata.tell(told, kind, words), delivery),
        delivery,
        button=words.say("post.why"),
        why=render.why(told, words),
        silent=is_claim or not delivery.urgent,
        preview=told.preview,
        url=forms.link(told.url),
        links=[[words.say("sources.button"), all_sources]] if all_sources and told.desk is None else [],
    )
    return proof.dressed(message, told.desk, words, zone=told.zone) if told.desk else message


def several(told: Roundup, delivery: Delivery, words: Words) -> Message:
    """Stories that share a post; it never sounds."""
    parts = roundup.parts(told, words, size=_plain_size if delivery.plain else forms.size)
    button, why = words.say("digest.why"), roundup.why(told, words)
    message = _message(_dressed(parts, delivery), delivery, button=button, why=why)
    return proof.dressed(message, told.desk, words, zone=told.zone) if told.desk else message


def word(told: Word, delivery: Delivery, words: Words, *, name: str) -> Message:
    text = _dressed(operator.tell(told, words, name=name), delivery)
    return _message(text, delivery, button=words.say("post.why"), why=operator.why(words), silent=False)


def digest(edition: Edition, delivery: Delivery, words: Words, *, name: str) -> Message:
    """The part of the list that this delivery carries; `options["parts"]` says how many there are."""
    found = parts(edition, words, name=name)
    told = found[delivery.part - 1]
    text, why = told.text if delivery.plain else told.html, _why(edition, words)
    return _message(text, delivery, button=words.say("digest.why"), why=why, parts=len(found))


def _message(text: str, delivery: Delivery, *, button: str, why: str, **others: object) -> Message:
    """A silent one without preview, unless `others` say otherwise."""
    usual = {"html": not delivery.plain, "silent": True, "preview": "none", "url": None, "button": button, "why": why}
    return Message(body=_again(text, delivery), options=usual | others)


def _dressed(parts: Sequence[Part], delivery: Delivery) -> str:
    return forms.plain(parts) if delivery.plain else forms.html(parts)


def _again(text: str, delivery: Delivery) -> str:
    """The text of a second try, without markup; shorter where the first was refused for its size."""
    is_too_long = delivery.plain and "too long" in (delivery.last_error or "")
    return shorten(text, min(units(text) * 3 // 4, MOST_UNITS * 3 // 4)) if is_too_long else text


def _plain_size(parts: Sequence[Part]) -> int:
    return units(forms.plain(parts))


def parts(edition: Edition, words: Words, *, name: str) -> list[Rich]:
    title = shorten(listing.title(edition, words, name=name), TITLE_MOST - 40)
    packed = list(_packed(_blocks(edition, words)))
    of = len(packed)
    titles = [title] if of == 1 else [words.say("digest.part", title=title, n=n, of=of) for n in range(1, of + 1)]
    return [_tagged("b", _text(head)) + _text("\n") + body for head, body in zip(titles, packed, strict=True)]


def _packed(blocks: Iterable[Rich]) -> Iterator[Rich]:
    """As many blocks in each part as fit beside its title."""
    part, free, links = _text(""), 0, 0
    for block in blocks:
        size = units(block.text) + len(APART)
        if part.text and (size > free or block.entities > links):
            yield part
            part = _text("")
        if not part.text:
            part, free, links = block, MOST_UNITS - TITLE_MOST - size, MOST_ENTITIES - 1 - block.entities
        else:
            apart = CLOSE if part.html.endswith("</blockquote>") else APART
            part, free, links = part + _text(apart) + block, free - size, links - block.entities
    yield part


def _blocks(edition: Edition, words: Words) -> Iterator[Rich]:
    """What must stay together: a story, and with the first of a section its heading."""
    yield _tagged("i", _text(listing.summary(edition, words)))
    for section in edition.sections:
        if listing.is_mention(section):
            yield _mentions(section, words)
            continue
        head = _tagged("b", _text(listing.heading(section, words))) + _text("\n")
        for number, line in enumerate(section.lines):
            told = _mended(line, edition, words) if listing.is_mended(section) else _story(section, line, words)
            yield told if number else head + told
        if section.more:
            yield _text(words.count("digest.more", section.more))
    yield _tagged("i", _text(_coverage(edition, words)))


def _story(section: Section, line: Line, words: Words) -> Rich:
    standing = listing.carriers(section, line, words)
    if (facts := listing.facts(line, words)) is not None:
        standing += f" · {facts}"
    told = _linked(line) + _text(f"{listing.language(line, words)}\n{standing}")
    for update, outlet in listing.updates(line, words):
        told += _text("\n") + _run(update) + _text(outlet)
    return told


def _mended(line: Line, edition: Edition, words: Words) -> Rich:
    head = _text(errata.headline(line, words)) if errata.is_withdrawn(line) else _linked(line)
    return head + _text(f"\n{errata.line(line, edition, words)}")


def _mentions(section: Section, words: Words) -> Rich:
    told = _text(listing.heading(section, words))
    for line in section.lines:
        outlets = "".join(f", {name(report.outlet)}" for report in line.reports[:1])
        told += _text("\n") + _linked(line) + _text(f"{listing.language(line, words)}{outlets}")
    if section.more:
        told += _text("\n" + words.count("digest.more", section.more))
    return _tagged("blockquote", told, opening="blockquote expandable")


def _coverage(edition: Edition, words: Words) -> str:
    said = (
        coverage.read(edition, words),
        coverage.unread(edition, words, most=NAMED),
        coverage.held(edition, words),
    )
    return " ".join(filter(None, said))


def _why(edition: Edition, words: Words) -> str:
    drafts = (f"{listing.reach(edition, words)} {words.say('why.ours')}", listing.reach(edition, words))
    return next((draft for draft in drafts if units(draft) <= WHY_MOST), words.say("why.ours"))


# --- markup --------------------------------------------------------------------------------------------------------


def _text(text: str) -> Rich:
    return Rich(escape(text, quote=False), text)


def _tagged(tag: str, inner: Rich, *, opening: str = "") -> Rich:
    return Rich(f"<{opening or tag}>{inner.html}</{tag}>", inner.text, inner.entities + 1)


def _linked(line: Line) -> Rich:
    return _run(Run(listing.headline(line), link(line.url)))


def _run(run: Run) -> Rich:
    told = _text(run.text)
    return _tagged("a", told, opening=f'a href="{escape(run.url, quote=True)}"') if run.url else told
