"""What a run kept is torn, foreign or gone: one clear line and a documented exit code, or the run goes on; nothing is lost."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from benchmarks.disturbed import Whole, archive_of, folder_in, page
from benchmarks.forked import Ended

from triptych.store.verify import verify

Triptych = Callable[..., Ended]
Spoil = Callable[[Path], None]


@pytest.fixture
def home(cut_off: Path, tmp_path: Path) -> Path:
    """A home with a run that was cut off, whose files are whole in themselves: nothing of them waits in a log beside them."""
    home = Path(shutil.copytree(cut_off, tmp_path / "home"))
    for file in (folder_in(home).answers, folder_in(home).checkpoints):
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return home


def gone(file: Path) -> None:
    file.unlink()


def empty(file: Path) -> None:
    file.write_bytes(b"")


def torn(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])


def foreign(file: Path) -> None:
    file.write_bytes(b"This is no file of ours.\n" * 400)


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def of_another_kind(file: Path) -> None:
    _change(file, "INSERT INTO kept (kind, part, asked, body) VALUES ('novel', '', '', '{}')")


def with_another_body(file: Path) -> None:
    _change(file, "UPDATE kept SET body = '{\"x\": 1}' WHERE kind = 'answer'")


def with_other_columns(file: Path) -> None:
    _change(file, "DROP TABLE kept")
    _change(file, "CREATE TABLE kept (a, b)")


def not_packed(file: Path) -> None:
    _change(file, "UPDATE checkpoints SET checkpoint = x'c1c1c1'")


def pickled(file: Path) -> None:
    _change(file, "UPDATE checkpoints SET type = 'pickle'")


def _change(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)


def told(change: Callable[[Any], Any]) -> Spoil:
    """What was asked, changed as JSON."""

    def spoil(file: Path) -> None:
        body = json.loads(file.read_text("utf-8"))
        file.write_text(json.dumps(change(body)), "utf-8")

    return spoil


ASKED = {
    "gone": gone,
    "empty": empty,
    "torn": torn,
    "foreign": foreign,
    "a folder": a_folder,
    "a list": told(lambda body: []),
    "no rounds": told(
        lambda body: body | {"decided": {k: v for k, v in body["decided"].items() if k != "rounds"}}
    ),
    "no day": told(lambda body: body | {"decided": body["decided"] | {"as_of": "soon"}}),
    "no persona": told(
        lambda body: body | {"decided": body["decided"] | {"personas": {"engineer": {"key": 1}}}}
    ),
    "other gear": told(lambda body: body | {"gear": body["gear"] | {"warp": 3}}),
}


def refused(done: Ended) -> str:
    """One line and its remedy, and exit code 1."""
    assert done.code == 1, done.err
    assert "internal" not in done.err
    assert "Traceback" not in done.err
    lines = done.err.rstrip("\n").split("\n")
    errors = [n for n, line in enumerate(lines) if line.startswith("error: ")]
    assert len(errors) == 1
    assert lines[errors[0] + 1].startswith("  ")
    return done.err


def ends_as(undisturbed: Whole, home: Path) -> bool:
    """Whether the run has the memo that it has undisturbed, in an archive that verifies."""
    return page(home) == undisturbed.page and not verify(archive_of(home)).faults


@pytest.mark.parametrize("how", ASKED)
def test_without_what_it_was_asked_a_run_cannot_go_on_and_says_how_to_be_rid_of_it(
    how: str, home: Path, call: Triptych
) -> None:
    folder = folder_in(home)
    ASKED[how](folder.request)
    said = refused(call(home, "resume"))
    assert f"request.json does not say what run {folder.run} was asked." in said
    assert f"triptych runs prune {folder.run}" in said
    if how in ("torn", "no day"):
        assert call(home, "runs", "show", folder.run).code == 0
        assert call(home, "runs", "prune", folder.run, "--yes").code == 0


@pytest.mark.parametrize(
    "spoil", [foreign, torn, a_folder, of_another_kind, with_another_body, with_other_columns]
)
def test_answers_that_cannot_be_read_are_said_to_be_and_not_asked_for_again(
    spoil: Spoil, home: Path, call: Triptych
) -> None:
    folder = folder_in(home)
    spoil(folder.answers)
    said = refused(call(home, "resume"))
    assert f"error: The answers of run {folder.run} in {folder.answers} cannot be read: " in said
    assert f"triptych runs prune {folder.run}" in said


@pytest.mark.parametrize("what", ["answers", "checkpoints"])
@pytest.mark.parametrize("spoil", [gone, empty])
def test_a_run_begins_from_its_top_without_its_answers_and_goes_on_from_them_without_its_checkpoints(
    spoil: Spoil, what: str, home: Path, undisturbed: Whole, call: Triptych
) -> None:
    spoil(getattr(folder_in(home), what))
    done = call(home, "resume")
    assert done.code == 0, done.err
    assert ends_as(undisturbed, home)
    told = [line.partition(":")[0] for line in done.err.splitlines()]
    assert all(told.count(phase) == 1 for phase in ("brief", "verified", "round 1"))


def test_answers_that_cannot_be_read_are_no_beginning_of_another_run(home: Path, call: Triptych) -> None:
    folder = folder_in(home)
    foreign(folder.answers)
    said = refused(call(home, "resume", folder.run, "--fork"))
    assert f"The answers of run {folder.run} in {folder.answers} cannot be read: " in said
    assert folder_in(home) == folder, "there is no other"


@pytest.mark.parametrize("spoil", [foreign, torn, not_packed, pickled])
def test_checkpoints_that_cannot_be_read_are_said_to_be_and_the_next_time_it_does_without_them(
    spoil: Spoil, home: Path, undisturbed: Whole, call: Triptych
) -> None:
    folder = folder_in(home)
    spoil(folder.checkpoints)
    said = refused(call(home, "resume"))
    assert f"The checkpoints of run {folder.run}" in said
    assert f"triptych resume {folder.run}" in said
    done = call(home, "resume")
    assert done.code == 0, done.err
    assert ends_as(undisturbed, home)
