"""The command line. The only reader of the clock."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module

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
class HelpLine:
    """A command as the help lists it: the texts stand here, so that listing them need not import the commands."""

    name: str
    help: str
    section: str | None = None  # None: it works, but the short help leaves it out


COMMANDS = (
    HelpLine("demo", "The whole trip in a few seconds, in an invented newsroom.", "Start"),
    HelpLine("init", "A new aim: a folder that follows your words.", "Start"),
    HelpLine("connect", "Find the place to tell, and try it: Telegram, mail, a webhook.", "Start"),
    HelpLine("run", "Read, judge and tell, until it is stopped.", "Start"),
    HelpLine("check", "All that is wrong with rules, feeds, subscriptions and settings.", "Aim"),
    HelpLine("explain", "What became of an article, and why it was told or was not.", "Aim"),
    HelpLine("backtest", "Replay articles through the rules; nothing is sent.", "Aim"),
    HelpLine("stories", "What is known, newest first.", "Look"),
    HelpLine("search", "What is stored, by words.", "Look"),
    HelpLine("digest", "The daily or weekly list that would go out now; nothing is sent.", "Look"),
    HelpLine("feeds", "How the feeds are; `feeds preview SOURCE` shows what one says.", "Look"),
    HelpLine("correct", "Put right what was told of a story, everywhere it was told.", "Keep"),
    HelpLine("doctor", "What is wrong with this installation, and how to mend it.", "Keep"),
    HelpLine("outbox", "What waits to be sent, and what could not be.", "Keep"),
    HelpLine("subscribers", "Who hears from us, and what became of it.", "Keep"),
    HelpLine("backup", "A copy of the memory, also while a watcher runs.", "Keep"),
    HelpLine("once", "One cycle: poll what is due, tell what is new, and end."),
    HelpLine("health", "Whether a running watcher is alive."),
    HelpLine("article", "What is read from a page."),
)


class LazyGroup(click.Group):
    """Imports a command when it is called: `watcher health` must not wait for what `watcher run` needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        return [each.name for each in COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"{commands.__name__}.{cmd_name}").command
        command.help = command.help or next(each.help for each in COMMANDS if each.name == cmd_name)
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
        """Ends with 141 when the reader of our output closes the pipe, as `| head` does.

        Click would end with 1, which for us means that something is wrong with the user's files.
        """
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(ENOUGH)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - likewise
        shown = [each for each in COMMANDS if each.section]
        for section in dict.fromkeys(each.section for each in shown if each.section):
            with formatter.section(section):
                formatter.write_dl([(each.name, each.help) for each in shown if each.section == section])


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
