"""A folder of Markdown: one file per story, rewritten as it grows, and one file per list."""

import re
from pathlib import Path, PurePosixPath

from watcher.channels.base import Channel, Reach, write_whole
from watcher.channels.dress import letter
from watcher.channels.dress.letter import Letterhead
from watcher.channels.parts import coverage, errata, forms, listing, messages, operator, roundup
from watcher.channels.parts.forms import Form, Part, Run, link
from watcher.channels.parts.messages import Words
from watcher.channels.parts.render import quoted
from watcher.core.edition import Edition, Line, Section
from watcher.core.outcome import Absent, Finding, Outcome, Sent, Unsent
from watcher.core.said import Word
from watcher.core.telling import Delivery, Kind, Message, Post, Roundup

FOLDER, LISTS = "posts", "digests"  # below the state folder
_SECTION = re.compile(r"^<!-- (\S+) -->\n", re.MULTILINE)


def connect(reach: Reach) -> Channel:
    return File(reach)


class File:
    def __init__(self, reach: Reach) -> None:
        self._name = reach.name
        self._state = reach.state

    def ready(self) -> str | None:
        return None

    def address(self, to: object) -> str:
        if to in (None, ""):
            return FOLDER
        if not isinstance(to, str):
            raise ValueError(f"`to` of a file is a folder, such as {FOLDER}")
        path = PurePosixPath(to)
        if ".." in path.parts:
            raise ValueError(f"a folder inside the state folder, such as {FOLDER}, or an absolute one, without `..`")
        return str(path)

    def render(self, delivery: Delivery) -> Message:
        match delivery.content:
            case Post() as post:
                return _told(errata.tell(post, delivery.kind, messages.words(post.lang)), delivery)
            case Roundup() as several:
                return _told(roundup.parts(several, messages.words(several.lang)), delivery)
            case Edition() as edition:
                words = messages.words(edition.lang)
                if delivery.plain:
                    return Message(body=letter.text(edition, words, Letterhead(name=self._name)).rstrip())
                return Message(body=_list(edition, words, name=self._name))
            case Word() as word:
                parts = operator.tell(word, messages.words(word.lang), name=self._name)
                return Message(body=forms.plain(parts) if delivery.plain else _markdown(parts, delivery.kind))
            case None:
                raise ValueError(f"delivery {delivery.key} has nothing to tell")

    async def send(self, delivery: Delivery) -> Outcome:
        if delivery.message is None:
            raise ValueError(f"delivery {delivery.key} was not rendered")
        path = self._state / _place(delivery)
        try:
            if delivery.kind is Kind.DIGEST:
                write_whole(path, f"{delivery.message.body}\n".encode())
            else:
                _keep(path, _section(delivery), delivery.message.body)
        except OSError as error:  # tried again: a disk may get room, a folder its permissions
            return Unsent(str(error))
        return Sent(str(path))

    async def probe(self, delivery: Delivery) -> Finding:  # noqa: ARG002 - writing a section twice leaves it once
        return Absent()


def _place(delivery: Delivery) -> PurePosixPath:
    """The file of a delivery: posts and lists have a folder each, unless the subscription names one for both."""
    if delivery.kind is Kind.WORD:
        return PurePosixPath(delivery.address, f"{delivery.key.rpartition('/')[2]}.md")
    if delivery.kind is not Kind.DIGEST:
        _, name, _ = delivery.key.split("/")
        return PurePosixPath(delivery.address, f"{name}.md")
    folder = LISTS if delivery.address == FOLDER else delivery.address
    subscription, period, _ = delivery.key.split("/")
    return PurePosixPath(folder, f"{subscription}-{period}.md")


def _section(delivery: Delivery) -> str:
    """A post and its edits are one section; each reply and each correction is one."""
    return delivery.key.replace(" ", "-") if delivery.kind in (Kind.REPLY, Kind.CORRECTION) else "post"


def _keep(path: Path, section: str, body: str) -> None:
    """Put the section in its place, or at the end."""
    _, *pieces = _SECTION.split(path.read_text(encoding="utf-8") if path.exists() else "")
    sections = dict(zip(pieces[::2], pieces[1::2], strict=True))
    sections[section] = f"{body}\n"
    told = "\n".join(f"<!-- {name} -->\n{text.rstrip()}\n" for name, text in sections.items())
    write_whole(path, told.encode())


def _told(parts: tuple[Part, ...], delivery: Delivery) -> Message:
    return Message(body=forms.plain(parts) if delivery.plain else _markdown(parts, delivery.kind))


def _markdown(parts: tuple[Part, ...], kind: Kind) -> str:
    return forms.join([_dressed(part, kind) for part in parts], parts).replace("\n\n\n", "\n\n")


def _dressed(part: Part, kind: Kind) -> str:
    text = "".join(map(_run, part.runs))
    match part.form:
        case Form.HEADLINE:
            return f"{'#' if kind in (Kind.POST, Kind.EDIT) else '##'} {text}\n"
        case Form.STRUCK:
            return f"# {text}\n"
        case Form.STANDING:
            return f"*{text}*"
        case Form.QUOTE:
            quoted = text.replace("\n", "\n>\n> ")
            return f"> {quoted}"
        case _:
            return text


def _run(run: Run) -> str:
    text = f"~~{_escaped(run.text)}~~" if run.mark == "s" else _escaped(run.text)
    return f"[{text}]({_address(run.url)})" if run.url else text


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_~\[\]<>#|&])", r"\\\1", text)


def _address(url: str) -> str:
    return f"<{url.replace('<', '%3C').replace('>', '%3E')}>"


# --- lists ---------------------------------------------------------------------------------------------------------


def _list(edition: Edition, words: Words, *, name: str) -> str:
    blocks = [f"# {_escaped(listing.title(edition, words, name=name))}", f"*{listing.reach(edition, words)}*"]
    for section in edition.sections:
        blocks.append(f"## {listing.heading(section, words)}")
        if listing.is_mention(section):
            blocks.append("\n".join(_mention(line, words) for line in section.lines))
        else:
            blocks += [_story(section, line, edition, words) for line in section.lines]
        blocks += [words.count("digest.more", section.more)] if section.more else []
    blocks += [f"## {words.say('coverage.title')}", _coverage(edition, words), f"*{words.say('digest.rights')}*"]
    return "\n\n".join(blocks)


def _story(section: Section, line: Line, edition: Edition, words: Words) -> str:
    if listing.is_mended(section):
        title = _escaped(errata.headline(line, words)) if errata.is_withdrawn(line) else _title(line)
        return f"### {title}\n\n{_escaped(errata.line(line, edition, words))}"
    said = filter(
        None, (listing.carriers(section, line, words), listing.facts(line, words), errata.line(line, edition, words))
    )
    told = [f"### {_title(line)}{listing.language(line, words)}", f"*{_escaped(' · '.join(said))}*"]
    told += [_run(update) + _escaped(outlet) for update, outlet in listing.updates(line, words)]
    if line.quote and (text := quoted(line.quote)):
        told.append(f"> {_escaped(text)}\n>\n> — {_escaped(listing.speaker(line.quote, words))}")
    reports = []
    for report in line.reports:
        outlet = Run(listing.outlet(report, words), link(report.url))
        reports.append(f"- {' '.join(listing.when(report.at, edition, words))} {_run(outlet)}")
    reports += [f"- {listing.more_outlets(line, words)}"] if line.more else []
    told += ["\n".join(reports), _escaped(listing.because(line, words) or "")]
    return "\n\n".join(filter(None, told))


def _mention(line: Line, words: Words) -> str:
    outlets = "".join(f", {_escaped(listing.outlet(report, words))}" for report in line.reports[:1])
    return f"- {_title(line)}{listing.language(line, words)}{outlets}"


def _title(line: Line) -> str:
    return _run(Run(listing.headline(line), link(line.url)))


def _coverage(edition: Edition, words: Words) -> str:
    said = [coverage.read(edition, words), *coverage.silences(edition, words)]
    return "\n".join(f"- {_escaped(each)}" for each in filter(None, (*said, coverage.held(edition, words))))
