"""The folder of a run, beside the archive: what it was asked, who does it, where it stands and what it was answered.

It is there from the run's start. Its checkpoints go when its memo is published; the answers stay, so that the memo can be
made again, until somebody prunes them or deletes the memo.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from triptych.errors import ArchiveError
from triptych.permissions import FOLDER
from triptych.store import runs


@dataclass(frozen=True, slots=True)
class RunFolder:
    """Where one run keeps what it needs.

    Args:
        path: the folder, which may not be there yet.
    """

    path: Path

    @property
    def run(self) -> str:
        """The run's id."""
        return self.path.name

    @property
    def request(self) -> Path:
        """What was asked, as JSON."""
        return self.path / "request.json"

    @property
    def answers(self) -> Path:
        """What models and searches answered."""
        return self.path / "answers.sqlite"

    @property
    def checkpoints(self) -> Path:
        """Where the graph stands."""
        return self.path / "checkpoints.sqlite"

    @property
    def owner(self) -> Path:
        """Who does the run."""
        return self.path / "owner.json"

    @property
    def stop(self) -> Path:
        """Whoever wants the run stopped leaves this file."""
        return self.path / "stop"

    @property
    def successor(self) -> Path:
        """The id of the run as which this one went on."""
        return self.path / "successor"

    @property
    def went_on_as(self) -> str:
        """Id of the run as which it went on; empty where it did not, or what is there is no id."""
        try:
            run = self.successor.read_text("ascii")
        except (OSError, ValueError):
            return ""
        return run if runs.ID.fullmatch(run) and run != self.run else ""

    @property
    def size(self) -> int:
        """Bytes of all that is in it."""
        with suppress(FileNotFoundError):
            return sum(file.stat().st_size for file in self.path.iterdir())
        return 0

    def make(self) -> None:
        """Make the folder, for its user alone. Raises ArchiveError."""
        with explained(self.path):
            self.path.parent.mkdir(mode=FOLDER, exist_ok=True)
            self.path.mkdir(mode=FOLDER, exist_ok=True)

    def drop_checkpoints(self) -> None:
        """Forget where the graph stands. Raises ArchiveError."""
        with explained(self.path):
            for file in self.path.glob(f"{self.checkpoints.name}*"):
                file.unlink(missing_ok=True)

    def remove(self) -> None:
        """Remove the folder with all that is in it, if it is there. Raises ArchiveError."""
        with explained(self.path), suppress(FileNotFoundError):
            shutil.rmtree(self.path)

    def copy(self, other: "RunFolder") -> None:
        """Give another run what this one has. Raises ArchiveError."""
        own = (self.owner.name, f"{self.owner.name}.lock", self.stop.name, self.successor.name)
        with explained(other.path):
            other.path.mkdir(mode=FOLDER, parents=True)
            for file in self.path.iterdir():
                if file.name not in own:
                    shutil.copy2(file, other.path / file.name)


def folder_of(archive: Path, run: str) -> RunFolder:
    """The folder of a run in an archive. Raises ArchiveError where its id would lead elsewhere."""
    if not runs.ID.fullmatch(run):
        raise ArchiveError(f"{run!r} is no id of a run.", "Its archive was changed by somebody.")
    return RunFolder(runs.place(archive) / run)


def folders(archive: Path) -> list[RunFolder]:
    """The folders of all runs that have one, the oldest first. Raises ArchiveError."""
    place = runs.place(archive)
    if not place.is_dir():
        return []
    with explained(place):
        return [RunFolder(one) for one in sorted(place.iterdir()) if one.is_dir() and not one.is_symlink()]


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """What a system refuses in a run's folder, said as an ArchiveError."""
    try:
        yield
    except OSError as e:
        raise ArchiveError(
            f"{path} cannot be used: {e.strerror or e}.", "Make room, or make the folder writable."
        ) from e
