"""What became of a feed's items from one fetch to the next."""

from watcher.core.timing.window import turnover, window


def marks(*ids: str) -> bytes:
    return window((b"as it is", id.encode().ljust(8)) for id in ids)


def test_what_leaves_from_the_middle_was_taken_out() -> None:
    assert turnover(marks("c", "b", "a"), marks("d", "c", "a")).taken_out == {b"b".ljust(8)}


def test_what_leaves_from_the_end_merely_grew_old() -> None:
    assert turnover(marks("c", "b", "a"), marks("d", "c")).taken_out == frozenset()


def test_a_feed_that_turned_over_took_nothing_out() -> None:
    assert turnover(marks("b", "a"), marks("d", "c")).taken_out == frozenset()


def test_a_feed_is_known_by_the_share_of_its_items_that_were_there() -> None:
    assert turnover(marks("c", "b", "a"), marks("d", "c")).known == 0.5
    assert turnover(b"", marks("d", "c")).known == 1, "a first fetch proves nothing"
    assert turnover(marks("c"), b"").known == 1
