"""Whose account an article gives, by its own words: who cites whom."""

import re
from collections.abc import Iterator
from dataclasses import replace

from watcher.core.news import Article, Cited
from watcher.core.stories.attribution import BEFORE, BEHIND, CREDIT, HEAD, KIND_BEFORE, TAIL
from watcher.core.stories.voices import Mention, Names
from watcher.core.words.opening import RECAP, leading
from watcher.core.words.sentences import sentences

TAIL_LENGTH = 80  # characters at the end where an agency's mark may stand
RECALLS = 60  # characters after a name in which a date may say that it spoke on another day
NEAR = 160  # characters looked at before and behind a name
KIND_WORDS = 5  # most words that such a phrase has

_CAPITAL = r"(?:[A-ZÀ-ÝА-Я][\w&-]*(?:[’']s(?= [A-Z]))?|\d+)"
_SMALL = r"(?:of|for|and|on|the|del?|la|para(?: (?:el|l[ao]s?))?|d[aou]|d[ao]s|d[ei]r|des|für|von|pour|и|за|на)"
_PROPER = re.compile(rf"{_CAPITAL}(?: (?:{_SMALL} )?{_CAPITAL}){{0,5}}(?:\.(?:com|org|net))?")
_UNCAPITALISED = re.compile(  # the kind of source is a part of these names
    r"(?<![가-힣])(?!관영|국영|국내|외국|주요|해당)[가-힣A-Za-z0-9]{2,12}?"
    r"(?:통신|신문|일보|방송|연구소|센터|포스트|타임스|헤럴드|저널|뉴스|데일리|위클리|쿠리어|트리뷴"
    r"|레저|모니터|비컨)(?=[은는이가에을를의도 ,\"”])"
    r"|(?<=[紙誌体関])[ァ-ヶー・]{3,20}(?=[はがにの])"
    r"|(?<![A-Za-z])(?!紙|国営|国有|官営|韓国|北朝鮮|中国|米国|日本|米|韓)[A-Za-zァ-ヶー・一-龠]{2,14}?(?:通信|新聞"
    r"|研究所|センター"
    r"|テレビ|タイムズ|ポスト)(?=[はがにの])"
    r"|(?<=《)[^》]{2,24}(?=》)|(?<![A-Za-z])(?!国家|官方|美國|中国|美国|韩国|朝鲜)[一-龠A-Za-z]{2,14}(?:通讯社"
    r"|通訊社|日报|日報|时报"
    r"|時報|研究所|电视台)"
    r"|(?:Центр|Институт|Фонд)(?: [а-яё]+){1,3}?(?= [а-яё]+(?:л|ла|ло|ли|ет|ют)\b)"
)
_MAY_BE_UNCAPITALISED = re.compile("[ЦИФ《ァ-龠가-힣]")  # one of these is in every such name: quicker to look for first
_PLAIN = frozenset(("the", "in", "a", "to", "said", "and", "about", "around", "near", "as", "for"))  # before most names
_QUOTES, _STOPS = frozenset("«„“\"'"), frozenset(",.;:!?)–—")
_WHOSE = re.compile(r"^(?:.*[’']s |The )")  # Canada's CBC News
_PERSONS = re.compile(r"(?:Dr|Mr|Mrs|Ms|Prof|Captain|General|Colonel|Minister|President|Chief|Director|Secretary)\b")
_TELLING = re.compile(  # words that only the name of an outlet or institute begins or ends with
    r"^(?:Institute|Cent(?:re|er) for|Centre pour|Centro (?:para|de)|Zentrum für|Radio|Institut|Instituto) "
    r"| (?:News|Times|Post|Daily|Herald|Journal|Tribune|News Agency|Press Agency|Institute|Labs|Imaging|Monitor|Lens"
    r"|Radio|Press|Weekly|Gazette|Chronicle|Ilbo|Shimbun|Sinmun|Zeitung|Analytics|Observatory|Telegraph"
    r"|Broadcasting|Voices)$"
)
_JOINS = re.compile(r"(?:,| and| y| и| et| und| e|、|,? as well as)? |、|·|와 |과 |和|及|や|・", re.IGNORECASE)


def cited(article: Article, names: Names) -> tuple[Cited, ...]:
    """Whom an article cites in its headline and lead, or credits at its end, each once; never its own outlet.

    A mention is a citation only beside words that attribute. What a later sentence says of another day is no citation.
    """
    found: dict[str, Cited] = {}
    for one in (*_of_title(article.title, names), *_of_lead(article.text, names), *_of_end(article.text, names)):
        known = found.setdefault(one.name, one)
        found[one.name] = replace(known, via=known.via and one.via)
    found.pop(names.of_outlet(article.outlet), None)
    return tuple(found.values())


def _of_title(title: str, names: Names) -> Iterator[Cited]:
    yield from _attributed(title, names, may_recap=False)
    for mention in names.mentions(title):
        before, behind = title[: mention.start], title[mention.end :]
        if not before.strip() and HEAD.match(behind):
            yield Cited(mention.name)
        elif not behind.strip(" .)]") and (tail := TAIL.search(before)):
            yield Cited(mention.name, via=":" not in tail[0])


def _of_lead(text: str, names: Names) -> Iterator[Cited]:
    """From the first paragraphs, until one says whose account it is."""
    for start, end in leading(text):
        paragraph = text[start:end]
        found = list(_credits(paragraph, names)) if start == 0 else []
        for number, (begin, stop) in enumerate(sentences(paragraph)):
            sentence = paragraph[begin:stop]
            found += _attributed(sentence, names, may_recap=start + number > 0)
        yield from found
        if any(not one.via for one in found):
            return


def _of_end(text: str, names: Names) -> Iterator[Cited]:
    end = text[-TAIL_LENGTH:] if len(text) > TAIL_LENGTH else ""
    for mention in names.mentions(end):
        if not end[mention.end :].strip(" .)]】）/\n") and _is_credit(end, mention):
            yield Cited(mention.name, via=True)


def _credits(paragraph: str, names: Names) -> Iterator[Cited]:
    opening = paragraph[:NEAR]
    return (Cited(mention.name, via=True) for mention in names.mentions(opening) if _is_credit(opening, mention))


def _is_credit(text: str, mention: Mention) -> bool:
    before, behind = text[: mention.start], text[mention.end :]
    return any(opens.search(before) and shuts.match(behind) for opens, shuts in CREDIT)


def _attributed(sentence: str, names: Names, *, may_recap: bool) -> Iterator[Cited]:
    mentions = sorted([*names.mentions(sentence), *_unknown(sentence, names)], key=lambda mention: mention.start)
    told = [_is_attributed(sentence, mention) for mention in mentions]
    for number, mention in enumerate(mentions):
        joined = (
            _JOINS.fullmatch(sentence[left.end : right.start]) and told[other]
            for other, left, right in _beside(mentions, number)
        )
        if (told[number] or any(joined)) and not (may_recap and RECAP.search(sentence, 0, mention.end + RECALLS)):
            yield Cited(mention.name)


def _beside(mentions: list[Mention], number: int) -> Iterator[tuple[int, Mention, Mention]]:
    if number:
        yield number - 1, mentions[number - 1], mentions[number]
    if number + 1 < len(mentions):
        yield number + 1, mentions[number], mentions[number + 1]


def _is_attributed(sentence: str, mention: Mention) -> bool:
    before = sentence[max(mention.start - NEAR, 0) : mention.start].rstrip("«“„\"'(「『《")
    behind = sentence[mention.end : mention.end + NEAR].lstrip("»”“\"'」』》")
    return bool(BEFORE.search(before) or BEHIND.match(behind))


def _unknown(sentence: str, names: Names) -> Iterator[Mention]:
    """Names that are in no list of ours, but that words beside them call an outlet or an institute."""
    if _MAY_BE_UNCAPITALISED.search(sentence):
        for found in _UNCAPITALISED.finditer(sentence):
            if not any(names.mentions(found[0])):
                yield Mention(found.start(), found.end(), found[0])
    for found in _PROPER.finditer(sentence):
        name = _WHOSE.sub("", found[0])
        is_voice = _TELLING.search(name) or _is_kind_before(sentence, found.start())
        if is_voice and not _PERSONS.match(name) and not any(names.mentions(found[0])):
            yield Mention(found.end() - len(name), found.end(), name)


def _is_kind_before(sentence: str, at: int) -> bool:
    """Whether a phrase for a kind of source ends right before. Only the last few words are looked at, as it is slow."""
    end = at - 1 if sentence[max(at - 1, 0) : at] in _QUOTES else at
    if not sentence[max(end - 1, 0) : end].isspace() or sentence[max(end - 2, 0)] in _STOPS:
        return False
    first = max(sentence.rfind(" ", 0, end - 1), 0)
    if sentence[first : end - 1].strip() in _PLAIN:
        return False
    for _ in range(KIND_WORDS - 1):
        first = max(sentence.rfind(" ", 0, first), 0)
    return KIND_BEFORE.search(sentence, first, at) is not None
