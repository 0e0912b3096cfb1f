"""What `run` and `brief` are asked: the idea, the panel, the day."""

import sys
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

from triptych.agents.sources.clean import one_line
from triptych.errors import InputError

if TYPE_CHECKING:
    from triptych.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])
LONGEST = 1_000_000  # bytes read from stdin; a longer idea is refused anyway


class PanelType(click.ParamType[tuple[str, ...]]):
    """Persona keys with commas between them."""

    name = "panel"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        if isinstance(value, tuple):
            return value
        return tuple(key.strip() for key in value.split(",") if key.strip())


class DayType(click.ParamType[date]):
    """A day, as YYYY-MM-DD."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(value, "%Y-%m-%d").date()
        except ValueError:
            self.fail(f"{value!r} is not a day. Write it as YYYY-MM-DD.", param, ctx)


def asking(command: Command) -> Command:
    """The argument and the options that `run` and `brief` have in common."""
    for option in (
        click.option(
            "--as-of",
            type=DayType(),
            metavar="YYYY-MM-DD",
            help="The day from which the memo looks ahead. Default: today.",
        ),
        click.option(
            "--panel",
            type=PanelType(),
            metavar="KEY,KEY",
            help="Who speaks, in this order. Default: engineer,investor,strategist.",
        ),
        click.argument("idea", required=False),
    ):
        command = option(command)
    return command


def idea_text(idea: str | None) -> str:
    """The idea on one line: as it was given, or from stdin where it is `-` or left out.

    Raises:
        InputError: it is left out and nothing is piped in, or what is piped in is not UTF-8.
    """
    if idea is not None and idea != "-":
        return one_line(idea)
    if idea is None and (sys.stdin is None or sys.stdin.isatty()):
        raise InputError("There is no idea.", 'Say what to look into, e.g. triptych run "the LLM inference stack".')
    try:
        return one_line(sys.stdin.buffer.read(LONGEST).decode("utf-8-sig"))
    except UnicodeDecodeError as e:
        raise InputError("The idea on stdin is not UTF-8 text.", "Pipe in plain text.") from e


def choices(settings: "Settings", panel: tuple[str, ...] | None, as_of: date | None) -> dict[str, Any]:
    """Panel and day as the arguments of a `Request`; what was not given is left to the settings and to today."""
    day = {} if as_of is None else {"as_of": as_of}
    return {"panel": settings.panel if panel is None else panel} | day
