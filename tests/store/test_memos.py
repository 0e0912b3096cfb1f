"""A memo is published whole, once, and read back as it was."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest

from triptych.errors import ArchiveCorrupt, ArchiveError, InputError
from triptych.store import memos, runs, sources
from triptych.store.archive import Archive
from triptych.store.records import Dossier, Ledger

STRANGE = '\x01\x02\x1b[31m\t\r\n\'""\\ {"a": \'$1\'} ; DROP TABLE memo; -- ‮ e\u0301 👩‍🚀 \u2028 ﷽ \U0010ffff'


def _count(archive: Archive, table: str) -> int:
    with archive.session() as connection:
        row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert row is not None
    return int(row[0])


def _state(archive: Archive) -> list[tuple[object, ...]]:
    with archive.session() as connection:
        tables = connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = 'archive' ORDER BY 1"
        ).fetchall()
        return [(name, connection.execute(f"FROM {name} ORDER BY ALL").fetchall()) for (name,) in tables]


def test_a_memo_comes_back_equal_to_what_was_published(archive: Archive, make: ModuleType) -> None:
    dossier = make.dossier()
    memos.publish(archive, dossier, make.run())
    assert memos.load(archive, "MEMO-0001") == dossier
    assert runs.load_run(archive, "RUN-0001") == make.run()


def test_a_bare_memo_comes_back_too(archive: Archive, make: ModuleType) -> None:
    dossier = make.dossier()
    memo = dossier.memo.model_copy(
        update={"sources": (), "bottom_line": (), "disagreements": (), "bets": (), "change_our_mind": ()}
    )
    brief = dossier.brief.model_copy(update={"questions": (), "propositions": ()})
    bare = Dossier(memo=memo, brief=brief, personas=(), ledger=Ledger(), sources=())
    memos.publish(archive, bare, make.run())
    assert memos.load(archive, "MEMO-0001") == bare


def test_publishing_the_same_memo_twice_changes_nothing(archive: Archive, make: ModuleType) -> None:
    memos.publish(archive, make.dossier(), make.run())
    before = _state(archive)
    memos.publish(archive, make.dossier(), make.run())
    assert _state(archive) == before


def test_a_text_with_quotes_control_characters_and_a_megabyte_survives(
    archive: Archive, make: ModuleType
) -> None:
    text = STRANGE + "0123456789abcdef" * 65536 + STRANGE
    dossier = make.dossier(texts=(f"{make.TEXTS[0]}{text}", make.TEXTS[1], f"{make.TEXTS[2]}{STRANGE}"))
    quoted = make.quote(dossier.sources[0], STRANGE + "0123")
    claim = dossier.ledger.claims[0].model_copy(update={"text": text, "citations": (quoted,)})
    claims = (claim, *dossier.ledger.claims[1:])
    ledger = dossier.ledger.model_copy(update={"claims": claims})
    memo = dossier.memo.model_copy(update={"title": STRANGE, "stop_reason": text})
    dossier = dossier.model_copy(update={"ledger": ledger, "memo": memo})
    memos.publish(archive, dossier, make.run())
    assert memos.load(archive, "MEMO-0001") == dossier


def test_times_come_back_in_utc_with_their_zone(archive: Archive, make: ModuleType) -> None:
    elsewhere = make.STARTED.astimezone(datetime.now().astimezone().tzinfo)
    started = make.run().model_copy(update={"started_at": elsewhere, "ended_at": None})
    memos.start_run(archive, started)
    found = runs.load_run(archive, "RUN-0001")
    assert found.started_at == make.STARTED
    assert found.started_at.utcoffset() == timedelta(0)
    assert found.ended_at is None


def test_a_memo_that_quotes_an_unknown_source_is_refused_whole(archive: Archive, make: ModuleType) -> None:
    dossier = make.dossier()
    stray = make.quote(make.source("Nobody stored this."), "Nobody")
    claim = dossier.ledger.claims[0].model_copy(update={"citations": (stray,)})
    ledger = dossier.ledger.model_copy(update={"claims": (claim,)})
    with pytest.raises(ArchiveError, match=stray.source_id):
        memos.publish(archive, dossier.model_copy(update={"ledger": ledger}), make.run())
    assert [_count(archive, table) for table in ("memo", "claim", "source", "run")] == [0, 0, 0, 0]


def test_the_ledger_may_quote_sources_that_were_kept_before(archive: Archive, make: ModuleType) -> None:
    dossier = make.dossier()
    kept = make.source("Read in the run, quoted by a claim that was withdrawn.")
    sources.keep(archive, [kept])
    claim = dossier.ledger.claims[2].model_copy(update={"citations": (make.quote(kept, "Read"),)})
    ledger = dossier.ledger.model_copy(update={"claims": (*dossier.ledger.claims[:2], claim)})
    dossier = dossier.model_copy(update={"ledger": ledger})
    memos.publish(archive, dossier, make.run())
    assert memos.load(archive, "MEMO-0001") == dossier


def test_a_source_that_does_not_carry_its_hash_is_refused(archive: Archive, make: ModuleType) -> None:
    false = make.source("One text").model_copy(update={"text": "another text"})
    with pytest.raises(InputError, match="sha256"):
        sources.keep(archive, [false])
    assert _count(archive, "source") == 0


def test_a_run_publishes_one_memo(archive: Archive, make: ModuleType) -> None:
    memos.publish(archive, make.dossier(), make.run())
    with pytest.raises(ArchiveError, match="MEMO-0001"):
        memos.publish(archive, make.dossier("MEMO-0002"), make.run())


def test_a_run_without_evidence_leaves_its_row_and_nothing_else(archive: Archive, make: ModuleType) -> None:
    run = make.run().model_copy(update={"state": "running", "ended_at": None})
    ended = datetime(2026, 3, 1, 10, tzinfo=UTC)
    memos.start_run(archive, run)
    memos.finish_run(archive, run.id, "no_evidence", "Nothing bears on it.", ended)
    found = runs.load_run(archive, run.id)
    assert (found.state, found.message, found.ended_at) == ("no_evidence", "Nothing bears on it.", ended)
    left = {name for name, rows in _state(archive) if rows}
    assert left == {"identity", "migration", "run"}


def test_publishing_brings_the_run_that_was_started_up_to_date(archive: Archive, make: ModuleType) -> None:
    memos.start_run(archive, make.run().model_copy(update={"state": "running", "ended_at": None}))
    memos.publish(archive, make.dossier(), make.run())
    assert runs.load_run(archive, "RUN-0001") == make.run()


def test_ending_an_unknown_run_is_refused(archive: Archive, make: ModuleType) -> None:
    with pytest.raises(InputError, match="RUN-9"):
        memos.finish_run(archive, "RUN-9", "failed", "", make.STARTED)


def test_an_unknown_memo_is_refused(archive: Archive) -> None:
    with pytest.raises(InputError, match="MEMO-9"):
        memos.load(archive, "MEMO-9")


def test_a_document_that_is_no_memo_is_reported_as_corrupt(archive: Archive, make: ModuleType) -> None:
    memos.publish(archive, make.dossier(), make.run())
    with archive.session() as connection:
        connection.execute("UPDATE memo SET document = '{\"id\": 1}'")
    with pytest.raises(ArchiveCorrupt, match="MEMO-0001"):
        memos.load(archive, "MEMO-0001")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, make: ModuleType) -> Path:
    archive = Archive(tmp_path_factory.mktemp("built") / "archive.duckdb")
    for memo_id, run_id in (("AAAA-1", "R1"), ("AAAA-2", "R2"), ("BBBB%_", "R3")):
        memos.publish(archive, make.dossier(memo_id, run_id), make.run(run_id))
    return archive.path


@pytest.fixture
def three(archive: Archive, built: Path) -> Archive:
    """Three memos, two of which begin alike."""
    shutil.copy(built, archive.path)
    return archive


@pytest.mark.parametrize(
    ("ref", "found"),
    [
        ("AAAA-1", "AAAA-1"),
        ("aaaa-2", "AAAA-2"),
        ("BBBB", "BBBB%_"),
        ("latest", "BBBB%_"),
        (" BBBB% ", "BBBB%_"),
    ],
)
def test_a_memo_is_found_by_id_by_its_beginning_and_as_the_latest(
    three: Archive, ref: str, found: str
) -> None:
    assert memos.resolve(three, ref) == found


@pytest.mark.parametrize(
    ("ref", "message"),
    [("AAAA", "AAAA-1"), ("AAA", "4 characters"), ("CCCC", "No memo"), ("%%%%", "No memo"), ("", "No memo")],
)
def test_what_means_no_memo_or_several_is_refused(three: Archive, ref: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        memos.resolve(three, ref)
    assert caught.value.hint


def test_the_latest_of_no_memos_is_refused_with_the_way_to_find_ids(archive: Archive) -> None:
    with pytest.raises(InputError) as caught:
        memos.resolve(archive, "latest")
    assert "memos list" in caught.value.hint


def test_the_list_has_the_newest_first_with_what_each_holds(three: Archive) -> None:
    rows = memos.listing(three)
    assert [row.id for row in rows] == ["BBBB%_", "AAAA-2", "AAAA-1"]
    assert (rows[0].claims, rows[0].contested, rows[0].sources) == (3, 1, 3)
    assert rows[0].panel == ("engineer", "investor")
    assert rows[0].created_at.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - rows[0].created_at) < timedelta(minutes=5)


def test_the_list_stops_at_its_limit(three: Archive) -> None:
    assert [row.id for row in memos.listing(three, limit=1)] == ["BBBB%_"]


def test_the_sources_of_a_memo_are_those_that_its_document_names(archive: Archive, make: ModuleType) -> None:
    memos.publish(archive, make.dossier(), make.run())
    with archive.session() as connection:
        connection.execute("DELETE FROM memo_source WHERE number = 1")
    assert memos.load(archive, "MEMO-0001") == make.dossier()


@pytest.mark.parametrize("document", ["[]", '{"sources": 3}', '{"id": "MEMO-0001"}'])
def test_a_memo_whose_document_is_none_is_refused(archive: Archive, make: ModuleType, document: str) -> None:
    memos.publish(archive, make.dossier(), make.run())
    with archive.session() as connection:
        connection.execute("UPDATE memo SET document = $1", [document])
    with pytest.raises(ArchiveCorrupt, match="MEMO-0001"):
        memos.load(archive, "MEMO-0001")
