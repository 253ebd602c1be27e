import re
from collections.abc import Mapping

import pytest

from watcher.channels import messages

CATALOGUES = messages.load().by_lang
KEPT_BY_ALL = ("post", "why", "date", "digest", "headings", "tags", "silences", "labels", "languages", "states")
KEPT_BY_ALL += ("letter", "door")


def slots(template: object) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", str(template)))


def keys(table: Mapping[str, object]) -> set[str]:
    return set(table)


@pytest.mark.parametrize("lang", sorted(CATALOGUES))
@pytest.mark.parametrize("table", KEPT_BY_ALL)
def test_every_language_has_every_word(lang: str, table: str) -> None:
    assert keys(CATALOGUES[lang].tables[table]) == keys(CATALOGUES["en"].tables[table])


@pytest.mark.parametrize("table", ["post", "why", "date", "digest", "tags", "letter", "door"])
def test_every_language_says_the_same_values(table: str) -> None:
    for key, said in CATALOGUES["ko"].tables[table].items():
        assert slots(said) == slots(CATALOGUES["en"].tables[table][key]), key


def test_counts_choose_their_form() -> None:
    words = CATALOGUES["en"]
    assert [words.count("post.outlets", n) for n in (1, 2)] == ["1 outlet", "2 outlets"]
    assert CATALOGUES["ko"].count("post.outlets", 3) == "매체 3곳"


def test_a_language_without_a_catalogue_reads_english() -> None:
    assert messages.load().words("eo").lang == "en"
    assert messages.load().words("ko-KR").lang == "ko"
