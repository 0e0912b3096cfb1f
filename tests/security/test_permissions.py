"""What the program keeps is for its user alone, whatever the umask; what a user asks for by name is as the umask says."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from triptych import permissions
from triptych.graphs.keeping.folder import RunFolder
from triptych.store import files
from triptych.store.archive import Archive
from triptych.store.sql.process import environment

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("place")


@pytest.fixture(scope="module")
def run(place: Path) -> Run:
    """`run("memos", "list")`: the command in a process of its own, by a user whose umask is 022; `home` is not made yet."""

    def command(*words: str) -> subprocess.CompletedProcess[str]:
        env = environment() | {"TRIPTYCH_HOME": str(place / "home")}
        line = [sys.executable, "-m", "triptych.cli", *words]
        return subprocess.run(
            line, env=env, cwd=place, umask=0o022, capture_output=True, encoding="utf-8", check=True
        )

    return command


@pytest.fixture(scope="module")
def home(run: Run, place: Path) -> Path:
    """A home with a document in it."""
    document = place / "paper.md"
    document.write_text(
        "# A paper\n\nMemory bounds the speed of inference by a wide margin.\n", encoding="utf-8"
    )
    run("library", "add", str(document))
    return place / "home"


def open_to_others(folder: Path) -> list[str]:
    """What others may read in a folder, itself included."""
    found = [folder, *folder.rglob("*")]
    return [
        str(one.relative_to(folder)) for one in found if one.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    ]


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_all_that_a_home_gets_is_its_users_alone(run: Run, home: Path) -> None:
    assert open_to_others(home) == []
    home.chmod(0o755)  # as a user may want it
    run("personas", "new", "buyer")
    run("memos", "search", "memory")
    assert len(list(home.rglob("*"))) > 8
    assert open_to_others(home) == ["."]


def test_what_is_asked_for_by_name_is_as_the_umask_says_but_for_a_backup(run: Run, home: Path) -> None:
    home.chmod(0o700)
    out, backup = home.parent / "out.duckdb", home.parent / "backup.duckdb"
    run("export-db", str(out))
    run("backup", str(backup))
    assert (mode(out), mode(backup)) == (0o644, 0o600)
    backup.chmod(0o666)
    run("restore", str(backup), "--yes")
    assert open_to_others(home) == []


def test_an_archive_is_made_private_without_the_command_too(tmp_path: Path) -> None:
    path = tmp_path / "archive.duckdb"
    before = os.umask(0o022)
    try:
        with Archive(path).session():
            pass
        folder = RunFolder(tmp_path / "archive.duckdb.runs" / "RUN-0001")
        folder.make()
    finally:
        os.umask(before)
    assert mode(path) == 0o600
    assert mode(folder.path) == mode(folder.path.parent) == 0o700


def test_a_file_that_is_replaced_keeps_its_mode_and_a_new_one_has_the_users(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(permissions, "_given", 0o027)
    files.write(tmp_path / "new.md", "text")
    (tmp_path / "shared.md").touch()
    (tmp_path / "shared.md").chmod(0o664)
    files.write(tmp_path / "shared.md", "text")
    assert mode(tmp_path / "new.md") == 0o640
    assert mode(tmp_path / "shared.md") == 0o664


def test_the_mask_is_never_opened_to_find_it_out(monkeypatch: pytest.MonkeyPatch) -> None:
    set_to = []
    own = os.umask

    def noted(mask: int) -> int:
        set_to.append(mask)
        return own(mask)

    before = own(0o022)
    monkeypatch.setattr(os, "umask", noted)
    try:
        assert permissions.usual() == 0o644
    finally:
        own(before)
    assert set_to == [0o077, 0o022]
