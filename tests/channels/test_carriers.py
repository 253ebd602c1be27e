"""All who carry a story, in one message."""

from tests.channels.editions import a_line, a_report, an_edition
from tests.peers.bothtml import parse
from watcher.channels.parts import carriers, messages
from watcher.core.edition import Heading, Section

ENGLISH = messages.words("en")


def told(outlets: int) -> tuple[str, int]:
    reports = tuple(
        a_report(f"An outlet <with> a long & windy name, number {number}", url=f"https://o{number}.example/quay")
        for number in range(outlets)
    )
    line = a_line(reports=reports, outlets=outlets, more=0)
    text, entities = parse(carriers.html(an_edition(sections=(Section(heading=Heading.NEW, lines=(line,)),)), ENGLISH))
    return text, len(entities)


def test_every_outlet_is_named_where_there_is_room():
    text, _ = told(40)
    assert "number 39" in text
    assert "more outlet" not in text


def test_a_message_holds_as_many_outlets_as_telegram_bears_and_counts_the_rest():
    text, entities = told(300)
    assert len(text) <= 4096
    assert entities <= 100
    named = text.count("An outlet <with>")
    assert text.endswith(f"{300 - named} more outlets")
    assert named > 50
