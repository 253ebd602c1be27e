"""Finds links to other stories in the text of an article: their words are neither context nor news.

Set apart are a line that begins as such links do ("Read more: ..."), the rest of a line from where they begin after
a full stop, and, under a bare heading ("Most read"), all lines up to the next that reads like prose; and, whatever
words stand over it, a row of headlines that ends the text ("Our picks: Snow in May | A rocket | Pumpkin soup"), or
a single one ("The choir sang. Not to be missed: A rocket in May"), and a last line, or list, that stands behind a
label or a question ("Read yet? A rocket in May") or pleads for subscribers, and has hardly a word in common with all
that stands before it.

The openings are terms like any other: the one pass that finds the words of the rules finds them too.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from watcher.core.words.elsewhere import PLEAS, PLEAS_UNSPACED

_BULLETS = " \t>»•*▶►▷▽△▼▲■□◆◇◎●○▪※★☆→☞·#[(【¿-"
_POINTERS = frozenset("▶►▷▽△▼▲■◆◎●★☞")  # bullets that need no colon: "▽関連ニュース ..."
_STOPS = '.!?…。！？»”"۔؟।'
_MOST_BULLETS = 40  # characters before an opening
# what stands between an opening and the link
_LEADS_ON = re.compile(r"[ \t]*(?:[-=]>|[:：?？؟;|–—>»→▶►▷▸■①\])】]|1(?:位|위|[.)]))")
_ABOUT = re.compile(r"(?: (?:about|from|in|news|on|stories))?\b[^\n:：|]{0,40}")  # "Read more about Norland:"
_WITH_TOPIC = re.compile(
    r"(?:read|see|hear|watch|learn) (?:more|also|next)|more (?:on this|about|from|in|stories|news)"
    r"|mehr (?:zum thema|aus|zu|dazu)|plus sur|más (?:sobre|noticias)|mais sobre|altro su|meer over|mer om",
    re.I,
)
_HEADING_ENDS = re.compile(r"[ \t\])】:：…»>→]*(?:\n|$)")
_PROSE = re.compile(r"[^\n]*[.!?。！？…][\"'”’»」』)\]]*[ \t]*$", re.M)
_LEAST_PROSE = 60  # characters of a line that ends as a sentence does; shorter ones are headlines

_BARS = "|/·•¦｜／・‖"  # what stands between headlines in a row
_WORD = rf"[^\n:：0-9{re.escape(_BARS + _STOPS)}]"
_LABEL = re.compile(rf"(?:^|[.!?…»”\"۔؟][ \t]|[。！？।])[ \t]*((?![\s*+]){_WORD}{{2,60}})[:：]")
_BAR = re.compile(rf"[ \t]+(?:[{re.escape(_BARS)}»→▸]|[-=]?>{{1,2}})[ \t]+|[｜／‖]")
_IN_PROSE = re.compile(r"[.!?…][ \t]+\w|[。！？।۔]\w")
_FIGURES = re.compile(r"[0-9][0-9]")  # positions and prices, too, stand in rows
_LEAST_ROW = 3  # headlines, where no words stand over them
_ROW = 500  # characters of such a row, at most
_HEADLINE = 12  # characters of one at least
_ENDS = _STOPS + ")]）】」』’'\""

_LABELLED = re.compile(
    rf"\n[{re.escape(_BULLETS)}]*(?:{_WORD}{{3,60}}[:：—–?？؟;]|[【\[［]{_WORD}{{2,40}}[】\]］])"
    rf"[ \t]*(?P<rest>[^\n]{{12,}}|(?:[^\n]*\n[ \t]*(?:[-•*·▶■]|[0-9][.)])[^\n]+){{2,12}})$"
)
_SIGNS = re.compile("[가-힣\u3041-\u30fa\u30fc\u4e00-\u9fff]{2,}")
_LONG_WORD = re.compile(r"[^\W\d_가-힣\u3041-\u30fa\u30fc\u4e00-\u9fff]{4,}")
_STEM = 5  # letters
_LEAST_BEFORE = 12  # bytes: a sign says as much as some letters
_IN_COMMON = 8  # words of another matter for each that it may share: "with", "from"
_LAST_LINES = 3  # among which a plea is looked for

_PLEA = re.compile(rf"\b(?:{'|'.join(map(re.escape, PLEAS))})|{'|'.join(PLEAS_UNSPACED)}", re.IGNORECASE)

Places = Iterable[tuple[int, int]]  # in the text, as (start, end), end exclusive, in order


def asides(text: str, openings: Places, turns: Places) -> Iterator[tuple[int, int]]:
    """Where the links stand; `openings` and `turns` are the places of those terms."""
    done = 0
    for start, end in openings:
        if start >= done and (link_end := _end_of_link(text, start, _end_of_word(text, end))):
            done = link_end
            yield start, link_end
    for start, end in turns:
        if _stands_after(text, start, _STOPS):
            yield start, _end_of_line(text, end)
    row = _start_of_row(text)
    if row is None:
        row = _start_of_another_matter(text)
    if row is not None:
        yield row, len(text)


def _start_of_another_matter(text: str) -> int | None:
    """Where the last lines begin that have a label, or plead, and hardly a word in common with what stands before."""
    text = text.rstrip()
    found = _LABELLED.search(text)
    if found is not None and _is_another_matter(text, found.start(), found.start("rest")):
        return found.start()
    plea = _start_of_plea(text)
    return plea if plea is not None and _is_another_matter(text, plea, plea) else None


def _is_another_matter(text: str, end: int, start: int) -> bool:
    """Whether what goes on at `start` has another subject than what ended at `end`."""
    if len(text[: max(end, 0)].encode()) < _LEAST_BEFORE or len(text) - start > _ROW:
        return False
    last = _stems(text[start:])
    return len(last & _stems(text[:end])) * _IN_COMMON <= len(last)


def _start_of_plea(text: str) -> int | None:
    """Where the first of the last lines stands that pleads for subscribers."""
    start = len(text)
    for _ in range(_LAST_LINES):
        start = max(text.rfind("\n", 0, start), 0)
    plea = _PLEA.search(text, start)
    return text.rfind("\n", 0, plea.start()) if plea else None


def _stems(text: str) -> frozenset[str]:
    """Beginnings of its longer words; of signs, each two."""
    signs = (pair for run in _SIGNS.findall(text) for pair in map("".join, pairwise(run)))
    return frozenset((*(word[:_STEM].casefold() for word in _LONG_WORD.findall(text)), *signs))


def _start_of_row(text: str) -> int | None:
    """Where the row of headlines begins with which the text ends."""
    last = text.rstrip()
    start = last.rfind("\n") + 1
    line = last[max(start, len(last) - _ROW) :]
    has_bars = _BAR.search(line)
    if not has_bars and (not line or line[-1] in _ENDS):
        return None
    cut = len(last) - len(line)
    labels = [label.start(1) for label in _LABEL.finditer(line) if _is_led_to(line[label.end() :])]
    if labels and last[: cut + labels[-1]].strip():
        return cut + labels[-1]
    return start if has_bars and start and cut == start and _is_row(line, least=_LEAST_ROW) else None


def _is_led_to(line: str) -> bool:
    """Whether what stands behind a label is headlines: several, or one that ends, as they do, without a stop."""
    return _is_row(line, least=2) or (_is_row(line, least=1) and len(line) >= _HEADLINE and line[-1] not in _ENDS)


def _is_row(line: str, *, least: int) -> bool:
    return len(_BAR.split(line)) >= least and not _IN_PROSE.search(line) and not _FIGURES.search(line)


def _end_of_link(text: str, start: int, end: int) -> int:
    """0 where the words are part of a sentence."""
    ends = (end, _end_of_topic(text, start, end))
    if any(_HEADING_ENDS.match(text, end) for end in ends) and _stands_after(text, start, ""):
        line_end = _end_of_line(text, end)
        return _end_of_list(text, line_end) if text[line_end:].strip() else 0  # a heading over nothing is none
    leads_on = any(_LEADS_ON.match(text, end) for end in ends) or _has_bullet(text, start)
    is_link = leads_on and _stands_after(text, start, _STOPS)
    return _end_of_line(text, end) if is_link else 0


def _has_bullet(text: str, start: int) -> bool:
    return text[start - 1 : start] in _POINTERS


def leads_elsewhere(title: str, openings: Places) -> bool:
    """Whether what stands over a text is no headline of its own, but such a link."""
    return any(start == 0 and _LEADS_ON.match(title, _end_of_word(title, end)) for start, end in openings)


def _end_of_word(text: str, end: int) -> int:
    while end < len(text) and text[end].isalnum():
        end += 1
    return end


def _end_of_topic(text: str, start: int, end: int) -> int:
    about = _ABOUT.match(text, end) if _WITH_TOPIC.fullmatch(text[start:end]) else None
    return about.end() if about else end


def _stands_after(text: str, start: int, stops: str) -> bool:
    """Whether a line begins there or, after one of `stops`, a sentence, bullets aside."""
    before = text[max(0, start - _MOST_BULLETS) : start].rstrip(_BULLETS)
    return not before or before[-1] == "\n" or before[-1] in stops


def _end_of_line(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _end_of_list(text: str, start: int) -> int:
    """Where prose goes on below a heading; the end of the text where it does not."""
    for line in _PROSE.finditer(text, start + 1):
        if line.end() - line.start() >= _LEAST_PROSE:
            return line.start()
    return len(text)
