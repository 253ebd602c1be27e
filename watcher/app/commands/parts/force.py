"""The rules in force: those that a running watcher works by, or the last one worked by."""

from datetime import UTC

import click

from watcher.app.commands import show
from watcher.app.files.aim import Aim, compile_aim, load_aim, load_book
from watcher.app.files.settings import Settings
from watcher.core.rules.document import UserProblems
from watcher.core.rules.rulebook import RuleBook
from watcher.store import rulesets
from watcher.store.db import UnusableState, reader
from watcher.store.rulesets import Ruleset


def in_force(settings: Settings) -> Ruleset | None:
    """The last good set of the watcher that works, or worked, on this state."""
    try:
        with reader(settings.state) as db:
            return rulesets.latest(db)
    except UnusableState:
        return None


def book_in_force(settings: Settings) -> RuleBook:
    """The rules in force. Where no watcher ran yet, or by rules this program cannot read, those of the folder.

    Raises UserProblems.
    """
    last = in_force(settings)
    try:
        return compile_aim(last.files).book if last else load_book(settings.rules)
    except UserProblems:
        return load_book(settings.rules)


def sound_aim(settings: Settings) -> Aim:
    """The aim of the folder. Where its files are broken that is said, and the last good ones take their place.

    Raises UserProblems where there never were good ones.
    """
    try:
        return load_aim(settings.rules)
    except UserProblems as broken:
        last = in_force(settings)
        if last is None:
            raise
        show(broken.problems, err=True)
        click.echo(f"\nThe files are broken; this is by the last good ones, {called(last)}.\n", err=True)
        return compile_aim(last.files, str(settings.rules))


def called(ruleset: Ruleset) -> str:
    return f"of {ruleset.loaded_at.astimezone(UTC):%a %d %b %H:%M} UTC ({ruleset.version})"
