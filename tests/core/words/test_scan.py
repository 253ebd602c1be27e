import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.core.words.fold import fold
from watcher.core.words.scan import mended

SCANNED = "Stati0n: "  # one slip tells that a scanner has been at the text


def read_as(written: str) -> str:
    """All other readings of a text, one after another."""
    return " | ".join(reading.text for reading in mended(fold(written)))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("lau nch", "launch"),
        ("sat-ellite", "satellite"),
        ("Launch-\ning pad", "launching"),
        ("frorn", "from"),
        ("Iaunch", "launch"),
        ("lmages", "images"),
        ("SATELLlTE", "satellite"),
        ("спутни ка", "спутника"),
        ("Кван мёнсон", "кванменсон"),
    ],
)
def test_torn_and_misread_words_of_a_scan_are_read_once_more(written: str, read: str) -> None:
    assert read in read_as(SCANNED + written)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("동 창 리 서 로 켓", "동창리서로켓"),
        ("寧 辺 の 冷 却 塔", "寧辺の冷却塔"),
        ("Ceверная Корея", "севернаякорея"),
        ("0рбита", "орбита"),
    ],
)
def test_signs_spaced_out_and_letters_of_another_alphabet_tell_of_a_scanner(written: str, read: str) -> None:
    assert read in read_as(written)


def test_words_parted_at_the_end_of_a_line_tell_enough() -> None:
    assert "launching" in read_as("It stood on the Launch-\ning pad")


@pytest.mark.parametrize(
    "written", ["This morning we were in a re action", "http://example.org/a/t0wer stands", "A - B"]
)
def test_any_other_text_has_one_reading(written: str) -> None:
    assert mended(fold(written)) == ()


def test_a_word_that_only_begins_in_another_is_not_mended() -> None:
    for reading in mended(fold(SCANNED + "she sat elsewhere")):
        start = reading.text.index("satel")
        assert not reading.mends(start, start + len("satel"))


@given(st.text("ab iIlrn0-\n.é\u0301", max_size=30))
def test_each_character_of_a_reading_has_its_place_in_the_text(written: str) -> None:
    folded = fold(SCANNED + written)
    for reading in mended(folded):
        assert len(reading.text) == len(reading.starts) == len(reading.ends)
        assert all(
            0 <= start < end <= len(folded.text) for start, end in zip(reading.starts, reading.ends, strict=True)
        )
        assert list(reading.starts) == sorted(reading.starts)
