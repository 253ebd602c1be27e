"""What `watcher stories` shows of a story: who carries it, since when, and whom they cite."""

from datetime import UTC, datetime, timedelta

from tests.app.town import Item, Town

NOW = datetime(2031, 3, 4, 6, tzinfo=UTC)
TEXTS = (
    "A yellow crane now stands on the pier of the Sohae launch site, radar pictures of the operator ICEYE show. It "
    "came by barge from Nampo on Sunday and can lift sixty tons. Two barges are still moored at the pier.",
    "The pier at Sohae has a crane, Harbour Wire reported, citing ICEYE. The yellow crane for sixty tons arrived from "
    "Nampo on a barge on Sunday; it is the first one at the launch site.",
    "According to ICEYE, a crane that lifts sixty tons was brought from Nampo to the pier of the launch site at Sohae. "
    "The yellow crane arrived on Sunday by barge.",
)


def test_each_outlet_is_listed_with_its_lag_its_label_and_whom_it_cites(town: Town) -> None:
    town.open("Harbour Wire", "Quay Courier", "Valley Voice", at=NOW)
    feeds = town.folder / "rules/feeds.yaml"
    for minutes, outlet, text in zip(
        (10, 50, 95), ("Harbour Wire", "Quay Courier", "Valley Voice"), TEXTS, strict=True
    ):
        at = NOW + timedelta(minutes=minutes)
        town.publish(outlet, Item(f"crane-{minutes}", f"Sohae pier: crane seen by {outlet}", text, at))
        labelled = feeds.read_text("utf-8").replace("name: Harbour Wire,", "name: Harbour Wire, label: wire,")
        feeds.write_text(
            labelled.replace("name: Valley Voice,", "name: Valley Voice, label: state media, state: KP,"), "utf-8"
        )
        town.once(at)
    assert town.stories()[0]["citing"] == {"ICEYE": 3, "Harbour Wire": 1}
    _, standing, *lines = town.watcher("stories").stdout.splitlines()
    assert "3 outlets, 3 citing ICEYE" in standing
    assert [" ".join(line.split(" http")[0].split()) for line in lines] == [
        "Harbour Wire, wire (new) 2031-03-04 06:10 UTC citing ICEYE",
        "Quay Courier (grows) +40 min citing Harbour Wire, ICEYE",
        "Valley Voice, state media KP (grows) +1 h 25 min citing ICEYE",
    ]
