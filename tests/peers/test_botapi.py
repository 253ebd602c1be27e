"""The server is as strict as Telegram: a suite that passes here has met the real grammar."""

import json
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.peers.botapi import BotApi
from tests.peers.bothtml import MarkupError, parse


def call(api: BotApi, method: str, **params: object) -> str:
    """Telegram's refusal, or an empty string."""
    body = json.dumps({"chat_id": "@watch"} | params).encode()
    request = Request(f"{api.url}/bot{api.token}/{method}", body, {"Content-Type": "application/json"})
    try:
        with urlopen(request, timeout=10) as answer:
            return "" if json.load(answer)["ok"] else "not ok"
    except HTTPError as refusal:
        with refusal:
            return str(json.load(refusal)["description"])


@pytest.mark.parametrize(
    "html",
    ["a < b", "<b>a", "a</b>", "<b><i>a</b></i>", "<p>a</p>", "<br>", "<b", "a &nbsp; b", "AT&T", "<a href='x\">y</a>"],
)
def test_markup_that_telegram_refuses_is_refused(api: BotApi, html: str) -> None:
    assert "can't parse entities" in call(api, "sendMessage", text=html, parse_mode="HTML")


def test_markup_that_telegram_reads_is_read() -> None:
    text, entities = parse('<b>1 &lt; <i>2</i></b> <a href="https://x.example/?a=1&amp;b=2">&#128512;</a>')
    assert text == "1 < 2 😀"
    assert [(entity["type"], entity["offset"], entity["length"]) for entity in entities] == [
        ("bold", 0, 5),
        ("italic", 4, 1),
        ("text_link", 6, 2),
    ]
    assert entities[2]["url"] == "https://x.example/?a=1&b=2"


def test_a_link_that_is_none_is_forgotten() -> None:
    assert parse('<a href="javascript:x">a</a>') == ("a", [])
    with pytest.raises(MarkupError):
        parse("<a>")


def test_a_message_is_counted_after_its_markup_is_read(api: BotApi) -> None:
    assert call(api, "sendMessage", text=f"<b>{'😀' * 2048}</b>", parse_mode="HTML") == ""
    assert call(api, "sendMessage", text="😀" * 2048 + "a") == "Bad Request: message is too long"
    assert call(api, "sendMessage", text=" \n") == "Bad Request: message text is empty"


def test_entities_past_the_hundredth_are_lost(api: BotApi) -> None:
    call(api, "sendMessage", text="<b>a</b> " * 103, parse_mode="HTML")
    [message] = api.messages("@watch")
    assert (len(message.entities), message.lost_entities) == (100, 3)


def test_a_button_carries_one_to_sixty_four_bytes(api: BotApi) -> None:
    refused = "Bad Request: BUTTON_DATA_INVALID"
    for data, refusal in (("x" * 64, ""), ("", refused), ("서" * 22, refused)):
        markup = {"inline_keyboard": [[{"text": "Why", "callback_data": data}]]}
        assert call(api, "sendMessage", text="a", reply_markup=markup) == refusal


def test_an_edit_must_change_something_of_ours(api: BotApi) -> None:
    call(api, "sendMessage", text="a")
    other = api.strangers_post("@watch")
    assert call(api, "editMessageText", message_id=1, text="b") == ""
    assert "message is not modified" in call(api, "editMessageText", message_id=1, text="b")
    assert "message can't be edited" in call(api, "editMessageText", message_id=other, text="b")
    assert "message to edit not found" in call(api, "editMessageText", message_id=9, text="b")


def test_an_unknown_chat_is_not_found(api: BotApi) -> None:
    assert call(api, "sendMessage", chat_id="@nobody", text="a") == "Bad Request: chat not found"


def test_what_the_bot_may_do_is_told_to_the_bot_alone(api: BotApi) -> None:
    assert call(api, "getChatMember", user_id=123456789) == ""
    assert "user_id" in call(api, "getChatMember", user_id=42)
    assert "user_id" in call(api, "getChatMember")
    assert "chat not found" in call(api, "getChatMember", chat_id="@nobody", user_id=123456789)
    api.appoint("@watch", "member")
    assert "member list is inaccessible" in call(api, "getChatMember", user_id=123456789)
    api.appoint("@watch", "kicked")
    assert "bot was kicked from the channel chat" in call(api, "getChatMember", user_id=123456789)


def test_without_the_right_to_post_nothing_is_posted(api: BotApi) -> None:
    api.appoint("@watch", "administrator", "can_edit_messages")
    assert "need administrator rights" in call(api, "sendMessage", text="hello")
    api.appoint("@watch", "left")
    assert "bot is not a member" in call(api, "sendMessage", text="hello")
