"""A run from its first event to its last, and what the archive holds of it."""

import json
import os
import re
import subprocess
import sys
from itertools import groupby
from pathlib import Path
from types import ModuleType

import pytest
from langgraph.checkpoint.memory import MemorySaver

from triptych.errors import ExitCode, InputError
from triptych.graphs.drafting import brief
from triptych.graphs.events import (
    Abstained,
    BriefReady,
    ClaimSettled,
    ClaimsStated,
    ClaimsVerified,
    ClaimVerified,
    CritiqueRaised,
    Event,
    MemoAudited,
    ReplyGiven,
    RoundEnded,
    RunEnded,
    RunStarted,
    Searched,
    SectionWritten,
    Spent,
    StanceTaken,
    as_json,
)
from triptych.graphs.memo import build
from triptych.graphs.request import Request
from triptych.graphs.runner import run
from triptych.store import memos, runs
from triptych.store.archive import Archive
from triptych.store.render.markdown import memo
from triptych.store.verify import verify

NAMES = {
    RunStarted: "run_started",
    BriefReady: "brief_ready",
    Searched: "searched",
    ClaimsStated: "claims_stated",
    ClaimVerified: "claim_verified",
    ClaimsVerified: "claims_verified",
    StanceTaken: "stance_taken",
    CritiqueRaised: "critique_raised",
    ClaimSettled: "claim_settled",
    ReplyGiven: "reply_given",
    RoundEnded: "round_ended",
    SectionWritten: "section_written",
    MemoAudited: "memo_audited",
    Abstained: "abstained",
    Spent: "spent",
    RunEnded: "run_ended",
}

ROUND = "critique_raised claim_settled reply_given (?:stance_taken )?round_ended "


def _page(archive: Archive, told: list[Event]) -> str:
    last = told[-1]
    assert isinstance(last, RunEnded)
    assert last.memo is not None, last.message
    return memo(memos.load(archive, last.memo))


def _rows(archive: Archive, table: str) -> int:
    with archive.session() as connection:
        row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert row is not None
    return int(row[0])


async def test_a_run_on_the_starter_collection_ends_done_with_a_sound_memo(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive.duckdb")
    idea = "Will LLM inference hardware be commodified, and does NVIDIA keep its margins?"
    told = [event async for event in run(Request(idea, rounds=1, questions=3), archive)]
    last = told[-1]
    assert isinstance(last, RunEnded)
    assert (last.state, last.exit_code, last.message) == ("done", ExitCode.DONE, "")
    assert runs.load_run(archive, last.run).state == "done"
    assert last.memo is not None
    assert memos.load(archive, last.memo).ledger.claims
    checked = verify(archive)
    assert checked.faults == ()
    assert checked.memos == 1
    assert checked.citations > 20


async def test_events_come_in_the_order_of_the_method(archive: Archive, panel: ModuleType) -> None:
    told = await panel.told(archive)
    phases = [name for name, _ in groupby(NAMES[type(e)] for e in told)]
    rounds = phases.count("round_ended")
    start, end = phases.index("stance_taken"), len(phases) - 1 - phases[::-1].index("round_ended")
    research = phases[2:start]
    debate = "".join(f"{name} " for name in phases[start + 1 : end + 1])
    assert phases[:2] == ["run_started", "brief_ready"]
    assert set(research) == {"searched", "claims_stated", "claims_verified"}
    assert research[-2:] == ["claims_stated", "claims_verified"]
    assert rounds == 2
    assert re.fullmatch(rf"(?:{ROUND}){{2}}", debate), debate
    assert phases[end + 1 :] == ["section_written", "memo_audited", "spent", "run_ended"]


async def test_every_event_is_a_line_of_json_under_a_stable_name(archive: Archive, panel: ModuleType) -> None:
    rare = [Abstained("research investor", "down"), ClaimVerified("E1", "partial", False, "who says so")]
    told = [*await panel.told(archive), *rare]
    assert {type(e) for e in told} == set(NAMES)
    for event in told:
        line = json.loads(json.dumps(as_json(event)))
        assert line["event"] == event.name == NAMES[type(event)]
        assert set(line) == {"event", *event.__dataclass_fields__}
    ended = json.loads(json.dumps(as_json(told[-3])))
    assert (ended["state"], ended["exit_code"], ended["memo"]) == ("done", 0, ended["run"])


async def test_the_same_inputs_give_the_same_memo(archive: Archive, panel: ModuleType) -> None:
    first = await panel.told(archive)
    second = await panel.told(archive)
    assert _page(archive, first) == _page(archive, second)
    one, two = (memos.load(archive, t[-1].memo) for t in (first, second))
    assert one.ledger == two.ledger
    assert one.memo.run != two.memo.run
    assert runs.load_run(archive, one.memo.run).config == runs.load_run(archive, two.memo.run).config


async def test_two_machines_write_the_same_memo_whatever_the_hash_seed(
    archive: Archive, tmp_path: Path, panel: ModuleType
) -> None:
    ours = _page(archive, await panel.told(archive))
    other = subprocess.run(
        [sys.executable, str(panel.__file__), str(tmp_path / "other.duckdb")],
        env={"PYTHONHASHSEED": _other_seed(), "PATH": "", "TRIPTYCH_HOME": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
    )
    assert ours.startswith("# Will grid batteries")
    assert other.stdout == ours, other.stderr


def _other_seed() -> str:
    """One by which another process has another hash of a text than this one."""
    return "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"


async def test_ids_tell_who_said_it_and_never_have_a_gap(archive: Archive, panel: ModuleType) -> None:
    told = await panel.told(archive)
    ledger = memos.load(archive, told[-1].memo).ledger
    by_letter = groupby((c.id for c in ledger.claims), key=lambda i: i[0])
    for letter, ids in by_letter:
        found = list(ids)
        assert found == [f"{letter}{n}" for n in range(1, len(found) + 1)]
    assert [c.id for c in ledger.critiques] == [f"C{n}" for n in range(1, len(ledger.critiques) + 1)]
    assert {r.id for r in ledger.replies} <= {f"R{c.id[1:]}" for c in ledger.critiques}


async def test_an_idea_on_which_nothing_is_at_hand_leaves_the_run_alone(
    archive: Archive, panel: ModuleType
) -> None:
    told = await panel.told(archive, panel.request(idea="medieval falconry law in Bohemia", brief=None))
    last = told[-1]
    assert isinstance(last, RunEnded)
    assert (last.state, last.memo, last.exit_code) == ("no_evidence", None, ExitCode.NO_EVIDENCE)
    assert last.message.startswith("No evidence")
    assert last.hint
    assert runs.load_run(archive, last.run).state == "no_evidence"
    assert [_rows(archive, t) for t in ("run", "memo", "claim", "citation", "brief")] == [1, 0, 0, 0, 0]


async def test_questions_that_no_passage_answers_are_no_evidence_either(
    archive: Archive, panel: ModuleType
) -> None:
    asked = panel.brief()
    lost = [q.model_copy(update={"queries": ("zzz",), "text": "zzz?"}) for q in asked.questions]
    bare = asked.model_copy(update={"questions": tuple(lost), "topic": "zzz", "idea": "zzz"})
    last = (await panel.told(archive, panel.request(brief=bare)))[-1]
    assert (last.state, last.exit_code) == ("no_evidence", ExitCode.NO_EVIDENCE)
    assert "6 questions" in last.message


@pytest.mark.parametrize("idea", ["", " \n\t ", "x" * 2001])
async def test_an_idea_that_is_none_stores_nothing(archive: Archive, panel: ModuleType, idea: str) -> None:
    with pytest.raises(InputError):
        await panel.told(archive, panel.request(idea=idea))
    assert _rows(archive, "run") == 0


async def test_a_brief_alone_stores_nothing(archive: Archive, panel: ModuleType) -> None:
    made, used = await brief(panel.request(brief=None), archive)
    assert used.searches > 0
    assert {q.persona for q in made.questions} == set(panel.PANEL)
    assert _rows(archive, "run") == 0


async def test_personas_with_one_first_letter_have_claims_of_their_own(
    archive: Archive, panel: ModuleType
) -> None:
    asked = panel.brief({"strategist": "S", "sceptic": "SC"})
    told = await panel.told(archive, panel.request(panel=("strategist", "sceptic"), brief=asked))
    claims = memos.load(archive, told[-1].memo).ledger.claims
    prefixes = {c.persona: set(re.sub(r"\d", "", c.id)) for c in claims}
    assert prefixes == {"strategist": {"S"}, "sceptic": {"S", "C"}}
    assert len({c.id for c in claims}) == len(claims)
    assert verify(archive).sound


async def test_a_page_that_prints_no_key_of_a_persona(archive: Archive, panel: ModuleType) -> None:
    asked = panel.brief({"engineer": "E", "vc-first-principles": "V"})
    told = await panel.told(archive, panel.request(panel=("engineer", "vc-first-principles"), brief=asked))
    page = _page(archive, told)
    assert "vc-first-principles" not in page
    assert "first-principles vc" in page


def test_runs_share_what_is_compiled_and_no_checkpoints() -> None:
    one, other = MemorySaver(), MemorySaver()
    first, second = build(one), build(other)
    assert first.nodes is second.nodes
    assert (first.checkpointer, second.checkpointer) == (one, other)


async def test_where_a_memo_is_published_the_end_of_its_run_is_not_put_on_record_again(
    archive: Archive, panel: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends: list[str] = []
    monkeypatch.setattr(memos, "finish_run", lambda archive, run, *end: ends.append(run))
    monkeypatch.setattr(runs, "load_run", lambda archive, run: ends.append(run))
    (*_, ended) = await panel.told(archive)
    assert (ended.state, ends) == ("done", [])


async def test_publishing_again_changes_nothing(archive: Archive, panel: ModuleType) -> None:
    told = await panel.told(archive)
    dossier = memos.load(archive, told[-1].memo)
    before = runs.load_run(archive, dossier.memo.run)
    memos.publish(archive, dossier, before.model_copy(update={"state": "running"}))
    assert memos.load(archive, told[-1].memo) == dossier
    assert runs.load_run(archive, dossier.memo.run) == before
