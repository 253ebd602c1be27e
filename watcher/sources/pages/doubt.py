"""Whether a text is that of an article: walls, and words that headline and text share."""

import re

WALL_LENGTH = 2_500  # characters; a page that asks for consent or a password says little else
SUPPORTED = 0.4  # share of the headline's words that an article repeats

_WALL = re.compile(
    r"enable javascript|javascript is (?:disabled|required)|turn on javascript|enable cookies|we use cookies"
    r"|(?:uses?|using|accept(?: all)?|manage) cookies|cookie (?:policy|settings|preferences|consent)"
    r"|your (?:privacy )?consent"
    r"|before you continue|just a moment|attention required"
    r"|are you a robot|verify(?:ing)? (?:that )?you are (?:a )?human|unusual (?:traffic|activity)"
    r"|checking your browser|access (?:to this page )?(?:has been |is )?denied|subscribe to (?:continue|read)"
    r"|(?:log|sign) ?in to (?:continue|read|your)|create (?:a free|an) account"
    r"|already a subscriber|already have an account"
    r"|verwenden cookies|cookies? (?:zu|akzeptieren)|javascript (?:aktivieren|activer)|utilis(?:e|ons) des cookies"
    r"|쿠키|자바스크립트|로그인|файлы cookie|включите javascript|войдите|クッキー|ログイン|бисквитки",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # scripts where words run on, or carry particles


def is_wall(text: str) -> bool:
    return len(text) < WALL_LENGTH and names_wall(text)


def names_wall(text: str) -> bool:
    return _WALL.search(text) is not None


def support(words: str, text: str) -> float:
    """Share (0..1) of the words that the text has, too; 1 where there are none to look for."""
    wanted = _stems(words)
    return len(wanted & _stems(text)) / len(wanted) if wanted else 1.0


def speaks_of(headline: str, text: str) -> bool:
    return support(headline, text) >= SUPPORTED


def _stems(text: str) -> frozenset[str]:
    """Five letters of each longer word, so that an ending is no difference; pairs of signs in unspaced scripts."""
    stems = set[str]()
    for word in _WORD.findall(text.lower()):
        if _UNSPACED.search(word):
            stems.update(word[at : at + 2] for at in range(len(word) - 1))
        elif len(word) > 3:
            stems.add(word[:5])
    return frozenset(stems)


def folded(text: str) -> str:
    return "".join(_WORD.findall(text.lower()))


def size(text: str) -> int:
    """Characters; those of scripts that say more with each count twice."""
    return len(text) + len(_UNSPACED.findall(text))
