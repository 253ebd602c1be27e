"""What the Bot API server knows: chats, their messages, presses of buttons; and how Telegram obeys each method."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests.peers.bothtml import MarkupError, parse, units

BOT = 123456789
OURSELVES = {"id": BOT, "is_bot": True, "first_name": "Watch", "username": "watch_bot"}
PERSON = {"id": 42, "is_bot": False, "first_name": "Reader"}
RIGHTS = (  # all that an administrator may have
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_post_messages",
    "can_edit_messages",
)


@dataclass(frozen=True)
class Message:
    id: int
    chat: int
    text: str
    entities: tuple[dict[str, Any], ...] = ()
    markup: str | None = None  # canonical JSON
    silent: bool = False
    preview: str = ""  # link_preview_options as it came
    thread: int | None = None
    reply_to: int | None = None
    lost_entities: int = 0
    ours: bool = True
    edits: int = 0
    at: float = 0.0  # when it came to stand there

    @property
    def buttons(self) -> list[dict[str, str]]:
        return [button for row in json.loads(self.markup)["inline_keyboard"] for button in row] if self.markup else []


@dataclass
class Chat:
    id: int
    type: str
    name: str | None
    threads: frozenset[int]
    bot: str = "administrator"  # what the bot is there: administrator, member, left or kicked
    rights: frozenset[str] = frozenset({"can_post_messages", "can_edit_messages"})
    messages: dict[int, Message] = field(default_factory=dict)


class ApiError(Exception):
    def __init__(self, status: int, description: str, parameters: Mapping[str, int] | None = None) -> None:
        super().__init__(description)
        self.status, self.description, self.parameters = status, description, parameters or {}


class World:
    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.chats: dict[int, Chat] = {}
        self.updates: list[dict[str, Any]] = []
        self.answers: list[Mapping[str, str]] = []
        self._presses: set[str] = set()
        self._last_update = 0
        self._shared_count = 0

    def press(self, data: str, *, user: int, chat: str | None = None, number: int = 1) -> str:
        query = str(7001 + self._last_update)
        self._presses.add(query)
        person = PERSON | {"id": user}
        place = self.chat(chat).messages.get(number) if chat is not None else None
        under = {"message": self._message_json(place)} if place is not None else {}
        self._tell("callback_query", {"id": query, "from": person, "chat_instance": "1", "data": data, **under})
        return query

    def visit(self, text: str, *, user: int, lang: str) -> int:
        """A person writes to the bot in private."""
        place = self.chats.setdefault(user, Chat(user, "private", None, frozenset()))
        number = self._next_id(place)
        place.messages[number] = message = Message(id=number, chat=user, text=text, ours=False)
        person = PERSON | {"id": user, "language_code": lang}
        self._tell("message", self._message_json(message) | {"from": person})
        return number

    def strangers_post(self, chat: str, text: str, *, thread: int | None = None) -> int:
        place = self.chat(chat)
        number = self._next_id(place)
        place.messages[number] = message = Message(id=number, chat=place.id, text=text, ours=False, thread=thread)
        self._tell("channel_post" if place.type == "channel" else "message", self._message_json(message))
        return number

    def appoint(self, chat: str, bot: str, rights: frozenset[str]) -> None:
        place = self.chat(chat)
        before = self._member(place)
        place.bot, place.rights = bot, rights
        change = {"old_chat_member": before, "new_chat_member": self._member(place)}
        self._tell("my_chat_member", {"chat": _chat_json(place), "from": PERSON, "date": 1752732000, **change})

    def waiting(self, *, offset: int, allowed: frozenset[str]) -> list[dict[str, Any]]:
        """What is not yet confirmed; kinds that are not asked for are never heard of."""
        self.updates = [
            update
            for update in self.updates
            if update["update_id"] >= offset and (not allowed or not allowed.isdisjoint(update))
        ]
        return list(self.updates)

    def _tell(self, kind: str, what: dict[str, Any]) -> None:
        self._last_update += 1
        self.updates.append({"update_id": self._last_update, kind: what})

    def obey(self, method: str, params: dict[str, str]) -> Any:  # noqa: C901 - one arm a method
        match method:
            case "getMe":
                rights = ("can_join_groups", "can_read_all_group_messages", "supports_inline_queries")
                return OURSELVES | dict.fromkeys(rights, False)
            case "getChat":
                return _chat_json(self.chat(params.get("chat_id", ""))) | {
                    "accent_color_id": 0,
                    "max_reaction_count": 0,
                }
            case "getChatMember":
                return self._get_member(params)
            case "sendMessage":
                return self._send(params)
            case "editMessageText":
                message = self._to_edit(params)
                return self._edit(message, replace(message, **_told(params), markup=_markup(params)))
            case "editMessageReplyMarkup":
                message = self._to_edit(params)
                return self._edit(message, replace(message, markup=_markup(params)))
            case "deleteMessage":
                return self.chat(params["chat_id"]).messages.pop(int(params["message_id"])) is not None
            case "answerCallbackQuery":
                return self._answer_press(params)
            case "deleteWebhook":
                return True
        raise ApiError(404, "Not Found: method not found")

    def _send(self, params: dict[str, str]) -> dict[str, Any]:
        chat = self.chat(params.get("chat_id", ""))
        _refuse_strangers(chat)
        if chat.type == "channel" and "can_post_messages" not in chat.rights:
            raise ApiError(400, "Bad Request: need administrator rights in the channel chat")
        told, markup = _told(params), _markup(params)
        thread = int(params["message_thread_id"]) if "message_thread_id" in params else None
        if thread is not None and thread not in chat.threads:
            raise ApiError(400, "Bad Request: message thread not found")
        answered = json.loads(params.get("reply_parameters", "{}"))
        reply_to = answered.get("message_id")
        if reply_to is not None and reply_to not in chat.messages:
            if not answered.get("allow_sending_without_reply"):
                raise ApiError(400, "Bad Request: message to be replied not found")
            reply_to = None
        number = self._next_id(chat)
        chat.messages[number] = message = Message(
            id=number,
            chat=chat.id,
            **told,
            markup=markup,
            silent=params.get("disable_notification") == "true",
            preview=params.get("link_preview_options", ""),
            thread=thread,
            reply_to=reply_to,
            at=self._clock(),
        )
        return self._message_json(message)

    def _get_member(self, params: dict[str, str]) -> dict[str, Any]:
        chat = self.chat(params.get("chat_id", ""))
        if params.get("user_id") != str(BOT):
            raise ApiError(400, "Bad Request: invalid user_id specified")
        _refuse_strangers(chat)
        if chat.type == "channel" and chat.bot != "administrator":
            raise ApiError(400, "Bad Request: member list is inaccessible")
        return self._member(chat)

    def _member(self, chat: Chat) -> dict[str, Any]:
        member: dict[str, Any] = {"user": OURSELVES, "status": chat.bot}
        if chat.bot == "kicked":
            return member | {"until_date": 0}
        if chat.bot != "administrator":
            return member
        return member | dict.fromkeys(RIGHTS, False) | {right: True for right in chat.rights}

    def _to_edit(self, params: dict[str, str]) -> Message:
        message = self.chat(params.get("chat_id", "")).messages.get(int(params["message_id"]))
        if message is None:
            raise ApiError(400, "Bad Request: message to edit not found")
        if not message.ours:
            raise ApiError(400, "Bad Request: message can't be edited")
        return message

    def _edit(self, before: Message, after: Message) -> dict[str, Any]:
        if before == after:
            raise ApiError(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are exactly the "
                "same as a current content and reply markup of the message",
            )
        self.chats[after.chat].messages[after.id] = replace(after, edits=before.edits + 1)
        return self._message_json(after)

    def _answer_press(self, params: dict[str, str]) -> bool:
        query = params.get("callback_query_id", "")
        if query not in self._presses:
            raise ApiError(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        if units(params.get("text", "")) > 200:
            raise ApiError(400, "Bad Request: MESSAGE_TOO_LONG")
        self._presses.discard(query)
        self.answers.append(params)
        return True

    def chat(self, name: str) -> Chat:
        for chat in self.chats.values():
            if name in (str(chat.id), chat.name):
                return chat
        raise ApiError(400, "Bad Request: chat not found")

    def _next_id(self, chat: Chat) -> int:
        if chat.type in {"channel", "supergroup"}:
            return max(chat.messages, default=0) + 1
        self._shared_count += 1
        return self._shared_count

    def _message_json(self, message: Message) -> dict[str, Any]:
        chat = self.chats[message.chat]
        told = {"message_id": message.id, "date": 1752732000, "chat": _chat_json(chat), "text": message.text}
        markup = {"reply_markup": json.loads(message.markup)} if message.markup else {}
        if message.thread is not None:
            told |= {"message_thread_id": message.thread, "is_topic_message": True}
        return told | markup | {"entities": list(message.entities)}


def _refuse_strangers(chat: Chat) -> None:
    if chat.bot == "left":
        raise ApiError(403, f"Forbidden: bot is not a member of the {chat.type} chat")
    if chat.bot == "kicked":
        raise ApiError(403, f"Forbidden: bot was kicked from the {chat.type} chat")


def _chat_json(chat: Chat) -> dict[str, Any]:
    if chat.type == "private":
        return {"id": chat.id, "type": chat.type, "first_name": "Reader"}
    names = {"title": chat.name or "A chat"} | ({"username": chat.name[1:]} if chat.name else {})
    return {"id": chat.id, "type": chat.type, **names}


def _told(params: Mapping[str, str]) -> dict[str, Any]:
    text, entities = params.get("text", ""), []
    match params.get("parse_mode"):
        case "HTML":
            try:
                text, entities = parse(text)
            except MarkupError as fault:
                raise ApiError(400, f"Bad Request: can't parse entities: {fault}") from fault
        case None:
            pass
        case _:
            raise ApiError(400, "Bad Request: unsupported parse_mode")
    if not text.strip():
        raise ApiError(400, "Bad Request: message text is empty")
    if units(text) > 4096:
        raise ApiError(400, "Bad Request: message is too long")
    return {"text": text, "entities": tuple(entities[:100]), "lost_entities": len(entities[100:])}


def _markup(params: Mapping[str, str]) -> str | None:
    markup = json.loads(params.get("reply_markup", "null"))
    if not markup or not markup.get("inline_keyboard"):
        return None
    for button in (button for row in markup["inline_keyboard"] for button in row):
        if not button.get("text"):
            raise ApiError(
                400,
                "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
            )
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
            raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")
        if ("callback_data" in button) == ("url" in button):
            raise ApiError(400, "Bad Request: can't parse inline keyboard button: exactly one action is allowed")
    return json.dumps(markup, sort_keys=True)
