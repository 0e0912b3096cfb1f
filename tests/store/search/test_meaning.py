"""Search by meaning finds other words for the same, keeps up with the index, and never goes to the network."""

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock

from triptych.errors import ArchiveError, ArchiveLocked, InputError
from triptych.store.archive import Archive
from triptych.store.records import Dossier, Source
from triptych.store.search import meaning
from triptych.store.search.hits import Filters
from triptych.store.search.search import ArchiveSearch

pytest.importorskip("wordllama")

Keep = Callable[..., Source]
TEXTS = {
    "autos": "The automobile maker sells fewer vehicles this year.",
    "bread": "A bakery sells loaves and rolls in the morning.",
    "chips": "Semiconductor fabs build more processors.",
}


@pytest.fixture
def search(archive: Archive, keep: Keep) -> ArchiveSearch:
    for title, text in TEXTS.items():
        keep(archive, text, title, f"{title}.org", date(2026, 1, 1))
    return ArchiveSearch(archive)


def titles(search: ArchiveSearch, query: str, filters: Filters | None = None) -> list[str]:
    return [hit.title for hit in search.search(query, filters or Filters(), semantic=True)]


def vectors(search: ArchiveSearch) -> Path:
    (file,) = search.folder.glob(f"*/{meaning.FILE}")
    return file


def test_other_words_for_the_same_are_found_only_by_meaning(search: ArchiveSearch) -> None:
    assert search.search("car manufacturer") == []
    assert titles(search, "car manufacturer")[0] == "autos"
    assert titles(search, "chip factory")[0] == "chips"


def test_what_has_nothing_to_do_with_anything_is_not_found(search: ArchiveSearch) -> None:
    assert titles(search, "medieval poetry") == []


def test_what_has_the_words_and_the_meaning_comes_before_what_has_one_of_them(
    search: ArchiveSearch, archive: Archive, keep: Keep
) -> None:
    keep(archive, "Automobile vehicles of the year.", "both")
    keep(archive, "Year of vehicles: poems about rain, love and the moon, and vehicles.", "words")
    assert titles(search, "vehicles")[0] == "both"


def test_the_words_that_are_there_are_marked(search: ArchiveSearch) -> None:
    hit = search.search("automobile producer", semantic=True)[0]
    assert [hit.snippet[a:b] for a, b in hit.marks] == ["automobile"]


def test_filters_and_words_left_out_hold_for_meaning_too(search: ArchiveSearch) -> None:
    assert titles(search, "car manufacturer", Filters(domain="bread.org")) in ([], ["bread"])
    assert "autos" not in titles(search, "car manufacturer", Filters(places=("claims",)))
    assert "autos" not in titles(search, "car manufacturer -automobile")


def test_vectors_follow_what_comes_and_goes(
    search: ArchiveSearch, archive: Archive, keep: Keep, publish: Callable[..., Dossier],
    delete: Callable[[Archive, str], None],
) -> None:  # fmt: skip
    assert "trains" not in titles(search, "railway locomotive")
    size = vectors(search).stat().st_size
    publish(archive, "A", title="Trains run on rails")
    assert search.search("railway locomotive", semantic=True)[0].memo == "MEMO-A"
    assert vectors(search).stat().st_size > size
    delete(archive, "A")
    assert "MEMO-A" not in [hit.memo for hit in search.search("railway locomotive", semantic=True)]


@pytest.mark.parametrize("kept", [0, 1, 1023, 1024, 1500])
def test_a_file_that_was_cut_off_is_filled_up(search: ArchiveSearch, archive: Archive, kept: int) -> None:
    before = search.search("car manufacturer", semantic=True)
    whole = vectors(search).read_bytes()
    vectors(search).write_bytes(whole[:kept])
    assert ArchiveSearch(archive).search("car manufacturer", semantic=True) == before
    assert vectors(search).read_bytes() == whole


def test_a_file_that_cannot_be_written_is_told_in_one_line(search: ArchiveSearch) -> None:
    titles(search, "car")
    file = vectors(search)
    file.unlink()
    file.symlink_to("/dev/full")
    with pytest.raises(ArchiveError, match=r"The search index .+ cannot be written: .+"):
        titles(search, "car")


def test_vectors_that_another_process_keeps_are_waited_for_as_long_as_the_archive(
    search: ArchiveSearch, archive: Archive
) -> None:
    titles(search, "car")
    file = vectors(search)
    file.unlink()
    with FileLock(f"{file}.lock"), pytest.raises(ArchiveLocked, match=f"{file} was in use"):
        titles(ArchiveSearch(Archive(archive.path, wait=0.05)), "car")


def test_a_folder_in_the_place_of_the_file_is_swept(search: ArchiveSearch) -> None:
    before = titles(search, "car manufacturer")
    file = vectors(search)
    file.unlink()
    file.mkdir()
    assert titles(search, "car manufacturer") == before
    assert vectors(search).is_file()


def test_without_the_package_it_says_how_to_get_it(
    search: ArchiveSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "wordllama", None)
    meaning.model.cache_clear()
    with pytest.raises(InputError) as caught:
        titles(search, "car")
    assert 'pip install "triptych[semantic]"' in caught.value.hint
    assert search.search("bakery")[0].title == "bread"
    meaning.model.cache_clear()
