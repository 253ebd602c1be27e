"""Near-copies, and what outlets put around their articles."""

from hypothesis import given
from hypothesis import strategies as st

from watcher.core.stories.copies import REPEATS, continues, is_report_shared, opening, repeats, shingles
from watcher.core.stories.furniture import MOST_PARAGRAPHS, Furniture
from watcher.core.words.text import words

REPORT = """The ferry to the island of Sindo ran aground on a sandbank before dawn, with ninety people on board.
Nobody was hurt, the harbour master said, and the tide lifted the vessel off again shortly before eleven.
Its bow thruster had failed twice in the last month, which the company had put down to nets in the water."""
TEASER = "Live: the ferry to the island of Sindo ran aground on a sandbank before dawn, with ninety people on board."
REWRITE = """A ferry with ninety passengers got stuck on a sandbank off Sindo early in the morning.
It came free at high water towards eleven; there were no injuries. The same ship had trouble with its bow
thruster two times lately, blamed by the owner on fishing nets."""
PLEA = "Your gift keeps our reporters on the road and our pages free for everybody who cannot pay."


def share(text: str, *others: str) -> list[float]:
    return repeats(shingles(words(text)), list(enumerate(shingles(words(other)) for other in others)))


def test_a_teaser_repeats_the_report_and_the_report_its_teaser() -> None:
    assert share(TEASER, REPORT)[0] >= REPEATS
    assert share(REPORT, TEASER)[0] >= REPEATS


RECALLED = (
    "The ferry company lost its licence for a month last March, after a fire in the engine room of its older ship."
)
SUMMIT = f"Ministers of both ports met in Sindo on Friday over new fees for anchoring. {RECALLED}"
STORM = f"A storm kept forty lorries waiting on the quay overnight, with waves of four metres. {RECALLED}"


def test_what_an_outlet_recalls_under_its_reports_makes_no_copy() -> None:
    summit, storm = shingles(words(SUMMIT)), shingles(words(STORM))
    assert not is_report_shared(summit, storm)
    assert is_report_shared(shingles(words(TEASER)), shingles(words(REPORT)))


def test_a_teaser_of_one_sentence_is_found_by_how_the_report_opens() -> None:
    assert continues(opening(words(TEASER)), opening(words(REPORT))) >= REPEATS
    assert continues(opening(words(SUMMIT)), opening(words(REPORT))) < REPEATS


def test_a_rewrite_in_other_words_is_no_copy() -> None:
    assert share(REWRITE, REPORT) == [0.0]


def test_the_same_text_is_repeated_whole() -> None:
    assert share(REPORT, REWRITE, REPORT) == [0.0, 1.0]


def test_words_that_everybody_uses_prove_nothing() -> None:
    assert share(PLEA, *[PLEA] * 8) == [0.0] * 8


def test_a_report_that_many_outlets_carry_is_still_found() -> None:
    copies = [(0, shingles(words(REPORT)))] * 30
    assert repeats(shingles(words(REPORT)), copies) == [1.0] * 30


@given(st.text(max_size=40))
def test_short_texts_never_repeat(text: str) -> None:
    few = " ".join(words(text)[:5])
    assert share(few, few) == [0.0]


def test_a_paragraph_under_three_different_articles_is_furniture() -> None:
    furniture = Furniture()
    for line in ("A first report of some length.", "A second one, on something else.", "And the third of them all."):
        furniture.learn("Ledger", "", f"{line * 5}\n\n{PLEA}")
    assert furniture.strip("Ledger", f"News of today.\n{PLEA}") == "News of today."
    assert furniture.strip("Herald", f"News of today.\n{PLEA}") == f"News of today.\n{PLEA}"


def test_furniture_stays_known_however_much_is_read_after() -> None:
    furniture = Furniture()
    for line in ("A first report of some length.", "A second one, on something else.", "And the third of them all."):
        furniture.learn("Ledger", "", f"{line * 5}\n\n{PLEA}")
    for third in range(3):
        furniture.learn("Herald", "", "\n".join(f"Line {third}-{number}" for number in range(MOST_PARAGRAPHS + 1)))
    assert furniture.strip("Ledger", f"News of today.\n{PLEA}") == "News of today."


def test_the_edits_of_one_report_make_no_furniture() -> None:
    furniture = Furniture()
    for edit in range(6):
        furniture.learn("Ledger", "", f"{REPORT}\n\nChanged for the {edit}. time.")
    assert furniture.strip("Ledger", REPORT) == REPORT
