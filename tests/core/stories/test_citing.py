"""Who cites whom."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.builders import story_of
from watcher.core.news import Article, ArticleId, Cited, Member, Relation
from watcher.core.stories.citing import cited
from watcher.core.stories.voices import Names

NOW = datetime(2031, 3, 4, 6, tzinfo=UTC)
NAMES = Names.of(["Tern Imaging", "The Quay Courier", "Северный обзор"])


def an_article(title: str = "", text: str = "", *, outlet: str = "Ledger") -> Article:
    return Article(url="", outlet=outlet, title=title, text=text, seen_at=NOW, fetched_at=NOW)


def whom(text: str, *, title: str = "A crane rises at the quay", outlet: str = "Ledger") -> list[str]:
    return [one.name for one in cited(an_article(title, text, outlet=outlet), NAMES)]


@pytest.mark.parametrize(
    "text",
    [
        "A crane has come to the quay, according to Reuters.",
        "A crane has come to the quay, Reuters reported on Tuesday.",
        "A crane has come to the quay, officials in the port told the Reuters news agency.",
        "Citing two people in the port, Reuters said a crane had come.",
        "Reuters, which spoke to two sailors, says a crane has come to the quay.",
        "로이터통신은 4일 부두에 크레인이 들어왔다고 보도했다.",
        "로이터에 따르면 부두에 크레인이 들어왔다.",
        "ロイター通信によると、岸壁にクレーンが設置された。",
        "ロイター通信は4日、岸壁にクレーンが設置されたと報じた。",
        "据路透社4日报道，码头安装了一台起重机。",
        "路透社援引消息人士的话称，码头安装了一台起重机。",
        "На причале появился кран, сообщает агентство Рейтер.",
        "На причале появился кран, передаёт Reuters со ссылкой на моряков.",
        "На кея е докаран кран, съобщава агенция Ройтерс.",
        "Una grúa ha llegado al muelle, según la agencia Reuters.",
        "Una grúa ha llegado al muelle, informó Reuters el martes.",
        "Um guindaste chegou ao cais, de acordo com a Reuters.",
        "Um guindaste chegou ao cais, disseram marinheiros à agência de notícias Reuters.",
        "Une grue est arrivée sur le quai, selon l'agence Reuters.",
        "Ein Kran ist am Kai eingetroffen, berichtet die Nachrichtenagentur Reuters.",
        "Laut Reuters ist ein Kran am Kai eingetroffen.",
        "وصلت رافعة إلى الرصيف، وفقا لرويترز.",
        "ذكرت وكالة رويترز أن رافعة وصلت إلى الرصيف.",
        "Una gru è arrivata al molo, secondo Reuters.",
    ],
)
def test_an_attribution_is_understood_in_many_languages(text: str) -> None:
    assert whom(text) == ["Reuters"]


@pytest.mark.parametrize(
    "text",
    [
        "Shares of Reuters rose on Tuesday after the quay was opened.",
        "The crane passed the Reuters building on its way to the quay.",
        "새 크레인은 판타스틱 페스티벌이 밝힌 일정과 무관하다.",
        "An APplication was according to plan.",
        "",
    ],
)
def test_a_name_that_nothing_attributes_to_is_not_cited(text: str) -> None:
    assert whom(text) == []


def test_pictures_count_as_an_account() -> None:
    assert whom("Radar images by Tern Imaging show a crane at the quay.") == ["Tern Imaging"]
    assert whom("Спутниковые снимки компании ICEYE показали кран у причала.") == ["ICEYE"]


def test_an_outlet_does_not_cite_itself_under_any_of_its_names() -> None:
    assert whom("부두에 크레인이 들어왔다고 연합뉴스가 4일 보도했다.", outlet="Yonhap") == []
    assert whom("A crane has come, sailors told The Quay Courier.", outlet="The Quay Courier") == []


def test_who_cites_one_that_cites_another_cites_both() -> None:
    text = "This was reported by the Quay Courier, citing data from satellite operator ICEYE."
    assert set(whom(text)) == {"The Quay Courier", "ICEYE"}


def test_two_named_together_are_both_cited() -> None:
    assert set(whom("A crane has come to the quay, according to Kyodo and AFP.")) == {"Kyodo", "AFP"}


@pytest.mark.parametrize(
    "title", ["Crane rises at quay: ICEYE", "ICEYE: crane rises at quay", "Crane rises at quay, ICEYE says"]
)
def test_a_headline_may_attribute(title: str) -> None:
    assert whom("A crane stands there.", title=title) == ["ICEYE"]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("A crane rises", "TALLINN (Reuters) - A crane has come to the quay."),
        ("A crane rises - Reuters", "A crane has come to the quay."),
        ("A crane rises", "A crane has come to the quay. " * 6 + "\n\nSource: Reuters"),
        ("A crane rises", "A crane has come to the quay. " * 6 + "(Reuters)"),
    ],
)
def test_an_agencys_mark_counts_as_via(title: str, text: str) -> None:
    assert cited(an_article(title, text), NAMES) == (Cited("Reuters", via=True),)


def test_a_citation_outweighs_the_mark_of_the_same_agency() -> None:
    text = "TALLINN (Reuters) - A crane has come to the quay, sailors told Reuters."
    assert cited(an_article(text=text), NAMES) == (Cited("Reuters"),)


def test_what_background_says_of_another_day_is_no_citation() -> None:
    text = "A second crane has come to the quay, the port said. Last month Tern Imaging reported on the first one."
    assert whom(text) == []


def test_only_the_first_attributed_paragraph_is_the_lead() -> None:
    assert whom("A crane has come, AFP reports.\n\nThe quay is new.\n\nKyodo reported talks.") == ["AFP"]
    assert whom("A crane has come.\n\nIt is yellow.\n\nSailors told AFP that it swings.") == ["AFP"]


def test_a_plea_for_money_is_no_lead() -> None:
    plea = "Your support helps us to tell the story. Your donation counts, according to Kyodo.\n\n"
    assert whom(plea + "A crane has come.\n\nIt is new.\n\nIt is yellow, AFP reports.") == ["AFP"]


def test_an_unknown_name_needs_words_that_say_what_it_is() -> None:
    assert whom("A crane has come, the news site Harbour Eleven reports.") == ["Harbour Eleven"]
    assert whom("A crane has come, according to the Institute for Quay Studies.") == ["Institute for Quay Studies"]
    assert whom("A crane has come, according to Aino Lind.") == []


def test_outlets_are_known_as_they_come() -> None:
    assert "Low Tide" not in NAMES.shown
    assert Names.of_outlet(NAMES.and_of("Low Tide"), "Low Tide") == "Low Tide"
    article = an_article(text="A crane has come, Low Tide reports.")
    assert (cited(article, NAMES), cited(article, NAMES.and_of("Low Tide"))) == ((), (Cited("Low Tide"),))


def test_a_story_counts_outlets_that_cite_not_articles() -> None:
    told = [
        ("Ledger", "ICEYE"),
        ("Ledger", "ICEYE"),
        ("Quay Courier", "ICEYE"),
        ("Tide", "Reuters"),
        ("Low Tide", None),
    ]
    members = tuple(
        Member(
            id=ArticleId(number),
            article=an_article(outlet=outlet),
            relation=Relation.GROWS,
            cited=(Cited(name),) if name else (),
        )
        for number, (outlet, name) in enumerate(told)
    )
    story = story_of(members, at=NOW)
    assert list(story.citing.items()) == [("ICEYE", 2), ("Reuters", 1)]


@given(st.text(max_size=400), st.text(max_size=2_000))
def test_no_text_breaks_it(title: str, text: str) -> None:
    assert all(one.name for one in cited(an_article(title, text), NAMES))
