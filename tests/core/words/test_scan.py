import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.core.words.fold import fold
from watcher.core.words.scan import blur, blurred

SCANNED = "Stati0n: "  # one slip tells that a scanner has been at the text


def read_as(written: str) -> str:
    reading = blurred(fold(written))
    return reading.text if reading else ""


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("lau nch", "launch"),
        ("sat-ellite", "satellite"),
        ("Launch-\ning pad", "launching"),
        ("frorn orbit", "from orbit"),
        ("Iaunch", "launch"),
        ("Satelllte lau nched", "satellite launched"),
        ("the Dem ocratic Peop1e's", "democratic people's"),
        ("lmages", "images"),
        ("SATELLlTE", "satellite"),
        ("спутни ка", "спутника"),
        ("Кван мёнсон", "кванменсон"),
    ],
)
def test_torn_and_misread_words_of_a_scan_are_read_once_more(written: str, read: str) -> None:
    assert blur(read) in read_as(SCANNED + written)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("동 창 리 서 로 켓", "동창리서로켓"),
        ("寧 辺 の 冷 却 塔", "寧辺の冷却塔"),
        ("Ceверная Корея", "севернаякорея"),
        ("0рбита", "орбита"),
        ("спут- ником, ра- кета и 270 фраг- ментов", "спутником"),
        ("영 변 핵시 설의 재처 리 시설 굴뚝에 서 연기가 피어 오르는 모습 이", "핵시설"),
        ("北 朝鮮 が 衛 屋を 打 ち上 げ", "衛星を打ち上げ"),
        ("原子 カ機 関の 査 察官 は ロケッ卜", "原子力機関"),
        ("原子 カ機 関の 査 察官 は ロケッ卜", "ロケット"),
    ],
)
def test_signs_spaced_out_and_letters_of_another_alphabet_tell_of_a_scanner(written: str, read: str) -> None:
    assert blur(read) in read_as(written)


def test_a_small_l_among_capitals_tells_enough() -> None:
    assert blur("navigation") in read_as("NAVlGATION WARNING")


def test_words_parted_at_the_end_of_a_line_tell_enough() -> None:
    assert blur("launching") in read_as("It stood on the Launch-\ning pad")


@pytest.mark.parametrize(
    "written",
    [
        "This morning we were in a re action",
        "Fernseh- und Radio- und Netz- und Funk",
        "그 중 한 곳에 있다",
        "http://example.org/a/t0wer stands",
        "A - B",
    ],
)
def test_any_other_text_has_one_reading(written: str) -> None:
    assert blurred(fold(written)) is None


def test_a_word_that_only_begins_in_another_is_not_mended() -> None:
    reading = blurred(fold(SCANNED + "she sat elsewhere"))
    assert reading
    start = reading.text.index(blur("satel"))
    assert not reading.mends(start, start + len("satel"))


@given(st.text("ab iIlrnv0-\n.é\u0301", max_size=30))
def test_each_character_of_a_reading_has_its_place_in_the_text(written: str) -> None:
    folded = fold(SCANNED + written)
    reading = blurred(folded)
    assert reading
    assert len(reading.text) == len(reading.starts) == len(reading.ends)
    assert all(0 <= start < end <= len(folded.text) for start, end in zip(reading.starts, reading.ends, strict=True))
    assert list(reading.starts) == sorted(reading.starts)
