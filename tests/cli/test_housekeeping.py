"""Delete, tag, backup and restore: asked before anything goes, and told what became of it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from triptych.store import memos
from triptych.store.archive import Archive

pty = pytest.importorskip("pty", reason="there are no pseudo-terminals here")

Invoke = Callable[..., Result]
COMMAND = (sys.executable, "-m", "triptych.cli")


def stored(home: Path) -> list[str]:
    return [row.id for row in memos.listing(Archive(home / "archive.duckdb"))]


def answered(answer: str, *args: str) -> tuple[int, str]:
    """Call the command line on a terminal where a person types the answer; exit code, and all that was shown."""
    ours, theirs = pty.openpty()
    os.write(ours, answer.encode())
    process = subprocess.Popen([*COMMAND, *args], stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    parts = []
    with os.fdopen(ours, "rb", buffering=0) as stream:
        try:
            while part := stream.read(65536):
                parts.append(part)
        except OSError:  # what Linux says when the other end is closed
            pass
    return process.wait(timeout=20), b"".join(parts).decode().replace("\r\n", "\n")


def test_without_a_terminal_nothing_is_deleted_unless_yes_is_said(memo_home: Path, triptych: Invoke) -> None:
    (memo,) = stored(memo_home)
    refused = triptych("memos", "delete", "latest")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "give --yes" in refused.stderr
    assert stored(memo_home) == [memo]
    (kept,) = (memo_home / "archive.duckdb.runs").iterdir()
    done = triptych("memos", "delete", "latest", memo[:12], "--yes")
    assert done.exit_code == 0
    assert done.stdout.startswith(f"deleted: {memo} ")
    assert done.stdout.count("\n") == 1
    assert "kept for the library or other memos" in done.stderr
    assert stored(memo_home) == []
    assert not kept.exists()
    assert triptych("memos", "verify", "--all").exit_code == 0


def test_a_person_is_shown_what_goes_and_asked(memo_home: Path, triptych: Invoke) -> None:
    (memo,) = stored(memo_home)
    triptych("memos", "tag", "latest", "chips")
    code, shown = answered("n\n", "memos", "delete", "latest")
    assert code == 1
    assert memo in shown
    assert "claims, tagged chips)" in shown
    assert "Delete it for good? [y/N]" in shown
    assert "Nothing was done." in shown
    assert stored(memo_home) == [memo]
    code, shown = answered("y\n", "memos", "delete", "latest")
    assert code == 0
    assert f"deleted: {memo}" in shown
    assert stored(memo_home) == []


def test_leaving_at_the_question_deletes_nothing(memo_home: Path) -> None:
    code, shown = answered("\x04", "memos", "delete", "latest")
    assert code == 130
    assert "interrupted" in shown
    assert len(stored(memo_home)) == 1


def test_deleting_what_is_not_there_is_a_usage_error(memo_home: Path, triptych: Invoke) -> None:
    told = triptych("memos", "delete", "latest", "zzzz", "--yes")
    assert told.exit_code == 2
    assert "No memo 'zzzz'" in told.stderr
    assert len(stored(memo_home)) == 1


def test_tags_are_given_listed_and_taken_away(memo_home: Path, triptych: Invoke) -> None:
    (memo,) = stored(memo_home)
    assert "TAGS" not in triptych("memos").stdout
    assert triptych("memos", "tag", "latest").stderr.startswith(f"Memo {memo} has no tags. Give it one:")
    assert triptych("memos", "tag", "latest", "GPU rental", "chips").stdout == "chips\ngpu rental\n"
    assert json.loads(triptych("memos", "tag", memo, "--json").stdout) == {
        "memo_id": memo,
        "tags": ["chips", "gpu rental"],
    }
    head, row = triptych("memos").stdout.splitlines()
    assert row[head.index("TAGS") :].startswith("chips, gpu rental")
    assert json.loads(triptych("memos", "list", "--tag", "Chips", "--json").stdout)[0]["tags"] == [
        "chips",
        "gpu rental",
    ]
    assert triptych("memos", "tag", "latest", "--remove", "chips").stdout == "gpu rental\n"
    none = triptych("memos", "list", "--tag", "chips")
    assert (none.stdout, none.exit_code) == ("", 0)
    assert none.stderr.startswith("No memo is tagged chips. Tag one: triptych memos tag MEMO chips")


def test_a_tag_is_told_beside_a_memo_and_not_in_it(memo_home: Path, triptych: Invoke) -> None:
    before = triptych("memos", "show")
    triptych("memos", "tag", "latest", "chips")
    after = triptych("memos", "show")
    assert (after.stdout, after.stderr) == (before.stdout, f"{before.stderr}tagged: chips\n")


def test_what_is_no_tag_is_refused(memo_home: Path, triptych: Invoke) -> None:
    told = triptych("memos", "tag", "latest", "a,b")
    assert (told.exit_code, told.stdout) == (2, "")
    assert "A tag holds no comma" in told.stderr


def test_a_backup_is_read_and_restored(memo_home: Path, tmp_path: Path, triptych: Invoke) -> None:
    (memo,) = stored(memo_home)
    saved = tmp_path / "saved.duckdb"
    done = triptych("backup", str(saved))
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith(f"backed up: {saved}: 1 memo, ")
    assert f"{saved.stat().st_size / 1e6:,.1f} MB" in done.stdout
    refused = triptych("backup", str(saved))
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert triptych("backup", str(saved), "--force").exit_code == 0
    assert triptych("--archive", str(saved), "memos", "show").stdout == triptych("memos", "show").stdout

    triptych("memos", "delete", "latest", "--yes")
    refused = triptych("restore", str(saved))
    assert refused.exit_code == 2
    assert "holds 0 memos, " in refused.stderr
    assert stored(memo_home) == []
    done = triptych("restore", str(saved), "--yes")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith(f"restored: {memo_home / 'archive.duckdb'}: 1 memo, ")
    assert stored(memo_home) == [memo]
    (aside,) = memo_home.glob("archive.duckdb.before-restore-*")
    assert f"The archive of before is now {aside}\n" in done.stderr
    assert triptych("--archive", str(aside), "memos", "list", "--json").stdout == "[]\n"
    assert triptych("library", "search", "memory bandwidth").stdout
    assert triptych("memos", "verify", "--all").exit_code == 0


def test_a_person_is_asked_before_an_archive_is_replaced(memo_home: Path, tmp_path: Path) -> None:
    (memo,) = stored(memo_home)
    saved = str(tmp_path / "saved.duckdb")
    assert answered("", "backup", saved)[0] == 0
    code, shown = answered("n\n", "restore", saved)
    assert code == 1
    assert f"Replace it by {saved} (1 memo, " in shown
    assert stored(memo_home) == [memo]
    assert not list(memo_home.glob("*before-restore*"))


def test_an_empty_place_is_filled_without_asking(memo_home: Path, tmp_path: Path, triptych: Invoke) -> None:
    fresh = str(tmp_path / "fresh.duckdb")
    done = triptych("--archive", fresh, "restore", str(memo_home / "archive.duckdb"))
    assert done.exit_code == 0, done.stderr
    assert "is now" not in done.stderr


def test_a_backup_with_a_fault_is_restored_by_force_alone(
    memo_home: Path, tmp_path: Path, triptych: Invoke
) -> None:
    saved = tmp_path / "saved.duckdb"
    triptych("backup", str(saved))
    with Archive(saved).session() as connection:
        connection.execute("UPDATE claim SET text = 'Another.' WHERE id = 'E1'")
    told = triptych("restore", str(saved), "--yes")
    assert told.exit_code == 2
    assert "claim E1 was altered" in told.stderr
    assert "1 fault; nothing was replaced" in told.stderr
    assert triptych("restore", str(saved), "--yes", "--force").exit_code == 0


def test_what_is_no_backup_is_refused(memo_home: Path, tmp_path: Path, triptych: Invoke) -> None:
    (tmp_path / "no.duckdb").write_text("not an archive" * 1000)
    for name, said in (("no.duckdb", "is not a readable archive"), ("missing", "There is no file")):
        told = triptych("restore", str(tmp_path / name), "--yes")
        assert (told.exit_code, told.stdout) == (2, "")
        assert said in told.stderr
    assert len(stored(memo_home)) == 1
