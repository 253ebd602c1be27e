"""Which story an article tells."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.core.news import Article, ArticleId, Placement, Relation, RuleId, StoryId, Vocabulary
from watcher.core.stories.cluster import Index
from watcher.core.stories.fingerprint import code
from watcher.core.words.text import Frequencies

NOW = datetime(2031, 3, 4, 6, tzinfo=UTC)
GENERAL = Frequencies({"the": 1.0, "of": 1.0, "and": 1.0, "in": 1.0, "to": 1.0, "was": 0.9, "said": 0.6})

FERRY = (
    "Ferry runs aground off Sindo",
    "The ferry to the island of Sindo ran aground on a sandbank before dawn on 4 March, with ninety people on board. "
    "Nobody was hurt, harbour master Aino Lind said. The tide lifted the vessel off again shortly before eleven.",
)
REWRITE = (
    "Ninety stuck on Sindo ferry",
    "A ferry with ninety passengers was stuck on a sandbank near Sindo for hours this morning. It came free with the "
    "tide towards eleven, Aino Lind, the harbour master, told Coast Radio. A crew of 14 went aboard; no one was hurt.",
)
OTHER = (
    "Striking bakers march in Tallinn",
    "Several hundred bakers marched through the old town on Monday and asked for higher pay at night. Their union has "
    "called a strike of two days. The employers want talks to begin again in April, with a mediator.",
)

NO_RULE = Vocabulary()
STRIKES = Vocabulary(one_event=frozenset({RuleId("strikes")}))


def an_article(title: str, text: str, *, after: timedelta = timedelta(), outlet: str = "Ledger") -> Article:
    return Article(url="", outlet=outlet, title=title, text=text, seen_at=NOW + after, fetched_at=NOW + after)


class Reader:
    """Places articles as they come; ids count from 0, a story has the id of its first article."""

    def __init__(self) -> None:
        self.index = Index(GENERAL)
        self.placed: list[tuple[StoryId, Article, ArticleId | None]] = []

    def read(self, article: Article, *, words: Vocabulary = NO_RULE) -> Placement:
        placement = self.index.place(article, vocabulary=words, now=article.seen_at)
        story = StoryId(len(self.placed)) if placement.story is None else placement.story
        self.add(story, article, placement.copy_of, words=words)
        return placement

    def add(self, story: StoryId, article: Article, copy_of: ArticleId | None, *, words: Vocabulary = NO_RULE) -> None:
        self.index.add(ArticleId(len(self.placed)), story, article, copy_of=copy_of, vocabulary=words)
        self.placed.append((story, article, copy_of))


@pytest.fixture
def reader() -> Reader:
    return Reader()


def test_what_its_headline_calls_a_column_neither_joins_the_event_nor_draws_its_reports(reader: Reader) -> None:
    reader.read(an_article(*FERRY))
    title = "Opinion: Ninety on a sandbank off Sindo"
    text = (
        "Harbour master Aino Lind can be glad of the tide, which freed the Sindo ferry and its ninety passengers "
        "before eleven on 4 March. A vessel that runs on a sandbank is an old vessel, and it was mere luck."
    )
    assert reader.read(an_article(title, text, outlet="Herald")).story is None
    assert reader.read(an_article(*REWRITE, outlet="Post")).story == 0


def test_a_rewrite_joins_the_story_of_its_event(reader: Reader) -> None:
    reader.read(an_article(*FERRY))
    placement = reader.read(an_article(*REWRITE))
    assert (placement.relation, placement.story, placement.copy_of) == (Relation.GROWS, 0, None)


def test_a_text_read_later_stands_for_its_article_from_then_on(reader: Reader) -> None:
    reader.read(an_article(FERRY[0], ""))
    assert reader.index.place(an_article(*REWRITE), vocabulary=Vocabulary(), now=NOW).story is None
    reader.index.revise(ArticleId(0), an_article(*FERRY), vocabulary=Vocabulary())
    reader.index.revise(ArticleId(7), an_article(*OTHER), vocabulary=Vocabulary())  # forgotten meanwhile
    assert reader.read(an_article(*REWRITE)).story == 0
    assert reader.read(an_article(*OTHER)).story is None


def test_a_text_read_later_teaches_what_is_common_as_if_it_had_been_read_at_once(reader: Reader) -> None:
    at_once = Reader()
    for number in range(20):
        title, text = f"Ferry {number} runs aground", FERRY[1].replace("Sindo", f"Isle {number}")
        at_once.add(StoryId(number), an_article(title, text), None)
        reader.add(StoryId(number), an_article(title, ""), None)
        reader.index.revise(ArticleId(number), an_article(title, text), vocabulary=NO_RULE)
    article = an_article(*REWRITE, outlet="Herald")
    [expected, found] = [
        {told.story: told.anywhere for told in each.index.compared(article, vocabulary=NO_RULE, now=NOW)}
        for each in (at_once, reader)
    ]
    story = min(expected.keys() & found.keys())
    assert found[story] == pytest.approx(expected[story], abs=0.05)


def test_another_event_opens_its_own_story(reader: Reader) -> None:
    reader.read(an_article(*FERRY))
    assert reader.read(an_article(*OTHER)) == Placement(relation=Relation.NEW)


def test_the_same_text_under_another_headline_is_a_copy_of_the_first(reader: Reader) -> None:
    reader.read(an_article(*FERRY))
    reader.read(an_article(*REWRITE))
    placement = reader.read(an_article("Drama at sea", FERRY[1]))
    assert (placement.relation, placement.story, placement.copy_of) == (Relation.COPY, 0, 0)


def test_a_report_worded_like_one_of_another_day_is_no_copy_of_it(reader: Reader) -> None:
    reader.read(an_article(*FERRY))
    same, other = (FERRY[1].replace("ninety", "eighty").replace("4 March", day) for day in ("4 March", "2 March"))
    told = [reader.index.place(an_article("Aground", text), vocabulary=NO_RULE, now=NOW) for text in (same, other)]
    assert [placed.copy_of for placed in told] == [0, None]


QUAKE = (
    "Earthquake strikes off {place}",
    "An earthquake of magnitude {size} struck {far} km off {place} on Tuesday, the geological survey said. The quake "
    "was at a depth of {deep} km. There were no reports of damage, and no warning of a tsunami was issued.",
)


def a_quake(place: str, size: float, far: int, deep: int) -> Article:
    return an_article(*(part.format(place=place, size=size, far=far, deep=deep) for part in QUAKE))


def test_a_report_worded_like_another_with_other_numbers_opens_its_own_story(reader: Reader) -> None:
    reader.read(a_quake("Sindo in Norland", 5.8, 41, 33))
    assert reader.read(a_quake("Nordhavn in Sorland", 6.1, 78, 52)).relation is Relation.NEW
    assert reader.read(a_quake("Sindo in Norland", 5.2, 46, 30)).relation is Relation.NEW
    assert reader.read(a_quake("Hallstad in Maralia", 6.4, 90, 33)).relation is Relation.NEW
    assert reader.read(a_quake("Sindo in Norland", 5.8, 41, 33)).copy_of == 0


def test_a_toll_that_rises_grows_its_story(reader: Reader) -> None:
    told = (
        "A coach with 52 pupils left the road at Halden on Tuesday, police said. {dead} of them died and {hurt} were "
    )
    told += "hurt. Helpers worked through the night in heavy rain, and the road was closed in both directions."
    reader.read(an_article("Coach crash at Halden", told.format(dead=11, hurt=23)))
    placement = reader.read(an_article("Toll of coach crash rises", told.format(dead=14, hurt=30)))
    assert (placement.relation, placement.story, placement.copy_of) == (Relation.GROWS, 0, None)


def test_a_report_whose_one_number_is_brought_up_to_date_grows_its_story(reader: Reader) -> None:
    reader.read(an_article(FERRY[0], FERRY[1].replace("ninety", "90")))
    placement = reader.read(an_article(FERRY[0], FERRY[1].replace("ninety", "93")))
    assert (placement.relation, placement.story, placement.copy_of) == (Relation.GROWS, 0, None)


def test_a_story_closes_a_week_after_its_last_article(reader: Reader) -> None:
    reader.read(an_article(*FERRY))
    assert reader.read(an_article(*FERRY, after=timedelta(days=7))).story == 0
    assert reader.read(an_article(*FERRY, after=timedelta(days=13))).story == 0
    assert reader.read(an_article(*FERRY, after=timedelta(days=21))).relation is Relation.NEW


def test_what_goes_on_after_a_story_has_closed_opens_another_that_names_it(reader: Reader) -> None:
    reader.read(an_article(*FERRY))
    placement = reader.read(an_article(*REWRITE, after=timedelta(days=12)))
    assert (placement.story, placement.relation, placement.earlier) == (None, Relation.NEW, 0)


def test_another_event_names_no_earlier_story(reader: Reader) -> None:
    reader.read(an_article(*FERRY))
    assert reader.read(an_article(*OTHER, after=timedelta(days=12))).earlier is None


def test_a_story_is_named_as_earlier_for_thirty_days(reader: Reader) -> None:
    reader.read(an_article(*FERRY))
    reader.read(an_article(*OTHER, after=timedelta(days=31)))
    assert reader.read(an_article(*REWRITE, after=timedelta(days=31))).earlier is None


def test_a_text_said_again_after_its_story_has_closed_is_a_copy_of_the_later_one(reader: Reader) -> None:
    reader.read(an_article(*FERRY))
    again = reader.read(an_article(*FERRY, after=timedelta(days=12)))
    assert (again.relation, again.earlier) == (Relation.NEW, 0)
    assert reader.read(an_article(*FERRY, after=timedelta(days=12), outlet="Herald")).copy_of == 1


def test_the_date_an_outlet_claims_decides_nothing(reader: Reader) -> None:
    reader.read(an_article(*FERRY))
    late = an_article(*FERRY, after=timedelta(days=10))
    assert reader.read(late).relation is Relation.NEW


def test_a_join_that_is_hardly_certain_is_said_aloud(reader: Reader) -> None:
    reader.read(an_article(*FERRY))
    placements = [reader.index.place(mixed, vocabulary=NO_RULE, now=NOW) for mixed in _ever_less_of(REWRITE[1])]
    assert {(placement.relation, placement.borderline) for placement in placements} == {
        (Relation.GROWS, False),
        (Relation.GROWS, True),
        (Relation.NEW, False),
    }


def _ever_less_of(text: str) -> list[Article]:
    """The article without a headline, word by word replaced by something else, by outlets known and unknown."""
    said, other = text.split(), OTHER[1].split()
    mixed = [" ".join((*other[:count], *said[count:])) for count in range(len(said))]
    return [an_article("", text, outlet=outlet) for text in mixed for outlet in ("Ledger", "Herald")]


def test_an_article_goes_where_it_is_told_best_of_two_stories_that_it_is_like(reader: Reader) -> None:
    reader.read(an_article(*FERRY))
    again = FERRY[1].replace("Sindo", "Hvalsey").replace("Aino Lind", "Per Holm").replace("4 March", "3 March")
    reader.add(StoryId(1), an_article("Ferry runs aground off Hvalsey", again), None)
    assert reader.read(an_article(*REWRITE, outlet="Herald")).story == 0


def test_what_a_rule_of_one_event_finds_within_twelve_hours_is_one_story_and_said_aloud(reader: Reader) -> None:
    reader.read(an_article(*OTHER), words=STRIKES)
    told = reader.read(an_article(*FERRY, after=timedelta(hours=12)), words=STRIKES)
    assert (told.relation, told.story, told.borderline) == (Relation.GROWS, StoryId(0), True)
    assert reader.read(an_article("Quiet day", "", after=timedelta(hours=25)), words=STRIKES).relation is Relation.NEW


def test_a_rule_of_one_event_finds_what_only_a_text_read_later_tells(reader: Reader) -> None:
    reader.read(an_article("Quiet day", ""))
    reader.read(an_article(*OTHER, after=timedelta(hours=1)), words=STRIKES)
    reader.index.revise(ArticleId(0), an_article("Quiet day", OTHER[1]), vocabulary=STRIKES)  # the latest stays so
    assert reader.read(an_article(*FERRY, after=timedelta(hours=2)), words=STRIKES).story == 1
    later = timedelta(hours=20)
    reader.read(an_article("Loud day", "", after=later))
    reader.index.revise(ArticleId(3), an_article("Loud day", OTHER[1], after=later), vocabulary=STRIKES)
    assert reader.read(an_article("Bread short", "", after=later), words=STRIKES).story == 3


def test_what_a_rule_of_one_event_finds_no_more_draws_nothing(reader: Reader) -> None:
    reader.read(an_article(*OTHER), words=STRIKES)
    reader.index.revise(ArticleId(0), an_article(*OTHER), vocabulary=NO_RULE)
    assert reader.read(an_article(*FERRY), words=STRIKES).relation is Relation.NEW


def test_a_first_report_found_late_makes_an_event_of_what_was_found_before(reader: Reader) -> None:
    reader.read(an_article(*FERRY))
    reader.read(an_article(*REWRITE, after=timedelta(hours=6)), words=STRIKES)
    reader.index.revise(ArticleId(0), an_article(*FERRY), vocabulary=STRIKES)
    assert reader.read(an_article(*OTHER, after=timedelta(hours=13)), words=STRIKES).story == 0


def test_the_event_of_a_rule_is_the_story_that_it_found_from_its_first_report(reader: Reader) -> None:
    reader.read(an_article(*FERRY))
    assert reader.read(an_article(*REWRITE, outlet="Herald"), words=STRIKES).story == 0
    assert reader.read(an_article(*OTHER), words=STRIKES).relation is Relation.NEW


def test_what_a_rule_of_one_event_finds_is_somewhat_like_a_story_that_is_told_at_length(reader: Reader) -> None:
    for outlet in ("Ledger", "Herald", "Wire", "Post"):
        reader.read(an_article(*OTHER, outlet=outlet), words=STRIKES)
    assert reader.read(an_article(*FERRY), words=STRIKES).relation is Relation.NEW


def test_what_is_like_another_story_goes_there_whatever_a_rule_of_one_event_says(reader: Reader) -> None:
    reader.read(an_article(*FERRY))
    reader.read(an_article(*OTHER), words=STRIKES)
    assert reader.read(an_article(*REWRITE), words=STRIKES).story == StoryId(0)


def test_a_column_is_no_report_of_what_a_rule_of_one_event_finds(reader: Reader) -> None:
    reader.read(an_article(*OTHER), words=STRIKES)
    assert reader.read(an_article("Opinion: let them rest", FERRY[1]), words=STRIKES).relation is Relation.NEW


def test_what_an_outlet_puts_under_unlike_headlines_does_not_merge_them(reader: Reader) -> None:
    gallery = "See the gallery and tell us what you think of these pictures."
    reader.read(an_article("Storks over the harbour", gallery))
    assert reader.read(an_article("Bakers of the year", gallery)).relation is Relation.NEW
    assert reader.read(an_article("Storks over harbour", gallery)).story == 0


@pytest.mark.parametrize("count", [8, 12, 26])
def test_a_short_text_word_for_word_is_a_copy_whatever_the_headline(reader: Reader, count: int) -> None:
    text = " ".join(FERRY[1].split()[:count])
    headlines = {"Ledger": "Storks over the harbour", "Herald": "Bakers of the year", "Wire": "Regatta put off"}
    placements = [reader.read(an_article(headline, text, outlet=outlet)) for outlet, headline in headlines.items()]
    assert [placed.relation for placed in placements] == [Relation.NEW, Relation.COPY, Relation.COPY]
    assert [placed.copy_of for placed in placements] == [None, 0, 0]


def test_a_text_word_for_word_is_found_behind_many_that_resemble_it(reader: Reader) -> None:
    said = FERRY[1].split()[:10]
    reader.read(an_article("Storks over the harbour", " ".join(said)))
    for number in range(20):
        reader.read(an_article(" ".join(said), f"{' '.join(said[:9])} {number}"))
    assert reader.read(an_article(" ".join(said), " ".join(said).upper(), outlet="Herald")).copy_of == 0


def test_a_headline_that_an_outlet_gives_every_week_is_a_story_each_time(reader: Reader) -> None:
    title = "Weekly roundup of harbour news and tides"
    assert [
        reader.read(an_article(title, "", after=after)).story
        for after in (
            timedelta(),
            timedelta(hours=2),
            timedelta(days=6, hours=23),
            timedelta(days=7),
            timedelta(days=14),
        )
    ] == [None, 0, None, 2, None]


def test_the_same_words_after_the_window_are_a_new_story(reader: Reader) -> None:
    text = " ".join(FERRY[1].split()[:10])
    reader.read(an_article("Storks over the harbour", text))
    late = an_article("Bakers of the year", text, after=timedelta(days=8), outlet="Herald")
    assert reader.read(late).relation is Relation.NEW


@pytest.mark.parametrize(
    "text", ["", "Ferry", "\x00", "\ud800 ferry", "一", "ferry " * 200_000, "발사 " * 1000, "!" * 1_000_000]
)
def test_no_article_is_too_strange_to_place(reader: Reader, text: str) -> None:
    reader.read(an_article(*FERRY))
    assert reader.read(an_article("", text)).relation is Relation.NEW
    assert reader.read(an_article(text, "")).relation is not None


def test_the_order_within_a_minute_hardly_matters() -> None:
    """Of one hundred shuffles, at most one pair in two hundred changes."""
    told = [an_article(*said, outlet=f"Outlet {number}") for number, said in enumerate((FERRY, OTHER, REWRITE) * 3)]
    usual, changed = pairs_of(told), 0
    for seed in range(100):
        shuffled = sorted(told, key=lambda article: code(f"{seed} {article.outlet}"))
        changed += len(usual ^ pairs_of(shuffled))
    assert changed <= 0.005 * 100 * len(told) * (len(told) - 1) / 2


def pairs_of(articles: list[Article]) -> set[frozenset[str]]:
    """Which outlets stand in one story."""
    reader = Reader()
    for article in articles:
        reader.read(article)
    return {
        frozenset((one.outlet, other.outlet))
        for story, one, *_ in reader.placed
        for other_story, other, *_ in reader.placed
        if story == other_story and one is not other
    }


def test_placing_changes_nothing(reader: Reader) -> None:
    reader.read(an_article(*FERRY))
    rewrite = an_article(*REWRITE)
    asked = [reader.index.place(rewrite, vocabulary=Vocabulary(), now=NOW) for _ in range(3)]
    assert asked == [asked[0]] * 3


texts = st.lists(st.sampled_from((*FERRY[1].split(), *OTHER[1].split())), max_size=60).map(" ".join)


@given(st.lists(st.tuples(texts, st.integers(0, 240)), max_size=12), texts)
def test_an_index_rebuilt_from_what_was_added_judges_alike(stream: list[tuple[str, int]], last: str) -> None:
    lived, rebuilt = Reader(), Reader()
    hours = 0
    for text, pause in stream:
        hours += pause
        lived.read(an_article(text[:30], text, after=timedelta(hours=hours)))
    for placed in lived.placed:
        rebuilt.add(*placed)
    article = an_article(last[:30], last, after=timedelta(hours=hours))
    assert rebuilt.read(article) == lived.read(article)
