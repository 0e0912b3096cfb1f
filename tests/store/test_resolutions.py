"""What came of a proposition stands beside the memo, and every forecaster is held against it."""

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from triptych.errors import InputError
from triptych.store import memos, resolutions
from triptych.store.archive import Archive
from triptych.store.records import Dossier, Stance
from triptych.store.resolutions import Changed
from triptych.store.rows import fetch
from triptych.store.scoring import scores

MEMO = "MEMO-0001"
AS_OF = date(2026, 3, 1)  # of the factory's memo
TODAY = date(2027, 1, 31)
COLUMNS = {
    "resolutions": "memo_id title proposition_id proposition horizon outcome resolved_on recorded_at",
    "forecasts": (
        "memo_id proposition_id proposition horizon forecaster is_median blind final outcome brier_blind brier_final"
    ),
}
STANCES = (
    ("engineer", "P1", 0, 70),
    ("engineer", "P2", 0, 30),
    ("investor", "P1", 0, 40),
    ("investor", "P2", 0, 60),
    ("engineer", "P1", 1, 80),
    ("engineer", "P1", 2, 90),
    ("investor", "P2", 2, None),
)


def stance(persona: str, proposition: str, number: int, probability: int | None) -> Stance:
    return Stance(persona=persona, proposition=proposition, round=number, probability=probability)


def with_stances(dossier: Dossier, *said: tuple[str, str, int, int | None]) -> Dossier:
    stances = tuple(stance(*one) for one in said)
    return dossier.model_copy(update={"ledger": dossier.ledger.model_copy(update={"stances": stances})})


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, make: ModuleType) -> Path:
    archive = Archive(tmp_path_factory.mktemp("built") / "archive.duckdb")
    memos.publish(archive, with_stances(make.dossier(), *STANCES), make.run())
    memos.publish(archive, make.dossier("MEMO-0002", "RUN-0002"), make.run("RUN-0002"))
    return archive.path


@pytest.fixture
def published(archive: Archive, built: Path) -> Archive:
    """Two memos, on the first of which the panel has forecast."""
    shutil.copy(built, archive.path)
    return archive


def rows(archive: Archive, query: str) -> list[dict[str, Any]]:
    with archive.session() as connection:
        return fetch(connection, query)


def probabilities(archive: Archive) -> dict[tuple[str, str], tuple[float | None, float | None]]:
    found = rows(archive, f"FROM forecasts WHERE memo_id = '{MEMO}'")
    return {(row["forecaster"], row["proposition_id"]): (row["blind"], row["final"]) for row in found}


def resolved(archive: Archive, proposition: str, outcome: bool, on: date = TODAY) -> Changed:
    return resolutions.record(archive, MEMO, proposition, outcome, on, TODAY)


@pytest.mark.parametrize("view", COLUMNS)
def test_a_view_has_the_documented_columns_and_says_what_they_are(archive: Archive, view: str) -> None:
    query = (
        f"SELECT column_name, comment FROM duckdb_columns() WHERE table_name = '{view}' ORDER BY column_index"
    )
    found = rows(archive, query)
    assert [row["column_name"] for row in found] == COLUMNS[view].split()
    assert all(row["comment"] for row in found)
    assert rows(archive, f"SELECT comment FROM duckdb_views() WHERE view_name = '{view}'")[0]["comment"]


def test_each_persona_and_the_median_forecast_each_proposition(published: Archive) -> None:
    assert probabilities(published) == {
        ("engineer", "P1"): (70, 90),
        ("engineer", "P2"): (30, 30),  # it did not move, so that no later row says so
        ("investor", "P1"): (40, 40),
        ("investor", "P2"): (60, None),  # it abstains in the end
        ("panel", "P1"): (55, 65),
        ("panel", "P2"): (45, 30),  # whoever abstains is left out
    }


def test_what_was_first_said_in_the_debate_is_not_blind(archive: Archive, make: ModuleType) -> None:
    said = (("engineer", "P1", 0, None), ("engineer", "P1", 1, 60), ("investor", "P1", 2, 21))
    memos.publish(archive, with_stances(make.dossier(), *said), make.run())
    found = probabilities(archive)
    assert found["engineer", "P1"] == (None, 60)
    assert found["investor", "P1"] == (None, 21)
    assert found["panel", "P1"] == (None, 40.5)
    assert found["engineer", "P2"] == found["panel", "P2"] == (None, None)


def test_a_persona_called_panel_is_told_from_the_median(published: Archive) -> None:
    with published.session() as connection:
        connection.execute("UPDATE persona SET key = 'panel' WHERE key = 'investor'")
        connection.execute("UPDATE stance SET persona = 'panel' WHERE persona = 'investor'")
    resolved(published, "P1", True)
    found = scores(resolutions.resolved_forecasts(published))
    assert [(one.forecaster, one.is_median, one.n) for one in found] == [
        ("engineer", False, 1),
        ("panel", False, 1),
        ("panel", True, 1),
    ]


def test_the_order_of_the_rows_does_not_say_which_stance_is_the_last(
    archive: Archive, make: ModuleType
) -> None:
    said = with_stances(make.dossier(), *reversed(STANCES))
    memos.publish(archive, said, make.run())
    assert probabilities(archive)["engineer", "P1"] == (70, 90)
    assert probabilities(archive)["investor", "P2"] == (60, None)


def test_a_forecast_has_no_outcome_and_no_score_until_it_is_resolved(published: Archive) -> None:
    assert {(row["outcome"], row["brier_final"]) for row in rows(published, "FROM forecasts")} == {
        (None, None)
    }
    assert resolutions.resolved_forecasts(published) == []


def test_a_resolution_is_on_record_with_what_it_is_about(published: Archive) -> None:
    resolved(published, "P1", True, on=date(2026, 12, 24))
    (row,) = rows(published, "FROM resolutions")
    recorded_at = row.pop("recorded_at").replace(tzinfo=UTC)
    assert row == {
        "memo_id": MEMO,
        "title": "Inference as a commodity",
        "proposition_id": "P1",
        "proposition": "Prices halve by 2028.",
        "horizon": date(2028, 12, 31),
        "outcome": True,
        "resolved_on": date(2026, 12, 24),
    }
    assert abs(datetime.now(UTC) - recorded_at) < timedelta(minutes=5)


def test_each_forecaster_is_scored_by_hand(published: Archive) -> None:
    resolved(published, "P1", True)
    resolved(published, "P2", False)
    engineer, investor, panel = scores(resolutions.resolved_forecasts(published))
    assert (engineer.forecaster, investor.forecaster, panel.forecaster) == ("engineer", "investor", "panel")
    assert (engineer.n, investor.n, panel.n) == (2, 1, 2)
    assert engineer.brier_blind == pytest.approx((0.3**2 + 0.3**2) / 2)
    assert engineer.brier_final == pytest.approx((0.1**2 + 0.3**2) / 2)
    assert engineer.gained == pytest.approx(0.04)
    assert engineer.calibration_error == pytest.approx((0.1 + 0.3) / 2)
    assert [investor.brier_blind, investor.brier_final] == pytest.approx([0.36, 0.36])
    assert investor.gained == pytest.approx(0)
    assert panel.brier_final == pytest.approx((0.35**2 + 0.3**2) / 2)
    assert panel.brier_blind == pytest.approx(0.45**2)


def test_the_view_scores_as_the_functions_do(published: Archive) -> None:
    resolved(published, "P1", True)
    resolved(published, "P2", False)
    averages = rows(
        published,
        "SELECT is_median, forecaster, avg(brier_blind) AS blind, avg(brier_final) AS final, count(brier_final) AS n "
        "FROM forecasts WHERE outcome IS NOT NULL GROUP BY ALL ORDER BY ALL",
    )
    found = scores(resolutions.resolved_forecasts(published))
    assert [(row["forecaster"], row["n"]) for row in averages] == [(one.forecaster, one.n) for one in found]
    assert [row["blind"] for row in averages] == pytest.approx([one.brier_blind for one in found])
    assert [row["final"] for row in averages] == pytest.approx([one.brier_final for one in found])


def test_a_proposition_of_the_same_id_in_another_memo_stays_open(published: Archive) -> None:
    resolved(published, "P1", True)
    assert {one.memo_id for one in resolutions.resolved_forecasts(published)} == {MEMO}
    assert [one.outcome for one in resolutions.propositions(published, "MEMO-0002")] == [None, None]


def _all_but_resolutions(archive: Archive) -> list[tuple[str, list[tuple[Any, ...]]]]:
    tables = rows(archive, "SELECT table_name AS name FROM duckdb_tables() ORDER BY ALL")
    names = [row["name"] for row in tables if row["name"] != "resolution"]
    with archive.session() as connection:
        return [(name, connection.execute(f"FROM {name} ORDER BY ALL").fetchall()) for name in names]


def test_resolving_and_taking_back_alter_nothing_of_the_memo(published: Archive) -> None:
    before, dossier = _all_but_resolutions(published), memos.load(published, MEMO)
    resolved(published, "P1", True)
    resolved(published, "P1", False)
    assert _all_but_resolutions(published) == before
    resolutions.withdraw(published, MEMO, "P1")
    assert _all_but_resolutions(published) == before
    assert memos.load(published, MEMO) == dossier


def test_resolving_again_replaces_the_outcome_and_tells_what_it_was(published: Archive) -> None:
    first = resolved(published, "P1", True, on=date(2026, 6, 1))
    again = resolved(published, "P1", False)
    assert (first.before.outcome, first.before.resolved_on) == (None, None)
    assert (again.before.outcome, again.before.resolved_on) == (True, date(2026, 6, 1))
    assert (again.now.outcome, again.now.resolved_on) == (False, TODAY)
    found = rows(published, "SELECT outcome, resolved_on FROM resolution")
    assert found == [{"outcome": False, "resolved_on": TODAY}]


def test_a_resolution_that_is_taken_back_leaves_the_proposition_open(published: Archive) -> None:
    resolved(published, "P1", True)
    resolved(published, "P2", True)
    changed = resolutions.withdraw(published, MEMO, "p1")
    assert (changed.before.outcome, changed.now.outcome) == (True, None)
    assert [one.outcome for one in resolutions.propositions(published, MEMO)] == [None, True]


def test_taking_back_what_is_not_on_record_is_refused(published: Archive) -> None:
    with pytest.raises(InputError, match="P2 of memo MEMO-0001 has no outcome"):
        resolutions.withdraw(published, MEMO, "P2")


def test_propositions_come_in_their_order_with_the_panel_in_its_own(published: Archive) -> None:
    first, second = resolutions.propositions(published, MEMO)
    assert (first.proposition_id, first.proposition) == ("P1", "Prices halve by 2028.")
    assert (second.proposition_id, second.horizon) == ("P2", date(2028, 12, 31))
    assert [one.forecaster for one in first.forecasts] == ["engineer", "investor", "panel"]
    assert [one.final for one in second.forecasts] == [30, None, 30]


def test_a_proposition_is_named_in_upper_or_lower_case(published: Archive) -> None:
    assert resolved(published, " p2 ", True).now.proposition_id == "P2"
    assert rows(published, "SELECT proposition_id FROM resolution") == [{"proposition_id": "P2"}]


def test_an_unknown_proposition_is_told_which_there_are(published: Archive) -> None:
    with pytest.raises(InputError, match=r"no proposition 'P9'; it has P1, P2\.") as caught:
        resolved(published, "P9", True)
    assert "triptych memos resolve MEMO-0001" in caught.value.hint
    assert rows(published, "FROM resolution") == []


def test_a_memo_without_propositions_says_so(archive: Archive, make: ModuleType) -> None:
    dossier = with_stances(make.dossier())
    brief = dossier.brief.model_copy(update={"propositions": ()})
    memos.publish(archive, dossier.model_copy(update={"brief": brief}), make.run())
    assert resolutions.propositions(archive, MEMO) == []
    with pytest.raises(InputError, match="has no propositions to resolve"):
        resolved(archive, "P1", True)


def test_an_unknown_memo_is_refused(published: Archive) -> None:
    for call in (
        lambda: resolutions.propositions(published, "MEMO-9"),
        lambda: resolutions.record(published, "MEMO-9", "P1", True, TODAY, TODAY),
        lambda: resolutions.withdraw(published, "MEMO-9", "P1"),
    ):
        with pytest.raises(InputError, match="No memo 'MEMO-9'"):
            call()


@pytest.mark.parametrize("on", [AS_OF, TODAY])
def test_an_outcome_may_be_known_from_the_day_of_the_memo_to_this_day(published: Archive, on: date) -> None:
    assert resolved(published, "P1", True, on).now.resolved_on == on


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (AS_OF - timedelta(days=1), "2026-02-28 is before 2026-03-01"),
        (TODAY + timedelta(days=1), "2027-02-01 is in the future"),
    ],
)
def test_an_outcome_is_not_known_before_the_memo_nor_in_the_future(
    published: Archive, on: date, said: str
) -> None:
    with pytest.raises(InputError, match=said) as caught:
        resolved(published, "P1", True, on)
    assert "--on" in caught.value.hint
    assert rows(published, "FROM resolution") == []
