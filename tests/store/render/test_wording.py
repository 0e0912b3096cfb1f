"""Words that every format shares: days, quotes in quotes, ends of sentences, the claims of the register, the numbers."""

from datetime import date
from types import ModuleType

import pytest

from triptych.store.records import Dossier
from triptych.store.render import wording
from triptych.store.render.document import document
from triptych.store.render.footnotes import Footnotes
from triptych.store.render.markdown import memo
from triptych.store.render.nodes import Cite, Table, words
from triptych.store.render.numbered import numbered
from triptych.store.render.page import Page
from triptych.store.render.phrases import quoted
from triptych.store.render.register import register

LONG = "Decoding takes 21 ms at best on a card of this kind, " + "and " * 30 + "no less."


def test_a_day_has_no_nought_before_it() -> None:
    assert wording.day(date(2025, 12, 9)) == "9 December 2025"
    assert (wording.dated(None), wording.percent(None), wording.percent(5)) == ("undated", "abstains", "5%")


def test_a_day_is_written_in_one_way_in_sources_and_footnotes(dossier: Dossier) -> None:
    early = tuple(s.model_copy(update={"published_at": date(2025, 12, 9)}) for s in dossier.sources)
    told = dossier.model_copy(update={"sources": early})
    assert "site0.org, 9 December 2025." in memo(told)
    note, _ = Footnotes(numbered(told)).of(Cite(1, dossier.ledger.claims[0].citations), "", "method")
    assert note.told == "Page 0. site0.org, 9 December 2025."


def test_quotation_marks_within_a_quote_are_single() -> None:
    assert words(quoted("Google, 2022: “Each step”")) == "“Google, 2022: ‘Each step’”"


def test_a_footnote_does_not_repeat_a_quote_that_is_printed_with_single_marks(dossier: Dossier) -> None:
    cite = Cite(3, dossier.ledger.claims[1].citations)
    note, _ = Footnotes(numbered(dossier)).of(cite, words(quoted(cite.quotes[0].quote)), "method")
    assert note.quotes == ()


@pytest.mark.parametrize("title", ["Performance or illusion?", "It is over!", "Page 0"])
def test_a_title_that_ends_a_sentence_gets_no_stop(dossier: Dossier, title: str) -> None:
    first = dossier.sources[0].model_copy(update={"title": title})
    told = dossier.model_copy(update={"sources": (first, *dossier.sources[1:])})
    note, _ = Footnotes(numbered(told)).of(Cite(1, dossier.ledger.claims[0].citations), "", "method")
    for text in (memo(told), note.told):
        assert f"{title}." not in text if title[-1] in "?!" else f"{title}." in text


def test_the_probability_at_the_end_of_a_heading_stands_behind_a_colon(
    dossier: Dossier, pages: ModuleType
) -> None:
    first, *others = dossier.memo.sections
    paragraph = first.paragraphs[0].model_copy(update={"heading": "P1: Prices halve by 2028. 50%"})
    held = (first.model_copy(update={"paragraphs": (paragraph,)}), *others)
    assert "**P1: Prices halve by 2028: 50%**" in memo(pages.with_memo(dossier, sections=held))


def _row(dossier: Dossier) -> str:
    found = register(Page(dossier))
    assert found is not None
    (table,) = found.blocks
    assert isinstance(table, Table)
    return words(table.rows[0][1])


def test_the_register_cuts_only_what_is_printed_elsewhere(dossier: Dossier, pages: ModuleType) -> None:
    long = pages.with_claim(dossier, "E1", text=LONG)
    assert _row(long).startswith(f"{LONG} [1]")
    first = long.memo.bottom_line[0].model_copy(update={"text": LONG})
    assert "… [1]" in _row(pages.with_memo(long, bottom_line=(first,)))


def test_a_source_that_is_missing_keeps_its_number(dossier: Dossier) -> None:
    rest = dossier.model_copy(update={"sources": dossier.sources[1:]})
    assert [s and s.id for s in numbered(rest)] == [None, *(s.id for s in dossier.sources[1:])]
    sources = memo(rest).split("## Sources")[1]
    assert "1. This source is no longer in the archive.\n2. Page 2." in sources
    notes = Footnotes(numbered(rest))
    claim = dossier.ledger.claims[0]
    assert notes.of(Cite(1, claim.citations[:1]), "", "method")[0].told == ""
    assert notes.of(Cite(2, claim.citations[1:]), "", "method")[0].told.startswith("Page 2.")
    assert [s.key for s in document(rest).sections] == [s.key for s in document(dossier).sections]
