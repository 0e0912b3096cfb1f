"""The fields of the archive's index: words as they are written and as stems, and what hits are selected by.

Invariant: a query is cut into words by the analyzers that cut the texts, so that both have the same words.
"""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from triptych.store.search.entries import Entry

if TYPE_CHECKING:
    from tantivy import Document, Index, Schema, TextAnalyzer

VERSION = 1
"""Changes whenever the fields, the words or the cut of passages do; an index of another version is rebuilt."""

TEXT = ("text_words", "text_stems")
TITLE = ("title_words", "title_stems")
"""Title of a passage's source."""
HEADLINE = ("headline_words", "headline_stems")
"""Title of the memo that a part of a memo is of."""
SELECTED = ("owner", "place", "memo", "source", "persona", "kind", "verdict", "status", "panel", "domain")
LONGEST = 80  # bytes of a word; longer ones are no words
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_WORD = rf"[{_UNSPACED}]|[[\p{{Alphabetic}}\p{{M}}\p{{Nd}}]--[{_UNSPACED}]]+"
"""A run of letters and digits; scripts without spaces between words have each character as a word."""


def schema() -> "Schema":
    """The fields of a new index."""
    from tantivy import SchemaBuilder

    builder = SchemaBuilder()
    for field in SELECTED:
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    for words, stems in (TEXT, TITLE, HEADLINE):
        builder.add_text_field(words, tokenizer_name="words", index_option="position")
        builder.add_text_field(stems, tokenizer_name="stems", index_option="freq")
    builder.add_unsigned_field("day", indexed=True, fast=True)
    builder.add_unsigned_field("row", indexed=True, fast=True)
    builder.add_bytes_field("record", stored=True, indexed=False)
    return builder.build()


def prepare(index: "Index") -> None:
    """Tell an index that was opened how texts are cut into words."""
    index.register_tokenizer("words", analyzer(stemmed=False))
    index.register_tokenizer("stems", analyzer(stemmed=True))


@cache
def analyzer(stemmed: bool) -> "TextAnalyzer":
    """What cuts a text into words, in lower case and without accents; with `stemmed` into English stems."""
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = TextAnalyzerBuilder(Tokenizer.regex(_WORD))
    for one in (Filter.remove_long(LONGEST), Filter.lowercase(), Filter.ascii_fold()):
        builder = builder.filter(one)
    return (builder.filter(Filter.stemmer("english")) if stemmed else builder).build()


def words(text: str) -> list[str]:
    """The words of a text."""
    return analyzer(stemmed=False).analyze(encodable(text))


def encodable(text: str) -> str:
    """The text without what UTF-8 cannot say, such as bytes of another encoding on a command line."""
    return text.encode("utf-8", "replace").decode("utf-8")


def stem(word: str) -> str:
    """The stem of one word."""
    return "".join(analyzer(stemmed=True).analyze(word))


def document(entry: Entry, row: int) -> "Document":
    """The document of an entry; `row` is its number among all that the index was ever given."""
    from tantivy import Document

    made = Document()
    for field, value in _selected(entry):
        made.add_text(field, value)
    titles = {"memos": HEADLINE, "sources": TITLE}.get(entry.hit.place, ())
    for field in TEXT:
        made.add_text(field, entry.hit.text)
    for field in titles:
        made.add_text(field, entry.hit.title)
    if entry.hit.day:
        made.add_unsigned("day", entry.hit.day.toordinal())
    made.add_unsigned("row", row)
    made.add_bytes("record", entry.hit.model_dump_json(exclude_defaults=True).encode())
    return made


def domains(publisher: str) -> Iterator[str]:
    """A publisher and the domains that it is under: `news.example.com`, `example.com`; a plain name as it is."""
    name = publisher.strip().casefold().rstrip(".")
    while name:
        yield name
        _, _, name = name.partition(".") if name.count(".") > 1 else ("", "", "")


def _selected(entry: Entry) -> Iterator[tuple[str, str]]:
    hit = entry.hit
    yield "owner", entry.owner
    for field in ("place", "memo", "source", "persona", "kind", "verdict", "status"):
        if value := getattr(hit, field):
            yield field, value
    for persona in entry.panel:
        yield "panel", persona
    for domain in sorted({one for publisher in entry.publishers for one in domains(publisher)}):
        yield "domain", domain
