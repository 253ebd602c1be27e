import re
from collections import Counter
from collections.abc import Mapping

import pytest

from watcher.channels.parts import messages
from watcher.core.feeds import Trouble

CATALOGUES = messages.catalogues()
OURS = (
    "post",
    "roundup",
    "gathered",
    "why",
    "date",
    "digest",
    "desk",
    "errata",
    "happened",
    "coverage",
    "headings",
    "tags",
    "silences",
    "letter",
    "door",
    "pages",
    "feeds",
    "health",
)
KEPT_BY_ALL = (*OURS, "labels", "languages", "states")


def slots(template: object) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", str(template)))


def keys(table: Mapping[str, object]) -> set[str]:
    return set(table)


@pytest.mark.parametrize("lang", sorted(CATALOGUES))
@pytest.mark.parametrize("table", KEPT_BY_ALL)
def test_every_language_has_every_word(lang: str, table: str) -> None:
    assert keys(CATALOGUES[lang].tables[table]) == keys(CATALOGUES["en"].tables[table])


@pytest.mark.parametrize("table", OURS)
def test_every_language_says_the_same_values(table: str) -> None:
    for key, said in CATALOGUES["ko"].tables[table].items():
        assert slots(said) == slots(CATALOGUES["en"].tables[table][key]), key


def test_nothing_is_said_in_two_places() -> None:
    said = [str(phrase) for table in OURS for phrase in CATALOGUES["en"].tables[table].values()]
    assert [phrase for phrase, times in Counter(said).items() if times > 1] == []


@pytest.mark.parametrize("lang", sorted(CATALOGUES))
def test_every_trouble_of_a_feed_has_a_word(lang: str) -> None:
    assert {CATALOGUES[lang].silence(why) for why in ("", *Trouble)} == set(
        CATALOGUES[lang].tables["silences"].values()
    )


def test_counts_choose_their_form() -> None:
    words = CATALOGUES["en"]
    assert [words.count("post.outlets", n) for n in (1, 2)] == ["1 outlet", "2 outlets"]
    assert CATALOGUES["ko"].count("post.outlets", 3) == "매체 3곳"


def test_a_language_without_a_catalogue_reads_english() -> None:
    assert messages.words("eo").lang == "en"
    assert messages.words("ko-KR").lang == "ko"
