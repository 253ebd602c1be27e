"""Commands below a command, such as `watcher feeds preview`."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from watcher.app import commands


class WithFurther(click.Group):
    """Imports a further command when it is called: what it needs is not needed to call the command above it."""

    def __init__(self, *arguments: Any, further: Mapping[str, str], **attributes: Any) -> None:
        """`further`: by name, the module in `commands` and the command in it, as in `feedlist:export`."""
        super().__init__(*arguments, **attributes)
        self._further = further

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*super().list_commands(ctx), *self._further]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._further:
            return super().get_command(ctx, cmd_name)
        module, _, name = self._further[cmd_name].partition(":")
        found: click.Command = getattr(import_module(f"{commands.__name__}.{module}"), name)
        return found
