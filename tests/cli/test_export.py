"""`triptych memos export`: one memo in every format, to stdout or a file; several to a folder under safe names."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from triptych.commands.memos.export import FORMATS
from triptych.commands.root import app
from triptych.store import memos
from triptych.store.archive import Archive

pty = pytest.importorskip("pty", reason="there are no pseudo-terminals here")

Invoke = Callable[..., Result]
COMMAND = (sys.executable, "-m", "triptych.cli")
BEGINS = {
    "md": b"# ",
    "json": b'{\n  "format": "triptych-memo",\n  "version": 1,\n',
    "html": b"<!DOCTYPE html>",
    "pdf": b"%PDF-",
    "docx": b"PK\x03\x04",
    "bundle": b"PK\x03\x04",
}


def stored(home: Path) -> str:
    (row,) = memos.listing(Archive(home / "archive.duckdb"))
    return row.id


@pytest.fixture(scope="module")
def exported(
    finished: tuple[Path, object], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[Path, Result]]:
    """By format: the file to which the memo was written, for reading only, and what was said of it."""
    home = shutil.copytree(finished[0], tmp_path_factory.mktemp("exported") / "home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRIPTYCH_HOME", str(home))
        patch.delenv("TRIPTYCH_ARCHIVE", raising=False)
        files = {name: home / f"memo-{name}{form.suffix.upper()}" for name, form in FORMATS.items()}
        line = ("memos", "export", "latest", "-o")
        return {name: (file, CliRunner().invoke(app, [*line, str(file)])) for name, file in files.items()}


def test_every_format_is_written_to_the_file_whose_name_ends_so(
    exported: dict[str, tuple[Path, Result]],
) -> None:
    assert set(BEGINS) == set(exported)
    for name, (file, done) in exported.items():
        assert (done.exit_code, done.stdout, done.stderr) == (0, "", f"wrote {file}\n"), name
        assert file.read_bytes().lstrip().lower().startswith(BEGINS[name].lower()), name


def test_what_goes_into_a_pipe_is_what_goes_into_a_file(
    memo_home: Path, exported: dict[str, tuple[Path, Result]], triptych: Invoke
) -> None:
    for name in ("json", "html", "docx"):
        file, _ = exported[name]
        assert triptych("memos", "export", "--format", name).stdout_bytes == file.read_bytes()


def test_markdown_is_the_default_and_as_it_is_shown(
    memo_home: Path, tmp_path: Path, triptych: Invoke
) -> None:
    shown = triptych("memos", "show").stdout
    assert triptych("memos", "export").stdout == shown
    assert triptych("memos", "export", "latest", "-o", "-").stdout == shown
    triptych("memos", "export", "-o", str(tmp_path / "memo.md"))
    assert (tmp_path / "memo.md").read_text(encoding="utf-8") == shown


def test_json_is_the_same_whatever_the_encoding_of_the_pipe(memo_home: Path) -> None:
    line = [*COMMAND, "memos", "export", "--format", "json"]
    written = [
        subprocess.run(
            line, capture_output=True, check=True, env=os.environ | {"PYTHONUTF8": utf8} | latin
        ).stdout
        for utf8, latin in (("1", {}), ("0", {"PYTHONIOENCODING": "latin-1"}))
    ]
    same = written[0] == written[1]  # said apart, as pytest would print both
    assert same
    assert json.loads(written[0])["format"] == "triptych-memo"
    assert not written[0].isascii()


def test_a_bundle_holds_the_json_of_the_memo(exported: dict[str, tuple[Path, Result]]) -> None:
    whole, packed = (exported[name][0] for name in ("json", "bundle"))
    with zipfile.ZipFile(packed) as bundle:
        assert bundle.read("memo.json") == whole.read_bytes()


def test_memos_go_to_a_folder_under_their_own_names(
    memo_home: Path, tmp_path: Path, triptych: Invoke
) -> None:
    memo_id, folder = stored(memo_home), tmp_path / "new" / "folder"
    done = triptych("memos", "export", "latest", memo_id, "--format", "json", "-o", f"{folder}/")
    assert done.exit_code == 0, done.stderr
    (file,) = folder.iterdir()
    assert file.name.endswith(
        f"-will-llm-inference-hardware-be-commodified-and-does-nvidia-{memo_id[:14]}.json"
    )
    assert json.loads(file.read_text(encoding="utf-8"))["memo"]["id"] == memo_id
    again = triptych("memos", "export", "--all", "--format", "json", "-o", str(folder))
    assert again.exit_code == 2
    assert "is there already" in again.stderr
    assert "--force" in again.stderr
    assert (
        triptych("memos", "export", "--all", "--format", "json", "-o", str(folder), "--force").exit_code == 0
    )
    assert list(folder.iterdir()) == [file]


def test_a_file_that_is_there_is_replaced_by_force_alone(
    memo_home: Path, tmp_path: Path, triptych: Invoke
) -> None:
    file = tmp_path / "memo.md"
    file.write_text("mine")
    refused = triptych("memos", "export", "-o", str(file))
    assert (refused.exit_code, file.read_text()) == (2, "mine")
    assert triptych("memos", "export", "-o", str(file), "--force").exit_code == 0
    assert file.read_text(encoding="utf-8").startswith("# ")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("-o", "memo.txt"), "Let it end in .md, .json"),
        (("-o", "memo"), "Let it end in .md, .json"),
        (("-o", " "), "-o names nothing"),
        (("-o", "missing/memo.md"), "does not exist"),
        (("zzzz",), "No memo 'zzzz'"),
        (("latest", "--all"), "not both"),
        (("--format", "doc"), "'doc' is not one of"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(
    args: tuple[str, ...], said: str, memo_home: Path, triptych: Invoke
) -> None:
    told = triptych("memos", "export", *args)
    assert (told.exit_code, told.stdout) == (2, "")
    assert said in told.stderr
    assert len(told.stderr.splitlines()) == 2


def test_several_memos_need_a_folder(memo_home: Path, tmp_path: Path, triptych: Invoke) -> None:
    triptych("run", "GPU rental prices", "--panel", "investor", "--rounds", "0", "-q")
    told = triptych("memos", "export", "--all")
    assert told.exit_code == 2
    assert "2 memos do not fit on stdout" in told.stderr
    (tmp_path / "file").write_text("")
    told = triptych("memos", "export", "--all", "--format", "md", "-o", str(tmp_path / "file"))
    assert "is no folder" in told.stderr
    assert triptych("memos", "export", "--all", "-o", f"{tmp_path}/both/").exit_code == 0
    assert len(list((tmp_path / "both").iterdir())) == 2


def test_bytes_are_not_thrown_at_a_terminal(memo_home: Path) -> None:
    ours, theirs = pty.openpty()
    line = [*COMMAND, "memos", "export", "--format", "pdf"]
    done = subprocess.run(line, stdin=theirs, stdout=theirs, stderr=subprocess.PIPE, check=False)
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 2
    assert b"A .pdf file is not for a terminal." in done.stderr
    assert b"-o FILE" in done.stderr


def test_a_memo_that_could_not_be_taken_in_again_is_written_with_a_warning(
    memo_home: Path, triptych: Invoke
) -> None:
    with Archive(memo_home / "archive.duckdb").session() as connection:
        connection.execute(
            "UPDATE citation SET quote = 'made up' WHERE owner_kind = 'claim' AND owner_id = 'E1'"
        )
    done = triptych("memos", "export", "--format", "json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["memo"]["id"] == stored(memo_home)
    assert "`memos import` will refuse" in done.stderr
    assert "claim E1: citation 1 is not verbatim" in done.stderr


def test_the_schema_is_printed(triptych: Invoke) -> None:
    described = json.loads(triptych("memos", "schema").stdout)
    assert described["$id"] == "urn:triptych-memo:1"
    assert set(described["properties"]) >= {"memo", "ledger", "sources"}
