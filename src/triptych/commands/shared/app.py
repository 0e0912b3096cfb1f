"""What every command is given: which archive, and the user's settings, read when first asked for."""

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from triptych import paths

if TYPE_CHECKING:
    from triptych.settings import Settings
    from triptych.store.archive import Archive

Command = TypeVar("Command", bound=Callable[..., Any])


class FileType(click.ParamType[Path]):
    """A file's path, which says something."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        if not str(value).strip():
            self.fail("It is empty; name a file.", param, ctx)
        return Path(value)


@dataclass
class App:
    """One call of the command line.

    `named` is the archive that `--archive` names; without it, `triptych.paths` says where the archive is.
    """

    named: Path | None = None

    @property
    def archive_path(self) -> Path:
        """The archive's file."""
        return self.named or paths.archive()

    @cached_property
    def settings(self) -> "Settings":
        """The settings file's values. Raises InputError if it is broken."""
        from triptych.settings import load

        return load()

    @cached_property
    def archive(self) -> "Archive":
        """The archive, not yet opened; a command that asks before it imports waits less for its engine to start.

        Raises InputError if the settings file is broken.
        """
        from triptych.store.archive import Archive
        from triptych.store.driver import prepare

        prepare(self.archive_path)
        return Archive(self.archive_path, self.settings.lock_wait)

    def line(self, rest: str) -> str:
        """A command line that reaches the same archive, to be shown to the user."""
        archive = f" --archive {shlex.quote(str(self.named))}" if self.named else ""
        return f"triptych{archive} {rest}"


pass_app = click.make_pass_decorator(App)


def archive_option(command: Command) -> Command:
    """Let `--archive` stand after the command's name too."""
    option = click.option(
        "--archive",
        type=FileType(),
        callback=_name_archive,
        expose_value=False,
        help="The archive file to use.",
    )
    return option(command)


def _name_archive(ctx: click.Context, param: click.Parameter, value: Path | None) -> None:
    if value is not None:
        ctx.ensure_object(App).named = value
