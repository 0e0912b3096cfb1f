"""Search over the library's passages: BM25 by tantivy, in a folder beside the archive that can be lost.

The archive alone is the truth. The index is fed in order from the library's log of changes, and is rebuilt
when it is missing, torn, of another archive or of another version. One process writes at a time; no reader
waits for it.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from triptych.agents.sources import index_files as files
from triptych.agents.sources.ranking import Answer, Ranked
from triptych.store.archive import Archive
from triptych.store.changes import Head, LibraryChange, changes, head
from triptych.store.records import Passage
from triptych.store.search.folder import IndexFolder, State

if TYPE_CHECKING:
    from tantivy import Index, Searcher


class PassageIndex(Ranked):
    """The search index in a folder, which need not exist yet.

    Call `catch_up` before asking anything; every question is answered from the state it left, or a later one.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files = IndexFolder(folder, files.VERSION, files.schema)

    def catch_up(self, archive: Archive) -> None:
        """Bring the index to where the library stands; opens the archive once if it is there already.

        Raises:
            ArchiveLocked: another process wrote the index for longer than the archive is waited for.
            ArchiveError: the archive or the index's folder cannot be used.
        """
        standing = head(archive)
        if self._stands_at(standing):
            return
        with self._files.writing(archive.wait):
            if not self._stands_at(standing):
                self._advance(archive, standing)

    def _ask(self, question: "Callable[[Searcher], Answer]") -> Answer:
        return self._files.ask(lambda searcher, _: question(searcher))

    def _recorded(self, record: bytes) -> Passage:
        return Passage.model_validate_json(record)

    def _stands_at(self, standing: Head) -> bool:
        return self._files.stands_at(standing.archive, standing.number)

    def _advance(self, archive: Archive, standing: Head) -> None:
        """Under the lock: append what is new. Passages are never deleted in place, because deleted ones go on
        counting in BM25 until tantivy merges them away; a change to a source that is there rebuilds instead.
        """
        state = self._files.state()
        usable = state is not None and self._files.usable(state, standing.archive, standing.number)
        if state is None or not usable or not self._append_new(archive, state):
            while not self._rebuild(archive, standing):
                continue

    def _append_new(self, archive: Archive, state: State) -> bool:
        index = self._files.index(state)
        number = _append(archive, index, state.number)
        if number is None:
            return False
        self._record(state.archive, number, state.generation, index)
        return True

    def _rebuild(self, archive: Archive, standing: Head) -> bool:
        """Build a new generation; False if a source changed meanwhile, so that it must be done again."""
        generation, index = self._files.create()
        number = _append(archive, index, 0)
        if number is None:
            return False
        self._record(standing.archive, number, generation, index)
        return True

    def _record(self, archive: str, number: int, generation: str, index: "Index") -> None:
        size = index.searcher().num_docs
        self._files.record(State(archive, number, size, generation, files.VERSION, added=size))


def _append(archive: Archive, index: "Index", since: int) -> int | None:
    """Append all changes after a number; the last number, or None if one is of a source already there."""
    while page := changes(archive, since):
        if _touches(index.searcher(), page):
            return None
        files.append(index, (passage for change in page for passage in change.passages))
        since = page[-1].number
    return since


def _touches(searcher: "Searcher", page: list[LibraryChange]) -> bool:
    return any(searcher.doc_freq("source", change.source_id) for change in page)
