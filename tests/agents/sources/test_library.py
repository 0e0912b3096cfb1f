import os
from pathlib import Path

import pytest

from triptych.agents.sources.index import PassageIndex
from triptych.agents.sources.library import AddResult, Library
from triptych.errors import ExitCode, InputError
from triptych.store.archive import Archive

LIMIT = 10**6
FEED = """<rss version="2.0"><channel><title>B</title>
<item><title>One</title><link>https://b.org/1</link><description>Falcons fly.</description></item>
<item><title>Two</title><link>https://b.org/2</link><description>Herons wade.</description></item>
</channel></rss>"""


@pytest.fixture
def library(archive: Archive) -> Library:
    return Library(archive, Path(f"{archive.path}.index"))


def write(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def outcomes(results: list[AddResult]) -> list[str]:
    return [result.outcome for result in results]


def test_a_file_that_was_added_is_found(library: Library, tmp_path: Path) -> None:
    (result,) = library.add([write(tmp_path, "a.txt", "Falcons hunt at dawn.")], LIMIT)
    assert (result.outcome, result.title) == ("added", "Falcons hunt at dawn.")
    (passage,) = library.search("falcon", 5)
    assert result.source is not None
    assert (passage.source_id, passage.text) == (result.source.id, "Falcons hunt at dawn.")


def test_adding_the_same_text_twice_adds_nothing(library: Library, tmp_path: Path) -> None:
    one, two = write(tmp_path, "a.txt", "The same."), write(tmp_path, "b.md", "The *same*.\r\n")
    assert outcomes(library.add([one, two, one], LIMIT)) == ["added", "already there", "already there"]
    assert len(library.entries()) == 1


def test_each_entry_of_a_feed_is_a_document(library: Library, tmp_path: Path) -> None:
    results = library.add([write(tmp_path, "feed.txt", FEED)], LIMIT)
    assert [result.title for result in results] == ["One", "Two"]
    assert {entry.url for entry in library.entries()} == {"https://b.org/1", "https://b.org/2"}


def test_what_fails_is_told_and_the_rest_goes_on(library: Library, tmp_path: Path) -> None:
    seen: list[AddResult] = []
    targets = [
        str(tmp_path / "no.txt"),
        "http://10.0.0.1/",
        "file:///etc/passwd",
        write(tmp_path, "a.txt", "Text."),
    ]
    results = library.add(targets, LIMIT, on_result=seen.append)
    assert outcomes(results) == ["failed", "failed", "failed", "added"]
    assert seen == results
    assert results[0].reason == f"{tmp_path / 'no.txt'}: no such file or folder. Check the path."
    assert results[0].error is not None
    assert results[0].error.exit_code == ExitCode.USAGE


def test_a_folder_is_added_with_its_failures_and_what_was_skipped(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    write(folder, "a.txt", "")
    write(folder, "b.txt", "Text.")
    (folder / "c.png").write_bytes(b"\x89PNG\0")
    assert outcomes(library.add([str(folder)], LIMIT)) == ["failed", "added", "skipped"]


@pytest.mark.parametrize("target", ["", " ", "\t\n"])
def test_an_empty_path_is_not_the_current_folder(
    library: Library, tmp_path: Path, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "a.txt", "Text.")
    monkeypatch.chdir(tmp_path)
    (result,) = library.add([target], LIMIT)
    assert (result.outcome, result.reason) == (
        "failed",
        "A path is empty. Name a file, a folder or an address.",
    )
    assert isinstance(result.error, InputError)


def test_a_feed_that_is_cut_off_gives_what_is_whole_and_fails(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    file = write(folder, "feed.xml", FEED[: FEED.index("wade")])
    for target in (file, str(folder)):
        results = library.add([target], LIMIT)
        assert [(one.title, one.outcome) for one in results][1:] == [("", "failed")]
        assert "the feed is cut off" in results[1].reason
    assert [entry.title for entry in library.entries()] == ["One"]


def test_a_name_that_is_not_utf8_stops_nothing(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    folder.mkdir()
    odd = folder / os.fsdecode(b"\xff.txt")
    odd.write_text("Falcons hunt. " * 20)
    more = write(tmp_path, "a.txt", "Herons wade.")
    results = library.add([str(odd), str(folder), str(folder / "no"), more], LIMIT)
    assert outcomes(results) == ["added", "already there", "failed", "added"]
    assert results[0].target.endswith(r"caf\udce9/\udcff.txt")
    assert len(library.entries()) == 2


def test_a_folder_with_nothing_readable_fails(library: Library, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (result,) = library.add([str(tmp_path / "docs")], LIMIT)
    assert result.outcome == "failed"
    assert "no readable file" in result.reason


@pytest.mark.parametrize("ref", ["https://b.org/1", "https://b.org/1/", "one", "ONE"])
def test_a_document_is_removed_by_address_or_title(library: Library, tmp_path: Path, ref: str) -> None:
    library.add([write(tmp_path, "feed.txt", FEED)], LIMIT)
    assert library.remove(ref).title == "One"
    assert [entry.title for entry in library.entries()] == ["Two"]
    assert library.search("falcons", 5) == []


def test_a_document_is_removed_by_the_beginning_of_its_id(library: Library, tmp_path: Path) -> None:
    (result,) = library.add([write(tmp_path, "a.txt", "Text.")], LIMIT)
    assert result.source is not None
    library.remove(result.source.id[:6])
    assert library.entries() == []


def test_a_reference_to_none_or_several_removes_nothing(library: Library, tmp_path: Path) -> None:
    library.add([write(tmp_path, name, f"{name} text.") for name in ("a.txt", "b.txt")], LIMIT)
    with pytest.raises(InputError, match="means 2 documents"):
        library.remove("text")
    for ref in ("nothing", "", " "):
        with pytest.raises(InputError, match="No document"):
            library.remove(ref)
    assert len(library.entries()) == 2


def test_a_search_mends_an_index_that_was_torn_under_it(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.add([write(tmp_path, "a.txt", "Falcons hunt.")], LIMIT)
    library.ready()
    honest = PassageIndex.catch_up
    calls: list[None] = []

    def torn_after(index: PassageIndex, archive: Archive) -> None:
        honest(index, archive)
        calls.append(None)
        if len(calls) == 1:
            (index.folder / "state.json").unlink()

    monkeypatch.setattr(PassageIndex, "catch_up", torn_after)
    assert len(library.search("falcon", 5)) == 1
