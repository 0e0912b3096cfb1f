"""What became of each planted statement is read off the ledger."""

from typing import Any

import pytest

from triptych.graphs.evaluation.cases import Case, Planted, Quoted, Statement
from triptych.graphs.evaluation.outcomes import found, held, withdrawn
from triptych.store.records import Change, Citation, Claim, Critique, Dossier, Ledger

QUOTE = "Cells cost $80 per kWh."


def planted(text: str = "Cells cost $90 per kWh.", **given: Any) -> Planted:
    plain: dict[str, Any] = {
        "persona": "engineer",
        "text": text,
        "quotes": (Quoted(quote=QUOTE, document="d"),),
        "error": "wrong figure",
        "by": "verification",
        "check": "figure",
        "outcomes": ("corrected", "dropped"),
        "why": "It is $80.",
    }
    return Planted(**plain | given)


def true(text: str = QUOTE) -> Statement:
    return Statement(persona="investor", text=text, quotes=(Quoted(quote=QUOTE, document="d"),))


def case(*errors: Planted, truths: tuple[Statement, ...] = ()) -> Case:
    return Case(name="00-cells", idea="cells", planted=errors or (planted(),), true=truths or (true(),))


def claim(text: str, persona: str = "engineer", **given: Any) -> Claim:
    quote = Citation(source_id="0" * 16, quote=QUOTE, start=0, end=len(QUOTE), publisher="a.example")
    plain: dict[str, Any] = {
        "id": f"{persona[0].upper()}1",
        "persona": persona,
        "question": "q",
        "text": text,
        "kind": "fact",
        "confidence": "medium",
        "citations": (quote,),
        "verdict": "supported",
        "independent": 1,
    }
    return Claim(**plain | given)


def change(text: str, because: str = "", reason: str = "") -> Change:
    return Change(text=text, status="standing", confidence="medium", round=0, because=because, reason=reason)


def dossier(*claims: Claim, critiques: tuple[Critique, ...] = ()) -> Dossier:
    return Dossier.model_construct(ledger=Ledger(claims=claims, critiques=critiques))


def fate(error: Planted, *claims: Claim) -> tuple[str, bool]:
    (one,) = found(case(error), dossier(*claims), {error})
    return one.fate, one.caught


def test_a_claim_that_is_not_in_the_ledger_was_dropped() -> None:
    assert fate(planted()) == ("dropped", True)
    assert fate(planted(outcomes=("contested",))) == ("dropped", False)


def test_a_claim_that_stands_as_it_was_stated_was_missed() -> None:
    error = planted()
    assert fate(error, claim(error.text)) == ("missed", False)


def test_a_claim_that_verification_put_back_was_corrected() -> None:
    error = planted()
    put_back = claim(QUOTE, history=(change(error.text, reason="it says $90"),))
    assert fate(error, put_back) == ("corrected", True)


@pytest.mark.parametrize("status", ["contested", "revised", "withdrawn"])
def test_a_claim_that_the_debate_changed_is_what_it_made_of_it(status: Any) -> None:
    error = planted(QUOTE, outcomes=(status,))
    changed = claim("It is said.", status=status, history=(change(QUOTE, because="C1"),))
    assert fate(error, changed) == (status, True)


def test_a_claim_that_is_borne_out_in_part_was_flagged() -> None:
    error = planted()
    assert fate(error, claim(error.text, verdict="partial")) == ("flagged", False)


def test_a_copied_text_is_caught_where_its_two_prints_are_one_voice() -> None:
    error = planted(QUOTE, error="copied text", outcomes=("counted once",))
    assert fate(error, claim(QUOTE, independent=1)) == ("counted once", True)
    assert fate(error, claim(QUOTE, independent=2)) == ("missed", False)


def test_another_persona_s_claim_of_the_same_words_is_not_it() -> None:
    error = planted()
    assert fate(error, claim(error.text, persona="investor")) == ("dropped", True)


def test_what_nobody_stated_is_not_counted_as_caught() -> None:
    assert found(case(planted()), dossier(), set()) == ()
    assert held(case(), dossier(), set()) == ()


def test_it_is_told_what_was_found_wanting_and_which_checks_were_held_against_it() -> None:
    error = planted()
    put_back = claim(QUOTE, history=(change(error.text, reason="it says $90"), change(QUOTE, because="C1")))
    against = [
        Critique(
            id=f"C{n}", round=1, critic="i", target="E1", kind="stale", severity="minor", check=check, argument="a"
        )
        for n, check in enumerate(("stale", "stale", ""), start=1)
    ]  # fmt: skip
    (one,) = found(case(error), dossier(put_back, critiques=tuple(against)), {error})
    assert one.checks == ("it says $90", "stale")
    (gone,) = found(case(error), dossier(), {error})
    assert gone.checks == ("its quote stands in no source",)


def test_a_true_claim_is_lost_where_it_is_withdrawn_or_not_there() -> None:
    own, truth = case(), true()
    kept, said = claim(QUOTE, persona="investor"), {truth}
    assert [(h.lost, h.corrected) for h in held(own, dossier(kept), said)] == [(False, False)]
    gone = kept.model_copy(update={"status": "withdrawn"})
    assert [h.lost for h in held(own, dossier(gone), said)] == [True]
    assert [h.lost for h in held(own, dossier(), said)] == [True]


def test_a_true_claim_that_was_reworded_for_nothing_is_told() -> None:
    truth = true("Cells cost eighty dollars per kWh.")
    restated = claim(QUOTE, persona="investor", history=(change(truth.text),))
    (one,) = held(case(truths=(truth,)), dossier(restated), {truth})
    assert (one.lost, one.corrected) == (False, True)


def test_withdrawn_quotes_are_counted_where_the_case_does_not_state_them() -> None:
    def gone(claim: Claim, number: int) -> Claim:
        return claim.model_copy(update={"id": f"X{number}", "status": "withdrawn"})

    found_there = gone(claim(QUOTE, persona="strategist"), 1)
    reworded = gone(claim("Cells are dear.", persona="strategist"), 2)
    stated = gone(claim(QUOTE, persona="investor"), 3)
    wrong = gone(claim(planted().text), 4)
    standing = claim(QUOTE, persona="strategist", id="X5")
    ledger = dossier(found_there, reworded, stated, wrong, standing)
    assert [c.id for c in withdrawn(case(), ledger)] == ["X1"], (
        "a true claim that is lost counts once, as such"
    )
