"""What fails costs its part and the memo says so; an archive that fails stops the run with nothing half-written."""

import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from triptych.errors import ArchiveError, ArchiveLocked, ExitCode
from triptych.graphs.events import Abstained, RunEnded
from triptych.store import memos, runs
from triptych.store.archive import Archive
from triptych.store.render.markdown import memo
from triptych.store.verify import verify

ThinkWith = Callable[..., list[Any]]
TABLES = ("memo", "brief", "claim", "critique", "citation", "stance", "step_spend", "memo_source")


def _rows(archive: Archive) -> dict[str, int]:
    with archive.session() as connection:
        return {t: len(connection.execute(f"FROM {t}").fetchall()) for t in TABLES}


@pytest.mark.parametrize(
    "task", ["research", "stances", "critique", "settle", "reply", "section", "synthesis"]
)
async def test_a_task_that_raises_costs_its_part_only(
    archive: Archive, panel: ModuleType, think_with: ThinkWith, task: str
) -> None:
    think_with(panel.Failing, task)
    told = await panel.told(archive)
    assert told[-1].state == "done"
    dossier = memos.load(archive, told[-1].memo)
    named = task if task in ("settle", "synthesis") else f"{task} investor"
    limit = next(line for line in dossier.memo.limits if line.startswith(f"Gave up: {named}"))
    assert limit.endswith("(RuntimeError: the endpoint fell over).")
    assert "Gave up: " + named in memo(dossier)
    assert any(isinstance(e, Abstained) and e.part.startswith(named) for e in told)
    assert {c.persona for c in dossier.ledger.claims} >= {"engineer", "strategist"}
    assert verify(archive).faults == ()


async def test_a_persona_whose_section_failed_keeps_its_place_with_its_claims_as_they_stand(
    archive: Archive, panel: ModuleType, think_with: ThinkWith
) -> None:
    think_with(panel.Failing, "section")
    told = await panel.told(archive)
    dossier = memos.load(archive, told[-1].memo)
    page = memo(dossier)
    assert [page.count(f"\n## The {name}: ") for name in panel.PANEL] == [1, 1, 1]
    assert "Gave up: section investor" in page
    given_up = next(s for s in dossier.memo.sections if s.key == "investor")
    claims = {c.id: c.text for c in dossier.ledger.claims}
    assert given_up.paragraphs
    assert all(s.text == claims[s.claims[0]] for p in given_up.paragraphs for s in p.sentences)


async def test_the_memo_calls_who_gave_up_by_name_and_the_event_by_key(
    archive: Archive, panel: ModuleType, think_with: ThinkWith
) -> None:
    think_with(panel.Failing, "section", persona="vc-first-principles")
    asked = panel.brief({"engineer": "E", "vc-first-principles": "V"})
    told = await panel.told(archive, panel.request(panel=("engineer", "vc-first-principles"), brief=asked))
    page = memo(memos.load(archive, told[-1].memo))
    assert "Gave up: section first-principles vc (RuntimeError" in page
    assert "vc-first-principles" not in page
    assert [e.part for e in told if isinstance(e, Abstained)] == ["section vc-first-principles"]


async def test_one_line_of_an_error_and_no_more_reaches_the_memo(
    archive: Archive, panel: ModuleType, think_with: ThinkWith
) -> None:
    error = ValueError("<script>alert(1)</script> " + "x" * 500 + "\nsecond line")
    think_with(panel.Failing, "section", error=error)
    told = await panel.told(archive)
    page = memo(memos.load(archive, told[-1].memo))
    assert "<script>" not in page
    assert "second line" not in page
    assert "x" * 300 not in page


async def test_research_that_fails_everywhere_is_told_apart_from_an_empty_library(
    archive: Archive, panel: ModuleType, think_with: ThinkWith
) -> None:
    think_with(panel.Failing, "research", persona="engineer")
    asked = panel.request(panel=("engineer",), brief=panel.brief({"engineer": "E"}))
    last = (await panel.told(archive, asked))[-1]
    assert (last.state, last.exit_code) == ("no_evidence", ExitCode.NO_EVIDENCE)
    assert "2 of them failed" in last.message
    assert "the endpoint fell over" in last.hint


@pytest.mark.parametrize("task", ["research", "settle", "section"])
async def test_an_archive_that_fails_stops_the_run(
    archive: Archive, panel: ModuleType, think_with: ThinkWith, task: str
) -> None:
    think_with(panel.Failing, task, error=ArchiveLocked("In use.", "Wait."))
    told = await panel.told(archive)
    last = told[-1]
    assert isinstance(last, RunEnded)
    assert (last.state, last.memo, last.message, last.hint) == ("failed", None, "In use.", "Wait.")
    assert last.exit_code == ExitCode.FAILED
    assert runs.load_run(archive, last.run).state == "failed"
    assert set(_rows(archive).values()) == {0}


async def test_a_memo_that_cannot_be_written_leaves_nothing_of_itself(
    archive: Archive, panel: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def torn(into: Archive, dossier: Any, run: Any, quoted: Any) -> None:
        claim = dossier.ledger.claims[0]
        stray = claim.citations[0].model_copy(update={"source_id": "f" * 16})
        claims = (claim.model_copy(update={"citations": (stray,)}), *dossier.ledger.claims[1:])
        ledger = dossier.ledger.model_copy(update={"claims": claims})
        written(into, dossier.model_copy(update={"ledger": ledger}), run, quoted)

    written = memos.publish
    monkeypatch.setattr(memos, "publish", torn)
    told = await panel.told(archive)
    assert told[-1].state == "failed"
    assert set(_rows(archive).values()) == {0}
    assert runs.load_run(archive, told[-1].run).state == "failed"


async def test_an_archive_that_is_gone_for_good_does_not_hide_why_the_run_ended(
    archive: Archive, panel: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise ArchiveError("The disk is full.")

    monkeypatch.setattr(memos, "publish", refuse)
    monkeypatch.setattr("triptych.store.memos.finish_run", refuse)
    told = await panel.told(archive)
    assert (told[-1].state, told[-1].message) == ("failed", "The disk is full.")


async def test_a_fault_of_ours_is_told_as_the_end_of_the_run_and_then_raised(
    archive: Archive, panel: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise KeyError("oops")

    monkeypatch.setattr(memos, "publish", broken)
    told: list[Any] = []
    with pytest.raises(KeyError, match="oops"):
        await panel.heard(panel.events(archive), told)
    assert isinstance(told[-1], RunEnded)
    assert (told[-1].state, told[-1].exit_code) == ("failed", ExitCode.FAILED)
    assert json.dumps(told[-1].message)
    assert runs.load_run(archive, told[-1].run).message.startswith("KeyError")
