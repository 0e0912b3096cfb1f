"""What `run` and `brief` are asked: the idea, the panel, the day, and how they become a request."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from triptych import console, paths
from triptych.agents.sources.clean import one_line
from triptych.commands.shared.equipping import setup
from triptych.errors import InputError
from triptych.graphs.gear import YEARS, Gear

if TYPE_CHECKING:
    from triptych.graphs.request import Request
    from triptych.settings import Settings
    from triptych.store.records import Brief, Dossier

Command = TypeVar("Command", bound=Callable[..., Any])
STDIN = Path("-")
LONGEST = 1_000_000  # bytes read of an idea on stdin or of a brief; what is longer is neither

_NO_IDEA = 'Say what to look into, e.g. triptych run "the LLM inference stack".'


class PanelType(click.ParamType[tuple[str, ...]]):
    """Persona keys with commas between them."""

    name = "panel"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        return tuple(key.strip() for key in value.split(",") if key.strip())


class DayType(click.ParamType[date]):
    """A day, as YYYY-MM-DD."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            day = date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day. Write it as YYYY-MM-DD.", param, ctx)
        if day.year not in YEARS:
            self.fail(f"{value!r} is too far away.", param, ctx)
        return day


def asking(command: Command) -> Command:
    """The argument and the options that `run` and `brief` have in common: idea, panel, as_of."""
    today = click.option(
        "--as-of",
        type=DayType(),
        metavar="YYYY-MM-DD",
        help="The day from which the memo looks ahead. Default: today.",
    )
    panel = click.option(
        "--panel",
        type=PanelType(),
        metavar="KEY,KEY",
        help="Who speaks, in this order. Default: engineer,investor,strategist, or the settings' panel.",
    )
    questions = click.option(
        "--questions",
        type=click.IntRange(2, 6),
        metavar="N",
        help="Research questions of each persona at most. Default: 6.",
    )
    return click.argument("idea", required=False)(panel(questions(today(command))))


@dataclass(frozen=True)
class Asked:
    """What stands on the command line; None is what was left out."""

    idea: str | None
    panel: tuple[str, ...] | None
    as_of: date | None
    rounds: int | None = None
    questions: int | None = None
    brief_file: Path | None = None
    gear: Mapping[str, Any] = field(default_factory=dict)
    """The options of `equipping`."""
    update: "Dossier | None" = None
    """The memo whose brief is put to the evidence anew."""

    def request(self, settings: "Settings") -> "Request":
        """The request, with what was left out taken from the settings, from stdin and from the brief.

        Raises:
            InputError: there is no idea, the panel is not one, the brief cannot be read, or what is asked for is
                not set up.
        """
        from triptych.graphs.request import Request
        from triptych.personas.loader import select

        panel = self._panel(settings)
        asked: dict[str, Any] = {
            "panel": panel,
            "rounds": settings.rounds if self.rounds is None else self.rounds,
            "questions": settings.questions if self.questions is None else self.questions,
            "setup": setup(self.gear, settings, select(panel, paths.user_personas())),
            "gear": Gear(**self.gear),
        }
        if self.as_of:
            asked["as_of"] = self.as_of
        if self.update is not None:
            return self._successor(self.update, Request("", **asked))
        if self.brief_file is None:
            return Request(idea_text(self.idea), **asked)
        if self.idea == "-" and self.brief_file == STDIN:
            raise InputError("Both the idea and the brief are to come from stdin.", "Drop the idea.")
        request = Request(idea_text(self.idea) if self.idea else "", **asked)
        brief = _brief(self.brief_file, request)
        return replace(request, idea=brief.idea, brief=brief)

    def _panel(self, settings: "Settings") -> tuple[str, ...]:
        """The panel that was asked for, that of the memo that is updated, or that of the settings."""
        if self.update is None:
            return settings.panel if self.panel is None else self.panel
        own = self.update.memo.panel
        if self.panel is not None and self.panel != own:
            raise InputError(
                f"Memo {self.update.memo.id} is the work of {', '.join(own)}, and its brief has questions for them alone.",
                "Drop --panel, or write a new memo with it, without --update.",
            )
        return own

    def _successor(self, before: "Dossier", request: "Request") -> "Request":
        """The request that puts the brief of a memo to the evidence anew."""
        from triptych.agents.briefs import refuse_another
        from triptych.graphs.successor import due, predecessor, renewed

        if self.idea is not None:
            refuse_another(idea_text(self.idea), before.brief.idea, f"memo {before.memo.id}", "--update")
        brief = renewed(before, request.as_of)
        _tell_doubts(brief)
        if late := due(brief):
            which = ", ".join(p.id for p in late)
            console.note(f"Put on record what came of {which}: triptych memos resolve {before.memo.id}")
        return replace(request, idea=brief.idea, brief=brief, updates=predecessor(before))


def idea_text(idea: str | None) -> str:
    """The idea on one line: as it was given, or from stdin where it is `-` or left out.

    Raises:
        InputError: it is left out and nothing is piped in, or what is piped in is not UTF-8.
    """
    if idea is not None and idea != "-":
        return one_line(idea)
    if sys.stdin is None or (idea is None and sys.stdin.isatty()):
        raise InputError("There is no idea.", _NO_IDEA)
    return one_line(_piped("The idea on stdin"))


def _brief(file: Path, request: "Request") -> "Brief":
    from triptych.agents.briefs import read
    from triptych.agents.sources.clean import clean
    from triptych.graphs.state import prefixes
    from triptych.personas.loader import select

    personas = select(request.panel, request.personas_folder)
    text = clean(_piped("The brief on stdin") if file == STDIN else _filed(file))
    made = read(text, personas, prefixes(request.panel), request.as_of, request.idea)
    _tell_doubts(made)
    return made


def _tell_doubts(brief: "Brief") -> None:
    from triptych.agents.briefs import doubts

    for doubt in doubts(brief):
        console.note(f"note: {doubt} It is put to the panel as it stands.")


def _filed(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return _text(stream.read(LONGEST), f"The brief {file}")
    except OSError as e:
        raise InputError(f"The brief {file} cannot be read: {e.strerror or e}.", "Check the path.") from e


def _piped(what: str) -> str:
    return _text(sys.stdin.buffer.read(LONGEST) if sys.stdin else b"", what)


def _text(content: bytes, what: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        raise InputError(f"{what} is not text in UTF-8.", "Save or pipe it as plain text.") from e
