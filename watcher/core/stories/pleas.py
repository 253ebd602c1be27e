"""What no report says of itself: pleas for money, newsletters, cookies, links to other reports.

Known from the start: until an outlet's habits are learnt, its pleas would join its articles to each other.
"""

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

from watcher.core.words.sentences import sentences
from watcher.core.words.text import plain, words

LONGEST = 100  # characters: of a longer line only the sentences that plead are left out

# A pattern a line. Before the `|` what every text of it holds, in whole words and small letters: it is looked for
# first, since that is thirty times faster than the patterns are.
_PLEAS = r"""
related | ^related\b.{0,20}:[ ]
read more | ^read more\b.{0,20}:[ ]
see also | ^see also\b.{0,20}:[ ]
advertisement | ^advertisement\b
cookie policy | \bcookie policy\b
use cookies | \bwe use cookies\b
privacy | \bprivacy (?:policy|notice)\b
all rights reserved | \ball rights reserved\b
terms of | \bterms of (?:use|service)\b
sign up | \bsign up (?:for|to)\b
newsletter | \bnewsletter\b
newsletters | \bnewsletters\b
your inbox | \byour inbox\b
follow us | \bfollow us\b
download | \bdownload (?:our|the) app\b
independent journalism | \bindependent journalism\b
comments are closed | \bcomments are closed\b
most read | \bmost read\b
read more | \bread more$
read also | \bread also$
read next | \bread next$
story continues | \bstory continues\b
enable javascript | \benable javascript\b
image in gallery | \bimage in gallery\b
recommended stories | \brecommended stories\b
trust principles | \btrust principles\b
our standards | \bour standards\b
subscribe wherever | \bsubscribe wherever\b
subscriber-supported | \bsubscriber-supported\b
tous droits réservés | \btous droits réservés\b
inscrivez-vous | \binscrivez-vous\b
lire aussi | \blire aussi\b
alle rechte vorbehalten | \balle rechte vorbehalten\b
lesen sie auch | \blesen sie auch\b
mehr zum thema | \bmehr zum thema\b
todos los derechos reservados | \btodos los derechos reservados\b
todos os direitos reservados | \btodos os direitos reservados\b
suscríbete | \bsuscríbete\b
lea también | \blea también\b
leia também | \bleia também\b
assine | \bassine\b
все права защищены | \bвсе права защищены\b
подпишитесь | \bподпишитесь\b
подписывайтесь | \bподписывайтесь\b
читайте также | \bчитайте также\b
всички права запазени | \bвсички права запазени\b
абонирайте | \bабонирайте\b
전재 | 무단 ?전재
재배포 금지 | 재배포 금지
저작권자 | 저작권자
関連記事 | 関連記事
無断転載 | 無断転載
责任编辑 | 责任编辑
責任編輯 | 責任編輯
相关阅读 | 相关阅读
版权所有 | 版权所有
جميع الحقوق محفوظة | جميع الحقوق محفوظة
اقرأ أيضا | اقرأ أيضا
"""


class _Plea(NamedTuple):
    hint: str
    said: frozenset[str]  # words of the hint
    pattern: re.Pattern[str]


_ROWS = [line.split(" | ") for line in _PLEAS.strip().splitlines()]
_KNOWN = tuple(_Plea(hint, frozenset(words(hint)), re.compile(pattern, re.IGNORECASE)) for hint, pattern in _ROWS)
_IN_PLAIN = tuple(plea for plea in _KNOWN if plea.hint.isascii())
_PLEA = re.compile("|".join(pattern for _, pattern in _ROWS), re.IGNORECASE)
_INLINE = re.compile(r"advertisement(?: [-–—] )?story continues(?: below)?|open image in gallery", re.IGNORECASE)


def without_pleas(text: str, said: Collection[str]) -> str:
    """Line by line; what pleads is cut out of the line that it was run together with. `said`: the words of the text."""
    if not (likely := _likely(text, said)):
        return text
    lines = (_without(line) if _pleads(line, likely) else line for line in text.split("\n"))
    return "\n".join(filter(None, lines))


def _likely(text: str, said: Collection[str]) -> list[_Plea]:
    """Those that the text may hold. Most texts hold none, which the words of a plain one tell without a search."""
    if plain(text).isascii():
        have = frozenset(said)
        return [plea for plea in _IN_PLAIN if plea.said <= have]
    small = text.lower()
    return [plea for plea in _KNOWN if plea.hint in small]


def _pleads(line: str, likely: Iterable[_Plea]) -> bool:
    small = line.lower()
    return any(plea.hint in small and plea.pattern.search(line) for plea in likely)


def _without(line: str) -> str:
    said = _INLINE.sub("", line)
    if len(said) <= LONGEST:
        return "" if _PLEA.search(said) else said
    return " ".join(said[start:end] for start, end in sentences(said) if not _PLEA.search(said[start:end]))
