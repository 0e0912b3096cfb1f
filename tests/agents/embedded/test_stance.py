from types import ModuleType
from typing import Any

import pytest

from triptych.agents.debate import moved
from triptych.agents.embedded.stance import bearings, relation, take_stance
from triptych.store.records import Change

PUT = "GPU inference hardware will become a commodity by the end of 2028."
FOR = "GPU inference hardware is becoming a commodity for most buyers."
AGAINST = "GPU inference hardware never becomes a commodity for most buyers."


def tally(make: ModuleType, *claims: Any, before: Any = None, settlements: Any = ()) -> Any:
    return take_stance(make.proposition(PUT), claims, before, settlements, make.corpus())


def test_a_statement_is_for_against_or_beside_a_proposition(make: ModuleType) -> None:
    corpus = make.corpus()
    assert relation(PUT, FOR, corpus)[0] == 1
    assert relation(PUT, AGAINST, corpus)[0] == -1
    assert relation(PUT, "Bread prices rise in Lyon.", corpus)[0] == 0


def test_without_evidence_a_persona_abstains_and_says_why(make: ModuleType) -> None:
    draft = tally(make, make.claim("Bread is baked in Lyon."))
    assert (draft.probability, draft.reasons) == (None, ())
    assert draft.because


def test_evidence_moves_the_probability_and_is_named(make: ModuleType) -> None:
    yes, no = make.claim(FOR, "E1", "a.org"), make.claim(AGAINST, "E2", "b.org")
    assert tally(make, yes).probability > 50 > tally(make, no).probability
    assert tally(make, yes, no).probability == 50
    assert tally(make, yes).reasons == ("E1",)
    assert tally(make, yes).probability % 5 == 0


def test_no_amount_of_evidence_makes_it_certain(make: ModuleType) -> None:
    many = [make.claim(f"{FOR[:-1]} in market {n}.", f"E{n}", f"{n}.org") for n in range(1, 9)]
    assert 80 <= tally(make, *many).probability < 100


def test_a_withdrawn_claim_counts_for_nothing_and_a_contested_one_for_half(make: ModuleType) -> None:
    put, corpus = make.proposition(PUT), make.corpus()
    weight = {
        status: sum(b.weight for b in bearings(put, [make.claim(FOR, status=status)], corpus))
        for status in ("standing", "contested", "withdrawn")
    }
    assert weight["contested"] == pytest.approx(weight["standing"] / 2)
    assert weight["withdrawn"] == 0


def test_the_sentence_that_a_proposition_was_taken_from_does_not_count_for_itself(make: ModuleType) -> None:
    said = make.claim(FOR)
    taken = make.proposition(FOR, said.citations[0])
    given_back = make.proposition(f"At the end of 2028 this holds: {FOR}")
    assert bearings(taken, [said], make.corpus()) == []
    assert bearings(given_back, [said], make.corpus()) == []
    assert bearings(make.proposition(PUT), [said], make.corpus())


def test_a_move_says_what_changed_since(make: ModuleType) -> None:
    change = Change(text=FOR, status="standing", confidence="medium", round=1, because="C1")
    held = make.claim(FOR, status="contested", history=(change,))
    blind, later = make.stance(80, reasons=("E1",)), make.stance(80, reasons=("E1",), round_=1)
    assert "E1 is now contested" in tally(make, held, before=blind).because
    assert tally(make, held, before=later).because == ""


def test_what_settling_found_counts_and_is_named(make: ModuleType) -> None:
    found = make.settlement(opposes=[make.quote(AGAINST, "b.org")])
    alone, after = (
        tally(make, make.claim(FOR)),
        tally(make, make.claim(FOR), before=make.stance(70), settlements=[found]),
    )
    assert after.probability < alone.probability
    assert "settling E1 found evidence against it" in after.because


def test_a_persona_whose_claims_are_all_gone_abstains_again(make: ModuleType) -> None:
    before = make.stance(75, reasons=("E1",))
    draft = tally(make, make.claim(FOR, status="withdrawn"), before=before)
    assert (draft.probability, draft.reasons) == (None, ("E1",))
    assert moved(before, draft)


def test_who_says_it_does_not_change_what_is_said(make: ModuleType) -> None:
    plain = make.claim(FOR)
    attributed = plain.model_copy(update={"text": f"example.org, March 2031: “{FOR}”"})
    put, corpus = make.proposition(PUT), make.corpus()
    assert bearings(put, [attributed], corpus) == bearings(put, [plain], corpus)
