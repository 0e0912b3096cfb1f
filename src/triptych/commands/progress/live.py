"""The board of a run as rich draws it; every text from outside goes in as `Text`, never as markup."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from triptych.agents.sources.clean import one_line
from triptych.commands.progress.lines import round_line, verified_line
from triptych.graphs.board import DOING, Board, Seat, after
from triptych.graphs.events import Abstained, BudgetReached, Event

if TYPE_CHECKING:
    from rich.console import RenderableType

FALLEN_SHOWN = 3


@contextmanager
def live() -> Iterator["LiveBoard"]:
    """A board on stderr while the run goes on; it stays there afterwards as the short story of the debate."""
    board = LiveBoard()
    console = Console(stderr=True, highlight=False)
    # Redirected, what goes to stdout would land on stderr, where the board is.
    with Live(board, console=console, refresh_per_second=8, redirect_stdout=False, redirect_stderr=False):
        yield board


class LiveBoard:
    """A renderable that shows the run so far; `tell` may be called while another thread draws it."""

    def __init__(self) -> None:
        self._board = Board()
        self._fallen: tuple[str, ...] = ()
        self._began = time.monotonic()

    def tell(self, event: Event) -> None:
        """Take one event."""
        self._board = after(self._board, event)
        if isinstance(event, Abstained):
            self._fallen = (*self._fallen, f"abstained: {event.part}: {event.reason}")
        if isinstance(event, BudgetReached):
            self._fallen = (*self._fallen, f"budget: {event.reason}")

    def note(self, text: str) -> None:
        """Say something beside the events."""
        self._fallen = (*self._fallen, text)

    def __rich__(self) -> "RenderableType":
        board, fallen = self._board, self._fallen
        verified = [_line(verified_line(board.verified), "")] if board.verified else []
        rounds = [_line(round_line(one), "") for one in board.rounds]
        lost = [_line(one, "yellow") for one in fallen[-FALLEN_SHOWN:]]
        said = [_line(board.writing.strip().rpartition("\n")[2], "dim")] if board.phase == "writing" else []
        return Group(self._head(board), _seats(board), *verified, *rounds, *said, *lost, self._foot(board))

    def _head(self, board: Board) -> Text:
        return _line(board.idea or "Triptych", "bold")

    def _foot(self, board: Board) -> Text:
        seconds = time.monotonic() - self._began
        sources = f" · {board.sources} sources" if board.sources else ""
        paid = f" · {board.calls} calls · {board.tokens:,} tokens · ${board.cost:,.4f}" if board.calls else ""
        doing = f"{DOING[board.phase]} · {board.searches} searches{sources}{paid} · {seconds:.1f} s"
        return _line(doing, "dim")


def _seats(board: Board) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, expand=True, header_style="dim")
    table.add_column("persona", no_wrap=True, style="cyan", max_width=20)
    table.add_column("now", no_wrap=True, ratio=1)
    for title in ("questions", "sources", "claims"):
        table.add_column(title, no_wrap=True, justify="right")
    for seat in board.seats:
        now = "" if board.phase == "done" else seat.now
        table.add_row(_line(seat.key, ""), _line(now, ""), *map(Text, _counts(seat)))
    return table


def _counts(seat: Seat) -> tuple[str, str, str]:
    return f"{len(seat.asked)}/{seat.questions}", str(len(seat.sources)), str(seat.claims)


def _line(text: str, style: str) -> Text:
    return Text(one_line(text), style=style, no_wrap=True, overflow="ellipsis")
