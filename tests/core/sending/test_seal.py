from watcher.core.sending.mailbox import shortened
from watcher.core.sending.seal import leaving, same, seal

KEY = b"k" * 32


def test_a_seal_tells_apart_lists_of_parts_that_join_to_the_same_text():
    assert seal(KEY, "ab", "c") != seal(KEY, "a", "bc")


def test_a_link_to_leave_belongs_to_one_address_one_list_and_one_life():
    links = {
        leaving(KEY, address="a@x.example", subscription="desk", epoch=1),
        leaving(KEY, address="b@x.example", subscription="desk", epoch=1),
        leaving(KEY, address="a@x.example", subscription="seoul", epoch=1),
        leaving(KEY, address="a@x.example", subscription="desk", epoch=2),
        leaving(b"another", address="a@x.example", subscription="desk", epoch=1),
    }
    assert len(links) == 5


def test_seals_are_compared_to_the_last_letter():
    assert same("desk.0a", "desk.0a")
    assert not same("desk.0a", "desk.0A")
    assert not same("desk.0a", "desk.0a ")


def test_an_address_is_shortened_where_others_may_look():
    assert shortened("reader@example.org") == "r…@example.org"
    assert shortened("@sohae_watch") == "@sohae_watch"
