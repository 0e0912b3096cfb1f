from types import ModuleType
from typing import Any

import pytest

from triptych.agents.embedded.propositions import asked_by
from triptych.agents.embedded.synthesis import synthesise
from triptych.agents.embedded.write import quoted, section
from triptych.store.records import Ledger

PUT = "GPU inference hardware will become a commodity by the end of 2028."
FOR = "GPU inference hardware is becoming a commodity for most buyers."
AGAINST = "GPU inference hardware never becomes a commodity for most buyers."


def merged(make: ModuleType, claims: Any, stances: Any, **more: Any) -> Any:
    people = [make.persona(key) for key in ("engineer", "investor", "strategist")]
    brief = make.brief("Will GPU inference hardware become a commodity?", [make.proposition(PUT)])
    ledger = Ledger(claims=tuple(claims), stances=tuple(stances), **more)
    return synthesise(brief, people, ledger, make.corpus())


def both(make: ModuleType) -> list[Any]:
    return [make.claim(FOR, "E1", "a.org"), make.claim(AGAINST, "I1", "b.org")]


def test_a_panel_that_leans_makes_a_bet_with_what_would_kill_it(make: ModuleType) -> None:
    made = merged(make, both(make), [make.stance(70), make.stance(65, "investor")])
    (bet,) = made.bets
    assert (bet.text, bet.conviction) == (f"For: {PUT}", 68)
    assert [s.claims for s in bet.carried_by] == [("E1",)]
    assert [s.claims for s in bet.killed_by] == [("I1",)]


def test_a_panel_that_is_certain_of_no_leans_to_no(make: ModuleType) -> None:
    (bet,) = merged(make, both(make), [make.stance(0), make.stance(0, "investor")]).bets
    assert (bet.text, bet.conviction) == (f"Against: {PUT}", 100)


def test_a_divided_panel_makes_no_bet_and_shows_both_sides(make: ModuleType) -> None:
    made = merged(make, both(make), [make.stance(80), make.stance(20, "investor")])
    assert made.bets == ()
    (split,) = made.disagreements
    assert [s.label for s in split.sides] == ["Engineer: 80%", "Investor: 20%"]
    assert all(s.sentences for s in split.sides)


def test_only_the_last_stance_counts(make: ModuleType) -> None:
    made = merged(make, both(make), [make.stance(20), make.stance(70, round_=1)])
    assert "engineer 70%" in made.bottom_line[0].text


def test_where_everybody_abstains_nothing_is_concluded(make: ModuleType) -> None:
    made = merged(make, [], [make.stance(None), make.stance(None, "investor")])
    named, abstained = (s.text for s in made.bottom_line)
    assert named.startswith("No quote at hand names GPU inference hardware")
    assert "every persona abstains" in abstained
    assert made.bets == made.disagreements == made.change_our_mind == ()


@pytest.mark.parametrize(
    ("quote", "named"),
    [
        ("Solid-state transformers cost twice as much as others.", True),
        ("A solid-state transformer weighs 300 kg.", True),
        ("The state of a transformer is held in memory.", False),
    ],
)
def test_what_no_quote_names_is_told_before_all_else(make: ModuleType, quote: str, named: bool) -> None:
    idea = "Will solid-state transformers displace switchgear by 2030?"
    own = [p.model_copy(update={"id": f"P{n}"}) for n, p in enumerate(asked_by(idea, make.HORIZON), 1)]
    ledger = Ledger(claims=(make.claim(quote, "E1", "a.org"),), stances=(make.stance(None),))
    made = synthesise(make.brief(idea, own), [make.persona("engineer")], ledger, make.corpus())
    told = "No quote at hand names solid-state transformers: what follows lies around it."
    assert (made.bottom_line[0].text == told) == (not named)


@pytest.mark.parametrize(
    ("quote", "named"),
    [
        ("Batteries on the grid earn from arbitrage.", True),
        ("Grid operators cannot process the number of data centre projects.", False),
    ],
)
def test_what_an_open_question_is_about_and_no_quote_names_is_told_too(
    make: ModuleType, quote: str, named: bool
) -> None:
    idea = "What will limit grid batteries: cells or connections?"
    ledger = Ledger(claims=(make.claim(quote, "E1", "a.org"),))
    made = synthesise(make.brief(idea, []), [make.persona("engineer")], ledger, make.corpus())
    told = "No quote at hand names grid batteries: what follows lies around it."
    assert (made.bottom_line[0].text == told) == (not named)


def test_a_contested_claim_is_shown_with_the_quote_against_it_once(make: ModuleType) -> None:
    use = "Data centres will consume {} of electricity in 2030."
    one = make.claim(use.format("980 TWh"), "E1", "a.org", status="contested")
    two = make.claim(use.format("1,350 TWh"), "I1", "b.org", status="contested")
    hits = [
        make.critique("C1", "E1", "investor", check="conflicting figures", citations=two.citations),
        make.critique("C2", "I1", "engineer", check="conflicting figures", citations=one.citations),
    ]
    (clash,) = merged(make, [one, two], [], critiques=tuple(hits)).disagreements
    assert clash.topic == "980 TWh or 1,350 TWh?"
    assert [s.label for s in clash.sides] == ["a.org", "b.org"]
    assert [c.quote for s in clash.sides[1].sentences for c in s.citations] == [two.text]


def test_a_section_quotes_what_survived_and_leaves_out_what_was_withdrawn(make: ModuleType) -> None:
    kept, gone = (
        make.claim(FOR, "E1", "a.org"),
        make.claim("GPU prices fell by 40%.", "E2", "b.org", status="withdrawn"),
    )
    ledger = Ledger(claims=(kept, gone))
    made = section(make.persona(), make.brief(), [kept, gone], ledger, make.corpus())
    assert [s.text for p in made.paragraphs for s in p.sentences] == [f"“{FOR}”"]


def test_a_section_says_where_its_persona_stands_and_on_what(make: ModuleType) -> None:
    kept = make.claim(FOR, "E1", "a.org")
    ledger = Ledger(claims=(kept,), stances=(make.stance(40), make.stance(65, round_=1)))
    made = section(
        make.persona(), make.brief(propositions=[make.proposition(PUT)]), [kept], ledger, make.corpus()
    )
    assert made.paragraphs[-1].heading == f"Where it stands on P1: {PUT} 65%"
    assert [s.text for s in made.paragraphs[-1].sentences] == [f"For: “{FOR}”"]


def test_a_claim_is_printed_as_its_quote_stands_in_its_source(make: ModuleType) -> None:
    revised = make.claim(FOR).model_copy(update={"text": f"Lambda, June 2026: “{FOR}”"})
    assert quoted(revised).text == f"“{FOR}”"
    assert quoted(revised).claims == ("E1",)


def test_where_nobody_takes_a_stance_the_bottom_line_has_what_is_nearest_to_the_idea(
    make: ModuleType,
) -> None:
    brief = make.brief("memory bandwidth", [make.proposition("Something else will be above 5 in 2028.")])
    near, far = "Memory bandwidth doubled.", "The panel met."
    ledger = Ledger(claims=(make.claim(far, "E1", "a.org"), make.claim(near, "E2", "b.org")))
    lead, nearest = synthesise(brief, [make.persona("engineer")], ledger, make.corpus()).bottom_line
    assert lead.text.startswith("Nothing at hand speaks for or against a proposition")
    assert near in nearest.text


def test_without_a_view_the_bottom_line_says_so_and_has_what_is_nearest(make: ModuleType) -> None:
    idea = "Will hyperscalers' own accelerators outsell merchant GPUs by 2028?"
    brief = make.brief(idea, asked_by(idea, make.HORIZON)[:1])
    ledger = Ledger(
        claims=(make.claim("Inference is shifted to the hyperscalers' own chips.", "E1", "a.org"),)
    )
    view, lead, nearest = synthesise(brief, [make.persona("engineer")], ledger, make.corpus()).bottom_line
    assert "supports no view" in view.text
    assert lead.text.startswith("Nothing at hand speaks for or against a proposition")
    assert "own chips" in nearest.text


def test_without_a_view_what_is_nearest_stands_before_propositions_beside_the_idea(make: ModuleType) -> None:
    idea = "Will custom ASICs from hyperscalers take most inference work from GPUs by 2028?"
    (on_it,) = asked_by(idea, make.HORIZON)[:1]
    beside = make.proposition("NVIDIA will keep its gross margin in 2028.").model_copy(update={"id": "P2"})
    ledger = Ledger(
        claims=(
            make.claim("NVIDIA keeps its gross margin.", "E1", "a.org"),
            make.claim("Customers want inference on GPUs that works.", "E2", "b.org"),
            make.claim("Custom chips of the hyperscalers move from threat to reality.", "E3", "c.org"),
        )
    )
    brief = make.brief(idea, [on_it, beside])
    made = synthesise(brief, [make.persona("engineer")], ledger, make.corpus()).bottom_line
    view, lead, nearest, other, *_ = (sentence.text for sentence in made)
    assert "supports no view" in view
    assert lead == "Each persona's claim nearest to the idea:"
    assert "Custom chips" in nearest
    assert "NVIDIA will keep its gross margin" in other


def test_what_is_on_the_idea_comes_before_what_has_more_evidence_beside_it(make: ModuleType) -> None:
    beside = make.proposition("NVIDIA will keep its gross margin in 2028.").model_copy(update={"id": "P1"})
    on_it = make.proposition("The price of HBM will fall in 2028.").model_copy(update={"id": "P2"})
    ledger = Ledger(
        claims=(
            make.claim("NVIDIA keeps its gross margin.", "E1", "a.org"),
            make.claim("NVIDIA keeps a gross margin of 74%.", "E2", "b.org"),
            make.claim("The price of HBM falls.", "E3", "c.org"),
        )
    )
    brief = make.brief("Who captures the value in HBM?", [beside, on_it])
    made = synthesise(brief, [make.persona("engineer")], ledger, make.corpus()).bottom_line
    leads = [sentence.text for sentence in made if sentence.text.startswith("On “")]
    assert [("HBM" in lead, "NVIDIA" in lead) for lead in leads] == [(True, False), (False, True)]
