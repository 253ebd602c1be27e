"""Where a chat of Telegram is, and where its messages can be read."""

import re


def address(to: object) -> str:
    """The canonical text of what people write. Raises ValueError: what is right."""
    match to:
        case {"chat": chat, "thread": thread, **others} if not others and re.fullmatch(r"[1-9]\d*", str(thread)):
            return f"{_chat(chat)}/{thread}"
        case {"chat": chat, **others} if not others:
            return _chat(chat)
        case str() if re.fullmatch(r"[^/]+/[1-9]\d*", to):
            chat, _, thread = to.partition("/")
            return f"{_chat(chat)}/{thread}"
    return _chat(to)


def place(address: str) -> tuple[int | str, int | None]:
    """Chat and thread, as the library takes them."""
    chat, _, thread = address.partition("/")
    return peer(chat), int(thread) if thread else None


def peer(chat: str) -> int | str:
    return chat if chat.startswith("@") else int(chat)


def counts_alone(chat: int | str) -> bool:
    """Whether a chat numbers its messages by itself, as channels and supergroups do; all others share one count."""
    return str(chat).startswith(("@", "-100"))


def link_to(address: str, receipt: str) -> str | None:
    """The address of a message in a channel or supergroup; messages of other chats have none."""
    chat, _, thread = address.partition("/")
    known, _, number = receipt.rpartition(":")
    if not number.isdigit() or not (counts_alone(chat) or counts_alone(known)):
        return None
    where = chat.removeprefix("@") if chat.startswith("@") else f"c/{known.removeprefix('-100')}"
    return "/".join(filter(None, ("https://t.me", where, thread, number)))


def _chat(to: object) -> str:
    text = str(to) if isinstance(to, int | str) and not isinstance(to, bool) else ""
    if re.fullmatch(r"@[A-Za-z]\w{3,31}|-?[1-9]\d{0,15}", text, re.ASCII):
        return text
    raise ValueError(
        'a Telegram address is "@channel_name", a chat id such as -1001234567890, or {chat: ..., thread: ...}'
    )
