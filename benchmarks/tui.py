"""What the interface takes: to show itself, a large archive and a long memo; to answer keys, and to hold, while a run goes on.

    python -m benchmarks.tui FOLDER [--memos 10000] [--times 5]

FOLDER is one of `benchmarks.many`. First paint stands beside that of harlequin and posting, where they are on the PATH.
Everything runs in a terminal of its own; a goal that was missed is named, and the script ends with 1.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median, quantiles

from benchmarks.many import MEMOS, archive_of
from benchmarks.many_memos import made
from benchmarks.measure import TRIPTYCH, row
from benchmarks.terminal import first_paint, pieces, terminal
from benchmarks.within import EVENTS, LONG, WARM, Figures
from triptych.store import memos
from triptych.store.archive import Archive

OTHERS = ("harlequin", "posting")
PAINT, USABLE, READABLE, KEY, GROWTH = 1.0, 0.6, 0.5, 0.05, 10.0
"""The goals: seconds, and megabytes."""


@dataclass(frozen=True)
class Told:
    """A line of the result, and whether its goal was reached."""

    text: str
    reached: bool = True


def paints(archive: Archive, times: int) -> list[Told]:
    """First paint of this interface, from the start of its process, and that of others."""
    found = []
    for name in ("triptych", *filter(shutil.which, OTHERS)):
        command = TRIPTYCH if name == "triptych" else (name,)
        with tempfile.TemporaryDirectory() as home:
            env = _env(Path(home), archive)
            spent = [first_paint(command, env) for _ in range(times + 1)][1:]
        painted = [one for one in spent if one is not None]
        if painted:
            found.append(_told(f"first paint, {name}", painted, PAINT if name == "triptych" else None))
        else:
            found.append(Told(f"first paint, {name}: it shows nothing here", name != "triptych"))
    return found


def usable(archive: Archive, times: int, count: int) -> list[Told]:
    """An archive in which a key moves, counted from the first paint."""
    spent = _each("archive", archive, times)
    return [
        _told(f"archive of {count:,} memos, usable", spent["usable"], USABLE),
        _told("  of which until its list is there", spent["listed"]),
        _told("  a key in it", spent["moved"], KEY),
    ]


def readable(times: int) -> list[Told]:
    """A memo of 50 KB."""
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder) / "archive.duckdb")
        size = long_memo(archive)
        spent = _each("memo", archive, times)
    return [
        _told(f"memo of {size // 1000} KB, readable", spent["readable"], READABLE),
        _told("  a key in it", spent["moved"], KEY),
    ]


def streamed(archive: Archive) -> list[Told]:
    """Keys while a run tells 200 events a second, and memory over many."""
    with tempfile.TemporaryDirectory() as home:
        found = _within("keys", archive, Path(home))
    spent, (rate,), (warm, end) = found["key"], found["rate"], found["megabytes"]
    p95 = quantiles(spent, n=20)[-1]
    key = f"{'a key, ' + f'{rate:.0f} events a second':42} {min(spent):7.3f} {median(spent):7.3f} {max(spent):7.3f} s"
    grown = f"{f'memory after {WARM:,} and {EVENTS:,} events':42} {warm:7.1f} {end:7.1f}         MB"
    return [
        Told(f"{key}   p95 {p95:.3f} s < {KEY} s: {_word(p95 < KEY)}", p95 < KEY),
        Told(
            f"{grown}   {end - warm:+.1f} MB < {GROWTH:.0f} MB: {_word(end - warm < GROWTH)}",
            end - warm < GROWTH,
        ),
    ]


def long_memo(archive: Archive) -> int:
    """Publish a memo whose text is as long as is wanted; returns its length in characters."""
    one = made(0, 1)
    section = one.dossier.memo.sections[0]
    sentences = [sentence for paragraph in section.paragraphs for sentence in paragraph.sentences]
    many = LONG // sum(len(sentence.text) for sentence in sentences) + 1
    paragraph = section.paragraphs[0].model_copy(update={"sentences": tuple(sentences)})
    longer = section.model_copy(update={"paragraphs": (paragraph,) * many})
    memo = one.dossier.memo.model_copy(update={"sections": (longer, *one.dossier.memo.sections[1:])})
    memos.publish(archive, one.dossier.model_copy(update={"memo": memo}), one.run, created_at=one.created_at)
    return many * sum(len(sentence.text) for sentence in sentences)


def _each(task: str, archive: Archive, times: int) -> Figures:
    """A task in as many processes, after one that is not counted."""
    found: Figures = {}
    with tempfile.TemporaryDirectory() as home:
        for number in range(times + 1):
            for name, values in _within(task, archive, Path(home)).items():
                found.setdefault(name, []).extend(values if number else ())
    return found


def _within(task: str, archive: Archive, home: Path) -> Figures:
    """A task in a terminal. Raises SystemExit with what it said if it gave no figures."""
    result = home / "figures.json"
    result.unlink(missing_ok=True)
    line = (sys.executable, "-m", "benchmarks.within", task, str(archive.path), str(result))
    with terminal(line, _env(home, archive)) as screen:
        said = b"".join(pieces(screen))
    with suppress(OSError, ValueError):
        figures: Figures = json.loads(result.read_text())
        return figures
    raise SystemExit(said.decode(errors="replace")[-2000:])


def _env(home: Path, archive: Archive) -> Mapping[str, str]:
    named = {"HOME": str(home), "TRIPTYCH_HOME": str(home), "TRIPTYCH_ARCHIVE": str(archive.path.absolute())}
    return os.environ | named | {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}


def _told(name: str, spent: Sequence[float], goal: float | None = None) -> Told:
    if goal is None:
        return Told(row(name, spent))
    reached = median(spent) < goal
    return Told(f"{row(name, spent)}   < {goal} s: {_word(reached)}", reached)


def _word(reached: bool) -> str:
    return "reached" if reached else "missed"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tui")
    parser.add_argument("folder", type=Path, help="of benchmarks.many")
    parser.add_argument("--memos", "--of", type=int, default=MEMOS, help=f"how many are in it ({MEMOS})")
    parser.add_argument("--times", type=int, default=5, help="how often each is done")
    given = parser.parse_args()
    archive = archive_of(given.folder, given.memos)
    print(f"{'':42} {'min':>7} {'median':>7} {'max':>7}")
    works: list[Callable[[], list[Told]]] = [
        partial(paints, archive, given.times),
        partial(usable, archive, given.times, given.memos),
        partial(readable, given.times),
        partial(streamed, archive),
    ]
    missed = False
    for work in works:
        for told in work():
            print(told.text, flush=True)
            missed |= not told.reached
    raise SystemExit(missed)


if __name__ == "__main__":
    main()
