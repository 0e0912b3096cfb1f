from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triptych.agents.debate.stances import moved, news
from triptych.agents.embedded.stance import bearings, relation, take_stance
from triptych.store.records import Change

PUT = "GPU inference hardware will become a commodity by the end of 2028."
FOR = "GPU inference hardware is becoming a commodity for most buyers."
AGAINST = "GPU inference hardware never becomes a commodity for most buyers."


def tally(make: ModuleType, *claims: Any, before: Any = None, heard: Any = ()) -> Any:
    return take_stance(make.proposition(PUT), claims, before, make.heard(*heard), make.corpus())


def brought(make: ModuleType, text: str = AGAINST, id_: str = "C1", **more: Any) -> Any:
    """Another's evidence on the proposition."""
    return make.critique(id_, "P1", citations=(make.quote(text, "b.org"),), **more)


def test_a_statement_is_for_against_or_beside_a_proposition(make: ModuleType) -> None:
    corpus = make.corpus()
    assert relation(PUT, FOR, corpus)[0] == 1
    assert relation(PUT, AGAINST, corpus)[0] == -1
    assert relation(PUT, "Bread prices rise in Lyon.", corpus)[0] == 0


@pytest.mark.parametrize(
    ("proposition", "said", "side"),
    [
        (
            "Open models will hold more than 30% of token volume.",
            "The cheaper open model loses token volume.",
            -1,
        ),
        ("Open models will hold more than 30% of token volume.", "One model gains token volume.", 0),
        ("NVIDIA will keep its gross margin.", "NVIDIA keeps its gross margin.", 1),
        ("Data centres will be limited by power.", "Power now constrains new data centres.", 1),
        ("Data centres will be limited by power.", "The power demand of data centres doubled.", 0),
        ("Modular reactors will be realistic.", "Modular reactors become viable in ten years.", 1),
        ("Spending on modular reactors will double.", "Modular reactors become viable in ten years.", 0),
        ("NVIDIA will keep its gross margin.", "AMD keeps its gross margin.", 0),
        ("Inference will move to custom chips.", "Hyperscalers move to custom chips.", 1),
        ("Inference will move to custom chips.", "Hyperscalers do not move to custom chips.", -1),
        ("Chips will replace boards in cars.", "Chips for cars are priced beside boards.", 0),
        ("Chips will get cheaper.", "Chips double their speed.", 0),
        ("Chips will lose their premium.", "Chips lose their premium.", 1),
        ("Open models will hold more than 30% of token volume.", "Open models lower prices.", 0),
        (
            "Open models will hold more than 30% of token volume.",
            "In 2025 open models held less than 30% of tokens.",
            -1,
        ),
        ("Anthropic will hold more than 30% of LLM spending.", "LLM spending doubled.", 0),
        (
            "Open models will hold at least 50% of all tokens.",
            "Open models held less than 30% of tokens in 2025.",
            -1,
        ),
        (
            "Open models will hold at least 20% of all tokens.",
            "Open models held more than 30% of tokens in 2025.",
            1,
        ),
        (
            "Open models will hold more than 30% of token volume.",
            "Open models would gain token volume if buyers cared about price.",
            0,
        ),
        ("The price of tokens will keep falling.", "The price of tokens fell by half.", 1),
        ("The price of tokens will keep falling.", "The price of tokens kept rising.", -1),
        ("Power will rise.", "GPUs make up half of the cost of power.", 0),
        ("European demand for chips will rise.", "US demand for chips rises.", 0),
        ("European demand for chips will rise.", "Demand for chips rises in the EU.", 1),
        ("European demand for chips will rise.", "Demand for chips rises.", 1),
        ("European demand for chips will exceed 90 TWh in 2030.", "Demand for chips rises.", 0),
        ("US export controls will hurt makers of chips.", "Export controls hurt China's makers of chips.", 0),
        ("US controls will slow China's chips.", "Controls slow China's chips, London-based Ember says.", 1),
        (
            "Chip prices will fall by 2028, by more than 20%.",
            "Chip prices rose by more than 20% in 2025.",
            -1,
        ),
        (
            "Open models will hold more than 30% of tokens.",
            "Open models never held more than 30% of tokens.",
            0,
        ),
        ("Fireworks AI's annualised revenue will rise.", "Microsoft's annualised revenue rose with AI.", 0),
        ("NVIDIA will keep pricing power.", "NVIDIA lost pricing power.", -1),
        ("Chip prices will fall below 50% of the level of 2026.", "Chip prices fell by a third.", 1),
        ("Demand for chips will rise worldwide.", "Demand for chips rises.", 1),
        (
            "Demand for chips will exceed 90 TWh in 2030.",
            "China's demand for chips will be 40 TWh in 2030.",
            0,
        ),
        ("Demand for chips will exceed 90 TWh in 2030.", "Demand for chips will be 40 TWh in 2030.", -1),
        ("Chips will lose their premium.", "Kim asks whether chips lose their premium.", 0),
    ],
)
def test_a_statement_that_asks_or_says_nothing_of_what_a_proposition_says_is_beside_it(
    make: ModuleType, proposition: str, said: str, side: int
) -> None:
    assert relation(proposition, said, make.corpus())[0] == side


USE = "Data centres will consume {} of electricity in 2027."


@pytest.mark.parametrize(
    ("bound", "figure", "side"),
    [
        ("more than 600 TWh", "700 TWh", 1),
        ("more than 600 TWh", "500 TWh", -1),
        ("less than 600 TWh", "700 TWh", -1),
        ("less than 600 TWh", "500 GWh", 1),
        ("more than 600 TWh", "500-550 TWh", -1),
        ("more than 600 TWh", "500 to 700 TWh", 0),
    ],
)
def test_a_figure_for_the_year_of_a_bound_takes_the_side_that_it_is_on(
    make: ModuleType, bound: str, figure: str, side: int
) -> None:
    assert relation(USE.format(bound), USE.format(figure), make.corpus())[0] == side


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
    moving = tally(make, held, before=blind)
    assert "E1 is now contested" in moving.because
    assert moving.moved_by == ("E1",)
    assert moved(blind, moving, news(blind, "P1", [held], (), ())) == ("E1",)
    assert (tally(make, held, before=later).because, tally(make, held, before=later).moved_by) == ("", ())


def test_what_settling_found_counts_and_is_named(make: ModuleType) -> None:
    found = make.settlement(opposes=[make.quote(AGAINST, "b.org")])
    alone, after = (
        tally(make, make.claim(FOR)),
        tally(make, make.claim(FOR), before=make.stance(70), heard=[found]),
    )
    assert after.probability < alone.probability
    assert "settling E1 found evidence against it" in after.because
    assert after.moved_by == ("E1",)


def test_what_another_brings_on_the_proposition_counts_and_is_named(make: ModuleType) -> None:
    said, before = brought(make), make.stance(70, reasons=("E1",))
    alone = tally(make, make.claim(FOR))
    after = tally(make, make.claim(FOR), before=before, heard=[said])
    assert after.probability < alone.probability
    assert after.reasons == ("E1",), "a critique is no claim to rest on"
    assert after.moved_by == ("C1",)
    assert "the investor brought evidence against it (C1)" in after.because
    assert moved(before, after, news(before, "P1", (), [said], ())) == ("C1",)


def test_a_quote_that_two_bring_counts_once(make: ModuleType) -> None:
    once = tally(make, make.claim(FOR), heard=[brought(make)])
    twice = tally(make, make.claim(FOR), heard=[brought(make), brought(make, id_="C2", critic="strategist")])
    assert once.probability == twice.probability


def test_an_objection_to_a_claim_is_no_evidence_on_the_proposition(make: ModuleType) -> None:
    hit = make.critique("C1", "E1", citations=(make.quote(AGAINST, "b.org"),))
    assert tally(make, make.claim(FOR), heard=[hit]) == tally(make, make.claim(FOR))


def test_what_was_heard_before_the_last_stance_moves_it_no_further(make: ModuleType) -> None:
    later = make.stance(70, reasons=("E1",), round_=1)
    draft = tally(make, make.claim(FOR), before=later, heard=[brought(make)])
    assert draft.moved_by == ()
    assert moved(later, draft, frozenset(("E1", "C1"))) is None


def test_who_has_no_claim_on_it_may_still_be_moved_by_what_others_bring(make: ModuleType) -> None:
    before = make.stance(None)
    draft = tally(make, make.claim("Bread is baked in Lyon."), before=before, heard=[brought(make)])
    assert draft.probability is not None
    assert draft.probability < 50
    assert moved(before, draft, news(before, "P1", (), [brought(make)], ())) == ("C1",)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([FOR, AGAINST]), st.sampled_from(["low", "medium", "high"])), max_size=5
    ),
    st.lists(st.sampled_from([FOR, AGAINST, "Bread is baked in Lyon."]), max_size=3),
)
def test_more_for_it_never_makes_it_less_likely(
    make: ModuleType, held: list[tuple[str, str]], said: list[str]
) -> None:
    claims = [make.claim(text, f"E{n}", confidence=c) for n, (text, c) in enumerate(held, start=1)]
    heard = [brought(make, text, f"C{n}") for n, text in enumerate(said, start=1)]
    draft, more = (tally(make, *those, heard=heard) for those in (claims, [*claims, make.claim(FOR, "E9")]))
    assert more.probability is not None
    assert (draft.probability is None) == (not claims and not {FOR, AGAINST} & set(said))
    assert more.probability >= (50 if draft.probability is None else draft.probability)
    assert set(more.reasons) <= {c.id for c in claims} | {"E9"}


def test_a_persona_whose_claims_are_all_gone_abstains_again(make: ModuleType) -> None:
    before = make.stance(75, reasons=("E1",))
    step = Change(text=FOR, status="standing", confidence="medium", round=1, because="C1")
    gone = make.claim(FOR, status="withdrawn", history=(step,))
    draft = tally(make, gone, before=before)
    assert (draft.probability, draft.reasons) == (None, ("E1",))
    assert moved(before, draft, news(before, "P1", [gone], (), ())) == ("E1",)


def test_who_says_it_does_not_change_what_is_said(make: ModuleType) -> None:
    plain = make.claim(FOR)
    attributed = plain.model_copy(update={"text": f"example.org, March 2031: “{FOR}”"})
    put, corpus = make.proposition(PUT), make.corpus()
    assert bearings(put, [attributed], corpus) == bearings(put, [plain], corpus)
