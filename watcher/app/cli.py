"""The command line. The only reader of the clock."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pkgutil import iter_modules

import click

from watcher import __version__
from watcher.app import commands
from watcher.app.commands import Invocation, show
from watcher.app.running.lock import Held
from watcher.core.rules.document import UserProblems, did_you_mean
from watcher.store.db import UnusableState

HELD = 3
ENOUGH = 141  # 128 + SIGPIPE
INTERRUPTED = 130  # 128 + SIGINT, as shells count


@dataclass(frozen=True, slots=True)
class Entry:
    """A command as the help shows it, so that showing the help loads none of them."""

    name: str
    help: str
    section: str | None = None  # None: plumbing, not in the short help


ENTRIES = (
    Entry("demo", "The whole trip in a minute, in an invented newsroom.", "Start"),
    Entry("init", "A new aim: a folder that follows your words.", "Start"),
    Entry("connect", "Find the place to tell, and try it: Telegram, mail, a webhook.", "Start"),
    Entry("run", "Read, judge and tell, until it is stopped.", "Start"),
    Entry("check", "Say all that is wrong with rules, feeds, subscriptions and settings.", "Aim"),
    Entry("explain", "What became of an article, and why: sent, waiting, held or not sent.", "Aim"),
    Entry("backtest", "Replay articles through the rules; nothing is sent.", "Aim"),
    Entry("stories", "What is known, newest first.", "Look"),
    Entry("search", "What is stored, by words.", "Look"),
    Entry("digest", "The daily or weekly list that would go out now; nothing is sent.", "Look"),
    Entry("feeds", "How the feeds are; `feeds preview SOURCE` shows what one says.", "Look"),
    Entry("correct", "Put right what was told of a story, everywhere it was told.", "Keep"),
    Entry("doctor", "What is wrong with this installation, and how to mend it.", "Keep"),
    Entry("outbox", "What waits to be sent, and what could not be.", "Keep"),
    Entry("subscribers", "Who hears from us, and what became of it.", "Keep"),
    Entry("backup", "A copy of the memory, also while a watcher runs.", "Keep"),
    Entry("once", "One cycle: poll what is due, tell what is new, and end."),
    Entry("health", "Whether a running watcher is alive."),
    Entry("article", "What is read from a page."),
)


class LazyGroup(click.Group):
    """Loads a command when it is called. One whose file is not there is not listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        found = {module.name for module in iter_modules(commands.__path__)}
        return [entry.name for entry in ENTRIES if entry.name in found]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"{commands.__name__}.{cmd_name}").command
        command.help = command.help or next(entry.help for entry in ENTRIES if entry.name == cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        known = self.list_commands(ctx)
        if args[0] not in known and not ctx.resilient_parsing:
            hint = did_you_mean(args[0], known)
            ctx.fail(f"there is no command `{args[0]}`" + (f" ({hint})" if hint else ""))
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Click itself would end with 1 where whoever reads our output has enough: the code for the user's files."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(ENOUGH)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        shown = [entry for entry in ENTRIES if entry.section and entry.name in self.list_commands(ctx)]
        for section in dict.fromkeys(entry.section for entry in shown if entry.section):
            with formatter.section(section):
                formatter.write_dl([(entry.name, entry.help) for entry in shown if entry.section == section])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(version)s")
def watcher() -> None:
    """Reads the news for one subject, tells every story once."""


def clock() -> datetime:
    return datetime.now(UTC)


def main(arguments: Sequence[str] | None = None) -> None:
    """Ends the process: 0 done, 1 the user's files or settings, 2 usage, 3 another watcher is at work."""
    try:
        code = watcher.main(arguments, prog_name="watcher", standalone_mode=False, obj=Invocation(clock))
    except UserProblems as error:
        show(error.problems, err=True)
        code = 1
    except UnusableState as error:
        click.echo(f"error: {error}", err=True)
        code = 1
    except Held as error:
        click.echo(f"error: {error}", err=True)
        code = HELD
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        code = INTERRUPTED
    sys.exit(code)
