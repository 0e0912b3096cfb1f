"""`triptych memos resolve` and `triptych personas score`: what came of the propositions, and who was near it."""

import csv
import io
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import Result

from triptych.store import memos
from triptych.store.archive import Archive
from triptych.store.records import Dossier, Stance

Invoke = Callable[..., Result]

MEMO = "01KB7XAAAA"
OLDER = "01KB7WAAAA"
AS_OF = date(2020, 3, 1)
HORIZONS = (date(2021, 12, 31), date(2199, 12, 31))
FACTORY = Path(__file__).parents[1] / "store" / "dossier_factory.py"
STANCES = (
    ("engineer", "P1", 0, 70),
    ("engineer", "P2", 0, 30),
    ("investor", "P1", 0, 42),
    ("investor", "P2", 0, 60),
    ("engineer", "P1", 1, 90),
    ("investor", "P2", 2, None),
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, loaded: Callable[[str, Path], ModuleType]) -> Path:
    """An archive of two memos of the year 2020."""
    archive = Archive(tmp_path_factory.mktemp("built") / "archive.duckdb")
    make = loaded("dossier_factory", FACTORY)
    for memo, run in ((OLDER, "R1"), (MEMO, "R2")):
        memos.publish(archive, _of_2020(make.dossier(memo, run)), make.run(run))
    return archive.path


@pytest.fixture
def judged_home(built: Path, empty_home: Path) -> Path:
    """A home with those two memos, in use for the length of the test."""
    shutil.copy(built, empty_home / "archive.duckdb")
    return empty_home


def _of_2020(dossier: Dossier) -> Dossier:
    there = zip(dossier.brief.propositions, HORIZONS, strict=True)
    propositions = tuple(one.model_copy(update={"horizon": horizon}) for one, horizon in there)
    stances = tuple(
        Stance(persona=persona, proposition=proposition, round=number, probability=probability)
        for persona, proposition, number, probability in STANCES
    )
    return dossier.model_copy(
        update={
            "memo": dossier.memo.model_copy(update={"as_of": AS_OF}),
            "brief": dossier.brief.model_copy(update={"as_of": AS_OF, "propositions": propositions}),
            "ledger": dossier.ledger.model_copy(update={"stances": stances}),
        }
    )


def listed(triptych: Invoke, *args: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(triptych(*args, "--json").stdout)
    return rows


def outcomes(triptych: Invoke) -> list[tuple[str, bool | None, str | None]]:
    rows = listed(triptych, "memos", "resolve", MEMO)
    return [(row["proposition_id"], row["outcome"], row["resolved_on"]) for row in rows]


@pytest.fixture
def resolved(judged_home: Path, triptych: Invoke) -> Path:
    """P1 came true, P2 did not."""
    for proposition, outcome in (("P1", "yes"), ("P2", "no")):
        assert triptych("memos", "resolve", MEMO, proposition, outcome).exit_code == 0
    return judged_home


def test_the_propositions_of_a_memo_are_listed_with_what_to_type(judged_home: Path, triptych: Invoke) -> None:
    told = triptych("memos", "resolve", MEMO)
    assert [line.split() for line in told.stdout.splitlines()] == [
        ["ID", "HORIZON", "OUTCOME", "PANEL", "PROPOSITION"],
        ["P1", "2021-12-31", "open", "56%", "→", "66%", "Prices", "halve", "by", "2028."],
        ["P2", "2199-12-31", "open", "45%", "→", "30%", "Margins", "stay", "over", "60", "%."],
    ]
    assert f"triptych memos resolve {MEMO} P1 yes" in told.stderr
    assert triptych("memos", "resolve").stdout == told.stdout


def test_what_to_type_next_is_about_what_is_open(judged_home: Path, triptych: Invoke) -> None:
    triptych("memos", "resolve", MEMO, "P1", "no")
    assert f"resolve {MEMO} P2 yes" in triptych("memos", "resolve", MEMO).stderr
    triptych("memos", "resolve", MEMO, "P2", "no")
    assert triptych("memos", "resolve", MEMO).stderr == ""


def test_a_program_gets_what_each_persona_said(judged_home: Path, triptych: Invoke) -> None:
    first, second = listed(triptych, "memos", "resolve", MEMO)
    assert (first["memo_id"], first["proposition_id"], first["outcome"]) == (MEMO, "P1", None)
    assert second["forecasts"] == [
        {"forecaster": "engineer", "is_median": False, "blind": 30, "final": 30},
        {"forecaster": "investor", "is_median": False, "blind": 60, "final": None},
        {"forecaster": "panel", "is_median": True, "blind": 45, "final": 30},
    ]
    lines = triptych("memos", "resolve", MEMO, "--nl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == [first, second]
    _, row = csv.DictReader(io.StringIO(triptych("memos", "resolve", MEMO, "--csv").stdout))
    assert row["forecasts"] == "engineer 30%,investor 60% → -,panel 45% → 30%"


def test_an_outcome_is_put_on_record(judged_home: Path, triptych: Invoke) -> None:
    told = triptych("memos", "resolve", MEMO.lower()[:6], "p1", "YES", "--on", "2021-06-30")
    assert told.stdout == f"resolved: yes, known 2021-06-30: {MEMO} P1 Prices halve by 2028.\n"
    assert outcomes(triptych) == [("P1", True, "2021-06-30"), ("P2", None, None)]
    assert triptych("memos", "resolve", MEMO).stdout.splitlines()[1].split()[2] == "yes"


def test_an_outcome_can_be_put_on_record_for_a_program(judged_home: Path, triptych: Invoke) -> None:
    (row,) = listed(triptych, "memos", "resolve", MEMO, "P1", "no")
    assert (row["proposition_id"], row["outcome"]) == ("P1", False)


def test_without_a_day_it_is_known_today(judged_home: Path, triptych: Invoke) -> None:
    before = date.today()
    triptych("memos", "resolve", "latest", "P1", "no")
    (_, outcome, known), _ = outcomes(triptych)
    assert outcome is False
    assert known is not None
    assert before <= date.fromisoformat(known)


def test_the_memo_is_shown_and_verified_as_before(judged_home: Path, triptych: Invoke) -> None:
    shown, verified = triptych("memos", "show", MEMO).stdout, triptych("memos", "verify", "--all")
    triptych("memos", "resolve", MEMO, "P1", "yes")
    assert triptych("memos", "show", MEMO).stdout == shown
    assert triptych("memos", "verify", "--all").stdout == verified.stdout
    assert verified.exit_code == 0


def test_resolving_again_says_what_it_was(judged_home: Path, triptych: Invoke) -> None:
    first = triptych("memos", "resolve", MEMO, "P1", "yes", "--on", "2022-01-10")
    again = triptych("memos", "resolve", MEMO, "P1", "no", "--on", "2022-02-10")
    assert first.stderr == ""
    assert again.stderr == "It was on record as yes, known 2022-01-10.\n"
    assert outcomes(triptych)[0] == ("P1", False, "2022-02-10")


def test_an_outcome_before_the_horizon_is_taken_and_remarked_on(judged_home: Path, triptych: Invoke) -> None:
    told = triptych("memos", "resolve", MEMO, "P2", "no")
    assert told.exit_code == 0
    assert "before its horizon, 2199-12-31" in told.stderr


def test_an_outcome_is_taken_back(judged_home: Path, triptych: Invoke) -> None:
    triptych("memos", "resolve", MEMO, "P1", "yes", "--on", "2022-01-10")
    told = triptych("memos", "resolve", MEMO, "P1", "--withdraw")
    assert told.stdout == f"withdrawn: {MEMO} P1 Prices halve by 2028.\n"
    assert told.stderr == "It was on record as yes, known 2022-01-10.\n"
    assert outcomes(triptych) == [("P1", None, None), ("P2", None, None)]


@pytest.mark.parametrize(
    ("args", "said", "hint"),
    [
        (("P1",), "Say what came of P1: yes or no", "memos resolve --help"),
        (("P1", "maybe"), "'maybe' is not one of 'yes', 'no'", "memos resolve --help"),
        (("P1", "yes", "--withdraw"), "--withdraw takes MEMO and PROPOSITION", "memos resolve --help"),
        (("--withdraw",), "--withdraw takes MEMO and PROPOSITION", "memos resolve --help"),
        (("--on", "2022-01-01"), "--on is the day of an outcome", "memos resolve --help"),
        (("P1", "yes", "--on", "soon"), "'soon' is not a day", "memos resolve --help"),
        (("P1", "yes", "--on", "2020-02-29"), "2020-02-29 is before 2020-03-01", "--on YYYY-MM-DD"),
        (("P1", "yes", "--on", "2200-01-01"), "2200-01-01 is in the future", "--on YYYY-MM-DD"),
        (("P7", "yes"), "no proposition 'P7'; it has P1, P2.", f"triptych memos resolve {MEMO}"),
        (("P1", "--withdraw"), "P1 of memo 01KB7XAAAA has no outcome", f"triptych memos resolve {MEMO}"),
    ],
)
def test_what_cannot_be_put_on_record_is_told_in_one_line_with_the_fix(
    args: tuple[str, ...], said: str, hint: str, judged_home: Path, triptych: Invoke
) -> None:
    told = triptych("memos", "resolve", MEMO, *args)
    assert (told.exit_code, told.stdout) == (2, "")
    first, mend = told.stderr.splitlines()
    assert first.startswith("error: ")
    assert said in first
    assert hint in mend
    assert outcomes(triptych) == [("P1", None, None), ("P2", None, None)]


def test_a_memo_that_is_not_there_is_a_usage_error(judged_home: Path, triptych: Invoke) -> None:
    told = triptych("memos", "resolve", "zzzzzz", "P1", "yes")
    assert told.exit_code == 2
    assert "No memo 'zzzzzz'" in told.stderr


def test_each_persona_is_scored_and_the_panel_comes_last(resolved: Path, triptych: Invoke) -> None:
    told = triptych("personas", "score")
    assert told.stderr == ""
    assert [line.split() for line in told.stdout.splitlines()] == [
        ["FORECASTER", "N", "BRIER", "BLIND", "GAINED", "CALIBRATION", "ERROR"],
        ["engineer", "2", "0.050", "0.090", "+0.040", "0.200"],
        ["investor", "1", "0.336", "0.348", "+0.000", "0.580"],
        ["panel", "median", "2", "0.103", "0.198", "+0.095", "0.320"],
    ]


def test_calibration_shows_what_came_true_of_what_was_said(resolved: Path, triptych: Invoke) -> None:
    told = triptych("personas", "score", "--calibration").stdout
    summary, bins = told.split("\n\n")
    assert f"{summary}\n" == triptych("personas", "score").stdout
    assert [line.split() for line in bins.splitlines()] == [
        ["FORECASTER", "SAID", "N", "MEAN", "SAID", "CAME", "TRUE"],
        ["engineer", "20%-40%", "1", "30%", "0%"],
        ["engineer", "80%-100%", "1", "90%", "100%"],
        ["investor", "40%-60%", "1", "42%", "100%"],
        ["panel", "median", "20%-40%", "1", "30%", "0%"],
        ["panel", "median", "60%-80%", "1", "66%", "100%"],
    ]


def test_a_program_gets_every_figure_and_every_bin(resolved: Path, triptych: Invoke) -> None:
    engineer, investor, panel = listed(triptych, "personas", "score")
    assert [one["forecaster"] for one in (engineer, investor, panel)] == ["engineer", "investor", "panel"]
    assert [one["is_median"] for one in (engineer, investor, panel)] == [False, False, True]
    assert (investor["n"], investor["n_blind"], investor["n_both"]) == (1, 2, 1)
    assert engineer["gained"] == pytest.approx(0.04)
    assert [one["n"] for one in engineer["bins"]] == [0, 1, 0, 0, 1]
    assert engineer["bins"][4] == {"low": 0.8, "high": 1.0, "n": 1, "forecast": 0.9, "observed": 1.0}
    assert engineer["bins"][0]["forecast"] is None


def test_csv_has_the_summary_or_the_bins(resolved: Path, triptych: Invoke) -> None:
    summary = list(csv.DictReader(io.StringIO(triptych("personas", "score", "--csv").stdout)))
    assert [(row["forecaster"], row["n"]) for row in summary] == [
        ("engineer", "2"),
        ("investor", "1"),
        ("panel", "2"),
    ]
    told = triptych("personas", "score", "--csv", "--calibration").stdout
    bins = list(csv.DictReader(io.StringIO(told)))
    assert len(bins) == 3 * 5
    assert bins[4] == {
        "forecaster": "engineer",
        "is_median": "false",
        "low": "0.8",
        "high": "1.0",
        "n": "1",
        "forecast": "0.9",
        "observed": "1.0",
    }


def test_one_persona_can_be_asked_for(resolved: Path, triptych: Invoke) -> None:
    (row,) = listed(triptych, "personas", "score", "--persona", "investor")
    assert row["forecaster"] == "investor"
    both = listed(triptych, "personas", "score", "--persona", "panel", "--persona", "engineer")
    assert [row["forecaster"] for row in both] == ["engineer", "panel"]


def test_a_persona_without_a_resolved_forecast_is_told_who_has_one(resolved: Path, triptych: Invoke) -> None:
    told = triptych("personas", "score", "--persona", "sceptic")
    assert (told.exit_code, told.stdout) == (2, "")
    assert "'sceptic'" in told.stderr
    assert "engineer, investor, panel" in told.stderr


def test_memos_that_are_not_resolved_do_not_count(resolved: Path, triptych: Invoke) -> None:
    before = listed(triptych, "personas", "score")
    triptych("memos", "resolve", OLDER, "P1", "no")
    after = listed(triptych, "personas", "score")
    assert [row["n"] for row in before] == [2, 1, 2]
    assert [row["n"] for row in after] == [3, 2, 3]
    triptych("memos", "resolve", OLDER, "P1", "--withdraw")
    assert listed(triptych, "personas", "score") == before


@pytest.mark.parametrize(
    ("args", "shown"),
    [
        ((), ""),
        (("--calibration",), ""),
        (("--persona", "engineer"), ""),
        (("--json",), "[]\n"),
        (("--nl",), ""),
        (("--csv", "--calibration"), "forecaster,is_median,low,high,n,forecast,observed\n"),
    ],
)
def test_with_nothing_resolved_one_line_says_how_to_resolve(
    args: tuple[str, ...], shown: str, judged_home: Path, triptych: Invoke
) -> None:
    told = triptych("personas", "score", *args)
    assert (told.exit_code, told.stdout) == (0, shown)
    (line,) = told.stderr.splitlines()
    assert "triptych memos resolve MEMO PROPOSITION yes|no" in line


def test_the_help_gives_the_score_of_a_coin(triptych: Invoke) -> None:
    assert "always saying 50 % gets 0.25" in " ".join(triptych("personas", "score", "--help").stdout.split())


def test_another_archive_is_named_in_what_the_user_is_told(
    judged_home: Path, tmp_path: Path, triptych: Invoke
) -> None:
    other = shutil.move(judged_home / "archive.duckdb", tmp_path / "an other.duckdb")
    named = f"triptych --archive '{other}' memos resolve"
    assert named in triptych("personas", "score", "--archive", str(other)).stderr
    assert named in triptych("memos", "resolve", MEMO, "--archive", str(other)).stderr
