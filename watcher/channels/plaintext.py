"""A list as text of 72 columns, complete: for the terminal, and for mail that shows no HTML."""

import unicodedata
from collections.abc import Iterator

from watcher.channels import listing
from watcher.channels.messages import Words
from watcher.channels.render import QUOTE_MOST, clean, link, name
from watcher.core.edition import Edition, Line, Section

WIDTH = 72  # columns; a letter of Korean, Chinese or Japanese takes two
RULE = "-" * WIDTH
INDENT = "   "


def text(edition: Edition, words: Words, *, name: str) -> str:
    """Ends without a newline."""
    blocks = ["\n".join(_head(edition, words, name))]
    numbered = list(listing.numbered(edition))
    if numbered:
        blocks.append("\n".join(_in_short(numbered, words)))
    blocks += [f"{RULE}\n" + "\n".join(_story(*told, edition, words)) for told in numbered]
    blocks += ["\n".join(_rest(section, words)) for section in edition.sections]
    blocks.append(f"{RULE}\n" + "\n".join(_coverage(edition, words)))
    blocks.append("\n".join(wrap(words.say("digest.rights"))))
    return "\n\n".join(block for block in blocks if block)


def _head(edition: Edition, words: Words, name: str) -> Iterator[str]:
    left, right = clean(name).upper(), words.long_day(listing.day_of(edition), year=True)
    gap = WIDTH - columns(left) - columns(right)
    yield f"{left}{' ' * gap}{right}" if gap > 0 else f"{left}\n{right}"
    yield from wrap(listing.reach(edition, words))


def _in_short(numbered: list[tuple[int, Section, Line]], words: Words) -> Iterator[str]:
    yield words.say("digest.in_short").upper()
    shown = numbered[: listing.SHORT]
    tags = [listing.tag(section, line, words) for _, section, line in shown]
    width = max(map(columns, tags)) + 2
    for (number, _, line), tag in zip(shown, tags, strict=True):
        yield from _row(f"{number:>2}  {pad(tag, width)}", listing.brief(line, words))


def _story(number: int, section: Section, line: Line, edition: Edition, words: Words) -> Iterator[str]:
    told_before = f"  ({words.say('digest.only_new')})" if listing.is_told_before(section) else ""
    yield f"{number}  {listing.tag(section, line, words)}{told_before}"
    yield from wrap(listing.brief(line, words))
    for said in (listing.control(line, words), listing.facts(line, words)):
        if said:
            yield from _row(INDENT, said)
    yield from _quote(line, words)
    yield ""
    yield from _reports(line, edition, words)
    if (because := listing.because(line, words)) is not None:
        yield from _row(INDENT, because)


def _quote(line: Line, words: Words) -> Iterator[str]:
    quote = line.quote
    if quote and 0 < len(said := clean(quote.text)) <= QUOTE_MOST:
        yield ""
        told = words.say("digest.fact", text=said)
        yield from _row(INDENT, f"{told} -- {listing.speaker(quote, words)}")


def _reports(line: Line, edition: Edition, words: Words) -> Iterator[str]:
    """A day is said once for all that follow on it."""
    last, times = "", [listing.when(report.at, edition, words) for report in line.reports]
    width = max((columns(day) for day, _ in times), default=0)
    for report, (day, hour) in zip(line.reports, times, strict=True):
        lead = f"{INDENT}{pad('' if day == last else day, width)} {hour}  "
        yield from _row(lead, listing.outlet(report, words))
        if url := link(report.url):
            yield " " * columns(lead) + url  # whole, however long: a broken address leads nowhere
        last = day
    if line.more:
        yield INDENT + words.count("post.more", line.more)


def _rest(section: Section, words: Words) -> Iterator[str]:
    """Titles of what is only mentioned, and how many lines were left out of a section."""
    if listing.is_mention(section):
        yield listing.heading(section, words).upper()
        for line in section.lines:
            outlets = ", ".join(name(report.outlet) for report in line.reports[:1])
            yield from _row(INDENT, f"{listing.headline(line)}{listing.language(line, words)}, {outlets}")
            yield from (INDENT + url for url in [link(line.url)] if url)
    if section.more:
        lead = INDENT if listing.is_mention(section) else f"{listing.heading(section, words)}: "
        yield lead + words.count("digest.more", section.more)


def _coverage(edition: Edition, words: Words) -> Iterator[str]:
    yield words.say("digest.coverage").upper()
    rows = [("row_read", listing.read(edition, words, key="digest.rows_read"))]
    silent = [listing.silence(each, edition, words) for each in edition.coverage.unread]
    if silent:
        rows.append(("row_unread", f"{words.say('digest.and').join(silent)}."))
    if (held := listing.held(edition, words)) is not None:
        rows.append(("row_held", held))
    labels = [words.say(f"digest.{key}") for key, _ in rows]
    width = max(map(columns, labels)) + 2
    for label, (_, said) in zip(labels, rows, strict=True):
        yield from _row(INDENT + pad(label, width), said)


# --- columns -------------------------------------------------------------------------------------------------------


def columns(text: str) -> int:
    """How wide a terminal shows it."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def pad(text: str, width: int) -> str:
    return text + " " * (width - columns(text))


def wrap(text: str, width: int = WIDTH) -> Iterator[str]:
    """Lines of at most `width` columns, broken at spaces, and inside a word only where it fills a line alone."""
    line = ""
    for word in text.split():
        if line and columns(line) + 1 + columns(word) > width:
            yield line
            line = ""
        line = f"{line} {word}" if line else word
        while columns(line) > width:
            head = _fitting(line, width)
            yield head
            line = line[len(head) :]
    if line:
        yield line


def _fitting(text: str, width: int) -> str:
    taken = 0
    for at, char in enumerate(text):
        taken += columns(char)
        if taken > width:
            return text[: max(at, 1)]
    return text


def _row(lead: str, text: str) -> Iterator[str]:
    """The text beside its lead, and its further lines below itself."""
    width = columns(lead)
    for number, line in enumerate(wrap(text, WIDTH - width)):
        yield (" " * width if number else lead) + line
