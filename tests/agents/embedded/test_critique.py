from datetime import date
from types import ModuleType
from typing import Any

import pytest

from triptych.agents.debate.checks import COUNTER
from triptych.agents.debate.critiques import admitted
from triptych.agents.embedded.critique import MOST, MOST_LONE, critiques

PUT = "GPU inference hardware will become a commodity by the end of 2028."
FOR = "GPU inference hardware is becoming a commodity for most buyers."
AGAINST = "GPU inference hardware never becomes a commodity for most buyers."
USE = "{} expects that data centres will consume {} of electricity in 2030."


def raised(make: ModuleType, own: Any, others: Any, idea: str = "data centres GPU price", **more: Any) -> Any:
    return critiques(own, others, make.brief(idea, **more), make.corpus())


def checks(*args: Any, **more: Any) -> set[str]:
    return {c.check for c in raised(*args, **more)}


def test_conflicting_figures_carry_the_critics_own_verified_citation(make: ModuleType) -> None:
    mine = make.claim(USE.format("Gartner", "980 TWh"), "I1", "Gartner")
    theirs = make.claim(USE.format("Goldman Sachs", "1,350 TWh"), "E1", "goldmansachs.com")
    (found,) = [c for c in raised(make, [mine], [theirs]) if c.check == "conflicting figures"]
    assert (found.target, found.kind, found.severity) == ("E1", "contradicted", "major")
    assert found.citations == mine.citations
    assert found.citations[0].verdict == "supported"
    assert "980 TWh" in found.argument
    assert "1,350 TWh" in found.argument


def test_figures_that_agree_raise_nothing_and_confirm_each_other(make: ModuleType) -> None:
    mine = make.claim(USE.format("IEA", "945 TWh"), "I1", "iea.org")
    theirs = make.claim(USE.format("Gartner", "950 TWh"), "E1", "Gartner")
    assert checks(make, [mine], [theirs]) == set()


def test_one_source_does_not_contradict_itself(make: ModuleType) -> None:
    theirs = make.claim(USE.format("Gartner", "980 TWh"), "E1", "Gartner")
    mine = make.claim(USE.format("Gartner", "1,350 TWh"), "I1", "Gartner", citations=theirs.citations)
    assert "conflicting figures" not in checks(make, [mine], [theirs])


def test_a_withdrawn_claim_is_neither_attacked_nor_held_against_another(make: ModuleType) -> None:
    mine = make.claim(USE.format("Gartner", "980 TWh"), "I1", "Gartner", status="withdrawn")
    theirs = make.claim(USE.format("Goldman Sachs", "1,350 TWh"), "E1", "goldmansachs.com")
    assert "conflicting figures" not in checks(make, [mine], [theirs])
    assert raised(make, [theirs], [mine]) == []
    keeps = make.claim(
        "The CUDA software ecosystem of NVIDIA protects its inference hardware margins.", "E1", "a.org"
    )
    gone = make.claim(
        "The CUDA software ecosystem of NVIDIA no longer protects its inference hardware margins.",
        "I1",
        "b.org",
    )
    assert checks(make, [gone], [keeps], "NVIDIA margins") == {"opposite direction"}
    assert checks(make, [gone.model_copy(update={"status": "withdrawn"})], [keeps], "NVIDIA margins") == set()


def test_a_figure_that_one_publisher_gives_is_single_source(make: ModuleType) -> None:
    said = "The GPU draws 700 W in data centres."
    alone = make.claim(said, "E1", "a.org")
    borne = alone.model_copy(update={"citations": (*alone.citations, make.quote("It draws 700 W.", "b.org"))})
    assert checks(make, [], [alone]) == {"single source"}
    assert checks(make, [], [borne]) == set()


def test_a_judgement_is_not_asked_for_a_second_figure(make: ModuleType) -> None:
    assert checks(make, [], [make.claim("Data centres depend on the grid.")]) == set()


def test_what_moves_fast_goes_stale_and_what_does_not_stays(make: ModuleType) -> None:
    old, new = date(2024, 1, 1), date(2026, 9, 1)
    price, memory = "The GPU rental price is $4 per hour.", "The GPU has 80 GB of memory."
    assert "stale" in checks(make, [], [make.claim(price, published=old)])
    assert "stale" not in checks(make, [], [make.claim(price, published=new)])
    assert "stale" not in checks(make, [], [make.claim(memory, published=old)])
    assert "stale" not in checks(make, [], [make.claim(price, published=None)])


def test_how_old_a_figure_is_is_counted_from_its_newest_source(make: ModuleType) -> None:
    said = "The GPU rental price is $4 per hour."
    days = (None, date(2023, 1, 1), date(2024, 1, 1))
    quotes = tuple(make.quote(said, f"{n}.org", day) for n, day in enumerate(days))
    (found,) = [c for c in raised(make, [], [make.claim(said, citations=quotes)]) if c.check == "stale"]
    assert found.argument.startswith("The source is 35 months old")


def test_a_vendors_figure_about_itself_is_unsupported(make: ModuleType) -> None:
    own = make.claim("AMD claims that its GPU reaches 5.3 TB/s.", "E1", "AMD")
    other = make.claim("Gartner expects that a GPU reaches 5.3 TB/s.", "E1", "Gartner")
    assert "vendor on itself" in checks(make, [], [own])
    assert "vendor on itself" not in checks(make, [], [other])


def test_a_claim_that_shares_no_word_with_its_question_is_outside_it(make: ModuleType) -> None:
    assert checks(make, [], [make.claim("Falcons were flown by nobles.")]) == {"outside its question"}


def test_what_was_revised_for_its_provenance_is_not_asked_again(make: ModuleType) -> None:
    said = make.claim("The GPU draws 700 W in data centres.")
    change = {"text": said.text, "status": "standing", "confidence": "medium", "round": 1, "because": "C1"}
    assert checks(make, [], [said.model_validate({**said.model_dump(), "history": [change]})]) == set()


def counters(make: ModuleType, own: Any, others: Any) -> list[Any]:
    """The objections to the proposition that hardware becomes a commodity."""
    found = raised(make, own, others, "GPU", propositions=[make.proposition(PUT)])
    return [c for c in found if c.check == COUNTER]


def test_evidence_for_the_other_side_is_put_on_the_proposition(make: ModuleType) -> None:
    theirs, mine = make.claim(FOR, "E1", "a.org"), make.claim(AGAINST, "I1", "b.org")
    (found,) = counters(make, [mine], [theirs])
    assert (found.target, found.kind, found.severity, found.citations) == (
        "P1",
        "alternative",
        "major",
        mine.citations,
    )
    assert found.argument == "b.org (June 2026) speaks against it (I1), which the others have not weighed."
    (other,) = counters(make, [theirs], [mine])
    assert other.argument.startswith("a.org (June 2026) speaks for it (E1)")


def test_such_evidence_counts_by_the_rules_of_the_debate(make: ModuleType) -> None:
    theirs, mine = make.claim(FOR, "E1", "a.org"), make.claim(AGAINST, "I1", "b.org")
    (found,) = counters(make, [mine], [theirs])
    brief = make.brief("GPU", [make.proposition(PUT)])
    counted = admitted(found, "investor", {"E1": theirs}, brief)
    assert counted
    assert (counted.target, counted.check, counted.citations) == ("P1", "", mine.citations)


def test_a_side_that_nobody_argues_against_needs_no_evidence_for_it(make: ModuleType) -> None:
    mine, alike = make.claim(FOR, "I1", "b.org"), make.claim(FOR[:-1] + " today.", "E1", "a.org")
    beside = make.claim("GPU prices vary from one buyer to the next.", "E1", "a.org")
    assert counters(make, [mine], [alike]) == []
    assert counters(make, [mine], [beside]) == []
    assert counters(make, [], [alike]) == []


def test_what_the_others_hold_too_they_have_weighed(make: ModuleType) -> None:
    strong = make.claim(FOR, "E1", "a.org", confidence="high")
    theirs = [strong, make.claim(AGAINST, "E2", "b.org", confidence="low")]
    assert counters(make, [make.claim(AGAINST, "I1", "b.org")], theirs) == []
    new = make.claim(AGAINST[:-1] + " at all.", "I1", "c.org")
    assert [c.citations for c in counters(make, [new], theirs)] == [new.citations]


def test_a_proposition_hears_the_strongest_evidence_only(make: ModuleType) -> None:
    weak = make.claim(AGAINST, "I1", "b.org", confidence="low")
    strong = make.claim(AGAINST[:-1] + " at all.", "I2", "c.org", confidence="high")
    found = counters(make, [weak, strong], [make.claim(FOR, "E1", "a.org")])
    assert [c.citations for c in found] == [strong.citations]


def test_withdrawn_claims_neither_speak_for_a_proposition_nor_make_a_side(make: ModuleType) -> None:
    theirs, mine = make.claim(FOR, "E1", "a.org"), make.claim(AGAINST, "I1", "b.org")
    gone = {"status": "withdrawn"}
    assert counters(make, [mine.model_copy(update=gone)], [theirs]) == []
    assert counters(make, [mine], [theirs.model_copy(update=gone)]) == []


def test_the_gravest_come_first_and_no_persona_raises_too_many(make: ModuleType) -> None:
    numbers = [
        make.claim(f"The GPU number {n} draws {n}50 W in data centres.", f"E{n}", f"{n}.org")
        for n in range(1, 15)
    ]
    beside = [
        make.claim(f"Falcon {name} was flown by nobles.", f"S{n}", f"f{n}.org")
        for n, name in enumerate("abcdefghij")
    ]
    found = raised(make, [], [*numbers, *beside])
    assert len(found) == MOST
    assert [c.severity for c in found] == sorted(
        (c.severity for c in found), key=("fatal", "major", "minor").index
    )
    lone = raised(make, [], numbers)
    assert [c.check for c in lone] == ["single source"] * MOST_LONE


@pytest.mark.parametrize("text", ["12% 34 GB $5 7.5 TB/s", "大型语言模型", "🚀", "{x} [y] “z", "a " * 2500])
def test_odd_claims_do_no_harm(make: ModuleType, text: str) -> None:
    odd, plain = make.claim(text, "E1", "a.org"), make.claim("The GPU draws 700 W.", "I1", "b.org")
    put = [make.proposition("GPU prices will fall by 2028.")]
    assert isinstance(raised(make, [plain], [odd], propositions=put), list)
    assert isinstance(raised(make, [odd], [plain], propositions=put), list)
