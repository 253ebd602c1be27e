"""How a report opens: its headline and first paragraphs, where news stands; pleas and bylines left out."""

import re
from collections.abc import Iterator
from itertools import takewhile

from watcher.core.words.sentences import is_whole, sentences
from watcher.core.words.text import paragraphs

PARAGRAPHS = 3  # as far as a report may take to say who told it
LENGTH = 600  # characters before the last of them
FIRST = 300  # characters of the first paragraph that tell what is new
READ = 4_000  # characters looked at from the beginning, pleas included

_PLEA = re.compile(r"\byour (?:support|donation|inbox|browser)\b|\bnewsletter\b|\bsubscri|\bcookies?\b", re.IGNORECASE)
# What was said or done on another day, where it is not the report's own news.
RECAP = re.compile(
    r"\blast (?:week|month|year|autumn|spring|summer|winter|\w+day)\b|\bago\b|\b(?:day|week|month)s? earlier\b"
    r"|\bearlier (?:this|in|that|the)\b"
    r"|\bpreviously (?:said|reported)\b"
    r"|\bhad (?:said|reported|told|found|written|warned|announced|published|shown)\b|\b(?:in|since) (?:19|20)\d\d\b"
    r"|지난(?:달|주|해)|앞서|작년|先月|先週|昨年|以前|此前|上月|去年|上周|早些时候"
    r"|в прошлом|на прошлой|ранее|накануне|миналата|миналия|преди (?:дни|седмица|месец|година)|по-рано"
    r"|\b(?:el|la) (?:mes|año|semana) pasad[oa]|anteriormente|\b(?:no|na) (?:mês|ano|semana) passad[oa]"
    r"|le mois dernier"
    r"|la semaine dernière|l['’]an dernier|\bletzte[nrs]? (?:Woche|Monat|Jahr)|\bvor (?:einer|zwei|drei) "
    r"|الشهر الماضي"
    r"|العام الماضي|الأسبوع الماضي|سابق",
    re.IGNORECASE,
)


def leading(text: str) -> Iterator[tuple[int, int]]:
    """The first paragraphs, as (start, end) in characters; lines that are no sentence come along uncounted."""
    length = read = 0
    for start, end in paragraphs(text[:READ]):
        if _PLEA.search(text, start, end):
            continue
        if read == PARAGRAPHS or length > LENGTH:
            return
        yield start, end
        if is_whole(text[start:end]):  # a byline, a date, the headline again: none of the report's paragraphs
            length, read = length + end - start, read + 1


def first_sentences(text: str) -> list[str]:
    """Those of the first paragraph that speak of now; "" never among them."""
    start, end = next(((a, b) for a, b in leading(text) if is_whole(text[a:b])), (0, min(len(text), FIRST)))
    paragraph = text[start:end]
    near = takewhile(lambda span: span[0] < FIRST, sentences(paragraph))
    told = [paragraph[begin:stop] for begin, stop in near]
    return [sentence for number, sentence in enumerate(told) if not number or not RECAP.search(sentence)]
