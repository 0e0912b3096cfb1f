"""The table of an evaluation: figures down, settings across, and what became of each planted error."""

from triptych.graphs.evaluation.cases import Planted, Quoted, Statement
from triptych.graphs.evaluation.measure import Measured, totals
from triptych.graphs.evaluation.outcomes import Found, Held
from triptych.graphs.evaluation.report import report
from triptych.store.records import Conformity

TITLES = {"debate": "with debate", "no-debate": "without"}
QUOTED = (Quoted(quote="Cells cost $80.", document="d"),)
FIGURE = Planted(
    persona="engineer",
    text="Cells cost $90.",
    quotes=QUOTED,
    error="wrong figure",
    by="verification",
    check="figure",
    outcomes=("corrected",),
    why="It is $80.",
)
SOURCE = FIGURE.model_copy(
    update={"text": "Cells got dear.", "error": "wrong source", "by": "debate", "outcomes": ("contested",)}
)
TRUE = Statement(persona="investor", text="Cells cost $80.", quotes=QUOTED)
RUNS = [
    Measured(
        "01-cells",
        "debate",
        claims=8,
        supported=6,
        corroborated=2,
        disagreements=3,
        errors=(Found(FIGURE, "corrected", ("it says $90",)), Found(SOURCE, "contested", ("conflict",))),
        truths=(Held(TRUE, False, False),),
        conformity=Conformity(moves=4, towards=2, evidenced=3),
        asks=1_500,
        calls=30,
        searches=12,
        tokens=12_345,
        seconds=9.6,
        cost_usd=1.234,
    ),
    Measured(
        "01-cells",
        "no-debate",
        claims=10,
        supported=5,
        disagreements=1,
        errors=(Found(FIGURE, "corrected", ("it says $90",)), Found(SOURCE, "missed", ())),
        truths=(Held(TRUE, True, False),),
        asks=1_000,
        calls=20,
    ),
]


def rows(page: str) -> dict[str, list[str]]:
    """The cells of each row of the page's tables, by the row's name."""
    lines = (line.strip("|").split("|") for line in page.splitlines() if line.startswith("| "))
    return {name.strip(): [cell.strip() for cell in cells] for name, *cells in lines}


def test_each_setting_is_a_column_and_each_figure_a_row() -> None:
    page = report(totals(RUNS), TITLES)
    assert page.splitlines()[0] == "|  | with debate | without |"
    read = rows(page)
    assert read["runs (failed)"] == ["1 (0)", "1 (0)"]
    assert read["supported"] == ["75.0 %", "50.0 %"]
    assert read["planted errors caught"] == ["2 of 2", "1 of 2"]
    assert read["… of them, errors of a source"] == ["1 of 1", "0 of 1"]
    assert read["true claims withdrawn"] == ["0", "1"]
    assert read["corroborated"] == ["25.0 %", "0.0 %"]
    assert read["stance moves"] == ["4", "0"]
    assert read["… for new evidence"] == ["3", "0"]
    assert read["questions to the analyst"] == ["1,500", "1,000"]
    assert read["tokens"] == ["12,345", "0"]
    assert read["cost"] == ["$1.23", "$0.00"]


def test_the_errors_are_counted_by_their_kind() -> None:
    read = rows(report(totals(RUNS), TITLES))
    assert read["wrong figure"] == ["1 of 1", "1 of 1"]
    assert read["wrong source"] == ["1 of 1", "0 of 1"]


def test_it_says_what_the_debate_changed_and_at_what_price() -> None:
    assert report(totals(RUNS), TITLES).endswith(
        "With the debate +1 planted errors caught, -1 true claims withdrawn, +2 disagreements kept, "
        "at 1.50 × the questions, 1.50 × the calls."
    )


def test_without_its_control_nothing_is_said_of_what_the_debate_is_worth() -> None:
    assert "With the debate" not in report(totals(RUNS[:1]), TITLES)
    assert "With the debate" not in report(totals(RUNS[1:]), TITLES)


def test_ideas_that_only_one_of_the_two_finished_do_not_count_for_or_against_the_debate() -> None:
    failed = Measured("02-packs", "no-debate", failure="The endpoint is down.", asks=70)
    lucky = Measured("02-packs", "debate", errors=(Found(FIGURE, "corrected", ()),), asks=900)
    page = report(totals([*RUNS, lucky, failed]), TITLES)
    assert rows(page)["runs (failed)"] == ["2 (0)", "2 (1)"]
    assert "With the debate +1 planted errors caught" in page
    assert "at 1.50 × the questions" in page
    assert "With the debate" not in report(totals([lucky, failed]), TITLES)


def test_a_setting_without_a_claim_has_no_shares() -> None:
    read = rows(report(totals([Measured("01-cells", "debate", failure="It is down.")]), TITLES))
    assert read["supported"] == ["–"]
    assert read["runs (failed)"] == ["1 (1)"]


def test_the_details_tell_the_fate_of_each_error_in_each_setting() -> None:
    page = report(totals(RUNS), TITLES, details=True)
    assert (
        "- 01-cells, wrong figure: “Cells cost $90.”\n"
        "    - with debate: corrected (it says $90)\n"
        "    - without: corrected (it says $90)\n"
        "- 01-cells, wrong source: “Cells got dear.”\n"
        "    - with debate: contested (conflict)\n"
        "    - without: missed\n"
    ) in page
    assert "Cells got dear." not in report(totals(RUNS), TITLES)


def test_the_details_name_what_was_lost_and_what_failed() -> None:
    failed = Measured("02-packs", "debate", failure="The endpoint is down.")
    page = report(totals([*RUNS, failed]), TITLES, details=True)
    assert "**True claims that were lost**\n\n- 01-cells, without: “Cells cost $80.”" in page
    assert "**Runs that failed**\n\n- 02-packs, with debate: The endpoint is down." in page
    assert "Runs that failed" not in report(totals(RUNS), TITLES, details=True)
