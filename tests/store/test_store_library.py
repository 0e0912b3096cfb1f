"""The library keeps each text once, and its log lets an index catch up."""

from types import ModuleType

import pytest

from triptych.errors import InputError
from triptych.store import changes, library, memos, runs
from triptych.store.archive import Archive
from triptych.store.records import Source


def _add(archive: Archive, *sources: Source) -> list[library.Added]:
    spans = {one.id: [(0, 5), (6, len(one.text))] for one in sources}
    return library.add(archive, sources, spans, origin="notes/")


@pytest.fixture
def one(make: ModuleType) -> Source:
    source: Source = make.source("Alpha 🚀 bravo.", title="One")
    return source


@pytest.fixture
def two(make: ModuleType) -> Source:
    source: Source = make.source("Gamma delta.", title="Two")
    return source


def test_what_is_added_is_listed_with_where_it_came_from(archive: Archive, one: Source) -> None:
    assert [(a.source_id, a.added) for a in _add(archive, one)] == [(one.id, True)]
    (entry,) = library.entries(archive)
    assert (entry.source_id, entry.title, entry.origin, entry.starter) == (one.id, "One", "notes/", False)
    assert (entry.passages, entry.characters) == (2, len(one.text))


def test_adding_the_same_text_twice_adds_nothing(archive: Archive, one: Source) -> None:
    _add(archive, one)
    again = one.model_copy(update={"title": "The same under another name"})
    assert [added.added for added in _add(archive, again)] == [False]
    assert [entry.title for entry in library.entries(archive)] == ["One"]
    assert changes.head(archive).number == 1


def test_the_same_text_twice_in_one_call_is_added_once(archive: Archive, one: Source) -> None:
    assert [added.added for added in _add(archive, one, one)] == [True, False]
    assert changes.head(archive).number == 1


def test_texts_and_sources_come_back_as_they_were(archive: Archive, one: Source, two: Source) -> None:
    _add(archive, one, two)
    assert library.text(archive, one.id) == one.text
    assert library.sources(archive, [two.id, one.id, two.id]) == [two, one, two]
    assert library.sources(archive, []) == []


def test_sources_that_are_not_stored_are_left_out(archive: Archive, one: Source, two: Source) -> None:
    _add(archive, one)
    assert library.sources(archive, [two.id, one.id]) == [one]


def test_an_unknown_source_is_named(archive: Archive) -> None:
    with pytest.raises(InputError, match="feedfeed"):
        library.text(archive, "feedfeed")


def test_a_removed_document_is_gone_with_its_text(archive: Archive, one: Source, two: Source) -> None:
    _add(archive, one, two)
    assert library.remove(archive, [one.id]) == [one.id]
    assert [entry.source_id for entry in library.entries(archive)] == [two.id]
    with pytest.raises(InputError):
        library.text(archive, one.id)


def test_removing_what_is_not_there_removes_nothing(archive: Archive, one: Source) -> None:
    _add(archive, one)
    with pytest.raises(InputError, match="feedfeed"):
        library.remove(archive, [one.id, "feedfeed"])
    assert len(library.entries(archive)) == 1


def test_a_source_that_a_memo_cites_outlives_its_place_in_the_library(
    archive: Archive, make: ModuleType
) -> None:
    dossier = make.dossier()
    library.add(archive, dossier.sources, {}, origin="notes/")
    memos.publish(archive, dossier, make.run())
    library.remove(archive, [source.id for source in dossier.sources])
    assert library.entries(archive) == []
    assert memos.load(archive, dossier.memo.id) == dossier


def test_a_text_that_a_run_may_still_cite_is_kept(archive: Archive, one: Source, make: ModuleType) -> None:
    _add(archive, one)
    memos.start_run(archive, make.run().model_copy(update={"state": "budget"}))
    (runs.place(archive.path) / make.run().id).mkdir(parents=True)
    library.remove(archive, [one.id])
    assert library.entries(archive) == []
    assert library.text(archive, one.id) == one.text


def test_a_run_that_kept_nothing_keeps_no_text(archive: Archive, one: Source, make: ModuleType) -> None:
    _add(archive, one)
    memos.start_run(archive, make.run().model_copy(update={"state": "interrupted"}))
    library.remove(archive, [one.id])
    assert library.sources(archive, [one.id]) == []


def test_a_library_source_is_found_by_the_beginning_of_its_id(archive: Archive, one: Source) -> None:
    _add(archive, one)
    assert library.resolve(archive, one.id[:6].upper()) == one.id
    with pytest.raises(InputError, match="4 characters"):
        library.resolve(archive, one.id[:3])


def test_changes_carry_the_passages_of_what_was_added(archive: Archive, one: Source) -> None:
    _add(archive, one)
    (change,) = changes.changes(archive, since=0)
    assert (change.number, change.kind, change.source_id) == (1, "add", one.id)
    assert [passage.text for passage in change.passages] == ["Alpha", "🚀 bravo."]
    assert change.passages[1].id == f"{one.id}#1"
    assert (change.passages[0].publisher, change.passages[0].published_at) == (
        one.publisher,
        one.published_at,
    )


def test_changes_since_a_number_are_those_after_it(archive: Archive, one: Source, two: Source) -> None:
    _add(archive, one)
    _add(archive, two)
    assert [change.source_id for change in changes.changes(archive, since=1)] == [two.id]
    assert changes.changes(archive, since=2) == []


def test_each_source_comes_once_with_its_latest_change(archive: Archive, one: Source, two: Source) -> None:
    _add(archive, one, two)
    library.remove(archive, [one.id])
    found = changes.changes(archive, since=0)
    assert [(c.number, c.kind, c.source_id) for c in found] == [(2, "add", two.id), (3, "remove", one.id)]
    _add(archive, one)
    found = changes.changes(archive, since=3)
    assert [(c.number, c.kind, len(c.passages)) for c in found] == [(4, "add", 2)]


def test_changes_can_be_taken_in_portions(archive: Archive, make: ModuleType) -> None:
    _add(archive, *(make.source(f"Source number {n}.") for n in range(7)))
    seen, since = [], 0
    while portion := changes.changes(archive, since, limit=3):
        assert len(portion) <= 3
        seen += [change.number for change in portion]
        since = portion[-1].number
    assert seen == list(range(1, 8))
    assert since == changes.head(archive).number


def test_another_archive_has_another_head(archive: Archive) -> None:
    first = changes.head(archive)
    assert first == changes.head(archive)
    archive.path.unlink()
    assert changes.head(archive).archive != first.archive


def test_five_thousand_passages_are_all_there(archive: Archive, make: ModuleType) -> None:
    text = "One sentence of a passage follows another. " * 60
    sources = [make.source(f"{n} {text}") for n in range(500)]
    spans = {source.id: [(n * 200, n * 200 + 200) for n in range(10)] for source in sources}
    library.add(archive, sources, spans, origin="bulk/")
    found = changes.changes(archive, since=0)
    assert sum(len(change.passages) for change in found) == 5000
