"""Which items left a feed before their turn."""

from watcher.core.timing.window import taken_out, window


def marks(*ids: str) -> bytes:
    return window((b"as it is", id.encode().ljust(8)) for id in ids)


def test_what_leaves_from_the_middle_was_taken_out() -> None:
    assert taken_out(marks("c", "b", "a"), marks("d", "c", "a")) == {b"b".ljust(8)}


def test_what_leaves_from_the_end_merely_grew_old() -> None:
    assert taken_out(marks("c", "b", "a"), marks("d", "c")) == frozenset()


def test_a_feed_that_turned_over_took_nothing_out() -> None:
    assert taken_out(marks("b", "a"), marks("d", "c")) == frozenset()
