from tests.channels.builders import NOON, a_delivery, a_post, a_reach, rendered
from watcher.channels.console import connect
from watcher.core.outcome import Sent, Undecidable
from watcher.core.said import Cause, Continuation, Correction
from watcher.core.telling import Delivery, Kind


async def shown(delivery: Delivery, *, colour: bool = False) -> str:
    lines: list[str] = []
    channel = connect(a_reach(written=lines, colour=colour))
    assert await channel.send(rendered(channel, delivery)) == Sent()
    return "\n".join(lines)


async def test_a_post_is_a_readable_block() -> None:
    assert await shown(a_delivery()) == (
        "Crane rises over the new slipway at Sohae\n"
        "https://tide-gazette.example/crane\n"
        "3 outlets · first 12:00 KST\n"
        "\n"
        "  A crane now towers over the slipway, the port office of Incheon said on Friday.\n"
        "  — Tide Gazette\n"
        "\n"
        "Tide Gazette · Port Mail (wire) · Vlna (in Bulgarian)\n"
        "\n"
        "#Sohae\n"
    )


async def test_an_edit_is_one_line() -> None:
    edit = a_delivery(a_post(outlets=9), kind=Kind.EDIT)
    assert await shown(edit) == "  now 9 outlets: Crane rises over the new slipway at Sohae"


async def test_a_post_whose_story_goes_on_elsewhere_says_where() -> None:
    there = Continuation(headline="Quay finished", url=None)
    edit = a_delivery(a_post(continued=there), kind=Kind.EDIT)
    assert "Continued above: Quay finished" in await shown(edit)


async def test_a_corrected_post_stands_as_straight_as_before() -> None:
    parted = Correction(number=1, cause=Cause.SPLIT, withdraws=False, at=NOON)
    told = (await shown(a_delivery(a_post(correction=parted), kind=Kind.EDIT))).splitlines()
    assert [told[2][:10], told[3]] == ["Corrected.", "3 outlets · first 12:00 KST"]


async def test_colours_are_for_terminals_only() -> None:
    assert "\x1b[1m" in await shown(a_delivery(), colour=True)
    assert "\x1b" not in await shown(a_delivery(a_post(headline="\x1b[31mred")))


async def test_a_terminal_cannot_be_asked() -> None:
    assert isinstance(await connect(a_reach()).probe(a_delivery()), Undecidable)
