"""`watcher connect`: finds the place to tell, and what is needed to tell it."""

import asyncio
import re
import sys
from collections.abc import Callable
from datetime import datetime, timedelta

import click
from telegram import Bot

from watcher.app.checkup.chats import FAULTS, Chat, Rights, called, heard, refusal, rights
from watcher.app.checkup.office import knock, place, send_test
from watcher.app.commands import Invocation, printable
from watcher.app.commands.parts.parameters import LENGTH
from watcher.app.files import plugs
from watcher.app.files.settings import Settings
from watcher.app.running.secret import with_secret
from watcher.channels.base import Reach
from watcher.channels.telegram import bot
from watcher.channels.webhook import key_of
from watcher.core.outcome import Sent
from watcher.core.rules.document import Place, Problem, UserProblems

NOT_FOUND = 1
ANSWER = timedelta(seconds=30)  # in which a mail server must let us in
Ask = Callable[[str], bool]


@click.group()
def command() -> None:
    """Find the place to tell, and try it."""


@command.command("telegram", short_help="Find the Telegram chat to tell.")
@click.option("--wait", type=LENGTH, default="5m", show_default=True, help="How long to listen: 30s, 5m.")
@click.option("--test", "tests", is_flag=True, help="Send one test message to each chat found.")
@click.pass_obj
def connect_telegram(invocation: Invocation, wait: timedelta, tests: bool) -> int:
    """Find the Telegram chat to tell: listens until somebody writes to the bot or gives it a place.

    Shows each chat's name, id and kind, and what the bot may do there, and offers the lines for
    rules/subscriptions.yaml. Nothing is written to it.
    """
    ask = (lambda question: click.confirm(question)) if sys.stdin.isatty() else None
    return asyncio.run(connect(invocation.settings(), wait=wait, tests=tests, ask=ask))


@command.command("mail", short_help="Try the mail server.")
@click.option("--test", "address", metavar="ADDRESS", help="Send one test message there.")
@click.pass_obj
def connect_mail(invocation: Invocation, address: str | None) -> int:
    """Try the mail server: connects, encrypts, logs in, and says what is wrong if it does not let us in.

    Offers the lines for rules/subscriptions.yaml. Nothing is written to it, and nothing is sent without --test.
    """
    try:
        reader = plugs.address("email", address) if address else None
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--test") from error
    return asyncio.run(_try_mail(invocation.settings(), reader, now=invocation.clock()))


@command.command("webhook")
@click.argument("address")
@click.pass_obj
def connect_webhook(invocation: Invocation, address: str) -> None:
    """Show the key by which the receiver at ADDRESS knows our calls."""
    settings = invocation.settings()
    settings.state.mkdir(parents=True, exist_ok=True)
    secret = with_secret(settings).secret or ""
    try:
        receiver = plugs.address("webhook", address)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="ADDRESS") from error
    click.echo(key_of(secret.encode(), receiver))


async def _try_mail(settings: Settings, address: str | None, *, now: datetime) -> int:
    reach = plugs.reach(settings, write=click.echo)
    server, sender = reach.mail_server, reach.mail_from
    if server is None or sender is None:
        name = "WATCHER_SMTP_URL" if server is None else "WATCHER_MAIL_FROM"
        raise UserProblems([Problem(Place("environment", 0), f"{name} is not set", "docs/email.md shows how")])
    if (met := await knock(server, sender, deadline=ANSWER)) is not None:
        click.echo(f"{met.what} ({met.mend})", err=True)
        return met.code
    click.echo(f"Let in at {place(server)}. Mail is sent as {sender}.")
    click.echo(f"\nFor rules/subscriptions.yaml:\n{mail_lines(address or 'reader@example.org')}")
    if settings.public_url is None:
        click.echo("Without WATCHER_PUBLIC_URL no mail carries a link to unsubscribe.")
    return await _send_test_mail(reach, address, now=now) if address else 0


async def _send_test_mail(reach: Reach, address: str, *, now: datetime) -> int:
    outcome = await send_test(reach, address, now=now)
    if isinstance(outcome, Sent):
        click.echo(f"Test message handed over for {address}.")
        return 0
    click.echo(f"The test message was not taken: {getattr(outcome, 'error', '')}", err=True)
    return 1


def mail_lines(address: str) -> str:
    """The subscription for a reader, as it is to be pasted below `subscriptions:`."""
    slug = re.sub("[^a-z0-9]+", "-", address.partition("@")[0].lower()).strip("-") or "mail"
    return (
        f"  - id: {slug[:64]}\n    via: email\n    to: {address}\n    send: daily 07:00\n"
        "    zone: UTC                   # of the reader, such as Asia/Seoul: decides the hour\n"
    )


async def connect(settings: Settings, *, wait: timedelta, tests: bool, ask: Ask | None) -> int:
    """`ask` puts a question to the person at the terminal; None: nobody is there. Returns the exit code."""
    ours = bot(plugs.reach(settings, write=click.echo))
    if ours is None:
        hint = "@BotFather makes a bot and gives its token"
        raise UserProblems([Problem(Place("environment", 0), "WATCHER_TELEGRAM_TOKEN is not set", hint)])
    try:
        return await _Meeting(ours, settings.name, tests, ask).hold(wait)
    except FAULTS as error:
        met = refusal(error)
        click.echo(f"{met.what} ({met.mend})", err=True)
        return met.code
    finally:
        await ours.request.shutdown()


class _Meeting:
    """Shows chats as they are heard of, until one is found to which we may post."""

    def __init__(self, ours: Bot, name: str, tests: bool, ask: Ask | None) -> None:
        self._bot = ours
        self._name = name
        self._tests = tests
        self._ask = ask
        self._shown: dict[Chat, Rights] = {}

    async def hold(self, wait: timedelta) -> int:
        me = await called(self._bot)
        click.echo(f"Listening for {wait.total_seconds():.0f} s as @{me.username}. Send any message to the bot,")
        click.echo("or add it to your channel as an administrator and write something there. Ctrl-C ends this.")
        async for chats in heard(self._bot, within=wait):
            found = [await self._show(chat) for chat in chats]
            if any(found) and not (self._ask and self._ask("Listen for another chat?")):
                return 0
        if any(may.post for may in self._shown.values()):
            return 0
        missing = "The bot may not post in what it found." if self._shown else "Nobody wrote to it."
        click.echo(f"{missing} Nothing is connected yet.", err=True)
        return NOT_FOUND

    async def _show(self, chat: Chat) -> bool:
        """Show a chat once, and again when our rights there change. Returns whether it is one to post to."""
        may = await rights(self._bot, chat)
        if self._shown.get(chat) == may:
            return False
        self._shown[chat] = may
        click.echo(f"\n{printable(chat.name)}\n  id      {chat.id}\n  kind    {chat.kind}\n  rights  {_words(may)}")
        if may.post:
            click.echo(f"\nFor rules/subscriptions.yaml:\n{lines(chat)}")
            if self._tests or (self._ask and self._ask("Send a test message there?")):
                await self._test(chat)
        return may.post

    async def _test(self, chat: Chat) -> None:
        text = f"{self._name} can post here. This was a test."
        await self._bot.send_message(chat.id, text, message_thread_id=chat.thread)
        click.echo("Test message sent.")


def lines(chat: Chat) -> str:
    """The subscription for a chat, as it is to be pasted below `subscriptions:`."""
    place = f'"{chat.handle}"' if chat.handle else str(chat.id)
    to = f"{{chat: {place}, thread: {chat.thread}}}" if chat.thread else place
    slug = re.sub("[^a-z0-9]+", "-", (chat.handle or chat.name).lower()).strip("-") or "telegram"
    return (
        f"  - id: {slug[:64]}    # {printable(chat.name)}\n    via: telegram\n    to: {to}\n"
        "    zone: UTC                   # of its readers, such as Asia/Seoul: decides the times shown\n"
    )


def _words(may: Rights) -> str:
    if not may.post:
        return "may not post: make the bot an administrator who may post and edit messages"
    return "may post and edit" if may.edit else "may post, but not edit: give it the right to edit messages"
