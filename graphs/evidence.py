"""What an analyst may cite: texts that this run has read. A source that it makes up is not looked for."""

from collections.abc import Iterable

from triptych.graphs.state import Panel
from triptych.store.records import Citation, Source


async def texts(panel: Panel, citations: Iterable[Citation]) -> dict[str, Source]:
    """The sources of those citations that the run has read, by id. Raises ArchiveError."""
    return await panel.desk.sources(c.source_id for c in citations if c.source_id in panel.desk.read)
