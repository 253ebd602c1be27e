"""What a list says of what was read and what was not."""

from collections.abc import Iterator

from watcher.channels.parts.listing import when
from watcher.channels.parts.messages import Words
from watcher.channels.parts.render import name
from watcher.core.edition import Edition, Silence

SILENT_MOST = 10  # feeds named with the reason why they were not read


def labelled(edition: Edition, words: Words) -> Iterator[tuple[str, str]]:
    """What there is to say, under its label: (`Read`, `412 articles from 59 of 61 sources.`)"""
    yield words.say("coverage.read"), f"{_read(edition, words)}."
    if silent := list(silences(edition, words)):
        yield words.say("coverage.unread"), f"{words.say('coverage.and').join(silent)}."
    if (waiting := held(edition, words)) is not None:
        yield words.say("coverage.for_you"), waiting


def read(edition: Edition, words: Words) -> str:
    """`Read 412 articles from 59 of 61 sources.`"""
    return words.say("coverage.sentence", told=_read(edition, words))


def _read(edition: Edition, words: Words) -> str:
    coverage = edition.coverage
    return words.say(
        "coverage.told",
        articles=words.count("digest.articles", coverage.articles),
        read=coverage.feeds_read,
        sources=words.count("digest.sources", coverage.feeds),
    )


def unread(edition: Edition, words: Words, *, most: int) -> str | None:
    """`Not read: Garam Ilbo (since Wed).`"""
    silent = edition.coverage.unread
    if not silent:
        return None
    named = [_since(silence, edition, words) for silence in silent[:most]] + _others_silent(silent[most:], words)
    return words.say("coverage.row", what=words.say("coverage.unread"), said=", ".join(named))


def silences(edition: Edition, words: Words) -> Iterator[str]:
    """`Garam Ilbo, which refuses us (last read Wed 14:00)`"""
    silent = edition.coverage.unread
    yield from (_silence(silence, edition, words) for silence in silent[:SILENT_MOST])
    yield from _others_silent(silent[SILENT_MOST:], words)


def held(edition: Edition, words: Words) -> str | None:
    return words.count("coverage.held", edition.coverage.held) if edition.coverage.held else None


def _silence(silent: Silence, edition: Edition, words: Words) -> str:
    told = {"outlet": name(silent.outlet), "why": words.silence(silent.why)}
    if silent.since is None:
        return words.say("coverage.silent", **told)
    return words.say("coverage.silent_since", time=" ".join(when(silent.since, edition, words)), **told)


def _since(silent: Silence, edition: Edition, words: Words) -> str:
    if silent.since is None:
        return name(silent.outlet)
    day, _ = when(silent.since, edition, words)
    return words.say("coverage.since", outlet=name(silent.outlet), day=day)


def _others_silent(silent: tuple[Silence, ...], words: Words) -> list[str]:
    return [words.count("coverage.others", len(silent))] if silent else []
