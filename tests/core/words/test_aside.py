import pytest

from tests.core.rules.rulefiles import found, words
from watcher.core.rules.lexicon import build
from watcher.core.words.aside import asides
from watcher.core.words.elsewhere import OPENINGS, TURNS
from watcher.core.words.fold import fold


def left(text: str) -> str:
    """The text without what stands beside it."""
    lexicon = build(frozenset(), openings=OPENINGS, turns=TURNS)
    folded = fold(text)
    hits = lexicon.hits(folded)
    openings, turns = (
        sorted(folded.span(hit.start, hit.end) for term in terms for hit in hits.get(term, ()))
        for terms in (lexicon.openings, lexicon.turns)
    )
    for start, end in sorted(asides(text, openings, turns), reverse=True):
        text = text[:start].rstrip("»【◎▽¿ ") + text[end:]
    return text.strip()


@pytest.mark.parametrize(
    "link",
    [
        "Read more: Rocket on the pad",
        "Related articles: Rocket on the pad",
        "» Lire aussi : Une fusée",
        "Lesen Sie auch: Rakete am Start",
        "Leia também: Foguete",
        "Читайте также: Ракета на старте",
        "اقرأ أيضا: صاروخ",
        "관련기사: 로켓",
        "【関連記事】ロケット、発射台に",
        "【関連】ロケット、発射台に",
        "相关阅读：火箭",
        "◎延伸閱讀:火箭發射|冬天",
        "Read more about Norland: a rocket",
        "আরও পড়ুন: রকেট",
        "También te puede interesar: Un cohete | El invierno",
        "Вам может быть интересно: Ракета",
        "この記事も読まれています：ロケット",
        "Trending now -> A rocket -> Pumpkin soup",
        "ELSEWHERE ON THE SITE: A rocket failed. A tunnel was opened.",
        "Altre notizie: Un razzo",
        "▽関連ニュース ロケット発射場を読み解く",
        "アクセスランキング 1位 ロケット発射場 2位 雪",
        "Schon gelesen? Rakete am Start",
        "¿Ya lo leyó? Un cohete",
        "你看过吗？火箭",
    ],
)
def test_a_line_that_links_to_another_story_is_no_part_of_this_one(link: str) -> None:
    assert left(f"The choir sang.\n\n{link}\n\nIt sang again.") == "The choir sang.\n\n\n\nIt sang again."


def test_a_link_may_follow_in_the_same_line() -> None:
    assert left("The choir sang. Read also: Rocket on the pad") == "The choir sang."


def test_under_a_bare_heading_the_list_goes_on_until_prose_does() -> None:
    prose = "The choir, which was founded a hundred years ago, will sing again in the town hall on Sunday."
    text = f"The choir sang.\n\nMost read\n1. Rocket on the pad\n2. A new quay!\n\n{prose}"
    assert left(text) == f"The choir sang.\n\n{prose}"


@pytest.mark.parametrize(
    "row",
    [
        "Our picks: Snow in May | A rocket | Pumpkin soup",
        "Auch bei uns: Eine Rakete / Der Winter / Kürbissuppe.",
        "別の話題：ロケット｜天気",
        "Наш выбор: Ракета • Зима",
        "Unser Fundus: Eine Rakete → Der Winter",
        "مختارات: صاروخ | الطقس",
    ],
)
def test_a_row_of_headlines_at_the_end_is_no_part_whatever_stands_over_it(row: str) -> None:
    assert left(f"The choir sang.\n{row}") == "The choir sang."
    assert left(f"The choir sang. {row}") == "The choir sang."


@pytest.mark.parametrize(
    "end",
    [
        "Главное к этому часу: КНДР запустила спутник. Рубль вырос.",
        "【きょうの主なニュース】ロケット失敗／首都圏で雪",
        "Also today:\n- Rocket fails\n- New tower seen in May",
        "Curious yet? A rocket stands on the pad.",
        "Enjoying this? Our newsletter takes you to the rocket pad.\nFor two euros a month.",
        "매일 아침 뉴스레터로 로켓 소식을 받아보세요.",
        "Around the world: Rocket fails night after night – Tower seen on coast – Panda born – Whale freed in Chile",
    ],
)
def test_a_last_line_behind_a_label_is_of_another_matter_if_it_shares_no_word_with_the_rest(end: str) -> None:
    assert left(f"The choir sang all night.\n{end}") == "The choir sang all night."


def test_a_last_line_that_goes_on_with_the_matter_stays() -> None:
    for end in (
        "Background: the choir was founded in May.",
        "Note: Choirs sing.",
        "Subscribers hear choirs sing.",
        "Why? Choirs sing.",
    ):
        assert left(f"The choir sang all night.\n{end}") == f"The choir sang all night.\n{end}"


def test_a_single_headline_at_the_end_is_told_by_having_no_full_stop() -> None:
    assert left("The choir sang. Not to be missed: A rocket in May") == "The choir sang."
    for text in (
        "The choir sang. One asked: A rocket in May?",
        "The singers: a rocket in May",
        "It flew. At 5.40: it fell again",
    ):
        assert left(text) == text


def test_without_words_over_it_a_row_has_three_headlines_and_a_line_of_its_own() -> None:
    assert left("The choir sang.\nSnow in May | A rocket | Pumpkin soup\n") == "The choir sang."
    for text in ("The choir sang.\nA rocket | Soup", "A rocket | Snow | Soup"):
        assert left(text) == text


def test_positions_and_sentences_are_no_row_of_headlines() -> None:
    for text in (
        "It flew.\nArea: 36-04N 123-34E / 35-22N 123-21E",
        "It flew. He said: it rose / it fell. Nobody saw it.",
    ):
        assert left(text) == text


def test_a_heading_over_nothing_is_part_of_the_text() -> None:
    assert left("Prose stands here.\nSponsored\n") == "Prose stands here.\nSponsored"
    assert left("Related") == "Related"


def test_words_of_an_article_are_not_taken_for_a_heading() -> None:
    for text in ("Related news came from Seoul.", "He wanted to read more about it.", "Most read the letter twice."):
        assert left(text) == text


def test_a_term_in_a_link_is_not_found() -> None:
    rules = words("rocket")
    assert found(rules, "The choir sang.\n\nRead more: A rocket stands on the pad") == []
    assert found(rules, "A rocket.\n\nRead more: A rocket stands on the pad") == ["rocket"]
    assert found(rules, "Read more: nothing", title="A rocket") == ["rocket"]


def test_what_stands_over_a_text_may_be_such_a_link_too() -> None:
    assert found(words("rocket", "choir"), "The choir sang.", title="READ ALSO: A rocket is up") == ["choir"]
