"""An archive that cannot be used: one clear line, exit code 1, and nothing lost."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from filelock import FileLock

Invoke = Callable[..., Result]

COMMANDS = [
    ("memos",),
    ("memos", "verify", "--all"),
    ("library",),
    ("run", "the LLM inference stack"),
    ("brief", "the LLM inference stack"),
]


def refused(told: Result) -> tuple[str, str]:
    """Error and hint of a command that an archive refused."""
    assert (told.exit_code, told.stdout) == (1, "")
    error, hint = told.stderr.splitlines()
    return error, hint


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("content", [b"", b"not an archive" * 1000], ids=["empty", "garbage"])
def test_a_corrupt_archive_is_left_as_it_is(
    content: bytes, command: tuple[str, ...], empty_home: Path, triptych: Invoke
) -> None:
    archive = empty_home / "archive.duckdb"
    archive.write_bytes(content)
    error, hint = refused(triptych(*command))
    assert str(archive) in error
    assert "left as it is" in error or "left as it was" in error
    assert "Move it aside" in hint
    assert archive.read_bytes() == content


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_an_archive_in_a_missing_folder_is_not_made(
    command: tuple[str, ...], empty_home: Path, tmp_path: Path, triptych: Invoke
) -> None:
    folder = tmp_path / "missing"
    error, hint = refused(triptych("--archive", str(folder / "archive.duckdb"), *command))
    assert f"The folder {folder} of the archive does not exist." in error
    assert f"mkdir -p '{folder}'" in hint
    assert not folder.exists()


@pytest.mark.parametrize("command", COMMANDS[:2], ids=" ".join)
def test_a_locked_archive_is_waited_for_and_then_told(
    command: tuple[str, ...], memo_home: Path, triptych: Invoke
) -> None:
    (memo_home / "config.toml").write_text("lock_wait = 0.1\n")
    with FileLock(memo_home / "archive.duckdb.lock"):
        error, hint = refused(triptych(*command))
    assert "was in use by another process for 0.1 seconds" in error
    assert "try again" in hint
    assert triptych(*command).exit_code == 0


def test_the_environment_names_another_archive(
    empty_home: Path, tmp_path: Path, triptych: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRIPTYCH_ARCHIVE", str(tmp_path / "no" / "archive.duckdb"))
    error, _ = refused(triptych("memos"))
    assert str(tmp_path / "no") in error
