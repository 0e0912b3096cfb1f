"""Whatever was altered behind the archive's back is named, one line each."""

import shutil
from pathlib import Path
from types import ModuleType

import pytest

from triptych.errors import InputError
from triptych.store import library, memos
from triptych.store.archive import Archive
from triptych.store.verify import verify


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, make: ModuleType) -> Path:
    archive = Archive(tmp_path_factory.mktemp("built") / "archive.duckdb")
    dossier = make.dossier()
    spans = {source.id: [(0, 10)] for source in dossier.sources}
    library.add(archive, dossier.sources, spans, origin="notes/")
    memos.publish(archive, dossier, make.run())
    memos.publish(archive, make.dossier("MEMO-0002", "RUN-0002"), make.run("RUN-0002"))
    return archive.path


@pytest.fixture
def published(archive: Archive, built: Path) -> Archive:
    shutil.copy(built, archive.path)
    return archive


def _alter(archive: Archive, statement: str) -> None:
    with archive.session() as connection:
        connection.execute(statement)


def test_a_sound_archive_has_no_faults(published: Archive) -> None:
    found = verify(published)
    assert found.faults == ()
    assert found.sound
    assert (found.memos, found.sources) == (2, 3)
    assert found.citations == 2 * 10


def test_one_memo_is_counted_alone(published: Archive) -> None:
    found = verify(published, "MEMO-0001")
    assert (found.memos, found.citations, found.sources, found.faults) == (1, 10, 3, ())


def test_an_empty_archive_is_sound(archive: Archive) -> None:
    assert verify(archive).sound


def test_an_unknown_memo_is_refused(published: Archive) -> None:
    with pytest.raises(InputError, match="MEMO-9"):
        verify(published, "MEMO-9")


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE citation SET quote = quote || '.' WHERE owner_id = 'I1'", "claim I1: its quote is not at"),
        ("UPDATE citation SET start_char = start_char + 1 WHERE owner_id = 'C1'", "critique C1: its quote"),
        ("UPDATE citation SET start_char = -5, end_char = -1 WHERE owner_id = 'I1'", "claim I1: its quote"),
        ("UPDATE citation SET source_id = 'feedfeed' WHERE owner_id = 'R1'", "reply R1: its source feedfeed"),
        ("UPDATE source SET text = text || ' '", "its text does not have the sha256"),
        ("UPDATE source SET sha256 = 'f' || sha256[2:]", "its text does not have the sha256"),
        ("DELETE FROM run WHERE id = 'RUN-0001'", "names run RUN-0001"),
        ("DELETE FROM brief WHERE run_id = 'RUN-0001'", "brief of run RUN-0001"),
        ("DELETE FROM memo WHERE id = 'MEMO-0001'", "table claim names memo of run RUN-0001"),
        ("DELETE FROM claim WHERE id = 'E1'", "stance 0 names claim E1"),
        ("DELETE FROM claim WHERE id = 'E1'", "memo MEMO-0001: it names claim E1"),
        ("DELETE FROM question WHERE id = 'I.q1'", "claim I1 names question I.q1"),
        ("DELETE FROM persona WHERE key = 'investor'", "critique C1 names persona investor"),
        ("DELETE FROM proposition WHERE id = 'P1'", "stance 0 names proposition P1"),
        ("DELETE FROM critique WHERE id = 'C1'", "reply R1 names critique C1"),
        ("DELETE FROM settlement WHERE position = 1", "names owner settlement 1"),
        ("UPDATE critique SET target = 'X9' WHERE id = 'C2'", "critique C2 names claim or proposition X9"),
        ("UPDATE claim_change SET because = 'C9'", "change of E1 names critique C9"),
        ("DELETE FROM citation WHERE owner_kind = 'sentence'", "sentence 4 quotes otherwise"),
        (
            "UPDATE memo SET document = replace(document, 'An independent', 'A dependent')",
            "sentence 4 quotes",
        ),
        (
            "UPDATE brief SET document = replace(document, 'Prices fell', 'Prices rose')",
            "proposition P1 quotes otherwise",
        ),
        ("UPDATE memo SET document = '[]'", "memo MEMO-0001: its document"),
        ("UPDATE memo SET document = replace(document, 'E.q1', 'E.q9')", "it names question E.q9"),
        ("DELETE FROM source", "memo MEMO-0001: it names source"),
        ("DELETE FROM library WHERE true", "which the library does not hold"),
        ("DELETE FROM library_change", "the log of changes does not agree"),
        ("UPDATE passage SET end_char = 100000", "is not inside its text"),
    ],
)
def test_an_alteration_is_found(published: Archive, statement: str, named: str) -> None:
    _alter(published, statement)
    faults = verify(published).faults
    assert any(named in fault for fault in faults), faults
    assert not any("\n" in fault for fault in faults)


def test_a_fault_of_one_memo_is_not_laid_to_another(published: Archive) -> None:
    _alter(published, "UPDATE citation SET quote = 'never said' WHERE run_id = 'RUN-0002'")
    assert verify(published, "MEMO-0001").sound
    assert not verify(published, "MEMO-0002").sound
