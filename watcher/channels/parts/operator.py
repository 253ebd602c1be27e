"""What the operator is told of the watcher itself, in parts: what stands wrong, then what is mended."""

from collections.abc import Iterator, Sequence

from watcher.channels.parts.forms import Form, Part, Run, clean, shorten
from watcher.channels.parts.messages import Words
from watcher.core.said import Word
from watcher.core.sending.alarm import Fault

NAMED = 8  # faults; the rest are counted
FAULT_MOST = 300  # units


def tell(word: Word, words: Words, *, name: str) -> tuple[Part, ...]:
    return tuple(_parts(word, words, name))


def fault(fault: Fault, words: Words) -> str:
    """What stands wrong, in a sentence."""
    slots = {name: value for name, value in fault.slots.items() if name != "n"}
    if (n := fault.slots.get("n")) is not None:
        return words.count(f"faults.{fault.says}", int(n), **slots)
    return words.say(f"faults.{fault.says}", **slots)


def title(word: Word, words: Words, *, name: str) -> str:
    return words.say("word.raised" if word.raised else "word.mended", name=name)


def why(words: Words) -> str:
    return words.say("word.why")


def _parts(word: Word, words: Words, name: str) -> Iterator[Part]:
    yield Part(Form.HEADLINE, (Run(title(word, words, name=name)),))
    yield from _listed(word.raised, words)
    if word.raised and word.mended:
        yield Part(Form.STANDING, (Run(words.say("word.mended", name=name)),))
    yield from _listed(word.mended, words)


def _listed(faults: Sequence[str], words: Words) -> Iterator[Part]:
    for fault in faults[:NAMED]:
        yield Part(Form.TAG, (Run(shorten(clean(fault), FAULT_MOST)),))
    if left := len(faults[NAMED:]):
        yield Part(Form.TAG, (Run(words.count("digest.more", left)),))
