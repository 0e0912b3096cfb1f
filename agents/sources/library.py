"""The library: what evidence is at hand, and the search over it."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from triptych.agents.sources.document import CutShort, shown
from triptych.agents.sources.fetch import Limits, read_url
from triptych.agents.sources.index import PassageIndex
from triptych.agents.sources.passages import split
from triptych.agents.sources.readers import read_folder, read_path, to_sources
from triptych.agents.sources.starter import load_starter
from triptych.errors import InputError, ServiceError, TriptychError
from triptych.store import library as shelf
from triptych.store.archive import Archive
from triptych.store.library import LibraryEntry
from triptych.store.records import Passage, Source
from triptych.store.search.folder import IndexTorn

Outcome = Literal["added", "already there", "failed", "skipped"]
_LEAST_ID = 4
_SHOWN = 5
_HINT = "List the documents with: triptych library list"


@dataclass(frozen=True)
class AddResult:
    """What became of one document, or of one file or address that could not be read."""

    target: str
    """The path or address, as a text that can be shown."""
    title: str
    outcome: Outcome
    reason: str = ""
    """Why it failed or was skipped, one line, with the fix."""
    source: Source | None = None
    error: TriptychError | None = None
    """What failed, for its exit code."""


class Library:
    """The documents of an archive, with their search index.

    Args:
        archive: where the documents are kept.
        index_folder: where the index is kept; it can be lost and is rebuilt.
    """

    def __init__(self, archive: Archive, index_folder: Path | None = None) -> None:
        self.archive = archive
        self.index_folder = index_folder or Path(f"{archive.path}.index")
        self._index = PassageIndex(self.index_folder)

    def add(
        self,
        targets: Sequence[str],
        max_bytes: int,
        on_result: Callable[[AddResult], None] | None = None,
        allow_hosts: Collection[str] = (),
    ) -> list[AddResult]:
        """Add files, folders and http(s) addresses; one that fails is told and the others go on.

        Args:
            targets: paths and addresses.
            max_bytes: the largest document that is read.
            on_result: called with each result as it comes.
            allow_hosts: hosts that may be in a private network.

        Returns:
            One result for each document (each entry of a feed is one), and each target or file that failed; a
            feed that is cut off has both.

        Raises:
            ArchiveError: the archive cannot be used.
        """
        results: list[AddResult] = []
        for target in targets:
            for result in self._add(target, Limits(max_bytes, allow_hosts=allow_hosts)):
                results.append(result)
                if on_result:
                    on_result(result)
        return results

    def ensure_starter(self) -> int:
        """Load the starter collection if this archive does not have it yet; how many documents were added."""
        return load_starter(self.archive, self.index_folder)

    def entries(self) -> list[LibraryEntry]:
        """All documents, the newest first."""
        return shelf.entries(self.archive)

    def remove(self, ref: str) -> LibraryEntry:
        """Take out the one document that `ref` means: (part of) its id, its address, or part of a title.

        Raises:
            InputError: it means none or several.
            ArchiveError: the archive cannot be used.
        """
        entry = find(self.entries(), ref)
        shelf.remove(self.archive, [entry.source_id])
        return entry

    def ready(self) -> PassageIndex:
        """The index, caught up with the archive: for many questions in a row. Raises ArchiveError."""
        self._index.catch_up(self.archive)
        return self._index

    def search(self, query: str, limit: int, exclude_publishers: Sequence[str] = ()) -> list[Passage]:
        """The best passages for a query in plain words; catches up first. Raises ArchiveError."""
        try:
            return self.ready().search(query, limit, exclude_publishers)
        except IndexTorn:
            return self.ready().search(query, limit, exclude_publishers)

    def _add(self, target: str, limits: Limits) -> Iterator[AddResult]:
        if not target.strip():
            yield _result(
                target, "failed", InputError("A path is empty.", "Name a file, a folder or an address.")
            )
            return
        if "://" in target or target.startswith("file:"):
            yield from self._add_sources(target, lambda: read_url(target, limits))
            return
        path = Path(target).expanduser()
        if path.is_dir():
            yield from self._add_folder(path, limits.max_bytes)
        else:
            yield from self._add_sources(target, lambda: read_path(path, limits.max_bytes))

    def _add_folder(self, folder: Path, max_bytes: int) -> Iterator[AddResult]:
        try:
            for read in read_folder(folder, max_bytes):
                yield from self._keep(shown(read.path), read.sources)
                if read.error:
                    yield _result(shown(read.path), "skipped" if read.skipped else "failed", read.error)
        except InputError as e:
            yield _result(shown(folder), "failed", e)

    def _add_sources(self, target: str, read: Callable[[], list[Source]]) -> Iterator[AddResult]:
        sources: Sequence[Source] = ()
        fault: TriptychError | None = None
        try:
            sources = read()
        except (InputError, ServiceError) as e:
            fault = e
            sources = to_sources(e.documents) if isinstance(e, CutShort) else ()
        yield from self._keep(shown(target), sources)
        if fault:
            yield _result(shown(target), "failed", fault)

    def _keep(self, target: str, sources: Sequence[Source]) -> Iterator[AddResult]:
        if not sources:
            return
        spans = {source.id: split(source.text) for source in sources}
        kept = shelf.add(self.archive, sources, spans, target)
        for source, one in zip(sources, kept, strict=True):
            yield AddResult(target, source.title, "added" if one.added else "already there", source=source)


def find(entries: Sequence[LibraryEntry], ref: str) -> LibraryEntry:
    """The one entry that a reference means; an id goes before an address, an address before a title.

    Raises:
        InputError: it means none or several.
    """
    wanted = ref.strip().casefold()
    for matches in _matches(entries, wanted):
        if len(matches) == 1:
            return matches[0]
        if matches:
            shown = ", ".join(f"{one.source_id} ({one.title})" for one in matches[:_SHOWN])
            raise InputError(f"{ref!r} means {len(matches)} documents: {shown}.", "Give an id.")
    raise InputError(f"No document {ref!r} in the library.", _HINT)


def _matches(entries: Sequence[LibraryEntry], wanted: str) -> Iterator[list[LibraryEntry]]:
    if len(wanted) >= _LEAST_ID:
        yield [entry for entry in entries if entry.source_id.startswith(wanted)]
    if wanted:
        yield [entry for entry in entries if entry.url.casefold().rstrip("/") == wanted.rstrip("/")]
        yield [entry for entry in entries if entry.title.casefold() == wanted]
        yield [entry for entry in entries if wanted in entry.title.casefold()]


def _result(target: str, outcome: Outcome, error: TriptychError) -> AddResult:
    return AddResult(target, "", outcome, str(error), error=error)
