"""Queries as the interface asks them: what was asked before, what there is to ask about, rows as columns, rows as files."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from triptych import paths
from triptych.errors import InputError, TriptychError
from triptych.tui.text import plain

if TYPE_CHECKING:
    from triptych.store.archive import Archive
    from triptych.store.sql.query import Result
    from triptych.store.sql.values import Value
    from triptych.store.sql.views import View

KEPT = 200
"""Queries that are remembered."""
WIDEST, NARROWEST = 40, 4
"""Columns of the terminal that a column of a result takes."""
LOOKED_AT = 500
"""Characters of a value that are looked at for a cell: no cell shows more."""
FORMATS: Mapping[str, str] = {
    "csv": "CSV: for a spreadsheet",
    "json": "JSON: a list of objects",
    "md": "Markdown: a table for a document",
}
"""By their names in `triptych.graphs.results`."""
_PLACE = re.compile(r"\(line (\d+), column (\d+)\)")


@dataclass(frozen=True)
class History:
    """What was asked, the last first, and what was typed and not asked yet."""

    queries: tuple[str, ...] = ()
    draft: str = ""

    def asked(self, query: str) -> "History":
        """With a query put first; it is there once."""
        others = [one for one in self.queries if one != query]
        return History((query, *others)[:KEPT])


def history_file() -> Path:
    """Where the history is kept."""
    return paths.home() / "sql-history.json"


def remembered(file: Path) -> History:
    """The history in a file; none where there is none, or where it cannot be read: no query depends on it."""
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        queries = [plain(one) for one in told["queries"] if isinstance(one, str)]
        return History(tuple(queries[:KEPT]), plain(str(told.get("draft", ""))))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return History()


def remember(file: Path, history: History) -> None:
    """Write the history to its file. Raises InputError if it cannot be written."""
    from triptych.store import files

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise InputError(f"The history of queries cannot be kept: {e.strerror or e}.") from e
    told = {"draft": history.draft, "queries": history.queries}
    files.write(file, json.dumps(told, indent=1, ensure_ascii=False))


@dataclass(frozen=True)
class Entry:
    """A line of what can be asked about: a view, or one of its columns."""

    view: str
    column: str
    """Empty for the view itself."""
    type: str
    comment: str

    @property
    def name(self) -> str:
        """What is written into a query."""
        return self.column or self.view


def entries(views: "Iterable[View]") -> list[Entry]:
    """Each view, with its columns after it."""
    found = []
    for view in views:
        found.append(Entry(view.name, "", "", view.comment))
        found += [Entry(view.name, one.name, one.type, one.comment) for one in view.columns]
    return found


@dataclass(frozen=True)
class Heading:
    """A column of a result."""

    name: str
    type: str
    width: int
    right: bool


def headings(result: "Result") -> tuple[Heading, ...]:
    """The columns of a result, each as wide as what it holds, within bounds."""
    from rich.cells import cell_len

    from triptych.graphs.results import at_right

    return tuple(
        Heading(
            name, type_, max(NARROWEST, min(WIDEST, max([cell_len(name), *_widths(result.rows, n)]))), right
        )
        for n, (name, type_, right) in enumerate(
            zip(result.columns, result.types, at_right(result.types), strict=True)
        )
    )


def _widths(rows: "Sequence[Sequence[Value]]", column: int) -> Iterable[int]:
    from rich.cells import cell_len

    return (cell_len(short(row[column])) for row in rows)


def short(value: "Value") -> str:
    """A value as a cell shows the beginning of it; not yet cleaned."""
    from triptych.graphs.results import told

    return told(value[:LOOKED_AT] if isinstance(value, str) else value)[:LOOKED_AT]


def whole(value: "Value") -> str:
    """A value in full; what has parts, a part a line. Not yet cleaned."""
    from triptych.graphs.results import told

    if isinstance(value, list | dict) and value:
        return json.dumps(value, ensure_ascii=False, indent=2)
    return told(value)


def outcome(result: "Result") -> str:
    """What came of a query, in a line."""
    count = len(result.rows)
    rows = f"{count:,} row{'s' * (count != 1)} in {result.seconds:.2f} s"
    if result.cut == "rows":
        return f"{rows}: cut there, as no more are shown; narrow the query down"
    if result.cut == "size":
        return f"{rows}: cut there, as no more comes back at once; ask for fewer columns"
    return rows if count else f"No rows, in {result.seconds:.2f} s"


def fault(error: TriptychError) -> str:
    """What is wrong with a query, in a line, with what to do here."""
    hint = re.sub(r"See what there is: triptych sql --schema", "F3 shows what there is.", error.hint)
    hint = re.sub(r",? or give it more time: triptych sql --timeout SECONDS", ".", hint)
    return " ".join(f"{error.message} {hint}".split())


def place(message: str) -> tuple[int, int] | None:
    """Line and column, from 0, that a message names."""
    found = _PLACE.search(message)
    return (int(found[1]) - 1, int(found[2]) - 1) if found else None


def save(archive: "Archive", result: "Result", form: str, named: str, replace: bool) -> Path:
    """Write the rows as a file and say where it is.

    Args:
        archive: where they come from; the file must be no part of it.
        result: the rows.
        form: a name among `FORMATS`.
        named: the file, as it was typed.
        replace: whether one that is there is replaced.

    Raises:
        InputError: it cannot be written, or is there already.
    """
    from triptych.graphs.results import WRITERS
    from triptych.store import files

    if not named.strip():
        raise InputError("It is not said where to.", "Name a file.")
    file = files.writable(Path(named.strip()).expanduser(), archive)
    if file.exists() and not replace:
        raise InputError(f"{file} is there already.", "Name another file, or allow it to be replaced.")
    files.write(file, WRITERS[form](result))
    return file
