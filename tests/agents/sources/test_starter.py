from collections.abc import Callable
from pathlib import Path

import pytest

from triptych.agents.sources import starter
from triptych.agents.sources.library import Library
from triptych.agents.sources.passages import split
from triptych.errors import ArchiveError
from triptych.store.archive import Archive

Package = Callable[[dict[str, str]], None]


def document(title: str, words: str) -> str:
    front = f"title: {title}\npublisher: Lab\nurl: https://lab.org/\npublished: 2024-01-02"
    return f"---\n{front}\n---\n# {title}\n\n{words}\n"


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> Package:
    """Puts a collection of these files in the place of the shipped one."""
    return lambda texts: monkeypatch.setattr(starter, "starter_files", lambda: texts)


@pytest.fixture
def library(archive: Archive, package: Package) -> Library:
    package({"a.md": document("A", "Falcons."), "b.md": document("B", "Herons.")})
    library = Library(archive, Path(f"{archive.path}.index"))
    assert library.ensure_starter() == 2
    return library


def titles(library: Library) -> list[str]:
    return sorted(entry.title for entry in library.entries())


def test_the_collection_is_loaded_once_and_marked(library: Library) -> None:
    assert library.ensure_starter() == 0
    assert {(entry.kind, entry.starter, entry.publisher) for entry in library.entries()} == {
        ("starter", True, "Lab")
    }
    assert library.search("heron", 5)[0].title == "B"


def test_what_the_user_removed_does_not_come_back(library: Library, package: Package) -> None:
    library.remove("A")
    assert library.ensure_starter() == 0
    package(
        {
            "a.md": document("A", "Falcons."),
            "b.md": document("B", "Herons."),
            "c.md": document("C", "Storks."),
        }
    )
    assert library.ensure_starter() == 1
    assert titles(library) == ["B", "C"]


def test_what_was_removed_stays_away_when_the_note_is_lost(library: Library) -> None:
    library.remove("A")
    (library.index_folder / starter.NOTE).unlink()
    assert library.ensure_starter() == 0
    assert titles(library) == ["B"]


def test_a_changed_document_takes_the_place_of_the_old_one_unless_that_was_removed(
    library: Library, package: Package
) -> None:
    library.remove("A")
    package({"a.md": document("A", "Falcons again."), "b.md": document("B2", "Herons again.")})
    assert library.ensure_starter() == 1
    assert titles(library) == ["B2"]


def test_another_archive_beside_the_same_folder_gets_its_own(library: Library, tmp_path: Path) -> None:
    other = Library(Archive(tmp_path / "other.duckdb"), library.index_folder)
    assert other.ensure_starter() == 2


def test_the_entities_of_each_document_are_known() -> None:
    found = starter.starter_entities()
    assert set(found) == set(starter.starter_files())
    kinds = {kind for entities in found.values() for kind in entities}
    assert kinds >= {"organisations", "products", "techniques"}


def test_every_shipped_document_says_whence_and_when() -> None:
    sources = starter.starter_sources(starter.starter_files())
    assert len(sources) >= 30
    for name, source in sources.items():
        assert source.title, name
        assert source.publisher, name
        assert source.url.startswith("https://"), name
        assert source.published_at, name
        assert split(source.text), name


def test_a_file_in_the_place_of_the_index_is_told(archive: Archive, package: Package) -> None:
    package({"a.md": document("A", "Falcons.")})
    folder = Path(f"{archive.path}.index")
    folder.write_text("A file.")
    with pytest.raises(ArchiveError, match=r"The search index .+ cannot be written: File exists"):
        Library(archive, folder).ensure_starter()
