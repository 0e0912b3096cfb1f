"""The frozen collection: the starter documents and those of one case, in an archive of their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

from triptych.agents.sources.document import Document as Page
from triptych.agents.sources.document import to_source
from triptych.agents.sources.library import Library
from triptych.agents.sources.passages import split
from triptych.agents.sources.starter import starter_files, starter_sources
from triptych.graphs.evaluation.cases import AS_OF, Case, Document, Quoted
from triptych.store import library
from triptych.store.archive import Archive
from triptych.store.records import Citation, Source

_PROVIDER = "evaluation"


@dataclass(frozen=True)
class Collection:
    """An archive with the documents of one case, and the sources under the names by which the case calls them."""

    folder: Path
    archive: Archive
    documents: Mapping[str, Source]
    starter: Mapping[str, Source]

    def citation(self, quoted: Quoted) -> Citation:
        """What a planted claim cites; whether it stands there is for verification to say.

        Raises:
            KeyError: the case names a document that there is not.
        """
        source = self.documents[quoted.document] if quoted.document else self.starter[quoted.starter]
        at = source.text.find(quoted.quote)
        return Citation(
            source_id=source.id,
            quote=quoted.quote,
            start=max(at, 0),
            end=max(at, 0) + len(quoted.quote),
            publisher=source.publisher,
            published_at=source.published_at,
        )


def collect(case: Case, folder: Path) -> Collection:
    """Make the collection of a case in a folder that is there and empty.

    Raises:
        ArchiveError: the folder cannot be used.
    """
    archive = Archive(folder / "archive.duckdb")
    Library(archive).ensure_starter()
    documents = {d.key: _source(d) for d in case.documents}
    if documents:
        spans = {s.id: split(s.text) for s in documents.values()}
        library.add(archive, list(documents.values()), spans, _PROVIDER)
    starter = {name.removesuffix(".md"): s for name, s in starter_sources(starter_files()).items()}
    return Collection(folder, archive, documents, starter)


def _source(document: Document) -> Source:
    page = Page(
        text=document.text.strip(),
        title=document.title,
        kind="web",
        url=document.url,
        publisher=document.publisher,
        published_at=document.published,
    )
    # The day of the run in the place of now, so that the collection is the same whenever it is made.
    return to_source(page, _PROVIDER).model_copy(update={"fetched_at": _fetched()})


def _fetched() -> datetime:
    return datetime.combine(AS_OF, time(), UTC)
