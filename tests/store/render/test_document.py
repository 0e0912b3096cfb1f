"""The memo as a document: what it says, before any format escapes it, with the quotes behind every number."""

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

from triptych.store.records import Dossier, Section
from triptych.store.render.document import document
from triptych.store.render.nodes import (
    Aside,
    Cite,
    Document,
    Emphasis,
    Inline,
    Inlines,
    Item,
    Items,
    Mark,
    Paragraph,
    Ref,
    Strong,
    Table,
    Text,
    words,
)


def _lines(told: Document) -> Iterator[tuple[str, Inlines]]:
    """Every line, item and cell with the key of its section."""
    for section in told.sections:
        yield section.key, section.title
        for block in section.blocks:
            match block:
                case Paragraph(parts):
                    yield section.key, parts
                case Items(items):
                    yield from ((section.key, parts) for item in items for parts in _item(item))
                case Table(head, rows):
                    yield from ((section.key, cell) for row in (head, *rows) for cell in row)


def _item(item: Item) -> Iterator[Inlines]:
    yield item.parts
    for below in item.below:
        yield from _item(below)


def _inlines(told: Document, kind: type[Any]) -> list[Any]:
    return [part for _, line in _lines(told) for part in _flat(line) if isinstance(part, kind)]


def _flat(parts: Inlines) -> Iterator[Inline]:
    for part in parts:
        yield part
        if isinstance(part, Strong | Emphasis | Aside):
            yield from _flat(part.parts)


def test_every_number_carries_quotes_of_the_source_that_it_names(dossier: Dossier) -> None:
    cites = _inlines(document(dossier), Cite)
    assert len(cites) > 15
    for cite in cites:
        assert cite.quotes
        assert {q.source_id for q in cite.quotes} == {dossier.memo.sources[cite.number - 1]}


def test_a_number_carries_all_that_is_quoted_of_its_source_at_its_place(
    dossier: Dossier, pages: ModuleType
) -> None:
    first = dossier.ledger.claims[0].citations[0]
    again = first.model_copy(update={"quote": "Memory bandwidth", "start": 0, "end": 16})
    told = document(pages.with_claim(dossier, "E1", citations=(first, again, first)))
    line = next(line for key, line in _lines(told) if key == "the-engineer" and Ref("E1") in _flat(line))
    (cite,) = (part for part in line if isinstance(part, Cite))
    assert cite == Cite(1, (first, again))


def test_ids_are_references_to_what_the_ledger_holds(dossier: Dossier) -> None:
    ledger = dossier.ledger
    known = {one.id for those in (ledger.claims, ledger.critiques, ledger.replies) for one in those}
    named = {ref.id for ref in _inlines(document(dossier), Ref)}
    assert {"E1", "I1", "C1", "C2", "R1", "P1", "P2"} <= named
    assert named <= known | {p.id for p in dossier.brief.propositions}


def test_marks_say_in_words_what_they_mean(dossier: Dossier) -> None:
    marks = set(_inlines(document(dossier), Mark))
    assert marks == {
        Mark("contested"),
        Mark("contradicted", "21 ms is not in the second quote"),
        Mark("fails the audit"),
    }


@pytest.mark.parametrize("key", ["engineer", "sources", "bets"])
def test_every_section_has_a_key_of_its_own_whatever_a_persona_is_called(dossier: Dossier, key: str) -> None:
    called = Dossier.model_validate_json(dossier.model_dump_json().replace('"engineer"', f'"{key}"'))
    keys = [s.key for s in document(called).sections]
    assert f"the-{key}" in keys
    assert len(keys) == len(set(keys)) == 13


def test_the_same_section_has_the_same_key_when_its_title_is_another(
    dossier: Dossier, pages: ModuleType
) -> None:
    other = Section(key="engineer", heading="Builder", question="Does it run?", paragraphs=())
    told = document(pages.with_memo(dossier, sections=(other,)))
    titles = {s.key: words(s.title) for s in told.sections}
    assert titles["the-engineer"] == "The builder: Does it run?"


@pytest.mark.parametrize("text", ["*x* [y](z) <b> \\", "# x", "a_b | c"])
def test_texts_are_as_they_came_and_not_escaped_for_any_format(
    dossier: Dossier, reworded: Callable[[Any, str], Any], text: str
) -> None:
    texts = [part.text for part in _inlines(document(reworded(dossier, text)), Text)]
    assert f"{text} Decoding is bound by memory." in texts
    assert f"{text} A test." in texts


def test_a_text_is_on_one_line_and_holds_nothing_that_is_not_to_be_seen(
    dossier: Dossier, reworded: Callable[[Any, str], Any]
) -> None:
    told = document(reworded(dossier, "two\nlines\x00 \u202eand\x1b[2J\u200b "))
    texts = [told.title.text, *(part.text for part in _inlines(told, Text))]
    assert "two lines and[2J Decoding is bound by memory." in texts
    assert not set("\n\x00\u202e\x1b\u200b") & set("".join(texts))


def test_every_row_of_a_table_is_as_wide_as_its_head(dossier: Dossier) -> None:
    tables = [b for s in document(dossier).sections for b in s.blocks if isinstance(b, Table)]
    assert tables
    assert all(len(row) == len(table.head) for table in tables for row in table.rows)


def test_no_line_is_empty(dossier: Dossier) -> None:
    assert all(words(line) for _, line in _lines(document(dossier)) if line)


def test_the_same_dossier_gives_the_same_document(dossier: Dossier) -> None:
    assert document(dossier) == document(Dossier.model_validate_json(dossier.model_dump_json()))
