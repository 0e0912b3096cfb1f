"""The first stance is free; a later one needs something new that it names."""

from types import ModuleType

from triptych.agents.analyst import StanceDraft
from triptych.agents.debate.stances import moved, news
from triptych.store.records import Change


def test_the_first_stance_needs_no_reason() -> None:
    assert moved(None, StanceDraft(None, (), "Nothing bears on it."), frozenset()) == ()


def test_a_later_one_needs_words_a_new_value_and_news_that_it_names(make: ModuleType) -> None:
    before, fresh = make.stance(60, reasons=("E1",)), frozenset(("E1", "C3"))
    assert moved(before, StanceDraft(40, ("E1",), "E1 fell.", ("E1", "E9")), fresh) == ("E1",)
    assert moved(before, StanceDraft(40, (), "C3 shows it.", ("C3",)), fresh) == ("C3",)
    assert moved(before, StanceDraft(40, ("E1",), "", ("E1",)), fresh) is None
    assert moved(before, StanceDraft(40, ("E1",), "a feeling"), fresh) is None
    assert moved(before, StanceDraft(40, ("E2",), "E2 says so.", ("E2",)), fresh) is None
    assert moved(before, StanceDraft(60, ("E1",), "E1 fell.", ("E1",)), fresh) is None


def test_news_is_what_was_changed_settled_or_said_since(make: ModuleType) -> None:
    before = make.stance(60, round_=1)
    step = Change(text="x", status="standing", confidence="low", round=2, because="C2")
    changed = make.claim("a").model_copy(update={"history": (step,)})
    old = make.claim("b", "E2").model_copy(update={"history": (step.model_copy(update={"round": 1}),)})
    found = make.settlement(supports=[make.quote("c")]).model_copy(update={"claim": "E3", "round": 2})
    empty = found.model_copy(update={"claim": "E4", "supports": ()})
    said = [
        make.critique("C5", "P1", round=2),
        make.critique("C6", "P2", round=2),
        make.critique("C1", "E1", round=1),
        make.critique("C7", "E3", round=2),
        make.critique("C8", "E2", round=2),
    ]
    assert news(before, "P1", [changed, old], said, [found, empty]) == {"E1", "E3", "C5", "C7"}
    assert news(None, "P1", [changed], said, [found]) == frozenset()


def test_to_a_stance_that_rests_on_claims_only_what_touches_them_or_the_proposition_is_news(
    make: ModuleType,
) -> None:
    before = make.stance(60, reasons=("E1",))
    found = [
        make.settlement(supports=[make.quote("c")]).model_copy(update={"claim": c}) for c in ("E1", "E3")
    ]
    said = [make.critique("C5", "P1"), make.critique("C7", "E1"), make.critique("C8", "E3")]
    assert news(before, "P1", [], said, found) == {"E1", "C5", "C7"}
