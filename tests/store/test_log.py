"""What is stored and deleted is numbered in order, so that an index can catch up."""

from types import ModuleType

from triptych.store import library, log, memos, sources
from triptych.store.archive import Archive


def _since(archive: Archive, number: int) -> list[tuple[str, str, str]]:
    with archive.session() as connection:
        return [(c.kind, c.what, c.id) for c in log.changes(connection, number)]


def test_sources_and_then_their_memo_take_the_next_numbers(archive: Archive, make: ModuleType) -> None:
    dossier = make.dossier()
    memos.publish(archive, dossier, make.run())
    stored = [("put", "source", source.id) for source in dossier.sources]
    assert _since(archive, 0) == [*stored, ("put", "memo", dossier.memo.id)]
    assert log.standing(archive).number == len(stored) + 1


def test_a_memo_published_twice_is_stored_once(archive: Archive, make: ModuleType) -> None:
    memos.publish(archive, make.dossier(), make.run())
    before = log.standing(archive)
    memos.publish(archive, make.dossier(), make.run())
    assert log.standing(archive) == before


def test_a_document_that_nothing_uses_any_more_is_deleted_and_that_is_numbered(
    archive: Archive, make: ModuleType
) -> None:
    source = make.source("A text that no memo cites.")
    library.add(archive, [source], {source.id: [(0, 8)]}, "file.txt")
    number = log.standing(archive).number
    library.remove(archive, [source.id])
    assert _since(archive, number) == [("delete", "source", source.id)]


def test_only_the_last_that_befell_a_source_is_told(archive: Archive, make: ModuleType) -> None:
    source = make.source("A text that comes and goes.")
    for _ in range(2):
        library.add(archive, [source], {}, "file.txt")
        library.remove(archive, [source.id])
    sources.keep(archive, [source])
    assert _since(archive, 0) == [("put", "source", source.id)]
