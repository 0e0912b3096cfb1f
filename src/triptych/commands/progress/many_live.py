"""The runs under way as rich draws them, a line each; every text from outside goes in as `Text`, never as markup."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from triptych.agents.budget import dollars
from triptych.agents.sources.clean import one_line
from triptych.graphs.board import DOING
from triptych.graphs.events import RunEnded
from triptych.graphs.many.ideas import Idea
from triptych.graphs.many.many import Told
from triptych.graphs.many.result import MemoKept, NotBegun

if TYPE_CHECKING:
    from rich.console import RenderableType

ROWS = 16
"""Runs that are shown; the rest are counted."""


@contextmanager
def live(ideas: Sequence[Idea]) -> Iterator["LiveTable"]:
    """A table on stderr while runs go on; of it stays only the last line."""
    table = LiveTable(ideas)
    console = Console(stderr=True, highlight=False)
    with Live(table, console=console, refresh_per_second=4, redirect_stdout=False, redirect_stderr=False):
        yield table


class LiveTable:
    """A renderable that shows the runs under way; `tell` may be called while another thread draws it."""

    def __init__(self, ideas: Sequence[Idea]) -> None:
        self._places = {idea: n for n, idea in enumerate(ideas, start=1)}
        self._at: dict[Idea, Told] = {}
        self._began: dict[Idea, float] = {}
        self._ended: Counter[str] = Counter()
        self._spent = 0.0
        self._noted = ""

    def tell(self, told: Told) -> None:
        """Take one event."""
        match told.event:
            case RunEnded():
                self._count(_word(told.event))
                self._spent += told.board.cost
                self._at = {idea: one for idea, one in self._at.items() if idea != told.idea}
            case MemoKept():
                self._count("had a memo")
            case NotBegun():
                self._count("not begun")
            case _:
                self._began.setdefault(told.idea, time.monotonic() - told.seconds)
                self._at = {**self._at, told.idea: told}

    def note(self, text: str) -> None:
        """Say something that is of no run."""
        self._noted = text

    def _count(self, word: str) -> None:
        self._ended = self._ended + Counter([word])  # anew, as another thread may be reading the old one

    def __rich__(self) -> "RenderableType":
        at = self._at
        more = [_line(f"and {len(at) - ROWS} more", "dim")] if len(at) > ROWS else []
        noted = [_line(self._noted, "yellow")] if self._noted else []
        return Group(*([self._rows(at)] if at else []), *more, *noted, self._foot(at))

    def _rows(self, at: dict[Idea, Told]) -> Table:
        table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, expand=True, header_style="dim")
        table.add_column("", no_wrap=True, justify="right", style="cyan")
        table.add_column("idea", no_wrap=True, ratio=1)
        table.add_column("now", no_wrap=True)
        for title in ("calls", "cost", "s"):
            table.add_column(title, no_wrap=True, justify="right")
        for idea, told in sorted(at.items(), key=lambda one: one[0].line)[:ROWS]:
            board, seconds = told.board, time.monotonic() - self._began[idea]
            counts = (str(board.calls), dollars(board.cost), f"{seconds:.0f}")
            table.add_row(
                str(self._places[idea]), _line(idea.text, ""), DOING[board.phase], *map(Text, counts)
            )
        return table

    def _foot(self, at: dict[Idea, Told]) -> Text:
        ended = [f"{n} {word}" for word, n in self._ended.items()]
        left = len(self._places) - self._ended.total() - len(at)
        spent = self._spent + sum(told.board.cost for told in at.values())
        paid = [dollars(spent)] if spent else []
        return _line(" · ".join((*ended, f"{len(at)} under way", f"{left} to do", *paid)), "bold")


def _word(event: RunEnded) -> str:
    if event.memo is None:
        return event.state.replace("_", " ")
    return "done" if event.state == "done" else "in part"


def _line(text: str, style: str) -> Text:
    return Text(one_line(text), style=style, no_wrap=True, overflow="ellipsis")
