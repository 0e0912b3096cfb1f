"""Archives and memo files from others: what is in them reads no file, leads into no folder and takes no memory."""

import io
import json
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile

import duckdb
import ormsgpack
import pytest

from triptych.errors import ArchiveCorrupt, ArchiveError, InputError, TriptychError
from triptych.graphs.keeping import checkpoints
from triptych.graphs.keeping.folder import RunFolder, folder_of
from triptych.personas.loader import write_new
from triptych.store import driver, runs
from triptych.store.archive import Archive
from triptych.store.backup import save
from triptych.store.interchange import reading
from triptych.store.interchange.reading import unpacked
from triptych.store.sql.export import export_duckdb, export_parquet
from triptych.store.sql.query import run_query

OWN_FILES_ONLY = driver._config  # before the tests of all archives are given one folder
SECRET = "a line of a file that is none of an archive's business"
RUN = """
INSERT INTO run (id, idea, state, started_at, panel, rounds, config, message, versions, budget)
VALUES (?, 'i', 'done', now(), [], 0, '', '', '{}', '{}')
"""


@pytest.fixture
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("elsewhere") / "config.toml"
    file.write_text(SECRET, encoding="utf-8")
    return file


@pytest.fixture
def changed(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Archive]:
    """`changed(sql)`: the archive after somebody else has done that to it."""
    monkeypatch.setattr(driver, "_config", OWN_FILES_ONLY)

    def change(sql: str, *values: object) -> Archive:
        with duckdb.connect(str(archive.path)) as connection:
            connection.execute(sql, list(values))
        return archive

    return change


def shown(work: Callable[[], object]) -> str:
    """What comes of reading something, or is said of it."""
    try:
        return repr(work())
    except TriptychError as e:
        return str(e)


def rows(archive: Archive) -> list[Any]:
    with archive.reading() as connection:
        return connection.execute("FROM memos").fetchall()


@pytest.mark.parametrize("function", ["read_text", "read_csv", "read_blob", "glob"])
def test_a_view_reads_no_file(changed: Callable[..., Archive], secret: Path, function: str) -> None:
    archive = changed(f"CREATE OR REPLACE VIEW memos AS FROM {function}('{secret}')")
    with pytest.raises(ArchiveError, match="reaches for other files, which no archive of Triptych does"):
        rows(archive)


def test_nor_does_it_by_a_query_or_an_export(
    changed: Callable[..., Archive], secret: Path, tmp_path: Path
) -> None:
    archive = changed(f"CREATE OR REPLACE VIEW memos AS SELECT content AS title FROM read_text('{secret}')")
    assert SECRET not in shown(lambda: run_query(archive, "FROM memos"))
    for work in (export_duckdb, lambda a, file: export_parquet(a, file, "memos")):
        file = tmp_path / "out"
        shown(lambda work=work, file=file: work(archive, file))  # type: ignore[misc]
        assert not file.exists() or SECRET.encode() not in file.read_bytes()


def test_a_session_attaches_nothing_else_and_cannot_allow_itself_to(
    changed: Callable[..., Archive], tmp_path: Path
) -> None:
    for sql in (
        f"ATTACH '{tmp_path / 'other.duckdb'}' AS other",
        f"COPY (SELECT 1) TO '{tmp_path / 'out.csv'}'",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
    ):
        with pytest.raises(ArchiveError), changed("SELECT 1").session() as connection:
            connection.execute(sql)
    assert not (tmp_path / "out.csv").exists()


def test_what_is_larger_than_memory_is_still_spilled_beside_the_archive(
    changed: Callable[..., Archive],
) -> None:
    archive = changed("SELECT 1")
    with archive.session() as connection:
        connection.execute("SET memory_limit = '40MB'")
        counted = connection.execute(
            "SELECT count(*) FROM (SELECT md5(range::VARCHAR) AS m FROM range(600_000) ORDER BY m)"
        ).fetchone()
    assert counted == (600_000,)


@pytest.mark.parametrize(
    "name", ["../../victim", "/etc", "01KB7X/../../../victim", "..", ".", "-rf1", "ａｂｃｄ", "01KB7X\n", ""]
)
def test_the_id_of_a_run_leads_into_no_other_folder(changed: Callable[..., Archive], name: str) -> None:
    archive = changed(RUN, name)
    with pytest.raises(ArchiveCorrupt, match=r"a run with the id .* which is none"):
        runs.listing(archive)
    with pytest.raises(ArchiveCorrupt):
        runs.load_run(archive, name)
    with pytest.raises(ArchiveError, match="is no id of a run"):
        folder_of(archive.path, name)


def packed(kind: int, size: int, name: str = "memo.json") -> bytes:
    made = io.BytesIO()
    with ZipFile(made, "w", kind) as bundle, bundle.open(name, "w") as entry:
        for _ in range(size):
            entry.write(b" " * 1_000_000)
    return made.getvalue()


@pytest.mark.parametrize("kind", [ZIP_BZIP2, ZIP_LZMA])
def test_a_bundle_is_unpacked_only_as_bundles_are_packed(kind: int) -> None:
    with pytest.raises(InputError, match="packed in a way that no bundle is"):
        unpacked(packed(kind, 3))


def test_a_bundle_is_unpacked_no_further_than_a_memo_may_be_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST", 2_000_000)
    assert len(unpacked(packed(ZIP_DEFLATED, 20))) == 2_000_001


@pytest.mark.parametrize("name", ["../memo.json", "/memo.json", "a/memo.json"])
def test_a_bundle_writes_no_file_whatever_its_parts_are_called(name: str) -> None:
    with pytest.raises(InputError, match=r"a zip without memo\.json"):
        unpacked(packed(ZIP_DEFLATED, 1, name))


@pytest.mark.parametrize("key", ["../x", "/etc/x", "a/b", "..", "", "a\0b", "CON", "-x"])
def test_the_key_of_a_persona_leads_into_no_other_folder(key: str, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        write_new(key, tmp_path / "personas", "text")
    assert not (tmp_path / "personas").exists()


def test_a_link_in_the_place_of_a_copy_is_not_followed(archive: Archive, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("as it was", encoding="utf-8")
    target = tmp_path / "backup.duckdb"
    target.with_name(f".{target.name}.{os.getpid()}").symlink_to(victim)
    save(archive, target)
    assert victim.read_text(encoding="utf-8") == "as it was"
    assert not target.is_symlink()


class Owned:
    """What a pickle can do."""

    def __init__(self, mark: Path) -> None:
        self._mark = mark

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self._mark,)


def poisoned(mark: Path) -> list[tuple[str, bytes]]:
    """What a checkpoint could hold that runs something, in each of the forms that LangGraph reads or has read."""
    call = {"lc": 2, "type": "constructor", "id": ["pathlib", "Path", "touch"], "args": [str(mark)]}
    popen = {
        "lc": 1,
        "type": "constructor",
        "id": ["subprocess", "Popen"],
        "kwargs": {"args": ["touch", str(mark)]},
    }
    key = {"lc": 1, "type": "secret", "id": ["OPENAI_API_KEY"]}
    forms = [
        ("os", "system", f"touch {mark}", "__call__"),
        ("os", "system", [f"touch {mark}"], "__call__"),
        ("subprocess", "Popen", {"args": ["touch", str(mark)]}, "__init__"),
        ("triptych.keys", "Key", "sk-of-somebody", "reveal"),
    ]
    extended = [
        ormsgpack.packb({"x": ormsgpack.Ext(code, ormsgpack.packb(form))})
        for code in range(8)
        for form in forms
    ]
    return [
        ("pickle", pickle.dumps(Owned(mark))),
        *(("json", json.dumps(one).encode()) for one in (call, popen, key)),
        *(("msgpack", one) for one in extended),
    ]


async def test_a_checkpoint_runs_nothing_and_reads_no_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-user")
    mark = tmp_path / "owned"
    folder = RunFolder(tmp_path / "RUN-0001")
    folder.make()
    found = []
    async with checkpoints.saver(folder) as saver:
        for form in poisoned(mark):
            try:
                found.append(repr(saver.serde.loads_typed(form)))
            except (ValueError, NotImplementedError) as e:
                found.append(repr(e))
    assert not mark.exists()
    assert not [one for one in found if "sk-of-the-user" in one or "[key]" in one]
