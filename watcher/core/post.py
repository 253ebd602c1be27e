"""Compose what is told of one story: every word an outlet's, or a value that the channel puts into ours."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from textwrap import shorten

from watcher.core.news import Article, Field, Match, Member, Span, Story
from watcher.core.sentences import is_whole, sentences
from watcher.core.telling import Claim, Post, Quote, Reason, SourceLine, Subscription, Why

NAMED = 3  # outlets a post names; the rest are counted
QUOTE_LENGTH = 240  # characters that may be taken of one article
QUOTE_WORDS = range(8, 41)
TRIED = 4  # among so many fitting sentences one that names its speaker is preferred to the first
UNTITLED = 100  # characters that stand for a missing title
STATE_MEDIA = "state media"

_WIRE_MARKS = re.compile(
    r"^\s*(?:[(\[【](?:\d*(?:st|nd|rd|th)?\s*(?:LEAD|LD|URGENT|UPDATED?|BREAKING|CORRECTED|EXCLUSIVE)(?:\s*\d+)?"
    r"|속보|단독|종합|긴급|상보|\d보|速報|독점)[)\]】]"
    r"|(?:UPDATE|WRAPUP|CORRECTED|REFILE|RPT|EXCLUSIVE|URGENT)(?:\s*\d+)?\s?-"
    r"|(?:BREAKING|UPDATED?|URGENT|EXCLUSIVE)\s?:)\s*",
    re.IGNORECASE,
)
_WIRE_TAIL = re.compile(r"\s*[(\[](?:종합|상보|속보|\d보|종합\d보|LEAD|UPDATED?)[)\]]\s*$")
_TAIL = re.compile(r"^(?P<headline>.+\S)\s+[-–—|:·]\s+(?P<tail>[^-–—|]{2,60})$")

_SPEAKER = re.compile(
    r"\b(?:said|says|told|according to|reported|announced|stated|wrote|warned|confirmed by)\b"
    r"|밝혔다|말했다|전했다|설명했다|보도했다|발표했다|강조했다|분석했다|따르면"
    r"|述べた|発表した|によると|によれば|明らかにした|伝えた|表示|报道|報道|据|"
    r"\b(?:заявил\w*|сообщил\w*|сказал\w*|по словам|заяви\w*|съобщи\w*|каза\w*|според)\b"
    r"|\b(?:sagte\w*|laut|teilte\w*|selon|a déclaré|a indiqué|dijo|según|informó|afirmó)\b",
    re.IGNORECASE,
)
# A sentence that leans on the one before it cannot stand alone.
_LEANING = re.compile(
    r"(?:.{0,40}\balso|he|she|it|they|we|i|you|his|her|its|their|our|this|that|these|those|such|however|also|but|and|or|so|yet|then"
    r"|meanwhile|moreover|furthermore|instead|still|besides|nevertheless|additionally"
    r"|그는|그녀는|그들은|이는|이들은|이것은|그것은|이에|이어|이로써|이같은|이와|또|또한|그러나|하지만|한편|그리고|그런데|다만|그의"
    r"|он|она|они|это|однако|также|но|и|той|тя|те|това|обаче|също|а"
    r"|il|elle|ils|elles|ce|cela|mais|cependant|et|er|sie|es|dies|aber|auch|und|él|ella|ellos|esto|pero|también|y)\b"
    r"|彼|これ|それ|また|しかし|他|她|它|这|這|但|此外|然而",
    re.IGNORECASE,
)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")  # written without spaces: two characters are about a word


def compose(story: Story, subscription: Subscription, *, reason: Reason, now: datetime) -> Post:
    """The story as this subscription is told of it. An UPDATE speaks of the newest member that is one, the rest of all.

    The lead is the first member in the reader's language, else the first: what is posted stays when others join.
    """
    told = [_newest_update(story)] if reason is Reason.UPDATE else _by_language(story.members, subscription.lang)
    lead = told[0].article
    named = _sources(lead, story.members, lang=subscription.lang)
    times = [_told_at(member.article) for member in story.members]
    return Post(
        story=story.id,
        reason=reason,
        headline=headline(lead),
        url=lead.url,
        native=_foreign(lead, subscription.lang) is None,
        outlets=len(story.outlets),
        first_at=min(times),
        latest_at=max(times),
        told_at=now,
        zone=str(subscription.zone),
        lang=subscription.lang,
        quote=next(filter(None, (_quote(member, lang=subscription.lang) for member in told)), None),
        sources=named[:NAMED],
        more=len(named[NAMED:]),
        claim=_claim(story),
        preview=subscription.preview,
        why=_why(story, told[0], subscription),
    )


def headline(article: Article) -> str:
    """The outlet's own words, without the wire's marks and the outlet's name at the end.

    An article without a title is named by its first words.
    """
    title = bare = " ".join(article.title.split()) or shorten(article.text, UNTITLED, placeholder="…")
    while (shorter := _WIRE_TAIL.sub("", _WIRE_MARKS.sub("", bare))) != bare:
        bare = shorter
    tail = _TAIL.match(bare)
    if tail and _names(tail["tail"], article.outlet):
        bare = tail["headline"]
    return bare or title


def _names(tail: str, outlet: str) -> bool:
    """Whether the words at the end of a title are the outlet's name, as `The Courier` is of `Courier`."""
    said, known = (set(re.findall(r"\w+", name.casefold())) - {"the", "com", "www", "news"} for name in (tail, outlet))
    return bool(said) and bool(known) and (said <= known or known <= said)


def _newest_update(story: Story) -> Member:
    from_last = tuple(reversed(story.members))
    return next((member for member in from_last if member.relation is member.relation.UPDATE), from_last[0])


def _by_language(members: tuple[Member, ...], lang: str) -> list[Member]:
    return sorted(members, key=lambda member: not _is_in(member.article, lang))


def _is_in(article: Article, lang: str) -> bool:
    return (article.lang or "").split("-")[0] == lang


def _told_at(article: Article) -> datetime:
    """When it was first known: seen here, or published if that was earlier."""
    return min(article.seen_at, article.published_at or article.seen_at)


def _foreign(article: Article, lang: str) -> str | None:
    return None if article.lang is None or _is_in(article, lang) else article.lang.split("-")[0]


# --- what is named -------------------------------------------------------------------------------------------------


def _sources(lead: Article, members: tuple[Member, ...], *, lang: str) -> tuple[SourceLine, ...]:
    """Each outlet once, by its first article; the lead's stands first."""
    first = {lead.outlet: lead}
    for member in members:
        first.setdefault(member.article.outlet, member.article)
    return tuple(
        SourceLine(
            outlet=article.outlet,
            url=article.url,
            label=article.label,
            state=article.state if article.label == STATE_MEDIA else None,
            lang=_foreign(article, lang),
        )
        for article in first.values()
    )


def _claim(story: Story) -> Claim | None:
    opener = story.members[0].article
    if opener.label != STATE_MEDIA or opener.state is None:
        return None
    same = all((other.article.label, other.article.state) == (STATE_MEDIA, opener.state) for other in story.members)
    return Claim(outlet=opener.outlet, state=opener.state, alone=same)


# --- what is quoted ------------------------------------------------------------------------------------------------


def _quote(member: Member, *, lang: str) -> Quote | None:
    article = member.article
    if not article.quotes:
        return None
    fitting = list(islice(filter(_can_stand_alone, _matched_sentences(member)), TRIED))
    if not fitting:
        return None
    text = next(filter(_SPEAKER.search, fitting), fitting[0])
    return Quote(text=text, outlet=article.outlet, label=article.label, lang=_foreign(article, lang))


def _matched_sentences(member: Member) -> Iterator[str]:
    text = member.article.text
    spans = [(span.start, span.end) for match in member.matches for span in match.spans if span.field is Field.TEXT]
    spans.sort()
    for start, end in sentences(text):
        first = bisect_left(spans, (start, start))
        if first < len(spans) and spans[first][1] <= end:
            yield " ".join(text[start:end].split())


def _can_stand_alone(sentence: str) -> bool:
    opening = sentence.lstrip("\"'“‘«„「『( ")
    return (
        len(sentence) <= QUOTE_LENGTH
        and _words(sentence) in QUOTE_WORDS
        and is_whole(sentence)
        and not sentence.rstrip("\"'”’»」』)]").endswith(("?", "？"))
        and not _LEANING.match(opening)
        and _quotation_is_closed(sentence)
    )


def _words(sentence: str) -> int:
    unspaced = len(_CJK.findall(sentence))
    return len(re.findall(r"\w+(?:[-'’.,]\w+)*", _CJK.sub(" ", sentence))) + unspaced // 2


def _quotation_is_closed(sentence: str) -> bool:
    count = sentence.count
    curly = count("”") == count("“") if "„" not in sentence else count("„") == count("“") + count("”")
    # ’ is an apostrophe as well: only an opening one without any closing one is a fault
    single = count("‘") <= count("’")
    paired = all(count(left) == count(right) for left, right in ("«»", "「」", "『』", "《》", "()"))
    return count('"') % 2 == 0 and curly and single and paired


# --- why it is ours ------------------------------------------------------------------------------------------------


def _why(story: Story, lead: Member, subscription: Subscription) -> Why | None:
    """In the lead's own words where a rule found some there, else in those of the first member that has any."""
    for member in (lead, *story.members):
        heard = [match for match in member.matches if subscription.rules is None or match.rule in subscription.rules]
        for match in sorted(heard or member.matches, key=lambda match: -match.severity.rank):
            if match.spans:
                return _because(match, member.article, story)
    return None


def _because(match: Match, article: Article, story: Story) -> Why:
    """The word said most often leads."""
    words = {span.term: _surface(span, article) for span in reversed(match.spans)}
    often = Counter(span.term for span in match.spans).most_common()
    seen = [_told_at(member.article) for member in story.members]
    return Why(
        rule=match.rule,
        word=words[often[0][0]],
        times=often[0][1],
        beside=tuple(dict.fromkeys(words[term] for term, _ in often[1:]))[:2],
        articles=len(story.members),
        first_at=min(seen),
        latest_at=max(seen),
    )


def _surface(span: Span, article: Article) -> str:
    return (article.title if span.field is Field.TITLE else article.text)[span.start : span.end]
