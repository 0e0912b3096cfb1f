"""The starter collection: the documents in the package that a first run reads.

A document that the user removed does not come back, and a newer package brings its new and changed documents.
What was loaded is noted beside the archive; without the note, the library's own log of changes tells what was
ever there.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from triptych.agents.sources.clean import clean
from triptych.agents.sources.document import Document, Origin, to_source
from triptych.agents.sources.front_matter import front_matter
from triptych.agents.sources.passages import split
from triptych.agents.sources.plain import read_text
from triptych.permissions import FOLDER
from triptych.store import library as shelf
from triptych.store.archive import Archive
from triptych.store.changes import changes, head
from triptych.store.files import write_whole
from triptych.store.records import Source
from triptych.store.search.folder import unwritable

PROVIDER = "starter"
ORIGIN = "starter collection"
NOTE = "starter.json"


@dataclass(frozen=True)
class Note:
    """What was loaded into an archive last."""

    archive: str = ""
    digest: str = ""
    sources: dict[str, str] = field(default_factory=dict)
    """Source id by file name."""


@cache
def starter_files() -> dict[str, str]:
    """The text of each document of the collection, by file name, in order."""
    folder = files("triptych.agents.sources").joinpath("starter")
    found = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".md")), key=lambda e: e.name)
    return {entry.name: entry.read_text(encoding="utf-8") for entry in found}


def starter_entities() -> dict[str, dict[str, list[str]]]:
    """What each document names, by file and by kind: organisations, products, techniques."""
    return {name: _entities(text, name) for name, text in starter_files().items()}


def starter_sources(texts: Mapping[str, str]) -> dict[str, Source]:
    """The documents as sources, by file name."""
    return {name: _source(read_text(text, Origin(name))) for name, text in texts.items()}


def load_starter(archive: Archive, folder: Path) -> int:
    """Bring the collection into the library once for each of its versions; how many documents were added.

    Args:
        archive: where to.
        folder: where to note what was loaded; the folder of the search index.

    Raises:
        ArchiveError: the archive or the folder cannot be used.
    """
    texts = starter_files()
    digest = hashlib.sha256(json.dumps(texts).encode()).hexdigest()
    note, identity = _read_note(folder), head(archive).archive
    if (note.archive, note.digest) == (identity, digest):
        return 0
    sources = starter_sources(texts)
    known = note.sources if note.archive == identity else {}
    added = _bring_up_to_date(archive, sources, known)
    _write_note(folder, Note(identity, digest, {name: source.id for name, source in sources.items()}))
    return added


def _bring_up_to_date(archive: Archive, sources: Mapping[str, Source], known: Mapping[str, str]) -> int:
    """Add what is new; put a changed document in the place of its old text, unless the user removed that."""
    held = {entry.source_id for entry in shelf.entries(archive) if entry.starter}
    seen = _ever_in_library(archive)
    new = {
        name: source
        for name, source in sources.items()
        if source.id not in seen and (name not in known or known[name] in held)
    }
    outdated = [known[name] for name in new if name in known]
    if outdated:
        shelf.remove(archive, outdated)
    return _add(archive, new.values())


def _add(archive: Archive, sources: Iterable[Source]) -> int:
    new = list(sources)
    spans = {source.id: split(source.text) for source in new}
    return sum(one.added for one in shelf.add(archive, new, spans, ORIGIN, starter=True)) if new else 0


def _ever_in_library(archive: Archive) -> set[str]:
    seen: set[str] = set()
    since = 0
    while page := changes(archive, since):
        seen.update(change.source_id for change in page)
        since = page[-1].number
    return seen


def _source(document: Document) -> Source:
    return to_source(replace(document, kind="starter"), PROVIDER)


def _entities(text: str, name: str) -> dict[str, list[str]]:
    found = front_matter(clean(text), name)[0].get("entities")
    if not isinstance(found, dict):
        return {}
    return {str(kind): [str(one) for one in names or ()] for kind, names in found.items()}


def _read_note(folder: Path) -> Note:
    try:
        return Note(**json.loads((folder / NOTE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Note()


def _write_note(folder: Path, note: Note) -> None:
    try:
        folder.mkdir(mode=FOLDER, parents=True, exist_ok=True)
        write_whole(folder / NOTE, json.dumps(vars(note)).encode())
    except OSError as e:
        raise unwritable(folder, e) from e
