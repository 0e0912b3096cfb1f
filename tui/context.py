"""What every screen is given, so that none needs a global: the archive, the settings, the folders and the clock."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from triptych import paths

if TYPE_CHECKING:
    from triptych.settings import Settings
    from triptych.store.archive import Archive


@dataclass(frozen=True)
class Context:
    """One session of the interface.

    `settings` and `archive` are made when a worker first asks for them: they import what the first frame need not wait for.
    """

    archive_path: Path = field(default_factory=paths.archive)
    personas: Path = field(default_factory=paths.user_personas)
    """The user's own persona files."""
    exports: Path = field(default_factory=Path.cwd)
    """Where files go that are written for the user, unless another place is named."""
    today: Callable[[], date] = date.today

    @cached_property
    def settings(self) -> "Settings":
        """The settings file's values. Raises InputError if it is broken."""
        from triptych.settings import load

        return load()

    @cached_property
    def archive(self) -> "Archive":
        """The archive, not yet opened. Raises InputError if the settings file is broken."""
        from triptych.store.archive import Archive

        return Archive(self.archive_path, self.settings.lock_wait)

    def forget(self) -> None:
        """Let the settings be read anew when they are next asked for: their file was changed."""
        self.__dict__.pop("settings", None)
