"""`triptych library`: what is added, what is refused and why, what is found."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Invoke = Callable[..., Result]

TEXT = (
    "Falconry in Bohemia was a privilege of the crown. The falconers of Prague kept forty birds in 1356. " * 3
)


def document(folder: Path, name: str = "falcons.md", text: str = TEXT) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_adding_tells_each_document_on_stdout_and_the_sum_on_stderr(
    home: Path, tmp_path: Path, triptych: Invoke
) -> None:
    file = document(tmp_path)
    first, second = triptych("library", "add", file), triptych("library", "add", file)
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.stdout.startswith("added: ")
    assert first.stderr == "1 added\n"
    assert second.stdout == first.stdout.replace("added: ", "already there: ")
    assert second.stderr == "0 added, 1 already there\n"


def test_what_was_added_is_searched_and_quoted(home: Path, tmp_path: Path, triptych: Invoke) -> None:
    triptych("library", "add", document(tmp_path))
    shown = triptych("library", "search", "falconers of Prague", "--limit", "1")
    assert shown.stdout.startswith("1. ")
    assert "forty birds" in " ".join(shown.stdout.split())
    (found,) = json.loads(triptych("library", "search", "falconers", "--limit", "1", "--json").stdout)
    assert "forty birds" in found["text"]
    assert found["score"] > 0
    assert triptych("library", "search", "xylophonist").stdout == ""


def test_a_new_library_shows_what_a_run_would_read(empty_home: Path, triptych: Invoke) -> None:
    shown = json.loads(triptych("library", "--json").stdout)
    assert len(shown) >= 30
    assert all(entry["starter"] for entry in shown)
    assert len(triptych("library", "list", "--nl").stdout.splitlines()) == len(shown)
    assert len(triptych("library").stdout.splitlines()) == len(shown) + 1


def test_a_document_is_removed_by_a_beginning_of_its_id(home: Path, triptych: Invoke) -> None:
    entry = json.loads(triptych("library", "--json").stdout)[0]
    done = triptych("library", "remove", entry["source_id"][:8])
    assert done.stdout == f"removed: {entry['source_id']} {entry['title']}\n"
    left = json.loads(triptych("library", "--json").stdout)
    assert entry["source_id"] not in [one["source_id"] for one in left]


@pytest.mark.parametrize(
    ("ref", "said"), [("no such title", "No document 'no such title'"), ("NVIDIA", "'NVIDIA' means ")]
)
def test_a_reference_to_none_or_several_removes_nothing(
    ref: str, said: str, home: Path, triptych: Invoke
) -> None:
    before = triptych("library", "--nl").stdout
    told = triptych("library", "remove", ref)
    assert told.exit_code == 2
    assert said in told.stderr
    assert triptych("library", "--nl").stdout == before


BAD = {
    "empty.txt": (b"", "the file is empty"),
    "broken.xml": (b"<?xml version='1.0'?><rss><channel><item></rss>", "broken.xml: "),
    "other.xml": (b"<?xml version='1.0'?><invoice>1</invoice>", "neither RSS nor Atom"),
    "empty.pdf": (b"%PDF-1.4\nnot a pdf at all", "empty.pdf: "),
    "scripts.html": (b"<!doctype html><html><script>alert(1)</script></html>", "scripts.html: "),
    "large.txt": (b"A sentence of no great length. " * 40_000, "1.2 MB, and the limit is 1.0 MB"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_gets_one_line_and_exit_code_2(
    name: str, home: Path, tmp_path: Path, triptych: Invoke
) -> None:
    (home / "config.toml").write_text("max_file_mb = 1\n")
    content, said = BAD[name]
    (tmp_path / name).write_bytes(content)
    told = triptych("library", "add", str(tmp_path / name))
    assert (told.exit_code, told.stdout) == (2, "")
    error, _, summary = told.stderr.splitlines()
    assert error.startswith("error: ")
    assert name in error
    assert said in error
    assert summary == "0 added, 1 failed"


def test_one_bad_file_does_not_keep_a_good_one_out(home: Path, tmp_path: Path, triptych: Invoke) -> None:
    told = triptych("library", "add", str(tmp_path / "nothing"), document(tmp_path))
    assert told.exit_code == 0
    assert told.stdout.startswith("added: ")
    assert f"error: {tmp_path / 'nothing'}: no such file or folder." in told.stderr
    assert told.stderr.endswith("1 added, 1 failed\n")


def test_the_summary_says_how_many_failed(home: Path, tmp_path: Path, triptych: Invoke) -> None:
    empty = [document(tmp_path, name, "") for name in ("zero.txt", "nothing.txt")]
    told = triptych("library", "add", document(tmp_path), *empty)
    assert told.exit_code == 0
    assert told.stderr.splitlines()[-1] == "1 added, 2 failed"


@pytest.mark.parametrize("target", ["", "  "])
def test_an_empty_path_adds_nothing(target: str, home: Path, triptych: Invoke) -> None:
    told = triptych("library", "add", target)
    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr.startswith("error: A path is empty.\n")


def test_a_name_that_is_not_utf8_is_added_and_shown(home: Path, tmp_path: Path, triptych: Invoke) -> None:
    odd = tmp_path / os.fsdecode(b"caf\xe9.txt")
    odd.write_text(TEXT)
    told = triptych("library", "add", str(odd), str(tmp_path / os.fsdecode(b"\xff")))
    assert told.exit_code == 0
    assert told.stderr.endswith("1 added, 1 failed\n")
    assert r"\udcff: no such file or folder." in told.stderr


def test_a_file_in_the_place_of_the_index_is_one_line(home: Path, triptych: Invoke) -> None:
    index = home / "archive.duckdb.index"
    shutil.rmtree(index)
    index.write_text("A file.")
    for args in (("library", "search", "memory"), ("run", "the LLM inference stack")):
        told = triptych(*args)
        assert (told.exit_code, told.stdout) == (1, "")
        error, hint = told.stderr.splitlines()
        assert error == f"error: The search index {index} cannot be written: File exists."
        assert hint


def test_a_folder_is_read_and_what_is_no_document_is_skipped(
    home: Path, tmp_path: Path, triptych: Invoke
) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    document(folder)
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0d" + bytes(range(256)))
    told = triptych("library", "add", str(folder))
    assert told.exit_code == 0
    assert "picture.png" in told.stderr
    assert told.stderr.endswith("1 added, 1 skipped\n")


@pytest.mark.skipif(
    os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all"
)
def test_a_file_that_may_not_be_read_gets_one_line(home: Path, tmp_path: Path, triptych: Invoke) -> None:
    file = document(tmp_path)
    os.chmod(file, 0)
    told = triptych("library", "add", file)
    assert told.exit_code == 2
    assert "permission denied" in told.stderr.lower()


def test_an_address_in_the_local_network_is_refused(home: Path, triptych: Invoke) -> None:
    told = triptych("library", "add", "http://127.0.0.1:9/secret")
    assert told.exit_code != 0
    assert told.stdout == ""
    assert "127.0.0.1" in told.stderr.splitlines()[0]


def test_nothing_in_a_name_or_title_reaches_the_terminal_as_a_command(
    home: Path, tmp_path: Path, triptych: Invoke
) -> None:
    absent = triptych("library", "add", str(tmp_path / "a\x1b]0;owned\x07\u202eb"))
    assert absent.exit_code == 2
    added = triptych("library", "add", document(tmp_path, text=f"# Red \x1b[31m[bold]\u202e title\n\n{TEXT}"))
    listed = triptych("library", "list")
    for text in (absent.stderr, added.stdout, listed.stdout):
        assert not set(text) & {"\x1b", "\x07", "\u202e"}
    assert "Red [31m[bold] title" in listed.stdout
