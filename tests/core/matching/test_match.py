from hypothesis import given
from hypothesis import strategies as st

from tests.core.rules.rulefiles import an_article, book, found, said, words
from watcher.core.matching.evaluate import Reading
from watcher.core.matching.match import MOST_SPANS, match, named, vocabulary
from watcher.core.news import Field, Severity, Span, Vocabulary
from watcher.core.words.fold import fold

GULL = """
entities:
  - id: norland
    aliases: [Norland, Norlandic*]
  - id: gull
    aliases: [Gull Bay Station]
    weak:
      - forms: [Gullhamn]
        requires: ["@norland", launch*]
        within: 5
        unless: [ferry]
        unless_within: 3
        fuzzy: 1
        fuzzy_requires: "@norland"
        not_fuzzy: [Gullhaven]
    mask: [Gullhamn Cheese]
rules: [{id: gull, when: "@gull"}]
"""


def when(condition: str, text: str, *, title: str = "") -> bool:
    rules = book(topic=f"rules:\n  - id: topic\n    when: {condition}")
    return bool(match(an_article(text, title=title), rules))


# --- entities ------------------------------------------------------------------------------------------------------


def test_a_certain_spelling_needs_no_company() -> None:
    assert found(book(topic=GULL), "Work at Gull Bay Station goes on.") == ["Gull Bay Station"]


def test_an_ambiguous_form_counts_only_in_company() -> None:
    rules = book(topic=GULL)
    assert found(rules, "Norland rebuilt Gullhamn.") == ["Norland", "Gullhamn"]
    assert found(rules, "The choir of Gullhamn sang.") == []
    assert found(rules, "Norland won. " + "And the choir sang on and on. " + "Gullhamn cheered.") == []


def test_once_a_certain_spelling_occurs_the_ambiguous_ones_count_too() -> None:
    text = "Gull Bay Station is old. " + "Nobody knows how old it is. " * 3 + "Gullhamn folk say so."
    assert "Gullhamn" in found(book(topic=GULL), text)


def test_a_form_may_count_by_two_of_its_spellings_at_once() -> None:
    twice = """
    entities:
      - id: norland
        aliases: [Norland]
      - id: gull
        weak: [{forms: [Gullhamn], requires: "@norland"}, {forms: [Gullhamn]}]
    rules: [{id: gull, when: "@gull"}]
    """
    assert found(book(topic=twice), "Norland rebuilt Gullhamn.") == ["Norland", "Gullhamn"]


def test_unless_keeps_an_ambiguous_form_out() -> None:
    assert found(book(topic=GULL), "The Gullhamn ferry to Norland") == []


def test_a_mask_swallows_the_name_inside_it() -> None:
    assert found(book(topic=GULL), "Norland eats Gullhamn Cheese") == []
    assert found(book(topic=GULL), "Norland eats Gullhamn Cheese in Gullhamn")[-1] == "Gullhamn"


def test_what_another_entity_is_called_may_be_a_mask() -> None:
    rules = book(
        topic="""
entities:
  - {id: picture, aliases: [satellite image*]}
  - {id: satellite, aliases: [satellite*], mask: {pictures: "@picture", others: [satellite town]}}
rules: [{id: topic, when: "@satellite"}, {id: other, when: "@picture"}]
"""
    )
    assert found(rules, "A satellite, and satellite images, in a satellite town") == ["satellite"]


def test_a_misspelling_is_still_the_entity() -> None:
    rules = book(topic=GULL)
    assert "Gulhamn" in found(rules, "Norland rebuilt Gulhamn.")
    assert found(rules, "A launch at Gulhamn") == []
    assert found(rules, "Norland rebuilt Gullhaven.") == []


def test_a_span_names_the_term_as_its_author_wrote_it() -> None:
    spans = match(an_article("by Norlandic crews in Gulhamn"), book(topic=GULL))[0].spans
    assert [span.term for span in spans] == ["Norlandic*", "Gullhamn"]


# --- conditions ----------------------------------------------------------------------------------------------------


def test_all_wants_each_and_none_wants_none() -> None:
    assert when("{all: [quay, crane], none: [paint*]}", "a crane on the quay")
    assert not when("{all: [quay, crane], none: [paint*]}", "a crane on the painted quay")
    assert not when("{all: [quay, crane]}", "a crane on the beach")


def test_near_counts_the_words_between() -> None:
    assert when("{near: {within: 3, of: [quay, crane]}}", "crane on the new quay")
    assert not when("{near: {within: 2, of: [quay, crane]}}", "crane on the new quay")


def test_near_may_ask_for_the_order() -> None:
    assert when("{near: {within: 3, ordered: true, of: [crane, quay]}}", "crane on the quay")
    assert not when("{near: {within: 3, ordered: true, of: [quay, crane]}}", "crane on the quay")


def test_two_chinese_characters_are_one_word() -> None:
    assert when("{near: {within: 2, of: [码头, 卫星]}}", "码头附近有的卫星")
    assert not when("{near: {within: 1, of: [码头, 卫星]}}", "码头附近有的卫星")


def test_near_counts_on_across_a_blank_line_and_a_phrase_stops_there() -> None:
    assert when("{near: {within: 1, of: [quay, crane]}}", "the quay\n\ncrane")
    assert not when("['quay crane']", "the quay\n\ncrane")


def test_near_reaches_from_the_title_into_the_text() -> None:
    assert when("{near: {within: 1, of: [quay, crane]}}", "Crane falls", title="Quay")


def test_title_and_lead_look_only_there() -> None:
    assert when("{title: [quay]}", "", title="The quay")
    assert not when("{title: [quay]}", "The quay", title="News")
    assert when("{lead: [quay]}", "The quay", title="News")
    assert not when("{lead: [quay]}", "word " * 80 + "quay")
    assert not when("{lead: [quay]}", "nothing", title="The quay")


def test_the_opening_is_the_title_and_the_first_sentence() -> None:
    assert when("{opening: [quay]}", "", title="The quay")
    assert when("{opening: [quay]}", "HAVEN, Nov. 2 - The old quay of the town is closed. A crane fell.")
    assert not when("{opening: [crane]}", "HAVEN, Nov. 2 - The old quay of the town is closed. A crane fell.")
    assert when("{opening: [crane]}", "In N. Haven two men were hurt when a crane fell.")
    assert when("{opening: [Kran]}", "Im Hafen soll nun erst am 4. Juni ein neuer Kran stehen. Das Dock ist alt.")
    assert when("{opening: [daru]}", "A város régi kikötőjében csak június 3. és 11. között áll új daru. A dokk régi.")
    assert not when("{opening: [クレーン]}", "昨日、港の古い岸壁が閉鎖されたという。クレーンが倒れた。")
    assert not when("{opening: [क्रेन]}", "शहर का पुराना घाट कल शाम से बंद है। क्रेन गिर गई।")


def test_a_part_of_a_part_is_what_lies_in_both() -> None:
    rules = book(topic="rules: [{id: a, when: {title: {opening: quay}}}]")
    assert found(rules, "A crane on the quay.", title="The old quay") == ["quay"]
    assert not when("{lead: {title: quay}}", "A crane.", title="The old quay")


def test_same_sentence_and_same_paragraph() -> None:
    sentence, paragraph = "{same: {unit: sentence, of: [quay, crane]}}", "{same: {unit: paragraph, of: [quay, crane]}}"
    assert when(sentence, "It rains. The crane left the quay.")
    assert not when(sentence, "The crane left. The quay is empty.")
    assert when(paragraph, "The crane left. The quay is empty.")
    assert not when(paragraph, "The crane left.\n\nThe quay is empty.")
    assert not when(paragraph, "The crane left.\nThe quay is empty.")


def test_a_semicolon_parts_a_sentence_into_clauses() -> None:
    clause = "{same: {unit: clause, of: [quay, crane]}}"
    assert when(clause, "The crane left the quay; it rained.")
    assert not when(clause, "The crane left; the quay is empty.")
    assert not when(clause, "The crane left. The quay is empty.")


def test_atleast_counts_conditions() -> None:
    assert when("{atleast: {n: 2, of: [quay, crane, [ship, boat]]}}", "a boat at the quay")
    assert not when("{atleast: {n: 2, of: [quay, crane, [ship, boat]]}}", "a boat and a ship")


def test_what_atleast_counts_may_weigh_more_less_or_speak_against() -> None:
    signs = "{atleast: {n: 1.5, of: [{any: [quay], weight: .7}, crane, ship, {title: [drill, quiz], weight: -2}]}}"
    assert when(signs, "A crane at the quay")
    assert when(signs, "A ship and a crane")
    assert not when(signs, "A ship at sea")
    assert not when(signs, "A crane at the quay, a ship", title="A drill")


def test_weights_add_up_to_a_score() -> None:
    rules = book(
        topic="""
rules:
  - id: pier
    min_score: 3
    when:
      any:
        - {any: [quay], weight: 2}
        - {any: [crane], weight: 1}
        - {any: [storm], weight: 0.5}
"""
    )
    assert [match.score for match in match(an_article("a crane on the quay in a storm"), rules)] == [3.5]
    assert match(an_article("the quay in a storm"), rules) == ()


def test_severity_rises_where_the_rule_says_so() -> None:
    rules = book(
        topic="""
rules:
  - {id: pier, severity: digest, when: [quay], alert_if: {title: [quay]}, urgent_if: [collapse*]}
"""
    )

    def severity(title: str, text: str) -> Severity:
        return match(an_article(text, title=title), rules)[0].severity

    assert severity("News", "the quay") is Severity.DIGEST
    assert severity("The quay", "") is Severity.ALERT
    assert severity("The quay", "It collapsed") is Severity.URGENT


def test_a_rule_may_listen_to_some_languages_and_outlets_only() -> None:
    rules = book(
        topic="""
rules:
  - {id: chinese, when: [码头], lang: [zh]}
  - {id: official, when: [码头], source: [kcna.example]}
  - {id: others, when: [码头], not_source: [Garam]}
  - {id: taiwan, when: [码头], lang: [zh-Hant]}
"""
    )

    def ids(**article: str) -> list[str]:
        return [match.rule for match in match(an_article("码头", **article), rules)]

    assert ids(lang="zh-Hans") == ["chinese"]
    assert ids(lang="zh") == ["chinese", "taiwan"]
    assert ids(lang="ja", outlet="Delta") == ["others"]
    assert ids(outlet="Delta", url="https://www.kcna.example/1") == ["chinese", "official", "others", "taiwan"]


def test_a_rule_that_is_not_enabled_is_silent() -> None:
    assert match(an_article("the quay"), book(topic="rules: [{id: a, when: [quay], enabled: false}]")) == ()


# --- what is shown -------------------------------------------------------------------------------------------------


def test_spans_count_in_their_own_field() -> None:
    spans = match(an_article("So\u200bhae again", title="At Sohae"), words("Sohae"))[0].spans
    assert spans == (Span(Field.TITLE, 3, 8, "Sohae"), Span(Field.TEXT, 0, 6, "Sohae"))


def test_the_longest_of_overlapping_places_is_shown() -> None:
    assert found(words("launch*", "launch site", "site"), "The launch site.") == ["launch site"]


def test_of_many_places_one_of_each_sentence_is_shown_first() -> None:
    text = "Quay quay quay quay quay. " * 4 + "Then the quay fell. " * 9
    spans = match(an_article(text), words("quay"))[0].spans
    assert len(spans) == MOST_SPANS
    assert len({text.count(". ", 0, span.start) for span in spans}) == MOST_SPANS


@given(
    st.lists(
        st.sampled_from(["Sohae", "SOHAE", "So\u200bhae", "ＳＯＨＡＥ", "Sŏhae", "é", "ﬁ", " ", "\n", ". "]),
        max_size=20,
    )
)
def test_every_span_is_a_true_occurrence(pieces: list[str]) -> None:
    text = "".join(pieces)
    for why in match(an_article(text, title=text), words("Sohae")):
        assert {fold(piece).text for piece in said(why, text, title=text)} == {"sohae"}


@given(
    st.lists(
        st.sampled_from(["Gullhamn", "Gulhamn", "Norland", "launches", "ferry", "Cheese", "Gull Bay Station", "sang."])
    )
)
def test_the_entities_named_are_those_that_a_place_is_found_of(said_words: list[str]) -> None:
    rules, text = book(topic=GULL), " ".join(said_words)
    reading = Reading("", text, rules)
    assert named(rules, an_article(text, title="")) == {id for id in rules.entities if reading.entity(id)}


def test_the_vocabulary_of_a_match_is_the_words_of_its_rule_and_the_entities_named() -> None:
    rules = book(topic=GULL)
    article = an_article("Work at Gull Bay Station goes on.")
    looked_for = vocabulary(rules, article, match(article, rules))
    assert looked_for.words == {"norland", "norlandic", "gull", "bay", "station", "gullhamn", "launch"}
    assert looked_for.entities == {"gull"}
    assert vocabulary(rules, an_article("Cheese."), ()) == Vocabulary()


def test_entities_are_named_by_headline_and_lead_whether_or_not_a_rule_holds() -> None:
    rules = book(topic=GULL)
    assert named(rules, an_article("Work at Gull Bay Station goes on.")) == {"gull"}
    assert named(rules, an_article("Cheese. " * 80 + "Work at Gull Bay Station goes on.")) == frozenset()


def test_an_article_of_twenty_thousand_names_is_read_in_a_breath() -> None:
    text = "Gullhamn launch Norland Gullhamn Cheese. " * 5_000
    assert len(found(book(topic=GULL), text)) == MOST_SPANS


def test_a_name_that_counts_for_two_reasons_is_found_once() -> None:
    rules = book(
        topic="""
entities: [{id: bay, weak: [{forms: [Gull Bay], requires: rocket*}]}, {id: shore, aliases: [Gull Bay]}]
rules: [{id: a, when: ["@bay", "@shore", {near: {of: ["@bay", crane]}}]}]
"""
    )
    assert found(rules, "A rocket and a crane at Gull Bay") == ["rocket", "crane", "Gull Bay"]


def test_a_mask_with_an_open_end_swallows_its_last_word_whole() -> None:
    rules = book(
        topic="""
entities: [{id: moon, aliases: ["*satellit*"], mask: [weather satel*]}]
rules: [{id: a, when: "@moon"}]
"""
    )
    assert found(rules, "A weather satellite") == []
    assert found(rules, "A spy satellite") == ["satellite"]


def test_hebrew_and_arabic_write_small_words_into_the_next() -> None:
    assert found(words("צפון קוריאה"), "בסיס בצפון קוריאה") == ["צפון קוריאה"]


def test_thai_needs_no_spaces_between_words() -> None:
    assert found(words("เกาหลีเหนือ"), "ฐานใหม่ในเกาหลีเหนือส่งดาวเทียม") == ["เกาหลีเหนือ"]


def test_a_hyphened_name_may_be_torn_apart() -> None:
    assert found(words("Tong-chang-ri"), "At Tong chang - ri") == ["Tong chang - ri"]
    assert found(words("Tong-chang-ri"), "At Tongchang- ri") == ["Tongchang- ri"]
