import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.rules.rulefiles import book, found
from watcher.app.files.yamlfile import parse
from watcher.core.rules.compile import compile_rulebook
from watcher.core.rules.document import Items, Node, Place, Scalar, Table, UserProblems
from watcher.core.rules.query import NotAQuery, read_query

PLACE = Place("rules/topic.yaml", 7, 10)


def plain(node: Node) -> object:
    match node:
        case Table():
            return {key: plain(value) for key, value in node.items.items()}
        case Items():
            return [plain(item) for item in node]
    return node.value


def read(query: str) -> object:
    return plain(read_query(query, PLACE))


def refused(query: str) -> NotAQuery:
    with pytest.raises(NotAQuery) as error:
        read_query(query, PLACE)
    return error.value


@pytest.mark.parametrize(
    ("query", "at_length"),
    [
        ("pier", "pier"),
        ('"spy satellite"', "spy satellite"),
        ("pier OR jetty OR quay", {"any": ["pier", "jetty", "quay"]}),
        ("pier AND jetty OR quay", {"any": [{"all": ["pier", "jetty"]}, "quay"]}),
        ("pier AND (jetty OR quay)", {"all": ["pier", {"any": ["jetty", "quay"]}]}),
        ("pier NOT quiz", {"all": ["pier", {"none": ["quiz"]}]}),
        ("pier AND NOT quiz", {"all": ["pier", {"none": ["quiz"]}]}),
        ("launch* NEAR/5 pier", {"near": {"within": 5, "of": ["launch*", "pier"]}}),
        ("launch* NEAR pier AND @dprk", {"all": [{"near": {"of": ["launch*", "pier"]}}, "@dprk"]}),
        ("title:pier", {"title": "pier"}),
        ('lead:(pier OR "new quay")', {"lead": {"any": ["pier", "new quay"]}}),
        ("ANDES OR NEARBY", {"any": ["ANDES", "NEARBY"]}),
        ('"body:quay" OR 10:30', {"any": ["body:quay", "10:30"]}),
    ],
)
def test_a_line_stands_for_the_longer_form(query: str, at_length: object) -> None:
    assert read(query) == at_length


@pytest.mark.parametrize(
    ("query", "at", "says"),
    [
        ("launch site", 7, "nothing says how `site` belongs"),
        ("pier or quay", 5, "write AND or OR in capitals"),
        ("(pier OR quay", 0, "is not closed"),
        ("pier) OR quay", 4, "closes nothing"),
        ('pier AND "quay', 9, "quotation mark"),
        ("pier AND", 8, "a word is missing"),
        ("pier AND OR quay", 9, "a word is missing"),
        ("pier W/5 quay", 5, "belongs to what stands before it"),
        ("pier AND near/5", 9, "write NEAR/5"),
        ("pier near/5 quay", 5, "write NEAR/5"),
        ("pier NEAR/x quay", 5, "write NEAR/5"),
        ("pier OR titel:quay", 8, "did you mean `title`?"),
        ("body:quay", 0, 'known are title, lead, opening; or put quotes around the word: "body:quay"'),
        ("title: quay", 0, "write title:quay, without a space"),
        ("", 0, "a word is missing"),
        ("(" * 60 + "pier" + ")" * 60, 40, "more than 40 brackets"),
        ("quay " + "NOT " * 5_000 + "pier", 165, "more than 40 brackets or NOT"),
        (" NEAR ".join(["pier"] * 3_000), 405, "more than 40 times NEAR"),
    ],
)
def test_what_is_wrong_is_said_with_its_column(query: str, at: int, says: str) -> None:
    error = refused(query)
    assert error.at == at
    assert says in f"{error.what} ({error.hint})"


@given(st.text('()"ab ANDORNOTEAR/5:*title@', max_size=40))
def test_any_line_is_read_or_refused_at_a_place_inside_it(query: str) -> None:
    at = 0
    try:
        read_query(query, PLACE)
    except NotAQuery as error:
        at = error.at
    assert 0 <= at <= len(query)


def test_a_query_finds_what_the_longer_form_finds() -> None:
    rules = book(
        topic="""
rules:
  - id: quay
    query: (quay OR "landing stage") NEAR/3 rocket* NOT title:quiz
"""
    )
    assert found(rules, "A landing stage for rockets") == ["landing stage", "rockets"]
    assert found(rules, "A quay and a lot of other things for rockets") == []
    assert found(rules, "A quay for rockets", title="The quiz") == []


def test_a_query_may_stand_wherever_a_condition_may() -> None:
    rules = book(
        topic="""
rules:
  - id: quay
    when: {all: [{query: quay OR pier}, rocket*]}
    urgent_if: {query: 'title:(fire OR blast)'}
"""
    )
    assert found(rules, "A pier for rockets") == ["pier", "rockets"]
    assert found(rules, "A pier") == []


@pytest.mark.parametrize(
    ("rule", "place"),
    [
        ("query: quay pier", "rules/topic.yaml:3:17"),
        ("query: 'quay pier'", "rules/topic.yaml:3:18"),
        ('when: {query: "quay pier"}', "rules/topic.yaml:3:25"),
        ("query: quay AND @ship", "rules/topic.yaml:3:21"),
        ("query: NOT quay", "rules/topic.yaml:3:12"),
        ("when: quay\n    query: quay", "rules/topic.yaml:2:5"),
    ],
)
def test_a_mistake_in_a_query_is_pointed_at_inside_the_file(rule: str, place: str) -> None:
    with pytest.raises(UserProblems) as error:
        book(topic=f"rules:\n  - id: a\n    {rule}\n    tests: {{match: [quay]}}")
    assert [str(problem.place) for problem in error.value.problems] == [place]


def test_a_query_over_several_lines_is_counted_in_characters() -> None:
    text = "rules:\n  - id: a\n    query: >-\n      quay\n      pier\n"
    with pytest.raises(UserProblems) as error:
        compile_rulebook({"rules/topic.yaml": parse(text, "rules/topic.yaml")})
    assert "(character 6 of the query)" in str(error.value)


def test_a_scalar_knows_where_its_text_begins() -> None:
    assert parse("'quay'", "a.yaml") == Scalar("quay", Place("a.yaml"), source="quay", inset=1)
