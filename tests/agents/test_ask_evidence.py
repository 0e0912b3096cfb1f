"""What the archive holds on a question: fused, diverse, and without what fell in a debate."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from triptych.agents.asking.evidence import held
from triptych.agents.asking.fallen import without_fallen
from triptych.agents.asking.fusion import OF_ONE_SOURCE, diverse, fused
from triptych.agents.asking.leads import Held, Lead
from triptych.agents.asking.wanted import wanted
from triptych.store import memos
from triptych.store.archive import Archive
from triptych.store.conversations import Resting
from triptych.store.quoted import Span
from triptych.store.search.search import ArchiveSearch

PLACES = ("claims", "sources")


@pytest.fixture(scope="session")
def dossiers(loaded: Callable[[str, Path], ModuleType]) -> ModuleType:
    return loaded("ask_dossiers", Path(__file__).parents[1] / "store" / "dossier_factory.py")


@pytest.fixture
def archive(tmp_path: Path, dossiers: ModuleType) -> Archive:
    archive = Archive(tmp_path / "archive.duckdb")
    memos.publish(archive, dossiers.dossier(), dossiers.run())
    return archive


def found(archive: Archive, question: str, places: Any = PLACES, memo: str | None = None) -> Held:
    return held(archive, ArchiveSearch(archive), wanted(question), places, memo)


def withdraw(archive: Archive, claim: str) -> None:
    with archive.session() as connection:
        connection.execute("UPDATE claim SET status = 'withdrawn' WHERE id = $1", [claim])
        # As a memo that is stored: the index reads it anew.
        connection.execute("UPDATE archive_change SET number = number + 100")


def test_claims_and_passages_are_found_by_any_word(archive: Archive) -> None:
    one = found(archive, "How many weights does a card read while whales sing?")
    assert any("reads 70 GB of weights in 21 ms" in lead.passage.text for lead in one.leads)


def test_every_lead_is_a_span_of_its_source(archive: Archive, dossiers: ModuleType) -> None:
    texts = {dossiers.source(text).id: text for text in dossiers.TEXTS}
    leads = found(archive, "Which margins hold in decoding, by a test?").leads
    assert len(leads) > 2
    assert all(texts[x.passage.source_id][x.passage.start : x.passage.end] == x.passage.text for x in leads)


def test_a_passage_knows_the_claims_that_rest_on_it(archive: Archive) -> None:
    one = found(archive, "How long does decoding take?")
    assert {(claim.id, claim.status) for _, claim in one.resting} >= {("E1", "contested")}


def test_a_withdrawn_claim_is_found_as_withdrawn_and_leads_nowhere(archive: Archive) -> None:
    assert any("70 GB of weights" in lead.passage.text for lead in found(archive, "decoding weights").leads)
    withdraw(archive, "E1")
    one = found(archive, "decoding weights")
    assert [claim.id for claim in one.withdrawn] == ["E1"]
    assert not any("70 GB of weights" in lead.passage.text for lead in one.leads)
    assert any("Memory bandwidth bounds decoding." in lead.passage.text for lead in one.leads)


def test_a_question_to_one_memo_is_answered_by_it_alone(archive: Archive, dossiers: ModuleType) -> None:
    other = dossiers.dossier("MEMO-0002", "RUN-0002", tuple(f"On a boat: {text}" for text in dossiers.TEXTS))
    memos.publish(archive, other, dossiers.run("RUN-0002"))
    afloat = found(archive, "decoding", memo="MEMO-0002").leads
    assert afloat
    assert {one.passage.text.startswith("On a boat") or bool(one.memo) for one in afloat} == {True}
    ashore = found(archive, "decoding", memo="MEMO-0001").leads
    assert ashore
    assert not any("boat" in one.passage.text for one in ashore)


def test_what_was_objected_to_is_found_by_what_it_is_about(archive: Archive) -> None:
    leads = found(archive, "How many ms does decoding take?", ("critiques",)).leads
    assert any("21 ms" in lead.passage.text for lead in leads)
    assert not any("Margins hold" in lead.passage.text for lead in leads)


def test_the_sentences_of_a_memo_lead_to_their_quotes(archive: Archive) -> None:
    leads = found(archive, "Do margins hold for now?", ("memos",)).leads
    assert "“Margins hold”" in [lead.passage.text for lead in leads]


def lead(make: ModuleType, text: str, publisher: str = "a.org", memo: str = "", said: str = "") -> Lead:
    return Lead(make.passage(text, publisher), said, memo)


def part(whole: Lead, words: str) -> Lead:
    """A quote within a passage."""
    start = whole.passage.text.index(words)
    span = {"start": start, "end": start + len(words), "text": words, "id": words}
    return Lead(whole.passage.model_copy(update=span), "said of it", "M1")


def test_a_quote_within_a_passage_adds_to_that_passage(make: ModuleType) -> None:
    whole = lead(make, "Chips are scarce. Memory is scarcer.")
    other = lead(make, "Something else is first here.", "b.org")
    merged = fused([[part(whole, "Memory is scarcer.")], [other, whole]])
    assert [one.passage.text for one in merged] == [whole.passage.text, other.passage.text]
    assert (merged[0].said, merged[0].memo) == ("said of it", "M1")
    assert merged[0].passage.score > merged[1].passage.score


def test_no_source_fills_the_answer_and_no_text_stands_twice(make: ModuleType) -> None:
    whole = lead(make, " ".join(f"Sentence number {n} on chips." for n in range(9)))
    many = [part(whole, f"Sentence number {n} on chips.") for n in range(9)]
    text = "The very same report on chips and memory stands on this page, word for word, as on another page."
    copies = [lead(make, text, "b.org"), lead(make, f"{text} ", "c.org")]
    kept = diverse([*many, *copies])
    assert sum(one.passage.source_id == whole.passage.source_id for one in kept) == OF_ONE_SOURCE
    assert [one.passage.publisher for one in kept].count("c.org") == 0


Claimed = Callable[[str, str], tuple[Span, Resting]]


def claimed(whole: Lead, words: str, status: Any) -> tuple[Span, Resting]:
    start = whole.passage.text.index(words)
    claim = Resting(
        memo="M",
        memo_title="T",
        id=f"{status}-{start}",
        persona="engineer",
        text=words,
        kind="fact",
        status=status,
        verdict="supported",
    )
    return Span(whole.passage.source_id, start, start + len(words)), claim


def test_a_sentence_that_fell_is_cut_out_of_its_passage(make: ModuleType) -> None:
    whole = lead(make, "Chips are scarce. Memory is free. Power is dear. Heat is cheap.")
    fell = claimed(whole, "Memory is free.", "withdrawn")
    left = without_fallen(Held((whole,), (fell,))).leads
    assert [one.passage.text for one in left] == ["Chips are scarce.", "Power is dear. Heat is cheap."]
    text = whole.passage.text
    assert all(text[x.passage.start : x.passage.end] == x.passage.text for x in left)


def test_a_sentence_on_which_a_living_claim_rests_too_stays(make: ModuleType) -> None:
    whole = lead(make, "Chips are scarce. Memory is free.")
    both = (claimed(whole, "Memory is free.", "withdrawn"), claimed(whole, "Memory is free.", "standing"))
    assert without_fallen(Held((whole,), both)).leads == (whole,)
