"""Stands where runs are started and shown, for screens that start them."""

from dataclasses import dataclass, field

import pytest

from triptych.graphs.request import Request
from triptych.tui import app
from triptych.tui.app import TriptychApp
from triptych.tui.context import Context
from triptych.tui.screens import SCREENS
from triptych.tui.screens.base import TriptychScreen


@dataclass
class Recorder:
    """Notes what is to be run."""

    started: list[Request] = field(default_factory=list)

    def start(self, request: Request) -> str:
        """Note it; what is given back is what the screen of the run must be given."""
        self.started.append(request)
        return f"run {len(self.started)}"


class Shown(TriptychScreen):
    """What a run is shown on."""

    TITLE = "Run"

    def __init__(self, context: Context, running: str) -> None:
        super().__init__(context)
        self.running = running


class ShownEntry:
    """Its entry among the screens."""

    key = ""
    of_memo = False

    def load(self) -> type[Shown]:
        """Its class."""
        return Shown


def recorded(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """Have the app start and show its runs here."""
    made = Recorder()
    monkeypatch.setattr(TriptychApp, "runs", made)
    monkeypatch.setattr(app, "SCREENS", {**SCREENS, "live": ShownEntry()})
    return made
