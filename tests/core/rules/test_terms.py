import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.rules.rulefiles import found, words
from watcher.core.rules.lexicon import build
from watcher.core.rules.terms import NotATerm, Term, fuzzy, read_term, unhyphened
from watcher.core.words.fold import fold
from watcher.core.words.script import begins, ends


@pytest.mark.parametrize(
    "written", ["Tongch'ang-ri", "Tongch'ang ri", "Tongchang-ri", "Tongchang ri", "Tongchangri", "Tongch ang - ri"]
)
def test_hyphens_and_apostrophes_are_optional(written: str) -> None:
    assert found(words("Tongch'ang-ri"), f"At {written}.") == [written]


def test_a_hyphen_after_a_vowel_sign_of_hindi_is_a_hyphen() -> None:
    assert found(words("पुंगये-री"), "यहां पुंगये-री है") == ["पुंगये-री"]
    assert found(words("पुंगये-री"), "यहां पुंगये री है") == ["पुंगये री"]


def test_korean_may_be_spaced_at_will() -> None:
    assert {"서해 위성 발사장", "서해위성 발사장", "서해위성발사장"} <= set(read_term("서해 위성 발사장").spellings)


def test_words_of_a_latin_phrase_never_grow_together() -> None:
    assert "northkorea" not in read_term("North Korea").spellings


@pytest.mark.parametrize(
    ("term", "text", "said"),
    [
        ("launch*", "The launching pad", ["launching"]),
        ("launch", "The launching pad", []),
        ("*satellit*", "Ein Spionagesatelliten-Start", ["Spionagesatelliten"]),
        ("launch* * satellite", "It launched another satellite", ["launched another satellite"]),
        ("launch* * satellite", "It launched a very big satellite", []),
        ("запуск* спутник*", "о запусках спутников вчера", ["запусках спутников"]),
        ("L0pht", "L0pht, L0PHT and l0pht", ["L0pht", "L0PHT", "l0pht"]),
        ("l0pht * report*", "L0PHT in reports", ["L0PHT in reports"]),
        ("no. 5-:", "see no. 5-: a list", ["no. 5-:"]),
        ("=NATA", "a pastel de nata", []),
        ("=NATA", "NATA said", ["NATA"]),
        ("^Sohe", "sohe", []),
        ("^Sohe", "near Sohe", ["Sohe"]),
        ("^38 North", "near 38 North", ["38 North"]),
        ("^서해", "오늘 서해에서", ["서해"]),
        ("^სოჰე", "დღეს სოჰე", ["სოჰე"]),
        ("^𝛼", "the sign 𝛼", ["𝛼"]),
        ("Tongchang-ri", "at Tongchang\u2011ri.", ["Tongchang\u2011ri"]),
        ("North Korea", "North\nKorea", ["North\nKorea"]),
        ("North Korea", "North\n\nKorea", []),
        ("satellite", "launch_satellite_now", ["satellite"]),
        ("Sohae station", "the Sohae-Station", ["Sohae-Station"]),
        ("=Sohae station", "the Sohae-station", ["Sohae-station"]),
        ("*-ri", "Tongchang-ri, Tongchangri and Tongchang ri", ["Tongchang-ri"]),
        ("Sohae-*", "Sohae pier, Sohae-Hafen", ["Sohae-Hafen"]),
        ("visits * Tong-ri", "visits the Tong-ri", ["visits the Tong-ri"]),
        ("launch of * satellite", "the launch of a-first satellite", ["launch of a-first satellite"]),
    ],
)
def test_a_term_finds_what_its_marks_allow(term: str, text: str, said: list[str]) -> None:
    assert found(words(term), text) == said


@pytest.mark.parametrize(
    ("term", "text", "is_found"),
    [
        ("Sohae", "Sohaes", False),
        ("Sohae", "Sohae’s pier", True),
        ("ICEYE", "ICEYE는 밝혔다", True),
        ("북한", "북한은 어제", True),
        ("북한", "북한에서의 시험", True),
        ("북한", "북한산 둘레길", False),
        ("소해", "소해함", False),
        ("동창리", "새동창리", False),
        ("서해위성발사장", "서해위성발사장처럼", True),
        ("ソヘ", "ソヘ衛星", True),
        ("ソヘ", "ソヘイル", False),
        ("西海", "朝鲜西海发射", True),
        ("北", "北, 미사일 발사", True),
        ("北", "北京", False),
        ("سوهاي", "وسوهاي", True),
        ("сохе", "сохе\u0301ранил", False),
        ("ΚΟΣΜΟΔΡΟΜΟΣ", "ο κοσμόδρομος", True),
        ("ΔΡΟΜΟΣ*", "ΔΡΟΜΟΣ, δρόμος", True),
    ],
)
def test_a_word_ends_where_its_script_ends_it(term: str, text: str, is_found: bool) -> None:
    assert bool(found(words(term), text)) is is_found


@pytest.mark.parametrize("term", ["/launch.*/", "***", "* launch", "launch *", "lau*nch", "near @dprk"])
def test_what_cannot_be_looked_for_is_refused_with_a_hint(term: str) -> None:
    with pytest.raises(NotATerm):
        read_term(term)


def test_a_misspelling_keeps_its_first_letter_and_has_one_error() -> None:
    edited = fuzzy(read_term("Sohae"), besides=frozenset({"sohan"}))
    assert edited
    assert {"sohe", "soahe", "sohaee", "sokae"} <= set(edited.spellings)
    assert not {"sohae", "bohae", "soe", "sohan"} & set(edited.spellings)


def test_a_korean_misspelling_has_one_letter_of_one_syllable_wrong() -> None:
    edited = fuzzy(read_term("동창리"), besides=frozenset())
    assert edited
    assert {"동챵리", "동찬리", "돈창리", "동장리"} <= set(edited.spellings)
    assert not {"동창리", "종창리", "돈찬리"} & set(edited.spellings)


def test_a_name_may_be_torn_apart_or_misread() -> None:
    edited = fuzzy(read_term("Sohae"), besides=frozenset())
    assert edited
    assert {"so hae", "soha  e"} <= set(edited.spellings)
    assert "soliae" in edited.spellings  # and a letter may look like two
    hyphened = fuzzy(read_term("Tongchang-ri"), besides=frozenset())
    assert hyphened
    assert {"tongc hangri", "tonchang ri", "tong  changri"} <= set(hyphened.spellings)


def test_a_short_name_has_no_misspellings() -> None:
    assert fuzzy(read_term("Sohe"), besides=frozenset()) is None


def test_a_word_that_a_scanner_tore_is_found_where_it_stands() -> None:
    launch = words("launch*")
    assert found(launch, "The Stati0n saw a lau nch at dawn.") == ["lau nch"]
    assert found(launch, "The Stati0n was Iaunch-ready.") == ["Iaunch"]
    assert found(launch, "The station saw a lau nch at dawn.") == []


PIECES = st.sampled_from(["ab", "abc", "b c", "c", "가", "가나", "西", "西海", "ソ", "b-c", "*-c"])
AMONG = st.lists(st.one_of(PIECES, st.sampled_from([*"abc -.가나西海ソ", "에서", "\n\n", "- ", " - "])), max_size=12)


@given(st.sets(PIECES, min_size=1), AMONG)
def test_the_automaton_finds_what_a_plain_search_finds(terms: set[str], text: list[str]) -> None:
    lexicon = build(frozenset(map(read_term, terms)))
    folded = fold("".join(text))
    found = {(hit.term, hit.start, hit.end) for hits in lexicon.hits(folded).values() for hit in hits}
    assert found == {
        (term, start, start + len(spelling))
        for term in lexicon.terms
        for spelling in term.spellings
        for start in range(len(folded.text))
        if folded.text.replace("-", " ").startswith(spelling.replace("-", " "), start)
        and (spelling[0] != "-" or folded.text[start] == "-")
        and begins(term.left, folded.text, start)
        and ends(term.right, folded.text, start + len(spelling))
    }


SOME = st.frozensets(PIECES.map(read_term))


@given(SOME, SOME, SOME, AMONG)
def test_what_is_found_depends_neither_on_passes_nor_on_what_was_in_force(
    terms: frozenset[Term], first: frozenset[Term], others: frozenset[Term], text: list[str]
) -> None:
    folded = fold("".join(text))
    before = build(others, first=first)
    assert build(terms, first=first, before=before).hits(folded) == build(terms).hits(folded)


NAMES = ["Sohae", "North Korea", "Tong-chang-ri", "동창리", "西海", "Сохэ", "سوهاي", "ソヘ", "Σοχαε", "सोहे"]
AROUND = st.one_of(
    st.text(max_size=4),
    st.sampled_from(
        ["Sŏhae", "SO\u0301HAE", "ＳＯＨＡＥ", "5ohae", "So\u00adhae", "NORTH\n KOREA", "ｿﾍ", "سُوهَاي", "Сохэ\u0301"]
    ),
)


@given(st.lists(st.one_of(st.sampled_from(NAMES), AROUND, st.sampled_from([" ", ". ", "\n\n", "ﬁ", "İ"])), max_size=16))
def test_what_stands_at_a_place_in_the_original_folds_to_the_term(pieces: list[str]) -> None:
    lexicon = build(frozenset(map(read_term, NAMES)))
    folded = fold("".join(pieces))
    for hits in lexicon.hits(folded).values():
        for hit in hits:
            start, end = folded.span(hit.start, hit.end)
            assert unhyphened(fold(folded.original[start:end]).text.strip()) in hit.term.spellings
