"""What no report says of itself."""

from hypothesis import given
from hypothesis import strategies as st

from watcher.core.stories.pleas import without_pleas
from watcher.core.words.text import words

REPORT = "The ferry ran aground before dawn, with ninety people on board, and came off by eleven."


def left_of(text: str) -> str:
    return without_pleas(text, words(text))


def test_a_plea_is_known_before_its_outlet_is() -> None:
    pleas = "Sign up for our newsletter.\nAdvertisement - story continues below\nRelated: Five ferries to avoid"
    assert left_of(f"{REPORT}\n{pleas}") == REPORT


def test_a_plea_is_cut_out_of_the_line_it_was_run_together_with() -> None:
    assert left_of(f"{REPORT} Sign up for our morning newsletter.") == REPORT


PIECES = "read more also related: see sign up for to follow us we use cookie cookies policy privacy notice newsletters"


@given(
    st.lists(st.sampled_from([*PIECES.split(), "Advertisement", "next", "_", "7", ":", "\n", "’", "ü"])).map(" ".join)
)
def test_a_foreign_word_beside_it_makes_no_plea_of_a_text(text: str) -> None:
    lines = [line for line in text.split("\n") if line]
    assert left_of("\n".join([*lines, "ü"])) == "\n".join(filter(None, (left_of("\n".join(lines)), "ü")))
