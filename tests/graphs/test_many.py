"""Many ideas in one process: one list, one budget, shared connections, and what one process leaves the next goes on with."""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import aclosing
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from triptych.agents.budget import NOTHING, Amount
from triptych.agents.doubles import panelist
from triptych.agents.doubles.openai_server import OpenAIServer
from triptych.agents.gate import Gate
from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.endpoints import Endpoints
from triptych.errors import BudgetError, ExitCode, InputError
from triptych.graphs.events import RunEnded, RunResumed, RunStarted, Searched
from triptych.graphs.many.ideas import Idea, ideas
from triptych.graphs.many.many import Batch, Many, Told
from triptych.graphs.many.purse import Purse
from triptych.graphs.many.result import MemoKept, NotBegun
from triptych.graphs.many.tally import Tally, TallyFile, refuse_other, settings_of
from triptych.graphs.request import Request
from triptych.graphs.setup import Outside, Setup, connect
from triptych.store import memos
from triptych.store.archive import Archive
from triptych.store.records import Budget

LIST = ideas("Will grid batteries be a commodity?\nDo grid battery makers keep their margins?", "list")
SHORT: dict[str, Any] = {"panel": ("engineer",), "rounds": 0, "brief": None, "questions": 2}


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer(panelist.served) as started:
        yield started


def thinking(server: OpenAIServer, **given: Any) -> Setup:
    endpoint = Endpoint("panelist", base_url=server.base_url, context=8192, retries=0, **given)
    return Setup(endpoints=Endpoints(endpoint))


def batch(archive: Archive, request: Request, found: tuple[Idea, ...] = LIST, **given: Any) -> Batch:
    """A batch that goes on where the list's last one ended."""
    file = TallyFile.of(archive.path, None, LIST)
    file.path.parent.mkdir(exist_ok=True)
    tally = file.load() or Tally(settings_of(request), request.as_of)
    return Batch(found, request, archive, **{"seats": 2, "file": file, "tally": tally, **given})


async def heard(many: Many, stop: Callable[[Told], object] = lambda told: None) -> list[Told]:
    """All that happens; `stop` sees each."""
    told = []
    async with aclosing(many.events()) as events:
        async for one in events:
            told.append(one)
            stop(one)
    return told


def kinds(told: list[Told], kind: type) -> list[str]:
    return [one.idea.text for one in told if isinstance(one.event, kind)]


def test_a_list_has_an_idea_a_line_and_knows_where_each_stands() -> None:
    text = "# mine\r\n\r\n  the   first idea \r\n\t# none\r\nthe\x1b[31m second\r\n"
    assert ideas(text, "list") == (Idea(3, "the first idea"), Idea(5, "the[31m second"))
    assert [idea.text for idea in ideas("one\rtwo\r\nthree\n", "list")] == ["one", "two", "three"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "list holds no idea."),
        ("# a\n \n", "list holds no idea."),
        ("ok\n" + "x" * 2001, "list: line 2: The idea has 2001 characters; 2000 is the most."),
        ("One idea\n\none  IDEA\n", "list: line 3 says the same as line 1."),
        (
            "a\na\na\na\na",
            "list: line 2 says the same as line 1; line 3 says the same as line 1; line 4 says the same as line 1; "
            "and 1 more.",
        ),
    ],
)
def test_what_is_wrong_with_a_list_is_told_with_its_lines(text: str, said: str) -> None:
    with pytest.raises(InputError) as told:
        ideas(text, "list")
    assert told.value.message == said


@pytest.mark.parametrize(
    "text", ["../../etc/passwd", "a/b\\c:d", "…", "電池は？", "x" * 500, ".hidden", "CON"]
)
def test_the_file_of_a_memo_has_a_plain_name_that_tells_ideas_apart(text: str) -> None:
    name = Idea(1, text).file_name
    assert name == Idea(9, text).file_name
    assert name != Idea(1, f"{text}!").file_name
    assert Path(name).name == name
    assert name.isascii()
    assert not name.startswith(".")
    assert len(name) < 80


NEED = Amount(1.0, 100, 10)


async def test_the_parts_of_a_purse_are_never_more_than_the_whole() -> None:
    purse = Purse(Budget(cost_usd=8.0, tokens=800), NEED, seats=4)
    async with purse.part() as one, purse.part() as two:
        assert one.budget == Budget(cost_usd=2.0, tokens=200)
        assert two.budget == Budget(cost_usd=2.0, tokens=200)
        one.used, two.used = Amount(0.5, 50), Amount(2.0, 200)
    assert purse.used == Amount(2.5, 250)
    async with purse.part() as third:
        assert third.budget.tokens == 137  # a fourth of the 550 that are left


async def test_a_purse_that_is_tight_gives_each_what_it_needs_and_lets_the_next_wait() -> None:
    purse, begun = Purse(Budget(tokens=250), NEED, seats=8), []

    async def run(name: str, until: asyncio.Event) -> None:
        async with purse.part() as part:
            begun.append((name, part.budget.tokens))
            await until.wait()
            part.used = Amount(0.0, 50)

    ends = {name: asyncio.Event() for name in "abc"}
    tasks = [asyncio.create_task(run(name, until)) for name, until in ends.items()]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert begun == [("a", 100), ("b", 100)]
    ends["a"].set()
    await tasks[0]
    for _ in range(3):
        await asyncio.sleep(0)
    assert begun[2:] == [("c", 100)]
    for until in ends.values():
        until.set()
    await asyncio.gather(*tasks)
    assert purse.used.tokens == 150


async def test_a_purse_refuses_what_could_hardly_bear_a_memo_but_not_the_first() -> None:
    purse = Purse(Budget(tokens=40), NEED, seats=2)
    async with purse.part() as part:
        assert part.budget.tokens == 40
    with pytest.raises(BudgetError, match="What is left of 40 tokens does not bear another idea"):
        async with purse.part():
            pass


async def test_what_an_earlier_process_used_counts_and_a_run_that_goes_on_needs_only_the_rest() -> None:
    purse = Purse(Budget(tokens=200), NEED, seats=1, used=Amount(0.0, 180))
    with pytest.raises(BudgetError):
        async with purse.part():
            pass
    async with purse.part(before=Amount(0.0, 80)) as part:
        assert part.budget.tokens == 100


async def test_the_time_is_that_of_all_runs_together() -> None:
    now = 0.0
    purse = Purse(Budget(minutes=10), NOTHING, seats=2, seconds=60.0, clock=lambda: now)
    async with purse.part(seconds=120.0) as part:
        assert part.budget.minutes == pytest.approx(11)
    now = 540.0
    with pytest.raises(BudgetError, match="The 10 minutes for all ideas are over"):
        async with purse.part():
            pass


async def test_what_no_run_needs_is_not_dealt_out() -> None:
    purse = Purse(Budget(tokens=3, searches=8), Amount(searches=2), seats=4)
    async with purse.part() as part:
        assert part.budget == Budget(tokens=3, searches=2)


async def test_each_idea_gets_a_memo_of_its_own_and_one_without_evidence_costs_the_others_nothing(
    archive: Archive, panel: ModuleType
) -> None:
    lost = Idea(9, "medieval falconry law in Bohemia")
    many = Many(batch(archive, panel.request(**SHORT), (LIST[0], lost, LIST[1])))
    told = await heard(many)
    assert [one.outcome for one in many.results] == ["done", "no_evidence", "done"]
    assert many.exit_code == ExitCode.NO_EVIDENCE
    for one in many.results:
        assert (one.memo is None) == (one.idea == lost.text)
        if one.memo:
            dossier = memos.load(archive, one.memo)
            assert (dossier.memo.idea, len(dossier.ledger.claims)) == (one.idea, one.claims)
    at_once = {one.idea.text for one in told[: [isinstance(t.event, RunEnded) for t in told].index(True)]}
    assert len(at_once) == 2


async def test_a_fault_of_ours_in_one_run_costs_the_others_nothing(
    archive: Archive, panel: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = memos.publish

    def torn(into: Archive, dossier: Any, *rest: Any) -> None:
        if dossier.memo.idea == LIST[0].text:
            raise ZeroDivisionError("torn")
        write(into, dossier, *rest)

    monkeypatch.setattr(memos, "publish", torn)
    many = Many(batch(archive, panel.request(**SHORT)))
    told = await heard(many)
    assert [one.outcome for one in many.results] == ["failed", "done"]
    assert "torn" in many.results[0].message
    assert not kinds(told, NotBegun)


async def test_runs_share_the_connections_and_the_limit_of_an_endpoint(
    archive: Archive, panel: ModuleType
) -> None:
    made: list[Endpoint] = []
    lock, inside, most = threading.Lock(), 0, 0

    def served(asked: dict[str, Any]) -> str:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        try:
            return panelist.served(asked)
        finally:
            with lock:
                inside -= 1

    def connected(endpoint: Endpoint) -> Any:
        made.append(endpoint)
        return connect(endpoint)

    with OpenAIServer(served) as server:
        request = panel.request(setup=thinking(server, concurrency=1), **SHORT)
        many = Many(batch(archive, request, outside=Outside(connect=connected)))
        await heard(many)
    assert many.exit_code == ExitCode.DONE
    assert (len(made), most) == (1, 1)


async def test_one_budget_holds_for_all_and_what_was_not_begun_is_done_when_it_is_raised(
    archive: Archive, panel: ModuleType, server: OpenAIServer
) -> None:
    free: Request = panel.request(setup=thinking(server), **SHORT)
    need = batch(archive, free).need().tokens

    def limited(tokens: float) -> Request:
        return replace(free, setup=replace(free.setup, budget=Budget(tokens=int(tokens))))

    limit = 0.55 * need  # of which the first takes so much that too little is left for another
    first = Many(batch(archive, limited(limit)))
    told = await heard(first)
    spent = sum(one.tokens for one in first.results)
    assert 0 < spent <= limit
    left_out = kinds(told, NotBegun)
    assert left_out == [one.text for one in LIST[1:]]
    assert first.exit_code == ExitCode.BUDGET
    second = Many(batch(archive, limited(spent + need * 2)))
    told = await heard(second)
    assert kinds(told, RunStarted) == left_out
    assert set(kinds(told, MemoKept)) == {one.text for one in LIST} - set(left_out)
    assert second.exit_code == ExitCode.DONE


def counted(server: OpenAIServer) -> Counter[str]:
    return Counter(repr(body["messages"]) for body in server.asked)


async def test_when_the_user_stops_it_nothing_more_is_begun_and_the_rest_is_done_later_without_paying_twice(
    archive: Archive, panel: ModuleType, server: OpenAIServer
) -> None:
    request = panel.request(setup=thinking(server), **SHORT)
    gate = Gate()
    first = Many(batch(archive, request, seats=1), gate)
    told = await heard(first, lambda one: gate.stop() if isinstance(one.event, Searched) else None)
    assert kinds(told, NotBegun) == [one.text for one in LIST[1:]]
    assert first.exit_code == ExitCode.INTERRUPTED
    assert first.results[0].outcome == "interrupted"
    second = Many(batch(archive, request))
    told = await heard(second)
    assert kinds(told, RunResumed) == [LIST[0].text]
    assert second.exit_code == ExitCode.DONE
    assert all(times == 1 for times in counted(server).values())
    again = await heard(Many(batch(archive, request)))
    assert kinds(again, MemoKept) == [one.text for one in LIST]


async def test_when_it_is_cut_off_the_runs_under_way_go_on_later(
    archive: Archive, panel: ModuleType, server: OpenAIServer
) -> None:
    request = panel.request(setup=thinking(server), **SHORT)
    events = Many(batch(archive, request)).events()
    async for told in events:
        if isinstance(told.event, Searched):
            break
    await events.aclose()
    assert asyncio.all_tasks() == {asyncio.current_task()}, "no run goes on"
    second = Many(batch(archive, request))
    heard_of = await heard(second)
    assert kinds(heard_of, RunResumed)
    assert second.exit_code == ExitCode.DONE, second.results
    assert all(one.outcome == "done" and one.memo for one in second.results)


async def test_a_memo_that_was_deleted_is_written_again(archive: Archive, panel: ModuleType) -> None:
    request = panel.request(**SHORT)
    first = Many(batch(archive, request, LIST[:1]))
    await heard(first)
    with archive.session() as connection:
        connection.execute("DELETE FROM memo")
    second = Many(batch(archive, request, LIST[:1]))
    told = await heard(second)
    assert not kinds(told, MemoKept)
    assert second.results[0].memo not in (None, first.results[0].memo)


def test_a_list_goes_on_only_under_the_settings_that_it_was_begun_with(panel: ModuleType) -> None:
    request = panel.request(**SHORT)
    tally = Tally(settings_of(request), request.as_of)
    richer = replace(request, idea="another", setup=replace(request.setup, budget=Budget(tokens=5)))
    refuse_other(tally, richer)
    with pytest.raises(InputError, match=r"begun under other settings: rounds 0 → 3; as_of"):
        refuse_other(tally, replace(request, rounds=3, as_of=date(2026, 3, 2)))


def test_a_list_is_done_by_one_process_at_a_time(tmp_path: Path) -> None:
    named = TallyFile.of(tmp_path / "archive.duckdb", tmp_path / "list.txt", LIST)
    assert named == TallyFile.of(tmp_path / "archive.duckdb", tmp_path / "." / "list.txt", LIST[:1])
    assert named != TallyFile.of(tmp_path / "archive.duckdb", None, LIST)
    assert named.load() is None
    with named.held(), pytest.raises(InputError, match="Another process does this list"), named.held():
        pass
    with named.held():
        named.save(Tally({}, date(2026, 1, 1)))
    assert named.path.stat().st_mode & 0o777 == 0o600
    assert named.path.parent.stat().st_mode & 0o777 == 0o700
