"""The files of the search index: a state that points to one generation of tantivy files.

Invariant: a generation is whole before the state names it, and the state is replaced in one step. So a reader
never sees half a rebuild, and a process that was killed leaves at most a folder that a rebuild sweeps.
"""

import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from triptych.agents.sources.terms import stems
from triptych.errors import ArchiveError
from triptych.store.records import Passage

if TYPE_CHECKING:
    from tantivy import Index, Schema

VERSION = 1
"""Changes whenever the fields or the stems do; an index of another version is rebuilt."""
STATE = "state.json"
_HEAP = 50_000_000


@dataclass(frozen=True)
class State:
    """What the index holds."""

    archive: str
    number: int
    """The last change of the library that is in it."""
    passages: int
    generation: str
    version: int = VERSION


def unwritable(folder: Path, error: Exception) -> ArchiveError:
    """The error for a folder of the index that cannot be used."""
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return ArchiveError(
        f"The search index {folder} cannot be written: {reason or error}.",
        "Move aside what is there or make it writable, or choose another archive path.",
    )


def load_state(folder: Path) -> State | None:
    """The state, or None where there is none that this version can use."""
    try:
        state = State(**json.loads((folder / STATE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return state if state.version == VERSION else None


def save_state(folder: Path, state: State) -> None:
    """Replace the state in one step."""
    fresh = folder / f"{STATE}.{os.getpid()}"
    fresh.write_text(json.dumps(asdict(state)), encoding="utf-8")
    os.replace(fresh, folder / STATE)


def create_generation(folder: Path, generation: str) -> "Index":
    """A new, empty tantivy index. Raises OSError if it cannot be written."""
    from tantivy import Index

    path = folder / generation
    path.mkdir(parents=True, exist_ok=True)
    return _read_by_hand(Index(schema(), path=str(path)))


def open_generation(folder: Path, generation: str) -> "Index":
    """The tantivy index of a generation that is there. Raises ValueError or OSError if it is torn or gone."""
    from tantivy import Index

    return _read_by_hand(Index.open(str(folder / generation)))


def _read_by_hand(index: "Index") -> "Index":
    """The index with a reader that sees what was written only when it is told to."""
    index.config_reader(reload_policy="manual")
    index.reload()
    return index


def append(index: "Index", passages: Iterable[Passage]) -> None:
    """Add passages and commit, by one thread, so that the same library always gives the same index."""
    from tantivy import Document

    writer = index.writer(_HEAP, 1)
    for passage in passages:
        document = Document()
        for field in ("source", "publisher", "text", "title"):
            document.add_text(field, _field(passage, field))
        document.add_bytes("record", passage.model_dump_json().encode())
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()


def sweep(folder: Path, keep: str) -> None:
    """Remove every generation but one; a reader that still has an old one open keeps its files."""
    for path in folder.iterdir():
        if path.is_dir() and path.name != keep:
            shutil.rmtree(path, ignore_errors=True)


def schema() -> "Schema":
    """The fields: stems of text and title to search, the rest to select by, and the passage itself."""
    from tantivy import SchemaBuilder

    builder = SchemaBuilder()
    for field in ("source", "publisher"):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    for field in ("text", "title"):
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    builder.add_bytes_field("record", stored=True, indexed=False)
    return builder.build()


def _field(passage: Passage, field: str) -> str:
    if field == "source":
        return passage.source_id
    if field == "publisher":
        return passage.publisher.casefold()
    return " ".join(stems(getattr(passage, field)))
