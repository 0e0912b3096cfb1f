"""The screens. Whoever adds one adds a line to `SCREENS`: its key, its place in the palette and in `?` follow from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from triptych.tui.screens.base import TriptychScreen

HOME = "archive"


@dataclass(frozen=True)
class Entry:
    """A screen that can be opened from anywhere."""

    place: str
    """Module and class: `triptych.tui.screens.archive:ArchiveScreen`; imported when it is first opened."""
    title: str
    key: str
    """What opens it; empty where only another screen does, with arguments."""
    description: str
    of_memo: bool = False
    """Whether it can be of one memo, whose id is then its only argument: it is of the one on screen."""

    def load(self) -> "type[TriptychScreen]":
        """Its class."""
        module, _, name = self.place.partition(":")
        found: type[TriptychScreen] = getattr(import_module(module), name)
        return found


_HERE = "triptych.tui.screens"
SCREENS: Mapping[str, Entry] = {
    "archive": Entry(
        f"{_HERE}.archive:ArchiveScreen", "Archive", "h", "The memos: find, read, compare, export."
    ),
    "reader": Entry(f"{_HERE}.reader:ReaderScreen", "Memo", "", "One memo, with all that it rests on."),
    "new_run": Entry(f"{_HERE}.new_run:NewRunScreen", "New run", "n", "Put an idea to the panel."),
    "review": Entry(
        f"{_HERE}.review:ReviewScreen", "Brief", "", "What the panel will ask, before it asks it."
    ),
    "live": Entry(f"{_HERE}.live:LiveScreen", "Run", "", "A run as it goes on."),
    "runs": Entry(f"{_HERE}.runs:RunsScreen", "Runs", "w", "The runs of this session."),
    "evidence": Entry(
        f"{_HERE}.evidence:EvidenceScreen",
        "Evidence",
        "e",
        "Sources and claims, and what rests on what.",
        True,
    ),
    "ask": Entry(f"{_HERE}.ask:AskScreen", "Ask", "a", "Put a question to the archive.", True),
    "sql": Entry(f"{_HERE}.sql:SqlScreen", "SQL", "s", "Query the archive."),
    "library": Entry(f"{_HERE}.library:LibraryScreen", "Library", "l", "The documents that runs may search."),
    "personas": Entry(f"{_HERE}.personas:PersonasScreen", "Personas", "p", "Who may sit on the panel."),
    "settings": Entry(
        f"{_HERE}.settings:SettingsScreen", "Settings", "comma", "What is set up, and what answers."
    ),
    "diff": Entry(f"{_HERE}.diff:DiffScreen", "What changed", "", "What changed from one memo to another."),
}
"""By name, in the order in which the palette shows them."""
