"""Which sentence of an article may be quoted: one that holds a match and can stand alone."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice

from watcher.core.editing.lead import by_language, foreign
from watcher.core.news import Field, Member, Relation
from watcher.core.said import Quote
from watcher.core.words.sentences import is_whole, sentences

QUOTE_LENGTH = 240  # characters that may be taken of one article
QUOTE_WORDS = range(8, 41)
TRIED = 4  # of the first so many fitting sentences, one that names its speaker is preferred

_SPEAKER = re.compile(
    r"\b(?:said|says|told|according to|reported|announced|stated|wrote|warned|confirmed by)\b"
    r"|밝혔다|말했다|전했다|설명했다|보도했다|발표했다|강조했다|분석했다|따르면"
    r"|述べた|発表した|によると|によれば|明らかにした|伝えた|表示|报道|報道|据|"
    r"\b(?:заявил\w*|сообщил\w*|сказал\w*|по словам|заяви\w*|съобщи\w*|каза\w*|според)\b"
    r"|\b(?:sagte\w*|laut|teilte\w*|selon|a déclaré|a indiqué|dijo|según|informó|afirmó)\b",
    re.IGNORECASE,
)
# How a sentence begins that needs the one before it, and so cannot be quoted alone.
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


def quote(member: Member, *, lang: str) -> Quote | None:
    article = member.article
    if not article.quotes:
        return None
    fitting = list(islice(filter(_can_stand_alone, _matched_sentences(member)), TRIED))
    if not fitting:
        return None
    text = next(filter(_SPEAKER.search, fitting), fitting[0])
    return Quote(text=text, outlet=article.outlet, label=article.label, lang=foreign(article, lang))


def quote_beside(member: Member, earlier: Sequence[Member], *, lang: str) -> Quote | None:
    """The same of what is new, beside those told before: of one outlet a story takes one sentence, in all it says."""
    leads = (each for each in by_language(tuple(earlier), lang) if quote(each, lang=lang))
    taken = {each.article.outlet for each in (*islice(leads, 1), *filter(_is_update, earlier))}
    return None if member.article.outlet in taken else quote(member, lang=lang)


def _is_update(member: Member) -> bool:
    return member.relation is Relation.UPDATE


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
