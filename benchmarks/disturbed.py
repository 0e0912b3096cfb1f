"""One small run, left alone or killed and resumed: what came of it, and what it asked."""

import shutil
import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.forked import Ended, Started, start, triptych
from benchmarks.killed import Call, Kill, Tally
from benchmarks.outside import World
from triptych.graphs.keeping.folder import RunFolder, folders
from triptych.store import memos
from triptych.store.archive import Archive
from triptych.store.verify import verify

_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Whole:
    """A run that nobody disturbed."""

    line: tuple[str, ...]
    page: str
    """Its memo, but for ids and times."""
    asked: Counter[bytes]
    times: Counter[str]
    """How often it came to each point."""


@dataclass(frozen=True)
class Disturbed:
    """A run that was killed once, and resumed unless its memo was there by then."""

    kill: Kill | Call
    cut: Ended
    kept: int
    """Answers of models that it had kept."""
    resumed: Ended | None
    asked: Counter[bytes]
    """Calls after it was killed."""
    page: str
    replayed: Ended
    sound: bool
    """Whether its archive verifies."""

    def losses(self, of: Whole) -> list[str]:
        """What it lost, in words; nothing where it lost nothing."""
        asked, due = self.asked.total(), of.asked.total() - self.kept
        checks = {
            f"it was not killed, and ended with {self.cut.code}": not self.cut.killed,
            f"it did not go on: {self.resumed}": self.resumed is not None and self.resumed.code != 0,
            "its memo is another": self.page != of.page,
            f"{asked} calls afterwards instead of {due}": self.resumed is not None and asked != due,
            "it made calls that it does not make undisturbed": bool(self.asked - of.asked),
            f"its replay differs: {self.replayed.err}": self.replayed.code != 0,
            "its archive does not verify": not self.sound,
        }
        return [what for what, so in checks.items() if so]


def whole(world: World, home: Path, line: Sequence[str]) -> Whole:
    """Do a run that nobody disturbs.

    Args:
        world: its outside.
        home: where; it is made.
        line: its command line.
    """
    key, tally = f"sk-{home.name}", home.with_suffix(".tally")
    done = triptych(made(world, home), *line, environment=world.environment(key), deed=Tally(str(tally)))
    assert done.code == 0, done.err
    return Whole(tuple(line), page(home), world.calls(key), Counter(tally.read_text("utf-8").split()))


def disturbed(world: World, home: Path, of: Whole, kill: Kill | Call) -> Disturbed:
    """Do the same run in another home, kill it, go on with it, and replay it."""
    cut = killed(world, home, of, kill)
    kept_by_then, published = kept(home), page(home)
    environment = world.environment(f"sk-{home.name}-2")
    resumed = None if published else triptych(home, "resume", environment=environment)
    found = verify(archive_of(home))
    return Disturbed(
        kill=kill,
        cut=cut,
        kept=kept_by_then,
        resumed=resumed,
        asked=world.calls(f"sk-{home.name}-2"),
        page=page(home),
        replayed=triptych(home, "replay", folder_in(home).run),
        sound=found.memos == 1 and not found.faults,
    )


def killed(world: World, home: Path, of: Whole, kill: Kill | Call) -> Ended:
    """Begin the run in another home and kill it."""
    key = f"sk-{home.name}"
    begun: list[Started] = []
    if isinstance(kill, Call):
        kill.plan(world, key, lambda: begun[0])
    deed = kill if isinstance(kill, Kill) else None
    begun.append(start(made(world, home), *of.line, environment=world.environment(key), deed=deed))
    ended = begun[0].wait()
    world.settle()
    return ended


def page(home: Path) -> str:
    """The newest memo of a home with all that it rests on, but for ids and times; empty where there is none."""
    rows = memos.listing(archive_of(home), limit=1)
    if not rows:
        return ""
    made = memos.load(archive_of(home), rows[0].id)
    memo = made.memo.model_copy(update={"id": "", "run": ""})
    sources = tuple(s.model_copy(update={"fetched_at": _NOON}) for s in made.sources)
    spend = tuple(s.model_copy(update={"seconds": 0.0}) for s in made.spend)
    return made.model_copy(update={"memo": memo, "sources": sources, "spend": spend}).model_dump_json()


def archive_of(home: Path) -> Archive:
    """The archive of a home."""
    return Archive(home / "archive.duckdb")


def folder_in(home: Path) -> RunFolder:
    """The folder of the newest run of a home. Raises IndexError if there is none."""
    return folders(home / "archive.duckdb")[-1]


def kept(home: Path, kind: str = "answer") -> int:
    """How many answers of a kind the newest run of a home has kept."""
    file = folder_in(home).answers
    if not file.exists():
        return 0
    with closing(sqlite3.connect(file)) as connection:
        (found,) = connection.execute("SELECT count(*) FROM kept WHERE kind = ?", (kind,)).fetchone()
        return int(found)


def made(world: World, home: Path) -> Path:
    """A new home with the starter collection."""
    return Path(shutil.copytree(world.stock, home))
