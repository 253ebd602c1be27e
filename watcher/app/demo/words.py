"""What the demo says to the person at the terminal, around what the watcher says itself."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import click

from watcher.app.commands import count, ourselves
from watcher.app.demo.account import Account
from watcher.app.demo.press import Press
from watcher.app.files import plugs
from watcher.app.files.settings import Settings
from watcher.channels.parts import messages, render
from watcher.core.telling import Delivery, Kind, Post


def morning(press: Press, rules: Path) -> str:
    """What is about to happen, and what is odd about this newsroom."""
    told = f"{count(len(press.outlets), 'outlet')}, {count(press.articles, 'article')}"
    lines = [
        _bold(f"A day in an invented newsroom: {told}. Nobody in them is real, and nothing leaves this machine."),
        f"What concerns us is written in {rules}/. Times are those of {press.zone}.",
    ]
    if odd := [*_odd(press)]:
        lines.append(f"Not all is well in this world: {' and '.join(odd)}.")
    return "\n".join([*lines, "An indented line is a post that is edited in place.", ""])


def _odd(press: Press) -> Iterator[str]:
    if broken := [outlet.name for outlet in press.outlets if outlet.has_broken_feed]:
        yield f"the feed of {', '.join(broken)} is broken XML"
    if walled := [outlet.name for outlet in press.outlets if outlet.has_consent_wall]:
        yield f"{', '.join(walled)} hides its pages behind a consent wall"


def heard(before: Account, after: Account, at: datetime) -> str:
    """What one cycle brought, in one line."""
    new, ours = after.items - before.items, after.matched - before.matched
    said = [f"{after.answered} of {count(after.asked, 'outlet')} answered"]
    if not new:
        said.append("nothing new")
    else:
        said.append(count(new, "new item") if before.items else f"{count(new, 'item')} from before we came")
        said.append(f"{ours or 'none'} {'concern' if ours > 1 else 'concerns'} us")
    return click.style(f"{at:%H:%M}  {', '.join(said)}", dim=True)


def evening(account: Account, letter: Path, settings: Settings) -> str:
    """How the first post ended, why it was sent, the day in numbers, and where it lies as a letter."""
    told = [*_first_post(account.first_post(), settings), _numbers(account), f"The day as a letter: {letter}"]
    return "\n".join([*told, *_onwards(settings.rules)])


def _first_post(forms: Sequence[Delivery], settings: Settings) -> Iterator[str]:
    post = forms[-1].content if forms else None
    if not isinstance(post, Post):
        yield f"Nothing here concerns {settings.rules}/. `{ourselves()} demo --newsroom FILE` reads another newsroom.\n"
        return
    console = plugs.connect("console", plugs.reach(settings, write=click.echo))
    ours = messages.words(post.lang)
    yield _bold("The first post, as its edits have left it")
    yield console.render(forms[-1]).body
    yield _bold(ours.say("post.why")) + " (the button below a post answers)"
    yield f"  {render.why(post, ours)}\n"


def _numbers(account: Account) -> str:
    told = {"post": account.count(Kind.POST), "edit": account.count(Kind.EDIT), "reply": account.count(Kind.REPLY)}
    said = " and ".join(count(number, noun) for noun, number in told.items() if number) or "no post"
    stories = count(len(account.stories), "story")
    return f"{count(account.items, 'item')} read, {account.matched} of them ours: {stories}, told in {said}."


def _onwards(rules: Path) -> Iterator[str]:
    yield "\n" + _bold("Your turn")
    steps = {
        f"edit {rules}/": "what concerns you, whom to read, whom to tell",
        f"{ourselves()} check": "says all that is wrong with it",
        f"{ourselves()} run": "reads the news that is real",
    }
    room = max(map(len, steps))
    yield from (f"  {step:<{room}}  {what}" for step, what in steps.items())


def _bold(text: str) -> str:
    return click.style(text, bold=True)
