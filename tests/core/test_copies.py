"""Near-copies, and what outlets put around their articles."""

from hypothesis import given
from hypothesis import strategies as st

from watcher.core.copies import Copies, shingles
from watcher.core.furniture import Furniture
from watcher.core.news import ArticleId
from watcher.core.text import words

REPORT = """The ferry to the island of Sindo ran aground on a sandbank before dawn, with ninety people on board.
Nobody was hurt, the harbour master said, and the tide lifted the vessel off again shortly before eleven.
Its bow thruster had failed twice in the last month, which the company had put down to nets in the water."""
TEASER = "Live: the ferry to the island of Sindo ran aground on a sandbank before dawn, with ninety people on board."
REWRITE = """A ferry with ninety passengers got stuck on a sandbank off Sindo early in the morning.
It came free at high water towards eleven; there were no injuries. The same ship had trouble with its bow
thruster two times lately, blamed by the owner on fishing nets."""
PLEA = "Your gift keeps our reporters on the road and our pages free for everybody who cannot pay."


def holding(*texts: str) -> Copies:
    copies = Copies()
    for id, text in enumerate(texts):
        copies.add(ArticleId(id), shingles(words(text)), copy_of=None)
    return copies


def original_of(text: str, copies: Copies) -> int | None:
    found = copies.find(shingles(words(text)))
    return found and found[0]


def test_a_teaser_repeats_the_report_and_the_report_its_teaser() -> None:
    assert original_of(TEASER, holding(REPORT)) == 0
    assert original_of(REPORT, holding(TEASER)) == 0


def test_a_rewrite_in_other_words_is_no_copy() -> None:
    assert original_of(REWRITE, holding(REPORT)) is None


def test_the_earliest_of_several_is_the_original() -> None:
    assert original_of(REPORT, holding(REPORT, REPORT, TEASER)) == 0


def test_a_report_that_many_outlets_carry_is_still_found() -> None:
    copies = holding(REPORT)
    for id in range(1, 30):
        copies.add(ArticleId(id), shingles(words(REPORT)), copy_of=ArticleId(0))
    assert original_of(REPORT, copies) == 0


def test_words_that_everybody_uses_prove_nothing() -> None:
    assert original_of(PLEA, holding(*[PLEA] * 8)) is None


def test_what_is_no_longer_kept_is_not_found() -> None:
    copies = holding(REPORT, REWRITE)
    copies.keep([ArticleId(1)])
    assert original_of(REPORT, copies) is None
    assert original_of(REWRITE, copies) == 1


@given(st.text(max_size=40))
def test_short_texts_never_repeat(text: str) -> None:
    few = " ".join(words(text)[:5])
    assert original_of(few, holding(few)) is None


def test_a_paragraph_under_three_different_articles_is_furniture() -> None:
    furniture = Furniture()
    for line in ("A first report of some length.", "A second one, on something else.", "And the third of them all."):
        furniture.learn("Ledger", f"{line * 5}\n\n{PLEA}")
    assert furniture.strip("Ledger", f"News of today.\n{PLEA}") == "News of today."
    assert furniture.strip("Herald", f"News of today.\n{PLEA}") == f"News of today.\n{PLEA}"


def test_the_edits_of_one_report_make_no_furniture() -> None:
    furniture = Furniture()
    for edit in range(6):
        furniture.learn("Ledger", f"{REPORT}\n\nChanged for the {edit}. time.")
    assert furniture.strip("Ledger", REPORT) == REPORT
