"""A case run in earnest: what must be caught is, what is true survives, and nothing outside is touched."""

import asyncio
import json
import shutil
from collections.abc import Callable, Iterable
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from triptych.agents.doubles import panelist
from triptych.agents.doubles.scripted import ScriptedModel
from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.endpoints import Endpoints
from triptych.graphs import panels
from triptych.graphs.evaluation.cases import Case, Quoted, cases
from triptych.graphs.evaluation.collection import Collection, collect
from triptych.graphs.evaluation.evaluate import evaluate
from triptych.graphs.evaluation.measure import Measured, as_json, totals
from triptych.graphs.evaluation.settings import Setting, settings
from triptych.graphs.setup import Outside, Setup
from triptych.store import memos
from triptych.store.archive import Archive
from triptych.store.verify import verify

BOTH = ("debate", "no-debate")
PLAIN = {"fabricated quote", "wrong figure", "reversed negation", "copied text"}


def _chosen(*keys: str, setup: Setup | None = None) -> list[Setting]:
    return [s for s in settings(setup or Setup()) if s.key in keys]


async def _all(
    cases: Iterable[Case], chosen: Iterable[Setting], folder: Path, **given: object
) -> list[Measured]:
    async with aclosing(evaluate(cases, chosen, folder, **given)) as runs:  # type: ignore[arg-type]
        return [run async for run in runs]


def _with_every_plain_error() -> Case:
    """A case of the set, and beside its own errors a wrong figure and a fabricated quote."""
    case = next(c for c in cases() if c.name.startswith("02"))
    stale = next(p for p in case.planted if p.error == "stale figure")
    wrong = {"persona": "investor", "error": "wrong figure", "outcomes": ("corrected",)}
    figure = stale.model_copy(update={**wrong, "text": stale.text.replace("$1 to $2", "$3 to $4")})
    quoted = Quoted(quote="No provider of H100 GPUs could say what it paid.", starter=stale.quotes[0].starter)
    invented = {"persona": "engineer", "error": "fabricated quote", "outcomes": ("dropped",)}
    quote = stale.model_copy(update={**invented, "text": quoted.quote, "quotes": (quoted,)})
    return case.model_copy(update={"planted": (*case.planted, figure, quote)})


class Ran(NamedTuple):
    """One case in two settings, and the folders around it."""

    case: Case
    runs: dict[str, Measured]
    home: Path
    kept: Path


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    home, kept = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("kept")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRIPTYCH_HOME", str(home))
        (home / "archive.duckdb").write_bytes(b"whatever the user has")
        case = _with_every_plain_error()
        runs = asyncio.run(_all([case], _chosen(*BOTH), kept))
    return Ran(case, {run.setting: run for run in runs}, home, kept)


def test_it_is_run_in_every_setting(ran: Ran) -> None:
    assert tuple(ran.runs) == BOTH
    assert not any(run.failure for run in ran.runs.values())
    assert all(len(run.errors) == len(ran.case.planted) for run in ran.runs.values())
    assert all(len(run.truths) == len(ran.case.true) for run in ran.runs.values())


@pytest.mark.parametrize("key", BOTH)
def test_what_is_wrong_by_itself_is_caught_before_anybody_debates(ran: Ran, key: str) -> None:
    plain = [e for e in ran.runs[key].errors if e.planted.error in PLAIN]
    assert {e.planted.error for e in plain} == PLAIN
    assert [e.planted.text for e in plain if not e.caught] == []


def test_the_debate_catches_strictly_more(ran: Ran) -> None:
    caught = {t.setting: t.caught for t in totals(list(ran.runs.values()))}
    assert caught["debate"] > caught["no-debate"]
    assert caught["debate"] == len(ran.case.planted)


@pytest.mark.parametrize("key", BOTH)
def test_no_true_claim_is_lost_or_reworded(ran: Ran, key: str) -> None:
    (total,) = totals([ran.runs[key]])
    assert (total.runs[0].gone, total.corrected) == ((), 0)


def test_the_debate_asks_about_twice_as_much_at_most(ran: Ran) -> None:
    # Of the set as a whole it is less than twice; this case has two errors more than the set's own.
    on, off = (ran.runs[key].asks for key in BOTH)
    assert off < on <= 2.1 * off


def test_a_run_says_what_it_took(ran: Ran) -> None:
    for run in ran.runs.values():
        assert run.claims >= run.supported > 0
        assert run.searches > 0
        assert run.seconds > 0
        assert (run.calls, run.tokens, run.cost_usd) == (0, 0, 0.0)


def test_only_a_debate_moves_stances(ran: Ran) -> None:
    assert ran.runs["debate"].conformity.moves > 0
    assert ran.runs["no-debate"].conformity.moves == 0


def test_what_is_kept_is_an_archive_of_both_runs_that_is_sound(ran: Ran) -> None:
    (folder,) = ran.kept.iterdir()
    assert folder.name == ran.case.name
    assert {run.archive for run in ran.runs.values()} == {str(folder / "archive.duckdb")}
    archive = Archive(folder / "archive.duckdb")
    checked = verify(archive)
    assert checked.faults == ()
    assert checked.memos == len(BOTH)
    assert {row.idea for row in memos.listing(archive)} == {ran.case.idea}


def test_the_home_of_the_user_is_not_touched(ran: Ran) -> None:
    assert [(f.name, f.read_bytes()) for f in ran.home.iterdir()] == [
        ("archive.duckdb", b"whatever the user has")
    ]


def test_all_of_it_is_json(ran: Ran) -> None:
    for run in ran.runs.values():
        read = json.loads(json.dumps(as_json(run)))
        assert sum(e["caught"] for e in read["errors"]) == sum(e.caught for e in run.errors)


LOST = Case.model_construct(
    name="00-falconry", idea="medieval falconry law in Bohemia", documents=(), planted=(), true=()
)
EMPTY = LOST.model_copy(update={"name": "00-nothing", "idea": " "})


@pytest.fixture(scope="module")
def starting(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    """The collection of a case without documents of its own, to be copied."""
    return collect(LOST, tmp_path_factory.mktemp("starting"))


@pytest.fixture
def copied(starting: Collection, monkeypatch: pytest.MonkeyPatch) -> Callable[[Case, Path], Collection]:
    """The collections of the cases without documents are copies of one that was made in earnest."""

    def copy(case: Case, folder: Path) -> Collection:
        assert not case.documents
        shutil.copytree(starting.folder, folder, dirs_exist_ok=True)
        return replace(starting, folder=folder, archive=Archive(folder / "archive.duckdb"))

    monkeypatch.setattr(f"{evaluate.__module__}.collect", copy)
    return copy


async def test_a_case_that_fails_costs_its_own_rows(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, copied: Callable[[Case, Path], Collection]
) -> None:
    def full(case: Case, folder: Path) -> object:
        if case.name == "00-full":
            raise OSError(28, "No space left on device")
        return copied(case, folder)

    monkeypatch.setattr(f"{evaluate.__module__}.collect", full)
    chosen = _chosen("no-debate", "one")
    runs = await _all([LOST.model_copy(update={"name": "00-full"}), EMPTY, LOST], chosen, tmp_path)
    assert [(r.case, r.setting) for r in runs] == [
        (case, key) for case in ("00-full", "00-nothing", "00-falconry") for key in ("no-debate", "one")
    ]
    failures = [r.failure for r in runs]
    assert failures[:2] == ["OSError: [Errno 28] No space left on device"] * 2
    assert failures[2:4] == ["The idea is empty."] * 2
    assert all(f.startswith("No evidence") for f in failures[4:])


@pytest.mark.usefixtures("copied")
async def test_a_fault_of_ours_in_one_run_leaves_the_next_its_turn(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*asked: object) -> None:
        raise KeyError("oops")

    with monkeypatch.context() as patch:
        patch.setattr(panels, "new_run", broken)
        runs = await _all([LOST, LOST], _chosen("one"), tmp_path)
    assert [r.failure for r in runs] == ["KeyError: 'oops'"] * 2


@pytest.mark.usefixtures("copied")
async def test_what_was_kept_before_is_neither_overwritten_nor_mixed_with(tmp_path: Path) -> None:
    kept = tmp_path / "not" / "there" / "yet"
    first, second = [(await _all([LOST], _chosen("one"), kept))[0].archive for _ in range(2)]
    assert [Path(a).parent.name for a in (first, second)] == ["00-falconry", "00-falconry-2"]
    for archive in (first, second):
        with Archive(Path(archive)).session() as connection:
            assert connection.execute("SELECT count(*) FROM run").fetchone() == (1,)


async def test_the_shipped_personas_speak_whatever_the_user_has_made_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRIPTYCH_HOME", str(tmp_path))
    (tmp_path / "personas").mkdir()
    (tmp_path / "personas" / "engineer.toml").write_text("this is no persona")
    (run,) = await _all([LOST], _chosen("one"), tmp_path / "archives")
    assert run.failure.startswith("No evidence")


async def test_settings_share_the_answers_of_their_model_and_each_is_charged_for_its_own(
    case: Case, tmp_path: Path
) -> None:
    model = ScriptedModel(panelist.scripted)
    setup = Setup(Endpoints(Endpoint("panelist", "http://127.0.0.1:1/v1", context=8192)))
    one = _chosen("one", setup=setup)[0]
    runs = await _all(
        [case],
        [one, replace(one, key="again")],
        tmp_path,
        questions=3,
        outside=Outside(connect=lambda at: model),
    )
    assert not any(run.failure for run in runs)
    assert runs[0].calls == runs[1].calls == len(model.asked) > 0
    assert runs[0].tokens == runs[1].tokens > 0
