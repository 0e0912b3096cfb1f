"""Calls of models and page reads in the archive: what comes back, what the views show, and archives from before."""

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pytest

from triptych.store import calls, memos, runs, schema
from triptych.store.archive import Archive
from triptych.store.records import Budget, Call, PageRead
from triptych.store.rows import fetch

RUN = "RUN-0001"
STARTED = datetime(2026, 11, 22, 9, 30, 15, 250_000, tzinfo=UTC)
CALLS = "memo_id run_id number item repair role persona task model endpoint mode tokens_in tokens_out tokens_cached "
CALLS += "tokens_reasoning cost_usd seconds attempts outcome detail started_at request answer"
READS = "memo_id run_id url outcome reason source_id seconds"


def call(number: int = 1, **given: Any) -> Call:
    plain: dict[str, Any] = {
        "number": number,
        "item": number,
        "repair": False,
        "role": "research",
        "persona": "engineer",
        "task": "claims",
        "model": "m",
        "endpoint": "127.0.0.1:1",
        "mode": "schema",
        "tokens_in": 1200,
        "tokens_out": 80,
        "tokens_cached": 1000,
        "tokens_reasoning": 30,
        "cost_usd": 0.0125,
        "seconds": 2.5,
        "attempts": 2,
        "outcome": "ok",
        "started_at": STARTED,
        "request": '[{"role": "user", "text": "Was ist ein „Chip“?"}]',
        "answer": '{"claims": []}',
    }
    return Call(**plain | given)


def read(url: str = "https://a.example/", **given: Any) -> PageRead:
    return PageRead(**{"url": url, "outcome": "read", "source_id": "s" * 16, "seconds": 0.5, **given})


def rows(archive: Archive, query: str) -> list[dict[str, Any]]:
    with archive.session() as connection:
        return fetch(connection, query)


def test_a_call_comes_back_as_it_was_put(archive: Archive) -> None:
    put = [
        call(1),
        call(2, item=1, repair=True, outcome="invalid", detail="claims: too short", cost_usd=None),
        call(
            3, persona="", role="audit", task="entails", mode="text", outcome="failed", answer="", attempts=5
        ),
    ]
    calls.put(archive, RUN, put)
    assert calls.load(archive, RUN) == put


def test_calls_come_in_the_order_of_their_numbers(archive: Archive) -> None:
    calls.put(archive, RUN, [call(3), call(1)])
    calls.put(archive, RUN, [call(2)])
    assert [c.number for c in calls.load(archive, RUN)] == [1, 2, 3]


def test_calls_whose_price_nobody_knows_are_put_too(archive: Archive) -> None:
    calls.put(archive, RUN, [call(n, cost_usd=None) for n in (1, 2)])
    assert [c.cost_usd for c in calls.load(archive, RUN)] == [None, None]


def test_the_time_of_a_call_is_kept_in_utc(archive: Archive) -> None:
    there = STARTED.astimezone(timezone(timedelta(hours=5)))
    calls.put(archive, RUN, [call(started_at=there)])
    (back,) = calls.load(archive, RUN)
    assert back.started_at == STARTED
    assert back.started_at.utcoffset() == timedelta(0)


def test_pages_come_back_in_order(archive: Archive) -> None:
    put = [read(), read("https://b.example/", outcome="failed", reason="404", source_id=""), read()]
    calls.put(archive, RUN, (), put[:2])
    calls.put(archive, RUN, (), put[2:], reads_before=2)
    assert calls.reads(archive, RUN) == put


def test_put_twice_adds_nothing(archive: Archive) -> None:
    for _ in range(2):
        calls.put(archive, RUN, [call(1), call(2)], [read(), read()])
    assert calls.load(archive, RUN) == [call(1), call(2)]
    assert calls.reads(archive, RUN) == [read(), read()]
    assert rows(archive, "SELECT count(*) AS n FROM model_call_text") == [{"n": 2}]


def test_what_is_there_by_number_stays_as_it_was(archive: Archive) -> None:
    calls.put(archive, RUN, [call(1)], [read()])
    calls.put(archive, RUN, [call(1, task="gap"), call(2)], [read("https://b.example/"), read()])
    assert [c.task for c in calls.load(archive, RUN)] == ["claims", "claims"]
    assert calls.reads(archive, RUN) == [read(), read()]


def test_nothing_put_is_nothing_there(archive: Archive) -> None:
    calls.put(archive, RUN, [])
    assert calls.load(archive, RUN) == []
    assert calls.reads(archive, RUN) == []


def test_runs_do_not_see_each_others_calls(archive: Archive) -> None:
    for run in (RUN, "RUN-0002"):
        calls.put(archive, run, [call(1, model=run)], [read(f"https://{run.lower()}.example/")])
    assert [c.model for c in calls.load(archive, RUN)] == [RUN]
    assert [p.url for p in calls.reads(archive, "RUN-0002")] == ["https://run-0002.example/"]


def test_calls_without_their_texts_leave_no_text_behind(archive: Archive) -> None:
    calls.put(archive, RUN, [call(1, request="", answer=""), call(2)])
    assert [(c.request != "", c.answer != "") for c in calls.load(archive, RUN)] == [
        (False, False),
        (True, True),
    ]
    assert rows(archive, "SELECT number FROM model_call_text") == [{"number": 2}]
    shown = rows(archive, "SELECT number, request, tokens_in FROM calls ORDER BY number")
    assert (shown[0]["request"], shown[0]["tokens_in"]) == (None, 1200)


def test_all_or_nothing_is_put(archive: Archive) -> None:
    with pytest.raises(ValueError, match="cut off"):
        calls.put(archive, RUN, [call(1)], _cut_off())
    assert calls.load(archive, RUN) == []


def _cut_off() -> Any:
    yield read()
    raise ValueError("cut off")


@pytest.mark.parametrize(("view", "columns"), [("calls", CALLS), ("page_reads", READS)])
def test_a_view_has_the_documented_columns_and_says_what_they_are(
    archive: Archive, view: str, columns: str
) -> None:
    query = (
        f"SELECT column_name, comment FROM duckdb_columns() WHERE table_name = '{view}' ORDER BY column_index"
    )
    found = [row for row in rows(archive, query) if row["column_name"]]
    assert [row["column_name"] for row in found] == columns.split()
    assert all(row["comment"] for row in found)
    assert rows(archive, f"SELECT comment FROM duckdb_views() WHERE view_name = '{view}'")[0]["comment"]


def test_the_views_name_the_memo_that_came_of_it(archive: Archive, make: ModuleType) -> None:
    memos.publish(archive, make.dossier(), make.run())
    calls.put(archive, RUN, [call(1)], [read()])
    calls.put(archive, "RUN-WITHOUT", [call(1)], [read()])
    for view in ("calls", "page_reads"):
        shown = rows(archive, f"SELECT memo_id, run_id FROM {view} ORDER BY run_id")
        assert shown == [
            {"memo_id": "MEMO-0001", "run_id": RUN},
            {"memo_id": None, "run_id": "RUN-WITHOUT"},
        ]


def test_what_a_user_asks_of_the_calls_can_be_asked(archive: Archive) -> None:
    calls.put(archive, RUN, [call(1), call(2, cost_usd=None), call(3, role="edit", persona="")])
    asked = rows(
        archive,
        "SELECT role, count(*) AS n, sum(tokens_in + tokens_out) AS tokens, sum(cost_usd) AS cost FROM calls "
        "GROUP BY role ORDER BY role",
    )
    assert [(row["role"], row["n"], row["tokens"]) for row in asked] == [
        ("edit", 1, 1280),
        ("research", 2, 2560),
    ]
    assert asked[1]["cost"] == pytest.approx(0.0125)


def test_the_budget_of_a_run_comes_back(archive: Archive, make: ModuleType) -> None:
    run = make.run().model_copy(update={"budget": Budget(cost_usd=2.5, tokens=1000)})
    runs.start_run(archive, run)
    assert runs.load_run(archive, RUN) == run


@pytest.fixture
def old(unmade: Archive, make: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Archive:
    """An archive that a version before calls and budgets has written, with a run in it."""
    known = schema.migrations()
    run = make.run()
    with monkeypatch.context() as patch:
        patch.setattr(schema, "migrations", lambda: known[:2])
        with unmade.session() as connection:
            connection.execute(
                "INSERT INTO run VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                [
                    run.id,
                    run.idea,
                    run.config,
                    run.state,
                    run.started_at.replace(tzinfo=None),
                    run.ended_at.replace(tzinfo=None),
                    list(run.panel),
                    run.rounds,
                    run.message,
                    json.dumps(run.versions),
                ],
            )
    with duckdb.connect(str(unmade.path)) as connection:
        tables = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
    assert ("model_call",) not in tables
    return unmade


def test_a_run_of_an_older_archive_is_read_as_one_without_limits(old: Archive, make: ModuleType) -> None:
    assert runs.load_run(old, RUN) == make.run()
    assert runs.load_run(old, RUN).budget == Budget()


def test_an_older_archive_takes_calls_and_pages(old: Archive) -> None:
    assert calls.load(old, RUN) == []
    calls.put(old, RUN, [call(1)], [read()])
    assert calls.load(old, RUN) == [call(1)]
    assert rows(old, "SELECT run_id FROM page_reads") == [{"run_id": RUN}]


def test_a_memo_can_be_published_into_an_older_archive(old: Archive, make: ModuleType) -> None:
    memos.publish(old, make.dossier(), make.run())
    assert memos.load(old, "MEMO-0001").memo.id == "MEMO-0001"
    newest = schema.migrations()[-1]
    assert rows(old, "SELECT name FROM migration ORDER BY number")[-1] == {"name": newest.name}


def test_an_archive_is_readable_by_duckdb_alone(archive: Archive, tmp_path: Path) -> None:
    calls.put(archive, RUN, [call(1)], [read()])
    with duckdb.connect(str(archive.path), read_only=True) as connection:
        assert connection.execute("SELECT answer FROM calls").fetchall() == [('{"claims": []}',)]
        assert connection.execute("SELECT url FROM page_reads").fetchall() == [("https://a.example/",)]
