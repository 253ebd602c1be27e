import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.core.words.fold import fold

TEXTS = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("aA é\u0301İıßﬁ\n \t\u00ad\u200b’‑ﾄﾞパ\u3099\u1112\u1161\u11ab한글йёў\u0306سُأـ西海…_"),
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("NORTH KOREA", "north korea"),
        ("Tongch’ang‑ri", "tongch'ang-ri"),
        ("Tongch`ang", "tongch'ang"),
        ("Sŏhae Étoile Łódź", "sohae etoile lodz"),
        ("S\u014fhae and So\u0306hae", "sohae and sohae"),
        ("So\u200bhae So\u00adhae", "sohae sohae"),
        ("ＳＯＨＡＥ", "sohae"),
        ("ﾄﾝﾁｬﾝﾘ ﾊﾞｽ", "トンチャンリ バス"),
        ("か\u3099", "が"),
        ("\u1112\u1161\u11ab국", "한국"),
        ("Straße ﬁn", "strasse fin"),
        ("FIRLATMA İZMİR fırlatma", "firlatma izmir firlatma"),
        ("сохе\u0301ранил Ёлка", "сохеранил елка"),
        ("И\u0306 Й ў ї", "й й ў ї"),
        ("سُوهَاي", "سوهاي"),
        ("أحمـد إلى", "احمد الي"),
        ("launch_site", "launch site"),
        ("キム・ジョンウン", "キム-ジョンウン"),
        ("Sohae¹", "sohae "),
        ("ΣΟΦΟΣ σοφός", "σοφοσ σοφοσ"),
        ("5ohae SateIlite Stati0n, mi1itary", "sohae satellite station, military"),
        ("sate11ite of 12 Apri1, fo11owing a bui1ding", "satellite of 12 april, following a building"),
        ("Chapter1, Apri1", "chapter1, apri1"),
        ("S0HAE LAUNCH1NG, EO5L, A0A", "sohae launching, eo5l, a0a"),
        ("5th, 38th, 5km, 1m, H2O, covid19, v1.5beta", "5th, 38th, 5km, 1m, h2o, covid19, v1.5beta"),
    ],
)
def test_spellings_of_one_word_become_equal(written: str, folded: str) -> None:
    assert fold(written).text == folded


def test_a_newline_is_a_space_and_a_blank_line_is_kept() -> None:
    assert fold("North\nKorea").text == "north korea"
    assert fold("North\r\nKorea").text == "north korea"
    assert fold("North\n\nKorea").text == "north\n\nkorea"
    assert fold("North \n \t\n Korea").text == "north\n\nkorea"


def test_spaces_are_drawn_together() -> None:
    assert fold("North   Korea\u00a0 now").text == "north korea now"


@pytest.mark.parametrize(
    ("written", "word", "span"),
    [
        ("Read: So\u200bhae", "sohae", (6, 12)),
        ("ﬁ ﬁ Sohae", "sohae", (4, 9)),
        ("e\u0301 é Sohae!", "sohae", (5, 10)),
        ("a  b   Sohae", "sohae", (7, 12)),
        ("ﾊﾞｽ Sohae", "sohae", (4, 9)),
        ("at Sohae\u0301!", "sohae", (3, 9)),
    ],
)
def test_offsets_lead_back_to_what_was_written(written: str, word: str, span: tuple[int, int]) -> None:
    folded = fold(written)
    start = folded.text.index(word)
    assert folded.span(start, start + len(word)) == span


def test_case_can_be_kept_while_all_else_is_folded() -> None:
    assert fold("ＮＡＴＡ’s Étoile", keeps_case=True).text == "NATA's Etoile"


@given(TEXTS)
def test_offsets_never_run_backwards_nor_out_of_the_text(text: str) -> None:
    folded = fold(text)
    spans = [folded.span(at, at + 1) for at in range(len(folded.text))]
    assert all(0 <= start <= end <= len(text) for start, end in spans)
    assert all(before[0] <= after[0] and before[1] <= after[1] for before, after in itertools.pairwise(spans))


@given(TEXTS.filter(lambda text: not set("015") & set(text)))
def test_folding_twice_changes_nothing_more_where_no_digit_was_told_by_its_capitals(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


@given(TEXTS)
def test_a_position_in_the_original_leads_to_its_folded_character(text: str) -> None:
    folded = fold(text)
    for at in range(len(folded.text)):
        assert folded.position(folded.span(at, at + 1)[0]) <= at
