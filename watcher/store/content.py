"""What is told, as JSON and back."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from watcher.core.news import StoryId
from watcher.core.telling import Message, Post, Quote, Reason, SourceLine


def text_of_post(post: Post) -> str:
    return json.dumps(asdict(post), default=_plain, ensure_ascii=False)


def post_of(text: str) -> Post:
    values: dict[str, Any] = json.loads(text)
    return Post(
        **{
            **values,
            "story": StoryId(values["story"]),
            "reason": Reason(values["reason"]),
            "first_at": datetime.fromisoformat(values["first_at"]),
            "latest_at": datetime.fromisoformat(values["latest_at"]),
            "quote": Quote(**values["quote"]) if values["quote"] else None,
            "sources": tuple(SourceLine(**source) for source in values["sources"]),
            "claim_of": tuple(values["claim_of"]) if values["claim_of"] else None,
        }
    )


def text_of_message(message: Message) -> str:
    return json.dumps({"body": message.body, "options": dict(message.options)}, ensure_ascii=False)


def message_of(text: str) -> Message:
    return Message(**json.loads(text))


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in a post")
