"""What no report says of itself."""

from hypothesis import given
from hypothesis import strategies as st

from watcher.core.stories.pleas import may_plead, without_pleas
from watcher.core.words.text import words

REPORT = "The ferry ran aground before dawn, with ninety people on board, and came off by eleven."


def test_a_plea_is_known_before_its_outlet_is() -> None:
    pleas = "Sign up for our newsletter.\nAdvertisement - story continues below\nRelated: Five ferries to avoid"
    assert without_pleas(f"{REPORT}\n{pleas}") == REPORT


def test_a_plea_is_cut_out_of_the_line_it_was_run_together_with() -> None:
    assert without_pleas(f"{REPORT} Sign up for our morning newsletter.") == REPORT


PIECES = "read more also related: see sign up for to follow us we use cookie cookies policy privacy notice newsletters"


@given(
    st.lists(st.sampled_from([*PIECES.split(), "Advertisement", "next", "_", "7", ":", "\n", "’", "ü"])).map(" ".join)
)
def test_a_text_whose_words_do_not_plead_holds_no_plea(text: str) -> None:
    lines = "\n".join(line for line in text.split("\n") if line)
    assert may_plead(lines, words(lines)) or without_pleas(lines) == lines
