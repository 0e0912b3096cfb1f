"""`triptych run --update` and `triptych memos diff`: a memo followed up, and what changed."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from triptych.agents.sources import library
from triptych.commands.root import app
from triptych.store import memos
from triptych.store.archive import Archive
from triptych.store.records import Dossier

Invoke = Callable[..., Result]

IDEA = "Will grid batteries be a commodity, and do their makers keep their margins?"
OTHERS = "Prices of grid batteries fell by 40% in 2025 because cells became a commodity. Heat is the limit of grid batteries."
WAS = "Grid battery makers held a gross margin of 31% in 2025, and margins of grid battery makers will grow until 2028."
NOW = "Grid battery makers held a gross margin of 12% in 2025, and margins of grid battery makers will shrink until 2028."
ARGS = ("--panel", "engineer,investor", "--rounds", "1", "--as-of")


def _document(folder: Path, name: str, text: str) -> str:
    file = folder / f"{name}.md"
    head = f"---\ntitle: {name}\npublisher: {name}.example\nurl: https://{name}.example/a\ndate: 2026-01-05\n---\n"
    file.write_text(f"{head}{text}\n", encoding="utf-8")
    return str(file)


@pytest.fixture(scope="module")
def updated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """A home with a memo, a document with another figure in the place of one, and the successor; and what that run said."""
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("documents")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TRIPTYCH_HOME", str(home))
        patched.setattr(library, "load_starter", lambda archive, folder: 0)
        call = CliRunner().invoke
        call(app, ["library", "add", _document(folder, "alpha", WAS), _document(folder, "beta", OTHERS)])
        first = call(app, ["run", IDEA, *ARGS, "2026-03-01", "-q"])
        assert first.exit_code == 0, first.stderr
        call(app, ["library", "remove", "alpha"])
        call(app, ["library", "add", _document(folder, "alpha", NOW)])
        done = call(app, ["run", "--update", "latest", "--as-of", "2026-09-01"])
    assert done.exit_code == 0, done.stderr
    return home, done


@pytest.fixture
def followed(
    updated: tuple[Path, Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Dossier, Dossier]:
    """The two memos of a home that is in use for the length of the test."""
    home = shutil.copytree(updated[0], tmp_path / "home")
    monkeypatch.setenv("TRIPTYCH_HOME", str(home))
    monkeypatch.setattr(library, "load_starter", lambda archive, folder: 0)
    archive = Archive(home / "archive.duckdb")
    newest, oldest = memos.listing(archive)
    return memos.load(archive, oldest.id), memos.load(archive, newest.id)


def test_an_update_puts_the_brief_of_the_memo_to_the_evidence_of_another_day(
    followed: tuple[Dossier, Dossier],
) -> None:
    old, new = followed
    assert new.memo.updates == old.memo.id
    assert new.brief == old.brief.model_copy(update={"as_of": new.memo.as_of})
    assert (new.memo.panel, new.memo.idea) == (old.memo.panel, IDEA)
    assert new.memo.as_of.isoformat() == "2026-09-01"


def test_the_memo_and_the_note_at_the_end_say_what_it_follows(updated: tuple[Path, Result]) -> None:
    archive = Archive(updated[0] / "archive.duckdb")
    newest, oldest = memos.listing(archive)
    assert f"- It updates memo {oldest.id} of 1 March 2026: the same questions" in updated[1].stdout
    assert f"what changed since memo {oldest.id}: triptych memos diff {newest.id}" in updated[1].stderr


def test_the_list_names_the_memo_that_one_follows(
    followed: tuple[Dossier, Dossier], triptych: Invoke
) -> None:
    old, new = followed
    rows = json.loads(triptych("memos", "list", "--json").stdout)
    assert {row["id"]: row["updates"] for row in rows} == {new.memo.id: old.memo.id, old.memo.id: None}


def test_a_diff_without_names_shows_what_changed_since_the_memo_that_the_latest_follows(
    followed: tuple[Dossier, Dossier], triptych: Invoke
) -> None:
    old, new = followed
    done = triptych("memos", "diff")
    assert done.exit_code == 0
    assert f"Memo {old.memo.id} of 1 March 2026" in done.stdout
    assert f"memo {new.memo.id} of 1 September 2026" in done.stdout
    assert "**figure 31% → 12%**" in done.stdout
    assert f"  - before: {WAS}" in done.stdout
    assert f"  - after: {NOW}" in done.stdout
    assert "- **another text**: “alpha”" in done.stdout
    assert "the earlier text is cited, too" in done.stdout
    assert triptych("memos", "diff", new.memo.id[:20]).stdout == done.stdout
    assert triptych("memos", "diff", old.memo.id, "latest").stdout == done.stdout


def test_a_diff_as_json_has_every_difference(followed: tuple[Dossier, Dossier], triptych: Invoke) -> None:
    old, new = followed
    found = json.loads(triptych("memos", "diff", "--json").stdout)
    assert (found["same"], found["before"]["id"], found["after"]["id"]) == (False, old.memo.id, new.memo.id)
    figures = [c for one in found["claims_changed"] for c in one["changes"] if c["aspect"] == "figure"]
    assert {(c["before"], c["after"]) for c in figures} == {("31%", "12%")}
    assert [s["before"]["title"] for s in found["sources_rewritten"]] == ["alpha"]
    assert "text" not in found["sources_rewritten"][0]["after"]


def test_a_diff_goes_into_a_file(followed: tuple[Dossier, Dossier], tmp_path: Path, triptych: Invoke) -> None:
    file = tmp_path / "diff.md"
    done = triptych("memos", "diff", "-o", str(file))
    assert (done.exit_code, done.stdout) == (0, "")
    assert file.read_text(encoding="utf-8").startswith("# What changed: ")


def test_the_same_memo_twice_has_no_difference(followed: tuple[Dossier, Dossier], triptych: Invoke) -> None:
    done = triptych("memos", "diff", "latest", "latest")
    assert done.exit_code == 0
    assert "Nothing changed" in done.stdout
    assert json.loads(triptych("memos", "diff", "latest", "latest", "--json").stdout)["same"] is True


def test_a_memo_that_follows_none_has_nothing_to_be_compared_with(
    followed: tuple[Dossier, Dossier], triptych: Invoke
) -> None:
    old, _ = followed
    done = triptych("memos", "diff", old.memo.id)
    assert done.exit_code == 2
    assert f"Memo {old.memo.id} updates no other" in done.stderr
    assert f"triptych run --update {old.memo.id}" in done.stderr


def test_a_memo_whose_predecessor_was_deleted_asks_for_two_names(
    followed: tuple[Dossier, Dossier], triptych: Invoke
) -> None:
    old, new = followed
    assert triptych("memos", "delete", old.memo.id, "--yes").exit_code == 0
    done = triptych("memos", "diff")
    assert done.exit_code == 2
    assert f"Memo {new.memo.id} updates {old.memo.id}, which is not in this archive: deleted" in done.stderr
    assert f"Name two memos: triptych memos diff BEFORE {new.memo.id}" in done.stderr


def test_an_update_past_the_day_of_its_propositions_says_so_and_offers_to_resolve_them(
    followed: tuple[Dossier, Dossier], triptych: Invoke
) -> None:
    _, new = followed
    done = triptych("run", "--update", "latest", "--as-of", "2031-01-01", "-q")
    assert done.exit_code == 0
    ids = [p.id for p in new.brief.propositions]
    assert f"Put on record what came of {', '.join(ids)}: triptych memos resolve {new.memo.id}" in done.stderr
    assert "(31 December 2028) has passed: what stands there is what the evidence at hand says" in done.stdout
    assert f"triptych memos resolve {new.memo.id}" in done.stdout


def test_the_same_evidence_on_the_same_day_changes_nothing(
    followed: tuple[Dossier, Dossier], triptych: Invoke
) -> None:
    assert triptych("run", "--update", "latest", "--as-of", "2026-09-01", "-q").exit_code == 0
    assert "Nothing changed" in triptych("memos", "diff").stdout


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("--update", "none-such"), "No memo 'none-such' in the archive."),
        (("--update", "latest", "--brief", "brief.md"), "give one of them"),
        (("--update", "latest", "--panel", "engineer"), "is the work of engineer, investor"),
        (("Another idea", "--update", "latest"), 'The command asks "Another idea", and memo'),
        (("--update", "latest", "--as-of", "2026-01-01"), "which is after 2026-01-01"),
    ],
)
@pytest.mark.usefixtures("followed")
def test_an_update_that_contradicts_itself_is_refused_in_a_line(
    args: tuple[str, ...], told: str, triptych: Invoke
) -> None:
    done = triptych("run", *args, "-q")
    assert done.exit_code == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert len(json.loads(triptych("memos", "list", "--json").stdout)) == 2


@pytest.mark.usefixtures("followed")
def test_the_same_idea_and_panel_may_be_given_again(triptych: Invoke) -> None:
    done = triptych("run", IDEA.lower(), "--update", "latest", "--panel", "engineer,investor", "--dry-run")
    assert done.exit_code == 0, done.stderr
    assert f"# Plan: {IDEA}" in done.stdout
