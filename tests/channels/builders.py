"""Posts and deliveries for the suites of the channels."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from watcher.channels.base import Reach
from watcher.core.news import RuleId, StoryId
from watcher.core.said import Quote
from watcher.core.telling import (
    Delivery,
    DeliveryId,
    DeliveryState,
    Kind,
    Occasion,
    Post,
    Reason,
    Roundup,
    RoundupLine,
    SourceLine,
    SubscriptionId,
    Why,
)

NOON = datetime(2025, 7, 17, 3, 0, tzinfo=UTC)  # noon in Seoul
WHY = Why(
    rule=RuleId("sohae-site"), word="Sohae", times=4, beside=("slipway",), articles=3, first_at=NOON, latest_at=NOON
)


def a_post(**given) -> Post:
    usual = {
        "story": StoryId(812),
        "reason": Reason.FIRST_REPORT,
        "headline": "Crane rises over the new slipway at Sohae",
        "url": "https://tide-gazette.example/crane",
        "outlets": 3,
        "first_at": NOON,
        "latest_at": NOON,
        "told_at": NOON,
        "zone": "Asia/Seoul",
        "lang": "en",
        "quote": Quote(
            text="A crane now towers over the slipway, the port office of Incheon said on Friday.",
            outlet="Tide Gazette",
        ),
        "sources": (
            SourceLine(outlet="Tide Gazette", url="https://tide-gazette.example/crane"),
            SourceLine(outlet="Port Mail", url="https://port-mail.example/7", label="wire"),
            SourceLine(outlet="Vlna", url="https://vlna.example/9", lang="bg"),
        ),
        "hashtag": "Sohae",
        "why": WHY,
    }
    return Post(**(usual | given))


def a_line(story: int = 812, **given) -> RoundupLine:
    usual = {
        "story": StoryId(story),
        "headline": f"Crane number {story} rises over the slipway at Sohae",
        "url": f"https://tide-gazette.example/crane-{story}",
        "outlet": "Tide Gazette",
        "outlets": 1,
        "first_at": NOON - timedelta(minutes=5),
    }
    return RoundupLine(**(usual | given))


def a_roundup(*lines: RoundupLine, **given) -> Roundup:
    usual = {"occasion": Occasion.DAY, "told_at": NOON, "zone": "Asia/Seoul", "lang": "en"}
    return Roundup(lines=lines or (a_line(813), a_line(812)), **(usual | given))


def a_delivery(post: Post | Roundup | None = None, **given) -> Delivery:
    usual = {
        "id": DeliveryId(77),
        "key": "channel/story-812/post",
        "subscription": SubscriptionId("channel"),
        "via": "telegram",
        "address": "@watch",
        "kind": Kind.POST,
        "story": StoryId(812),
        "content": post or a_post(),
        "state": DeliveryState.SENDING,
        "due_at": NOON,
        "claimed_at": NOON,
        "made_at": NOON,
    }
    return Delivery(**(usual | given))


def rendered(channel, delivery: Delivery) -> Delivery:
    return replace(delivery, message=channel.render(delivery))


def a_reach(state: Path = Path("state"), written: list[str] | None = None, **given) -> Reach:
    lines = [] if written is None else written
    return Reach(name="Sohae Watch", state=state, write=lines.append, **given)
