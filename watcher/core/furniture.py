"""What an outlet puts around its articles: pleas for money, newsletters, cookies, the most read."""

import re

from watcher.core.fingerprint import code
from watcher.core.sentences import sentences
from watcher.core.text import paragraphs

HABIT = 3  # different articles of one outlet that share a paragraph: furniture
MOST_PARAGRAPHS = 100_000  # of all outlets
LONGEST_PLEA = 100  # characters: of a longer line only the sentences that plead are left out
# What no report says of itself. Known from the start: until an outlet's habits are learnt, its pleas would join its
# articles to each other.
_PLEA = re.compile(
    r"^(?:related|read more|see also)\b.{0,20}: |^advertisement\b|\b(?:cookie policy|we use cookies"
    r"|privacy (?:policy|notice)|all rights reserved|terms of (?:use|service)|sign up (?:for|to)|newsletters?"
    r"|your inbox|follow us|download (?:our|the) app|independent journalism|comments are closed|most read"
    r"|read (?:more|also|next):?$|story continues|enable javascript|image in gallery|recommended stories"
    r"|trust principles|our standards|subscribe wherever|subscriber-supported"
    r"|tous droits réservés|inscrivez-vous|lire aussi|alle rechte vorbehalten|lesen sie auch|mehr zum thema"
    r"|todos los derechos reservados|todos os direitos reservados|suscríbete|lea también|leia também|assine"
    r"|все права защищены|подпишитесь|подписывайтесь|читайте также|всички права запазени|абонирайте)\b"
    r"|무단 ?전재|재배포 금지|저작권자|関連記事|無断転載|责任编辑|責任編輯|相关阅读|版权所有"
    r"|جميع الحقوق محفوظة|اقرأ أيضا",
    re.IGNORECASE,
)
_INLINE = re.compile(r"advertisement(?: [-–—] )?story continues(?: below)?|open image in gallery", re.IGNORECASE)

_Company = tuple[int, ...]  # the longest other paragraphs a paragraph was met with, at most HABIT


class Furniture:
    """The paragraphs that different articles of an outlet share.

    Articles differ where their longest paragraphs do: the many edits of one report make no habit of its words.
    Bounded: of the paragraphs met, the latest `MOST_PARAGRAPHS` to twice that are remembered.
    """

    def __init__(self) -> None:
        self._young: dict[int, _Company] = {}
        self._old: dict[int, _Company] = {}

    def strip(self, outlet: str, text: str) -> str:
        """The text without pleas, and without the paragraphs known as this outlet's furniture."""
        own = (line for line in _lines(text) if len(self._company(_key(outlet, line))) < HABIT)
        return "\n".join(said for line in own if (said := _without_pleas(line)))

    def learn(self, outlet: str, text: str) -> None:
        lines = sorted(set(_lines(text)), key=lambda line: (-len(line), line))
        for line in lines:
            key = _key(outlet, line)
            company = self._company(key)
            other = code(lines[0] if line != lines[0] else lines[1] if len(lines) > 1 else "")
            if len(company) < HABIT and other not in company:
                self._young[key] = (*company, other)
        if len(self._young) > MOST_PARAGRAPHS:
            self._young, self._old = {}, self._young

    def _company(self, key: int) -> _Company:
        return self._young.get(key) or self._old.get(key, ())


def _without_pleas(line: str) -> str:
    """Pleas are cut out of the paragraph that they were run together with."""
    if not _PLEA.search(line):
        return line
    said = _INLINE.sub("", line)
    if len(said) <= LONGEST_PLEA:
        return "" if _PLEA.search(said) else said
    return " ".join(said[start:end] for start, end in sentences(said) if not _PLEA.search(said[start:end]))


def _lines(text: str) -> list[str]:
    return [" ".join(text[start:end].split()) for start, end in paragraphs(text)]


def _key(outlet: str, line: str) -> int:
    return code(outlet) << 32 | code(line)
