"""What the library's search index is made of: its fields, and how passages are added to it."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from triptych.agents.sources.terms import stems
from triptych.store.records import Passage
from triptych.store.search.folder import appending

if TYPE_CHECKING:
    from tantivy import Index, Schema

VERSION = 2
"""Changes whenever the fields or the stems do; an index of another version is rebuilt."""
_HEAP = 50_000_000


def append(
    index: "Index", passages: Iterable[Passage], record: Callable[[Passage], str] = Passage.model_dump_json
) -> None:
    """Add passages and commit, by one thread, so that the same library always gives the same index.

    Args:
        index: where they are added.
        passages: in order.
        record: what the index keeps of a passage, to know it again by; all of it where nothing else holds it.
    """
    from tantivy import Document

    with appending(index, _HEAP, 1) as writer:
        for passage in passages:
            document = Document()
            for field in ("source", "publisher", "text", "title"):
                document.add_text(field, _field(passage, field))
            document.add_bytes("record", record(passage).encode())
            writer.add_document(document)


def schema() -> "Schema":
    """The fields: stems of text and title to search, the rest to select by, and what stands for the passage itself."""
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
