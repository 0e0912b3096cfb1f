"""What is looked at: the archive and the settings of one front end."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from triptych.settings import Settings
    from triptych.store.archive import Archive


@dataclass
class Installation:
    """One installation; `settings` may be replaced where the file is broken, so that the rest can be looked at."""

    archive_path: Path

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
