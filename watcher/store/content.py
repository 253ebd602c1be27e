"""What is told, as JSON and back."""

import json
import types
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from watcher.core.edition import Edition
from watcher.core.said import Word
from watcher.core.telling import Message, Post, Roundup


def text_of(value: Post | Roundup | Word | Edition | Message) -> str:
    return json.dumps(asdict(value), default=_plain, ensure_ascii=False)


def told_of(text: str) -> Post | Roundup | Word:
    values = json.loads(text)
    told: Post | Roundup | Word = _read(next((_TOLD[key] for key in _TOLD if key in values), Post), values)
    return told


def edition_of(text: str) -> Edition:
    edition: Edition = _read(Edition, json.loads(text))
    return edition


def message_of(text: str) -> Message:
    message: Message = _read(Message, json.loads(text))
    return message


_TOLD = {"occasion": Roundup, "raised": Word}  # by a key that no other has


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in what is told")


@cache  # the nouns are few, and what waits is read again with every look
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _read(kind: Any, value: Any) -> Any:
    """`value`, which came out of JSON, as the type a noun declares."""
    if value is None:
        return None
    if is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        return kind(**{name: _read(hints[name], each) for name, each in value.items() if name in hints})
    if get_origin(kind) is tuple:
        of = get_args(kind)[0]
        return tuple(_read(of, each) for each in value)
    if isinstance(kind, types.UnionType):
        return _read(next(each for each in get_args(kind) if each is not types.NoneType), value)
    if kind is datetime:
        return datetime.fromisoformat(value)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    return dict(value) if get_origin(kind) is Mapping else value
