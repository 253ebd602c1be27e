"""What reading has taught, and how it changes what is read next."""

from datetime import UTC, datetime

from watcher.core.news import Article, Vocabulary
from watcher.core.stories.concepts import Concepts
from watcher.core.stories.fingerprint import code
from watcher.core.stories.lore import Lore
from watcher.core.words.text import Frequencies

NOW = datetime(2031, 3, 4, 6, tzinfo=UTC)
ANYTHING, NOTHING_TOLD = Vocabulary(), frozenset[int]()
PLEA = "Read more storm warnings in our evening letter."
FERRY = "Ferry runs aground off Sindo with ninety people on board"


def an_article(title: str, text: str = "") -> Article:
    return Article(url="", outlet="Ledger", title=title, text=text, seen_at=NOW, fetched_at=NOW)


def a_lore() -> Lore:
    return Lore(Frequencies({"the": 1.0}), Concepts())


def weight(lore: Lore, word: str) -> float:
    return lore.gist(an_article(FERRY), ANYTHING).words.weight_of()[code(word)]


def test_a_word_of_many_stories_tells_less() -> None:
    lore = a_lore()
    before = weight(lore, "sindo")
    for number in range(9):
        lore.take_up(an_article(f"Sindo market number {number}"), ANYTHING, told=NOTHING_TOLD)
    assert weight(lore, "sindo") < before


def test_a_word_told_again_in_its_own_story_is_no_more_common() -> None:
    lore, again = a_lore(), a_lore()
    told = frozenset(lore.take_up(an_article(FERRY), ANYTHING, told=NOTHING_TOLD).words.terms)
    again.take_up(an_article(FERRY), ANYTHING, told=NOTHING_TOLD)
    again.take_up(an_article(FERRY), ANYTHING, told=told)
    assert weight(again, "sindo") == weight(lore, "sindo")


def test_an_article_in_no_story_still_teaches_what_its_outlet_puts_everywhere() -> None:
    lore = a_lore()
    for title in ("Bakers march", "Storks over the harbour", "Regatta is put off"):
        lore.look_at(an_article(title, f"{title}, and all that was said of it on the day it happened.\n{PLEA}"))
    assert lore.gist(an_article(FERRY, PLEA), ANYTHING).length == 0
