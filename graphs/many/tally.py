"""What became of a list of ideas so far, kept beside the archive, so that another process does only the rest.

There is one for each list: by the path of its file or, of a list that comes through a pipe, by its ideas. Whether an idea has
its memo is the archive's to say; here stands which run was whose.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from filelock import FileLock
from pydantic import TypeAdapter, ValidationError

from triptych.errors import ArchiveError, InputError
from triptych.graphs.keeping.folder import explained
from triptych.graphs.keeping.requests import differences
from triptych.graphs.many.ideas import Idea
from triptych.graphs.many.result import Result
from triptych.graphs.request import Request, decided
from triptych.permissions import FOLDER
from triptych.store.files import write_whole
from triptych.store.sharing import taken


@dataclass
class Tally:
    """One going through a list."""

    settings: Mapping[str, Any]
    """All but the idea that decides the outcome of its runs."""
    as_of: date
    seconds: float = 0.0
    """For how long processes have been at it."""
    results: dict[str, Result] = field(default_factory=dict)
    """By idea."""


_FORM = TypeAdapter(Tally)


def settings_of(request: Request) -> dict[str, Any]:
    """What a list is done with."""
    made = decided(request, request.speakers())
    return {name: one for name, one in json.loads(json.dumps(made)).items() if name != "idea"}


@dataclass(frozen=True, slots=True)
class TallyFile:
    """Where it is kept; not there before the first run begins."""

    path: Path

    @classmethod
    def of(cls, archive: Path, list_file: Path | None, ideas: Sequence[Idea]) -> "TallyFile":
        """That of a list in an archive; `list_file` is None where it came through a pipe."""
        name = os.path.realpath(list_file) if list_file else "\n".join(idea.text for idea in ideas)
        key = hashlib.sha256(name.encode()).hexdigest()[:16]
        return cls(Path(f"{os.path.realpath(archive)}.lists") / f"{key}.json")

    @contextmanager
    def held(self) -> Iterator[None]:
        """Be the only process that does the list.

        Raises:
            InputError: another one does it.
            ArchiveError: its folder cannot be used.
        """
        with explained(self.path):
            self.path.parent.mkdir(mode=FOLDER, parents=True, exist_ok=True)
            lock = FileLock(f"{self.path}.lock")
            if not taken(lock):
                raise InputError("Another process does this list.", "Wait for it, or stop it.")
        try:
            yield
        finally:
            lock.release()

    def load(self) -> Tally | None:
        """What there is; None where the list was never begun. Raises ArchiveError where it cannot be read."""
        with explained(self.path):
            try:
                return _FORM.validate_json(self.path.read_bytes()) if self.path.exists() else None
            except ValidationError as e:
                raise ArchiveError(
                    f"{self.path} does not say what became of the list.",
                    "Remove it, and begin the list anew.",
                ) from e

    def save(self, tally: Tally) -> None:
        """Write it, whole. Raises ArchiveError."""
        with explained(self.path):
            write_whole(self.path, _FORM.dump_json(tally, indent=1))


def refuse_other(tally: Tally, request: Request) -> None:
    """Refuse to go on with a list under other settings than it was begun with; its budget may differ.

    Raises:
        InputError: it says what differs.
    """
    if lines := "; ".join(differences(tally.settings, settings_of(request))):
        raise InputError(
            f"The list was begun under other settings: {lines}.",
            "Set them back, or begin it anew without --continue.",
        )
