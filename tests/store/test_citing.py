"""A memo walked in printed order, and changed sentence by sentence."""

from types import ModuleType

import pytest

from triptych.store import citing
from triptych.store.records import Dossier, Sentence


@pytest.fixture
def dossier(make: ModuleType) -> Dossier:
    made: Dossier = make.dossier()
    return made


def _without(dossier: Dossier, *texts: str) -> Dossier:
    kept = citing.changed(dossier.memo, lambda s: None if s.text in texts else s)
    return dossier.model_copy(update={"memo": kept})


def test_sentences_come_in_printed_order(dossier: Dossier) -> None:
    bound, kept, own = "Decoding is bound by memory.", "Margins hold, for now.", "A test disagrees."
    assert [s.text for s in citing.sentences(dossier.memo)] == [
        bound,
        kept,
        bound,
        bound,
        own,
        bound,
        own,
        kept,
    ]


def test_a_change_that_changes_nothing_leaves_the_memo_equal(dossier: Dossier) -> None:
    assert citing.changed(dossier.memo, lambda s: s) == dossier.memo


def test_a_change_reaches_every_place_and_no_other_sentence(dossier: Dossier) -> None:
    new = Sentence(text="New.", claims=("E1",))
    old = list(citing.sentences(dossier.memo))
    changed = citing.changed(dossier.memo, lambda s: new if s == old[0] else s)
    assert list(citing.sentences(changed)) == [new if s == old[0] else s for s in old]


def test_a_paragraph_that_lost_all_its_sentences_goes(dossier: Dossier) -> None:
    assert _without(dossier, "Decoding is bound by memory.").memo.sections[0].paragraphs == ()


def test_a_disagreement_with_one_side_is_none(dossier: Dossier) -> None:
    assert _without(dossier, "A test disagrees.").memo.disagreements == ()


def test_a_bet_goes_with_all_that_carried_it_and_stays_without_what_kills_it(dossier: Dossier) -> None:
    assert _without(dossier, "Decoding is bound by memory.").memo.bets == ()
    (bet,) = _without(dossier, "A test disagrees.").memo.bets
    assert bet.killed_by == ()


def test_a_sentence_quotes_for_itself_first_and_unknown_claims_quote_nothing(dossier: Dossier) -> None:
    own = list(citing.sentences(dossier.memo))[4]
    both = own.model_copy(update={"claims": ("E999", "I1")})
    found = citing.citations(both, dossier.ledger)
    assert [c.quote for c in found] == ["An independent test", "“Margins hold”"]


def test_only_cited_sources_are_listed_each_once(dossier: Dossier) -> None:
    found = citing.cited_sources(dossier.memo, dossier.brief, dossier.ledger)
    assert found == dossier.memo.sources
    fewer = _without(dossier, "Margins hold, for now.", "Decoding is bound by memory.")
    bare = fewer.brief.model_copy(update={"propositions": ()})
    memo = fewer.memo.model_copy(update={"agreements": ()})
    claims = tuple(c.model_copy(update={"status": "standing", "history": ()}) for c in fewer.ledger.claims)
    calm = fewer.ledger.model_copy(update={"claims": claims, "replies": ()})
    assert citing.cited_sources(memo, bare, calm) == ()


def test_what_was_argued_out_withdrawn_and_corrected_comes_after_the_memo_in_that_order(
    dossier: Dossier,
) -> None:
    bare = dossier.brief.model_copy(update={"propositions": ()})
    silent = citing.changed(dossier.memo, lambda s: None).model_copy(update={"agreements": ()})
    contested, gone, kept = dossier.ledger.claims
    first, second, third = dossier.memo.sources
    before = contested.history[0].model_copy(update={"because": ""})
    argued = contested.model_copy(update={"citations": contested.citations[1:], "history": ()})
    withdrawn = gone.model_copy(update={"status": "withdrawn"})
    changed = kept.model_copy(update={"citations": contested.citations[:1], "history": (before,)})
    ledger = dossier.ledger.model_copy(
        update={"claims": (changed, withdrawn, argued), "critiques": (), "settlements": (), "replies": ()}
    )
    assert citing.cited_sources(silent, bare, ledger) == (second, third, first)
