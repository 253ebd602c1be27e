"""A new aim: the files of a folder in which the watcher follows a few words."""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from urllib.parse import quote_plus

from watcher.app.files import shipped, values
from watcher.app.files.aim import compile_aim
from watcher.app.files.includes import FEEDS, SUBSCRIPTIONS
from watcher.core.rules.document import UserProblems
from watcher.core.rules.terms import NotATerm, read_term

RULES = "rules"  # what the settings take for it when nothing is said
SCHEMA = "rules.schema.json"
PHRASE_MOST = 100  # characters; no article says a longer one word for word
SCRIPTS = (  # the first that a word shows decides whom we ask for it; kana before Han, which Japanese mixes
    ("ko", re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")),
    ("ja", re.compile("[\u3041-\u30ff]")),
    ("zh", re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
)
SEARCHES = {  # how a Google News search is asked for in a language, and what it is called there
    "en": ("Google News", "hl=en-US&gl=US&ceid=US:en"),
    "ko": ("Google 뉴스", "hl=ko&gl=KR&ceid=KR:ko"),
    "ja": ("Google ニュース", "hl=ja&gl=JP&ceid=JP:ja"),
    "zh": ("Google 新闻", "hl=zh-CN&gl=CN&ceid=CN:zh-Hans"),
    "ru": ("Google Новости", "hl=ru&gl=RU&ceid=RU:ru"),
}
ELSEWHERE = (  # tests need a text that says none of the words: the first that does not is taken
    "The bakery at the corner opens an hour later in winter",
    "Two ferries collided in fog; nobody was hurt",
    "Cherry prices fell by a third",
    "0 1 2 3",
)


def beginning(words: Sequence[str], name: str) -> Mapping[str, str]:
    """The text of each file by its path in the new folder; `words` are terms. Raises UserProblems.

    The schema is a copy: a path into the place where this program is installed would lead nowhere on another machine.
    """
    topic = topic_of(words)
    others = {FEEDS: _feeds(words), SUBSCRIPTIONS: _subscriptions()}
    attempts = [{f"{topic}.yaml": _rules(topic, words, text), **others} for text in ELSEWHERE]
    files = next(filter(_is_sound, attempts), attempts[-1])
    compile_aim(files)
    rules = {f"{RULES}/{file}": text for file, text in files.items()}
    return {".env": _settings(name), **rules, SCHEMA: shipped.rules_schema()}


def _is_sound(files: Mapping[str, str]) -> bool:
    try:
        compile_aim(files)
    except UserProblems:
        return False
    return True


def name_for(words: Sequence[str]) -> str:
    return f"{plain(words[0])} Watch"


def topic_of(words: Sequence[str]) -> str:
    """An id from the first word that Latin letters can spell."""
    taken = {PurePosixPath(FEEDS).stem, PurePosixPath(SUBSCRIPTIONS).stem}
    for word in words:
        letters = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode().lower()
        slug = re.sub("[^a-z0-9]+", "-", letters).strip("-")[:64].strip("-")
        if slug:
            return f"about-{slug}" if slug in taken else slug
    return "subject"


def language_of(word: str) -> str:
    """By its script; English where that says nothing."""
    return next((language for language, script in SCRIPTS if script.search(word)), "en")


def term_of(word: str) -> str:
    """A word as a rule's term. Raises NotATerm where there is nothing in it to look for."""
    term = " ".join(re.sub('[@"]', " ", word).split())  # what an article may lack; @ would name an entity
    if not term:
        raise NotATerm(f"`{word}` has no letter to look for")
    if len(term) > PHRASE_MOST:
        raise NotATerm(f"`{term[:20]}...` is longer than {PHRASE_MOST} characters", "name it by fewer words")
    read_term(term)
    return term


def distinct(terms: Iterable[str]) -> tuple[str, ...]:
    """Each once, as it was first written; capitals tell apart only what is looked for to the letter."""
    first: dict[str, str] = {}
    for term in terms:
        first.setdefault(term if term.startswith("=") else term.casefold(), term)
    return tuple(first.values())


def plain(term: str) -> str:
    """What an article would say, without the signs that tell how a term is to be found."""
    said = " ".join(part.strip("*") or "*" for part in term.lstrip("=^").split())
    return said[0].upper() + said[1:] if term.startswith("^") else said


def _rules(topic: str, words: Sequence[str], elsewhere: str) -> str:
    return f"""\
# yaml-language-server: $schema=../{SCHEMA}
# What concerns us. `watcher check` says what is wrong, and what would be right.
# How to write rules: docs/rules.md in the source of sohae-watch.
version: 1

entities:
  - id: {_quoted(topic)}
    aliases: [{", ".join(map(_quoted, words))}]

rules:
  - id: {_quoted(topic)}
    title: {_quoted(plain(words[0]))}
    severity: alert
    when: "@{topic}"
    tests:
      match: [{_quoted(plain(words[0]).replace("*", "some"))}]
      no_match: [{_quoted(elsewhere)}]
"""


def _feeds(words: Sequence[str]) -> str:
    by_language: dict[str, list[str]] = {}
    for word in words:
        by_language.setdefault(language_of(word), []).append(plain(word))
    searches = "".join(_search(language, asked) for language, asked in by_language.items())
    return f"""\
# Whom we listen to. `watcher check` says what is wrong.
# Every key is told in docs/feeds.md in the source of sohae-watch.
feeds:
  # --- everybody, found by the words: each article bears its own outlet ---
{searches}
  # --- outlets you trust: `watcher feeds preview URL` shows what an address gives ---
#  - id: my-paper
#    name: My Paper
#    url: https://paper.example/feed
"""


def _search(language: str, words: Iterable[str]) -> str:
    name, edition = SEARCHES[language]
    asked = " OR ".join(f'"{word}"' for word in words)
    return f"""\
  - id: google-{language}
    name: {name}
    # {asked}
    url: https://news.google.com/rss/search?q={quote_plus(asked)}+when:7d&{edition}
    lang: {language}
    label: aggregator
    text: feed
"""


def _subscriptions() -> str:
    return """\
# Who hears what, and where. `watcher check` says what is wrong.
# Every key is told in docs/subscriptions.md in the source of sohae-watch.
subscriptions:
  - id: console                 # to the terminal
    via: console
    operator: true
  - id: file                    # to state/posts
    via: file

# A Telegram channel: `watcher connect telegram` finds it and offers the lines for it.
"""


def _settings(name: str) -> str:
    return f"""\
# Settings. Keep this file to yourself: it is where secrets stand.
# All of them are told in docs/settings.md in the source of sohae-watch.
WATCHER_NAME="{name}"
#WATCHER_TELEGRAM_TOKEN=        # of your bot, from @BotFather; then: watcher connect telegram
"""


def _quoted(text: str) -> str:
    """Between quotes `no`, `@x` and `a: b` are text like any other; JSON's are YAML's too."""
    return json.dumps(values.words(text), ensure_ascii=False)
