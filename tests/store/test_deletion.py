"""Deleting memos: all that is theirs alone goes, all that others rest on stays, in whatever order they go."""

import random
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType

import pytest

from triptych.errors import InputError
from triptych.store import calls, deletion, library, log, memos, resolutions, runs, sources, tags
from triptych.store.archive import Archive
from triptych.store.records import Call, Dossier, PageRead, RunState, Source
from triptych.store.verify import verify

STAY = {"migration", "identity", "archive_change", "library", "library_change", "passage", "source"}
ASKED = datetime(2026, 3, 1, 9, 40, tzinfo=UTC)


def texts(make: ModuleType, number: int) -> tuple[str, ...]:
    """The texts of a memo: the first belongs to all, the second to it alone, the third to every other one."""
    first, second, third = make.TEXTS
    own = f"{second} {number}"
    return first, own, f"{third} {number % 2}"


def publish(
    archive: Archive, make: ModuleType, number: int, updates: str = "", state: RunState = "done"
) -> Dossier:
    """A memo with everything beside it that a memo can have."""
    memo, run = f"MEMO-{number:04}", f"RUN-{number:04}"
    dossier: Dossier = make.dossier(memo, run, texts(make, number))
    dossier = dossier.model_copy(update={"memo": dossier.memo.model_copy(update={"updates": updates})})
    memos.publish(archive, dossier, make.run(run).model_copy(update={"state": state}))
    calls.put(archive, run, [call()], [PageRead(url="https://example.org", outcome="read")])
    tags.change(archive, memo, [f"tag {number}", "all"])
    resolutions.record(archive, memo, "P1", True, date(2026, 4, 1), date(2026, 5, 1))
    return dossier


def call() -> Call:
    counts = dict.fromkeys(("tokens_in", "tokens_out", "tokens_cached", "tokens_reasoning"), 1)
    told = {"persona": "", "task": "claims", "model": "m", "endpoint": "e", "mode": "text", "request": "[]"}
    numbers = {"number": 1, "item": 1, "attempts": 1, "seconds": 1.0, "cost_usd": None}
    return Call.model_validate(
        {"role": "brief", "repair": False, "outcome": "ok", "started_at": ASKED, **counts, **told, **numbers}
    )


def filled(archive: Archive) -> set[str]:
    """The tables that hold a row."""
    with archive.session() as connection:
        tables = connection.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'archive'")
        return {
            name
            for (name,) in tables.fetchall()
            if connection.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone()
        }


def stored(archive: Archive) -> set[str]:
    with archive.session() as connection:
        return {key for (key,) in connection.execute("SELECT id FROM source").fetchall()}


@pytest.mark.parametrize("seed", range(3))
def test_whatever_goes_the_rest_stays_as_it_was(seed: int, archive: Archive, make: ModuleType) -> None:
    there = {memo.memo.id: memo for memo in (publish(archive, make, n) for n in range(4))}
    shelved: Source = make.source(make.TEXTS[0])
    library.add(archive, [shelved], {shelved.id: [(0, 10)]}, "a.txt")
    order = random.Random(seed).sample(sorted(there), 4)
    for going in (order[:1], order[1:3], order[3:]):
        deletion.delete(archive, going)
        for key in going:
            del there[key]
        assert {row.id for row in memos.listing(archive)} == set(there)
        assert all(memos.load(archive, key) == memo for key, memo in there.items())
        used = {source.id for memo in there.values() for source in memo.sources}
        assert stored(archive) == used | {shelved.id}
        assert verify(archive).faults == ()
    assert filled(archive) <= STAY


def test_what_is_foreseen_is_what_happens(archive: Archive, make: ModuleType) -> None:
    for number in range(3):
        publish(archive, make, number)
    foreseen = deletion.foreseen(archive, ["MEMO-0000", "MEMO-0002"])
    assert len(memos.listing(archive)) == 3
    assert (foreseen.sources, foreseen.kept, foreseen.held) == (3, 1, 0)
    latest, first = foreseen.memos
    assert (latest.id, first.id) == ("MEMO-0002", "MEMO-0000")
    assert (first.claims, first.tags, first.outcomes) == (3, ("all", "tag 0"), 1)
    assert deletion.delete(archive, ["MEMO-0000", "MEMO-0002"]) == foreseen
    assert [row.id for row in memos.listing(archive)] == ["MEMO-0001"]


def test_what_is_deleted_is_numbered(archive: Archive, make: ModuleType) -> None:
    dossier = publish(archive, make, 1)
    number = log.standing(archive).number
    deletion.delete(archive, [dossier.memo.id])
    with archive.session() as connection:
        changes = log.changes(connection, number)
    gone = sorted(source.id for source in dossier.sources)
    assert [(c.kind, c.what) for c in changes] == [("delete", "memo"), *[("delete", "source")] * 3]
    assert [changes[0].id, *sorted(c.id for c in changes[1:])] == [dossier.memo.id, *gone]


def test_a_memo_that_follows_a_deleted_one_still_names_it(archive: Archive, make: ModuleType) -> None:
    publish(archive, make, 1)
    follower = publish(archive, make, 2, updates="MEMO-0001")
    assert memos.shown(archive, "MEMO-0001")[1].followed_by == ("MEMO-0002",)
    assert memos.shown(archive, "MEMO-0002")[1].updates_there
    assert deletion.foreseen(archive, ["MEMO-0001"]).memos[0].followed_by == ("MEMO-0002",)
    deletion.delete(archive, ["MEMO-0001"])
    memo, beside = memos.shown(archive, "latest")
    assert memo == follower
    assert (beside.updates, beside.updates_there, beside.tags) == ("MEMO-0001", False, ("all", "tag 2"))
    assert verify(archive).faults == ()


def kept(archive: Archive, run: str) -> Path:
    """The folder of a run, made."""
    folder = runs.place(archive.path) / run
    folder.mkdir(parents=True)
    return folder


@pytest.mark.parametrize("state", ["running", "interrupted", "failed", "budget", "no_evidence"])
def test_texts_wait_for_a_run_that_can_go_on_and_go_with_the_next_deletion(
    archive: Archive, make: ModuleType, state: RunState
) -> None:
    publish(archive, make, 1)
    publish(archive, make, 2)
    runs.start_run(archive, make.run("RUN-0009").model_copy(update={"state": state, "ended_at": None}))
    folder = kept(archive, "RUN-0009")
    foreseen = deletion.foreseen(archive, ["MEMO-0001"])
    assert (foreseen.sources, foreseen.kept, foreseen.held) == (0, 1, 2)
    assert deletion.delete(archive, ["MEMO-0001"]) == foreseen
    folder.rmdir()  # as it is pruned
    assert deletion.delete(archive, ["MEMO-0002"]).sources == 5
    assert stored(archive) == set()


@pytest.mark.parametrize("state", ["done", "interrupted"])
def test_a_run_holds_nothing_once_it_has_a_memo(archive: Archive, make: ModuleType, state: RunState) -> None:
    publish(archive, make, 1)
    rest = publish(archive, make, 2, state=state)
    kept(archive, "RUN-0002")
    gone = deletion.delete(archive, ["MEMO-0001"])
    assert (gone.sources, gone.kept, gone.held) == (2, 1, 0)
    assert stored(archive) == {source.id for source in rest.sources}


def test_a_deleted_memo_can_be_published_again(archive: Archive, make: ModuleType) -> None:
    dossier = publish(archive, make, 1)
    deletion.delete(archive, [dossier.memo.id])
    memos.publish(archive, dossier, make.run("RUN-0001"))
    assert memos.load(archive, dossier.memo.id) == dossier
    assert tags.of(archive, dossier.memo.id) == ()
    assert sources.load(archive, dossier.memo.sources) == list(dossier.sources)
    assert verify(archive).faults == ()


def test_all_go_or_none(archive: Archive, make: ModuleType) -> None:
    publish(archive, make, 1)
    with pytest.raises(InputError, match="No memo 'MEMO-0009'"):
        deletion.delete(archive, ["MEMO-0001", "MEMO-0009"])
    assert [row.id for row in memos.listing(archive)] == ["MEMO-0001"]
