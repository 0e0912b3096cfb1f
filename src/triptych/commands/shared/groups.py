"""How commands are found: by a table, so that `--help` imports none of them, and by a noun's default verb."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called.

    Args:
        table: name -> (`module:attribute`, the line that the help says about it), in the order of the help.
    """

    def __init__(self, *args: Any, table: Mapping[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._table = dict(table)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._table:
            return None
        module, attribute = self._table[cmd_name][0].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self._table and not args[0].startswith("-"):
            raise click.exceptions.NoSuchCommand(args[0], possibilities=list(self._table), ctx=ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in self._table.items()])


class LazyNoun(LazyGroup):
    """A lazy group with a default verb, `list`: `triptych memos --json` is `triptych memos list --json`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, _with_verb(ctx, args, "list"))


class NounGroup(click.Group):
    """A group with a default verb: `triptych memos --json` is `triptych memos list --json`.

    Args:
        default: the command that runs when none is named.
    """

    def __init__(self, *args: Any, default: str = "list", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._default = default

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, _with_verb(ctx, args, self._default))


def _with_verb(ctx: click.Context, args: list[str], default: str) -> list[str]:
    """The arguments with the default verb before them where they name none."""
    asks_for_help = bool(args) and args[0] in ctx.help_option_names
    if not args or (args[0].startswith("-") and not asks_for_help):
        return [default, *args]
    return args
