"""What no report says of itself: pleas for money, newsletters, cookies, links to other reports.

Known from the start: until an outlet's habits are learnt, its pleas would join its articles to each other.
"""

import re
from collections.abc import Collection

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
_ROWS = [line.split(" | ") for line in _PLEAS.strip().splitlines()]
_HINTS = tuple(dict.fromkeys(hint for hint, _ in _ROWS))
_HINTED = tuple(frozenset(words(hint)) for hint in _HINTS if hint.isascii())
_PLEA = re.compile("|".join(pattern for _, pattern in _ROWS), re.IGNORECASE)
_INLINE = re.compile(r"advertisement(?: [-–—] )?story continues(?: below)?|open image in gallery", re.IGNORECASE)


def may_plead(text: str, said: Collection[str]) -> bool:
    """Whether a text may hold a plea, by its words alone: most texts hold none, and need not be searched."""
    return not plain(text).isascii() or any(map(frozenset(said).issuperset, _HINTED))


def without_pleas(text: str) -> str:
    """Line by line; what pleads is cut out of the line that it was run together with."""
    small = text.lower()
    hints = [hint for hint in _HINTS if hint in small]
    lines = (_without(line) if any(hint in line.lower() for hint in hints) else line for line in text.split("\n"))
    return "\n".join(filter(None, lines))


def _without(line: str) -> str:
    if not _PLEA.search(line):
        return line
    said = _INLINE.sub("", line)
    if len(said) <= LONGEST:
        return "" if _PLEA.search(said) else said
    return " ".join(said[start:end] for start, end in sentences(said) if not _PLEA.search(said[start:end]))
