"""The chart of stances: every mark at its place, and never colour alone."""

from types import ModuleType

from triptych.tui.pages.stances import AFTER, BEFORE, MEDIAN, scale, stances, track


def test_marks_stand_where_the_probability_is() -> None:
    drawn = track(20, 80, 101)
    assert drawn.index(BEFORE) == 20
    assert drawn.index(AFTER) == 80
    assert set(drawn[21:80]) == {"─"}
    assert drawn[0] == drawn[100] == "·"


def test_who_did_not_move_has_one_mark_and_who_abstains_none() -> None:
    assert track(50, 50, 41).count(AFTER) == 1
    assert BEFORE not in track(50, 50, 41)
    assert track(None, 0, 41).startswith(AFTER)
    assert track(100, None, 41).endswith(BEFORE)
    assert not set(track(None, None, 41)) & {BEFORE, AFTER}


def test_the_scale_stands_under_its_places() -> None:
    assert scale(41).split() == ["0", "25", "50", "75", "100"]
    assert scale(41).index("50") == 19


def test_each_persona_and_the_median_have_a_line_with_their_figures(make: ModuleType) -> None:
    shown = [line.content.plain for line in stances(make.dossier())(80)]
    engineer = next(line for line in shown if line.startswith("Engineer"))
    assert engineer.endswith("70% → 55%")
    assert BEFORE in engineer
    investor = next(line for line in shown if line.startswith("Investor"))
    assert investor.endswith("abstains")
    median = next(line for line in shown if line.startswith("Panel median"))
    assert median.endswith("70% → 55%")
    assert MEDIAN in median
    assert any("none" in line for line in shown if line.startswith("Panel median"))


def test_a_memo_without_propositions_says_so(make: ModuleType) -> None:
    dossier = make.dossier()
    bare = dossier.model_copy(update={"brief": dossier.brief.model_copy(update={"propositions": ()})})
    assert "no proposition" in "".join(line.content.plain for line in stances(bare)(80))
