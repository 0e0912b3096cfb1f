"""The views are what users build on: their columns are documented and stay."""

import shutil
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from benchmarks.views import before

from triptych.store import library, memos
from triptych.store.archive import Archive
from triptych.store.rows import fetch

COLUMNS = {
    "memos": (
        "id run_id title idea as_of created_at analyst panel stop_reason bottom_line claims "
        "contested critiques sources tags updates"
    ),
    "tags": "memo_id name",
    "citations": (
        "memo_id quoted_by quoted_by_id side quote source_id source publisher url published_at start_char "
        "end_char verdict checked"
    ),
    "claims": (
        "memo_id id persona question text kind confidence status verdict checked independent publishers "
        "citations changes"
    ),
    "critiques": (
        "memo_id id round critic seconded target kind severity failed_check argument citations replied_by "
        "answer reply new_text refused"
    ),
    "stance_shifts": (
        "memo_id persona proposition_id proposition from_probability to_probability because moved_by reasons "
        "round"
    ),
    "claim_changes": "memo_id claim_id step text status confidence round because reason",
    "sources": (
        "id url title publisher author published_at fetched_at provider kind sha256 characters "
        "claims memos in_library starter"
    ),
    "spend": ("memo_id run_id node calls searches tokens_in tokens_out cost_usd seconds"),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, make: ModuleType) -> Path:
    archive = Archive(tmp_path_factory.mktemp("built") / "archive.duckdb")
    memos.publish(archive, make.dossier(), make.run())
    return archive.path


@pytest.fixture
def published(archive: Archive, built: Path) -> Archive:
    """One memo."""
    shutil.copy(built, archive.path)
    return archive


def _all(archive: Archive, query: str) -> list[dict[str, Any]]:
    with archive.session() as connection:
        return fetch(connection, query)


@pytest.mark.parametrize("view", COLUMNS)
def test_a_view_has_the_documented_columns_and_says_what_they_are(archive: Archive, view: str) -> None:
    query = (
        f"SELECT column_name, comment FROM duckdb_columns() WHERE table_name = '{view}' ORDER BY column_index"
    )
    rows = [row for row in _all(archive, query) if row["column_name"]]
    assert [row["column_name"] for row in rows] == COLUMNS[view].split()
    assert all(row["comment"] for row in rows)
    assert _all(archive, f"SELECT comment FROM duckdb_views() WHERE view_name = '{view}'")[0]["comment"]


@pytest.mark.parametrize("view", ["memos", "claims", "critiques", "sources"])
def test_a_view_that_joins_groups_says_what_it_said_with_subqueries(published: Archive, view: str) -> None:
    with published.session() as connection:
        now = fetch(connection, f"FROM {view} ORDER BY ALL")
        connection.execute(before(view))
        assert now == fetch(connection, f"FROM before_{view} ORDER BY ALL")
    assert now


def test_memos_are_counted(published: Archive) -> None:
    (row,) = _all(published, "FROM memos")
    assert (row["claims"], row["contested"], row["critiques"], row["sources"]) == (3, 1, 2, 3)
    assert row["bottom_line"] == "Decoding is bound by memory. Margins hold, for now."


def test_claims_carry_their_question_and_what_verification_found(published: Archive) -> None:
    rows = {row["id"]: row for row in _all(published, "FROM claims")}
    assert rows["E1"]["question"] == "What bounds it?"
    assert (rows["E1"]["verdict"], rows["E1"]["publishers"], rows["E1"]["citations"]) == (
        "contradicted",
        2,
        2,
    )
    assert rows["E1"]["checked"].startswith("mechanical: ")
    assert (rows["E1"]["independent"], rows["E1"]["status"], rows["E1"]["changes"]) == (1, "contested", 2)


def test_claims_of_before_verification_have_the_worst_verdict_of_their_quotes(published: Archive) -> None:
    with published.session() as connection:
        connection.execute("UPDATE claim SET verdict = 'unverified', checked = '', independent = 0")
    rows = {row["id"]: row for row in _all(published, "FROM claims")}
    assert (rows["E1"]["verdict"], rows["I1"]["verdict"]) == ("partial", "supported")
    assert (rows["E2"]["verdict"], rows["E2"]["citations"]) == ("unverified", 0)


def test_every_earlier_form_of_a_claim_is_told_in_order(published: Archive) -> None:
    rows = _all(published, "FROM claim_changes ORDER BY claim_id, step")
    assert [(row["claim_id"], row["step"], row["because"]) for row in rows] == [
        ("E1", 1, "C1"),
        ("E1", 2, "C2"),
    ]
    assert (rows[0]["text"], rows[0]["reason"]) == ("Decoding takes 21 ms.", "A test disagrees.")


def test_critiques_carry_their_reply(published: Archive) -> None:
    rows = {row["id"]: row for row in _all(published, "FROM critiques")}
    assert (rows["C1"]["replied_by"], rows["C1"]["answer"]) == ("engineer", "revise")
    assert (rows["C1"]["reply"], rows["C1"]["citations"]) == ("True.", 1)
    assert (rows["C1"]["seconded"], rows["C1"]["refused"]) == (["engineer"], "It quotes nothing new.")
    assert (rows["C2"]["answer"], rows["C2"]["failed_check"]) == (None, "stale")


def test_stance_shifts_are_the_moves_only(published: Archive) -> None:
    (row,) = _all(published, "FROM stance_shifts")
    assert (row["persona"], row["proposition"], row["round"]) == ("engineer", "Prices halve by 2028.", 1)
    assert (row["from_probability"], row["to_probability"], row["because"]) == (70, 55, "I1 moved")
    assert row["moved_by"] == ["I1", "C1"]


def test_sources_say_who_rests_on_them(published: Archive, make: ModuleType) -> None:
    library.add(published, [make.source("Never quoted.")], {}, origin="starter", starter=True)
    rows = {row["title"]: row for row in _all(published, "FROM sources")}
    assert (rows["Page 0"]["claims"], rows["Page 0"]["memos"], rows["Page 0"]["in_library"]) == (1, 1, False)
    unused = rows["A page"]
    assert (unused["claims"], unused["memos"], unused["in_library"], unused["starter"]) == (0, 0, True, True)


def test_spend_is_kept_by_step(published: Archive) -> None:
    rows = _all(published, "FROM spend ORDER BY cost_usd DESC")
    assert [(row["node"], row["cost_usd"]) for row in rows] == [("research", 0.25), ("merge", 0.0)]
    assert rows[0]["memo_id"] == "MEMO-0001"


def test_every_quote_leads_to_its_place_in_its_source(published: Archive) -> None:
    rows = _all(published, "SELECT c.*, s.text FROM citations c JOIN source s ON s.id = c.source_id")
    assert rows
    assert all(row["text"][row["start_char"] : row["end_char"]] == row["quote"] for row in rows)
    assert {"claim", "critique"} <= {row["quoted_by"] for row in rows}
