"""What runs of a list have used counts for good, and one of them can end, or be ended, without the others."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

from triptych.agents.budget import Amount
from triptych.agents.doubles import panelist
from triptych.agents.doubles.openai_server import OpenAIServer
from triptych.agents.doubles.scripted import ScriptedModel
from triptych.agents.embedded.analyst import EmbeddedAnalyst
from triptych.agents.gate import Gate
from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.endpoints import Endpoints
from triptych.errors import ArchiveError, ExitCode
from triptych.graphs import runner
from triptych.graphs.board import Board
from triptych.graphs.events import RunEnded, RunResumed, RunStarted, Searched
from triptych.graphs.keeping import forks
from triptych.graphs.keeping import owner as owners
from triptych.graphs.keeping.folder import folder_of, folders
from triptych.graphs.keeping.owner import ask_to_stop
from triptych.graphs.many.earlier import Begun, Earlier
from triptych.graphs.many.ideas import Idea
from triptych.graphs.many.lent import Lent
from triptych.graphs.many.many import Batch, Many, Told
from triptych.graphs.many.result import MemoKept, NotBegun, Result
from triptych.graphs.many.tally import Tally, TallyFile, settings_of
from triptych.graphs.request import Request
from triptych.graphs.setup import Outside, Setup
from triptych.store import runs
from triptych.store.archive import Archive
from triptych.store.records import Budget, Run

IDEAS = (
    Idea(1, "Will grid batteries be a commodity?"),
    Idea(2, "Do grid battery makers keep their margins?"),
)


@pytest.fixture
def short(panel: ModuleType) -> Request:
    """A short run."""
    made: Request = panel.request(panel=("engineer",), rounds=0, brief=None, questions=2)
    return made


@pytest.fixture
def fruitless() -> Iterator[OpenAIServer]:
    """A model that finds nothing in any passage."""

    def play(asked: dict[str, Any]) -> str:
        return '{"claims": []}' if 'Claims"' in json.dumps(asked) else panelist.served(asked)

    with OpenAIServer(play) as started:
        yield started


def thinking(request: Request, server: OpenAIServer) -> Request:
    endpoint = Endpoint("panelist", base_url=server.base_url, context=8192, retries=0)
    return replace(request, setup=Setup(endpoints=Endpoints(endpoint)))


def batch(archive: Archive, request: Request, found: tuple[Idea, ...] = IDEAS, **given: Any) -> Batch:
    """A batch that goes on where the list's last one ended."""
    file = TallyFile.of(archive.path, None, IDEAS)
    file.path.parent.mkdir(exist_ok=True)
    tally = file.load() or Tally(settings_of(request), request.as_of)
    return Batch(found, request, archive, **{"seats": 2, "file": file, "tally": tally, **given})


async def heard(many: Many) -> list[Told]:
    async with aclosing(many.events()) as events:
        return [told async for told in events]


async def cut_off(many: Many) -> None:
    """Leave it as soon as one of its runs has searched."""
    async with aclosing(many.events()) as events:
        async for told in events:
            if isinstance(told.event, Searched):
                break


def kinds(told: list[Told], kind: type) -> list[str]:
    return [one.idea.text for one in told if isinstance(one.event, kind)]


def test_a_run_that_is_begun_instead_of_another_does_not_undo_what_that_one_used() -> None:
    was = Result(1, "idea", run="A", cost_usd=2.0, tokens=500, searches=3)
    started = was.to_do().after(RunStarted("B", "idea", ("engineer",), ""), Board(), 0.0)
    assert (started.cost_usd, started.used) == (0.0, Amount(2.0, 500, 3))
    ended = RunEnded("B", "no_evidence", None, "", "", ExitCode.NO_EVIDENCE)
    again = started.after(ended, Board(cost=1.0, tokens=100, searches=1), 0.0)
    assert again.used == Amount(3.0, 600, 4)
    assert again.after(RunStarted("C", "idea", (), ""), Board(), 0.0).used == again.used


def test_what_a_run_goes_on_as_has_used_is_counted_once() -> None:
    was = Result(1, "idea", run="A", cost_usd=2.0, tokens=500, searches=3)
    fork = was.to_do().after(RunResumed("B", "idea", ("engineer",), "", 4), Board(), 0.0)
    ended = RunEnded("B", "done", "B", "", "", ExitCode.DONE)
    whole = Board(cost=2.5, tokens=600, searches=4)
    assert fork.after(ended, whole, 0.0).used == Amount(2.5, 600, 4)


async def test_the_budget_of_a_list_knows_what_every_run_without_evidence_used(
    archive: Archive, short: Request, fruitless: OpenAIServer
) -> None:
    request, spent = thinking(short, fruitless), 0
    for _ in range(2):
        many = Many(batch(archive, request, IDEAS[:1]))
        await heard(many)
        (result,) = many.results
        assert (result.outcome, result.tokens > 0) == ("no_evidence", True)
        spent += result.tokens
    known = batch(archive, request).tally
    assert Earlier.of(archive, known).used().tokens == spent


async def test_a_run_of_whose_end_the_list_never_heard_has_used_what_the_archive_knows(
    archive: Archive, short: Request, fruitless: OpenAIServer
) -> None:
    request = thinking(short, fruitless)
    many = Many(batch(archive, request, IDEAS[:1]))
    await heard(many)
    tally = batch(archive, request).tally
    (text, told) = next(iter(tally.results.items()))
    tally.results[text] = replace(told, outcome="running", calls=0, tokens=0)  # as at its first event
    assert Earlier.of(archive, tally).used().tokens == many.results[0].tokens


async def test_a_run_that_went_on_as_another_of_which_the_list_never_heard_is_gone_on_with_there(
    archive: Archive, short: Request
) -> None:
    gate = Gate()
    stopped = Many(batch(archive, short, IDEAS[:1]), gate)
    async with aclosing(stopped.events()) as events:
        async for told in events:
            if isinstance(told.event, Searched):
                gate.stop()
    (was,) = stopped.results
    assert (was.outcome, was.memo) == ("interrupted", was.run)
    row = next(row for row in runs.listing(archive) if row.id == was.run)
    later = forks.going_on(row, folder_of(archive.path, was.run), short, archive)
    again = Many(batch(archive, short, IDEAS[:1]))
    await heard(again)
    (now,) = again.results
    assert (now.outcome, now.run) == ("done", later.id)
    # Nobody looks for the end of a circle.
    folder_of(archive.path, later.id).successor.write_text(was.run)
    assert len(Earlier.of(archive, batch(archive, short).tally).results) == 1


async def test_models_that_are_lent_are_all_let_go_of_where_one_of_them_cannot_be() -> None:
    closed: list[str] = []

    class Connection(ScriptedModel):
        def __init__(self, endpoint: Endpoint) -> None:
            super().__init__([])
            self._of = endpoint.model

        async def close(self) -> None:
            closed.append(self._of)
            if self._of == "stuck":
                raise OSError("the connection is gone")

    lent = Lent(Connection)
    for model in ("one", "stuck", "other"):
        lent.model(Endpoint(model))
    with pytest.raises(OSError, match="the connection is gone"):
        await lent.close()
    assert sorted(closed) == ["one", "other", "stuck"]


async def test_a_run_that_cannot_go_on_has_used_nothing_of_its_part(
    archive: Archive, short: Request, fruitless: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = thinking(short, fruitless)
    first = batch(archive, free, IDEAS[:1])
    await cut_off(Many(first))

    def full(*_: Any) -> Run:
        raise ArchiveError("The disk is full.")

    monkeypatch.setattr(Begun, "record", full)
    limit = Budget(tokens=int(1.2 * first.need().tokens))
    request = replace(free, setup=replace(free.setup, budget=limit))
    told = await heard(Many(batch(archive, request, seats=1)))
    assert kinds(told, NotBegun) == [IDEAS[0].text]
    assert kinds(told, RunStarted) == [IDEAS[1].text]


async def test_a_connection_that_cannot_be_closed_is_told_of_and_not_waited_for(
    archive: Archive, short: Request, fruitless: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stuck(ScriptedModel):
        async def close(self) -> None:
            raise OSError("it does not close")

    request = thinking(short, fruitless)
    outside = Outside(connect=lambda endpoint: Stuck(panelist.scripted))
    with pytest.raises(OSError, match="it does not close"):
        await asyncio.wait_for(heard(Many(batch(archive, request, IDEAS[:1], outside=outside))), 30)


async def test_an_idea_that_somebody_else_has_done_meanwhile_is_taken_as_done(
    archive: Archive, short: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    await cut_off(Many(batch(archive, short, IDEAS[:1])))

    def meanwhile(begun: Begun, request: Request, archive: Archive) -> Run:
        record = runs.load_run(archive, begun.row.id)
        asyncio.run(runner.told(runner.resume(request, archive, record), lambda event: None))
        return record

    monkeypatch.setattr(Begun, "record", meanwhile)
    many = Many(batch(archive, short, IDEAS[:1]))
    told = await heard(many)
    assert (kinds(told, MemoKept), kinds(told, RunResumed)) == ([IDEAS[0].text], [])
    assert (many.results[0].outcome, many.exit_code) == ("done", ExitCode.DONE)
    assert [row.state for row in runs.listing(archive)] == ["done"]


async def test_one_run_of_a_list_can_be_stopped_and_the_others_go_on(
    archive: Archive, short: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owners, "BEAT_SECONDS", 0.001)
    stance, asked = EmbeddedAnalyst.stance, list[bool]()

    async def stopped(this: EmbeddedAnalyst, *args: Any) -> Any:
        if not asked:
            asked.append(ask_to_stop(folders(archive.path)[0]))
            await asyncio.Event().wait()  # until its run is stopped
        return await stance(this, *args)

    monkeypatch.setattr(EmbeddedAnalyst, "stance", stopped)
    many = Many(batch(archive, short, seats=1))
    await asyncio.wait_for(heard(many), 30)
    assert [(one.outcome, bool(one.memo)) for one in many.results] == [("interrupted", True), ("done", True)]
    assert many.exit_code == ExitCode.INTERRUPTED
