import multiprocessing
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection
from filelock import FileLock

from triptych.agents.sources.document import Document, to_source
from triptych.agents.sources.index import PassageIndex
from triptych.agents.sources.passages import split
from triptych.errors import ArchiveError, ArchiveLocked
from triptych.store import library as shelf
from triptych.store.archive import Archive
from triptych.store.search.folder import IndexTorn

TOPICS = ("memory bandwidth", "speculative decoding", "export controls", "gross margin", "power demand")


def put(archive: Archive, text: str, title: str = "A title", publisher: str = "x.org") -> str:
    source = to_source(Document(text=text, title=title, kind="file", publisher=publisher))
    shelf.add(archive, [source], {source.id: split(source.text)}, "test")
    return source.id


def put_all(archive: Archive, documents: list[Document]) -> None:
    sources = [to_source(document) for document in documents]
    shelf.add(archive, sources, {source.id: split(source.text) for source in sources}, "test")


def caught_up(archive: Archive) -> PassageIndex:
    index = PassageIndex(Path(f"{archive.path}.index"))
    index.catch_up(archive)
    return index


def about(topic: str) -> Document:
    text = f"The {topic} of accelerators rises every year."
    return Document(text, f"On {topic}", "file", publisher=f"{topic.split()[0]}.org")


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with a document on each topic, and the index beside it, to be copied."""
    archive = Archive(tmp_path_factory.mktemp("indexed") / "archive.duckdb")
    put_all(archive, [about(topic) for topic in TOPICS])
    caught_up(archive)
    return archive.path


@pytest.fixture
def index(archive: Archive, indexed: Path) -> PassageIndex:
    shutil.copyfile(indexed, archive.path)
    shutil.copytree(f"{indexed}.index", f"{archive.path}.index")
    return caught_up(archive)


def ids(index: PassageIndex, query: str, limit: int = 10) -> list[tuple[str, float]]:
    return [(passage.id, passage.score) for passage in index.search(query, limit)]


def test_an_empty_library_finds_nothing(archive: Archive) -> None:
    index = caught_up(archive)
    assert (index.size(), index.search("anything", 5), index.all_passages()) == (0, [], [])


def test_the_passage_that_speaks_of_the_query_comes_first_with_its_score(index: PassageIndex) -> None:
    best = index.search("accelerator margins", 3)
    assert best[0].title == "On gross margin"
    assert best[0].text == "The gross margin of accelerators rises every year."
    assert best[0].score > best[1].score > 0


def test_a_word_in_the_title_counts_for_less_than_one_in_the_text(archive: Archive) -> None:
    in_title = put(archive, "Something else entirely is told in here.", "Falcons")
    in_text = put(archive, "Something about falcons is told in here.", "Birds")
    assert [hit.source_id for hit in caught_up(archive).search("falcon", 5)] == [in_text, in_title]


@pytest.mark.parametrize(
    "query",
    [
        '"memory bandwidth',
        "text:memory AND (",
        "memory OR NOT -bandwidth)",
        "+memory^9 ~2 [a TO b] {",
        "m?mory* /memory/ \\",
        "\0memory",
    ],
)
def test_nothing_in_a_query_is_syntax(index: PassageIndex, query: str) -> None:
    found = index.search(query, 5)
    assert not found or found[0].title == "On memory bandwidth"


def test_a_query_without_words_finds_nothing(index: PassageIndex) -> None:
    assert index.search("and the of ()", 5) == index.search("", 5) == index.search("memory", 0) == []


def test_publishers_can_be_left_out(index: PassageIndex) -> None:
    found = index.search("accelerators", 10, exclude_publishers=["Memory.org", "gross.org"])
    assert {hit.publisher for hit in found} == {"speculative.org", "export.org", "power.org"}


def test_equal_scores_come_by_passage_id_however_few_are_asked_for(archive: Archive) -> None:
    put_all(archive, [Document(f"Falcons fly over hill{n:03d} today.", "A", "file") for n in range(90)])
    index = caught_up(archive)
    every = [hit.id for hit in index.search("falcons", 90)]
    assert every == sorted(every)
    assert [hit.id for hit in index.search("falcons", 7)] == every[:7]


def test_statistics_count_passages(index: PassageIndex) -> None:
    assert (index.size(), len(index.all_passages())) == (5, 5)
    assert index.document_frequency("acceler") == 5
    assert index.document_frequency("margin") == 1


def test_a_removed_document_leaves_no_trace_in_the_scores(archive: Archive, index: PassageIndex) -> None:
    before = ids(index, "memory margin")
    extra = put(archive, "Memory and margin and memory, once more and longer than the others.")
    index.catch_up(archive)
    assert index.size() == 6
    shelf.remove(archive, [extra])
    index.catch_up(archive)
    assert ids(index, "memory margin") == before


def test_a_document_that_was_removed_can_come_back(archive: Archive, index: PassageIndex) -> None:
    source = put(archive, "Falcons.")
    shelf.remove(archive, [source])
    put(archive, "Falcons.")
    index.catch_up(archive)
    assert index.document_frequency("falcon") == 1


def test_an_index_built_at_once_equals_one_that_grew(archive: Archive, index: PassageIndex) -> None:
    put(archive, "Memory bandwidth again, with other words.")
    index.catch_up(archive)
    grown = ids(index, "memory bandwidth accelerators")
    shutil.rmtree(index.folder)
    assert ids(caught_up(archive), "memory bandwidth accelerators") == grown


def _truncate(folder: Path) -> None:
    for path in folder.glob("*/*.store"):
        path.unlink()  # the index that is open has it in its memory, and would die of what is cut off there
        path.write_bytes(b"")


def _garble(folder: Path) -> None:
    for path in folder.glob("*/meta.json"):
        path.write_text("{")


def _lose_generation(folder: Path) -> None:
    for path in folder.glob("*/"):
        shutil.rmtree(path)


def _garble_state(folder: Path) -> None:
    (folder / "state.json").write_text('["torn')


def _other_version(folder: Path) -> None:
    state = folder / "state.json"
    state.write_text(state.read_text().replace('"version": 1', '"version": 0'))


def _forget_a_commit(folder: Path) -> None:
    state = folder / "state.json"
    state.write_text(state.read_text().replace('"documents": 5', '"documents": 4'))


@pytest.mark.parametrize(
    "tear",
    [shutil.rmtree, _truncate, _garble, _lose_generation, _garble_state, _other_version, _forget_a_commit],
)
def test_a_lost_or_torn_index_is_rebuilt(
    archive: Archive, index: PassageIndex, tear: Callable[[Path], None]
) -> None:
    before = ids(index, "memory accelerators")
    tear(index.folder)
    assert ids(caught_up(archive), "memory accelerators") == before


def _put_a_file_there(index: Path) -> None:
    shutil.rmtree(index)
    index.write_text("A file.")


def _put_a_folder_for_the_state(index: Path) -> None:
    (index / "state.json").unlink()
    (index / "state.json").mkdir()


@pytest.mark.parametrize("spoil", [_put_a_file_there, _put_a_folder_for_the_state])
def test_an_index_that_cannot_be_written_is_told_in_one_line(
    archive: Archive, index: PassageIndex, spoil: Callable[[Path], None]
) -> None:
    spoil(index.folder)
    with pytest.raises(ArchiveError, match=r"The search index .+ cannot be written: .+") as caught:
        caught_up(archive)
    assert caught.value.hint
    assert "\n" not in str(caught.value)


def test_an_index_that_another_process_keeps_is_waited_for_as_long_as_the_archive(
    archive: Archive, index: PassageIndex
) -> None:
    put(archive, "Falcons.")
    with FileLock(f"{index.folder}.lock"), pytest.raises(ArchiveLocked, match=r"for 0\.05 seconds") as caught:
        index.catch_up(Archive(archive.path, wait=0.05))
    assert caught.value.hint == "Another triptych is indexing: wait for it or end it, then try again."
    index.catch_up(archive)
    assert index.document_frequency("falcon") == 1


def test_an_index_at_which_there_is_nothing_to_do_is_not_waited_for(
    archive: Archive, index: PassageIndex
) -> None:
    with FileLock(f"{index.folder}.lock"):
        index.catch_up(Archive(archive.path, wait=0.05))
    assert index.size() == 5


def test_the_index_of_another_archive_is_rebuilt(tmp_path: Path, index: PassageIndex) -> None:
    other = Archive(tmp_path / "other.duckdb")
    for number in range(5):
        put(other, f"Falcons number {number}.")
    index.catch_up(other)
    assert index.document_frequency("falcon") == 5
    assert index.document_frequency("acceler") == 0


def test_asking_before_catching_up_is_told(tmp_path: Path) -> None:
    with pytest.raises(IndexTorn, match="no search index yet"):
        PassageIndex(tmp_path / "none").search("memory", 3)


def test_an_up_to_date_index_opens_the_archive_once(
    archive: Archive, index: PassageIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[None] = []
    reading = Archive.reading

    def counted(self: Archive) -> AbstractContextManager[DuckDBPyConnection]:
        opened.append(None)
        return reading(self)

    monkeypatch.setattr(Archive, "reading", counted)
    index.catch_up(archive)
    assert len(opened) == 1


def _write(path: str, worker: int, number: int) -> None:
    archive = Archive(Path(path))
    for one in range(number):
        put(archive, f"Falcon {worker} {one} flies.")
        caught_up(archive)


def test_readers_and_writers_in_several_processes_do_not_fail(archive: Archive) -> None:
    put(archive, "The first falcon.")
    index = caught_up(archive)
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=_write, args=(str(archive.path), worker, 4)) for worker in range(2)]
    for writer in writers:
        writer.start()
    sizes = [1]
    while any(writer.is_alive() for writer in writers):
        writers[0].join(0.02)
        sizes.append(len(index.search("falcon", 50)))
    for writer in writers:
        writer.join()
    index.catch_up(archive)
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert sizes == sorted(sizes)
    assert len(index.search("falcon", 50)) == index.size() == 9


def test_a_reader_never_makes_a_swept_generation_anew(archive: Archive) -> None:
    put(archive, "Memory bandwidth bounds decoding on every accelerator.")
    index = caught_up(archive)
    folder = next(path for path in index.folder.iterdir() if path.is_dir())
    shutil.rmtree(folder)
    with pytest.raises(IndexTorn):
        PassageIndex(index.folder).size()
    assert not folder.exists()
