"""Whole runs of the chat analyst over real HTTP: a served panelist thinks, and nothing else is a double."""

import asyncio
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple, TypeVar

import pytest

from triptych.agents.doubles import misbehaviour as bad
from triptych.agents.doubles import panelist
from triptych.agents.doubles.openai_server import OpenAIServer, of_model
from triptych.agents.doubles.web_server import WebServer
from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.endpoints import Endpoints
from triptych.agents.sources import library
from triptych.errors import ExitCode, InputError
from triptych.graphs import drafting
from triptych.graphs.events import Abstained, BudgetReached, Event, ModelCalled, PageTried, SectionText, Spent
from triptych.graphs.setup import Setup
from triptych.keys import Key
from triptych.settings import SearchSettings
from triptych.store import calls, memos, runs
from triptych.store.archive import Archive
from triptych.store.records import Budget, Dossier
from triptych.store.render.markdown import memo
from triptych.store.verify import verify

Kind = TypeVar("Kind", bound=Event)
KEY = "sk-test-CANARY-0123456789"


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer(panelist.served, key=KEY) as started:
        yield started


def endpoint(server: OpenAIServer, model: str = "panelist", **given: Any) -> Endpoint:
    return Endpoint(model, base_url=server.base_url, key=Key(KEY), **{"context": 8192, "retries": 0, **given})


def setup(server: OpenAIServer, **given: Any) -> Setup:
    return Setup(**{"endpoints": Endpoints(endpoint(server)), **given})


async def done(
    archive: Archive, panel: ModuleType, setup: Setup, **given: Any
) -> tuple[list[Event], Dossier]:
    told = await panel.told(archive, panel.request(setup=setup, **given))
    assert told[-1].memo, told[-1].message
    return told, memos.load(archive, told[-1].memo)


def of(told: Sequence[Event], kind: type[Kind]) -> list[Kind]:
    return [event for event in told if isinstance(event, kind)]


async def test_a_run_ends_in_a_memo_of_all_three_whose_every_citation_is_verbatim(
    archive: Archive, panel: ModuleType, server: OpenAIServer
) -> None:
    told, dossier = await done(archive, panel, setup(server), brief=None)
    assert {c.persona for c in dossier.ledger.claims} == {"engineer", "investor", "strategist"}
    checked = verify(archive, dossier.memo.id)
    assert checked.citations > 10
    assert checked.sound, checked.faults
    assert dossier.memo.analyst == "chat model panelist"
    assert dossier.memo.stop_reason == "complete"
    assert {event.section for event in of(told, SectionText)} == {"engineer", "investor", "strategist"}
    assert not of(told, Abstained)


class Whole(NamedTuple):
    """A run without limits that nothing disturbed."""

    archive: Archive
    asked: int
    told: list[Event]
    dossier: Dossier


@pytest.fixture(scope="module")
def whole(stocked: Path, tmp_path_factory: pytest.TempPathFactory, panel: ModuleType) -> Whole:
    home = Path(shutil.copytree(stocked, tmp_path_factory.mktemp("whole") / "home"))
    archive = Archive(home / "archive.duckdb")
    with pytest.MonkeyPatch.context() as patch, OpenAIServer(panelist.served, key=KEY) as server:
        patch.setenv("TRIPTYCH_HOME", str(home))
        patch.setattr(library, "load_starter", lambda archive, folder: 0)
        told, dossier = asyncio.run(done(archive, panel, setup(server)))
        return Whole(archive, len(server.asked), told, dossier)


async def test_every_call_is_a_row_and_the_spend_is_their_sum(whole: Whole) -> None:
    told, dossier = whole.told, whole.dossier
    rows = calls.load(whole.archive, dossier.memo.run)
    spent = of(told, Spent)[0]
    assert len(rows) == whole.asked == spent.calls == len(of(told, ModelCalled))
    assert sum(r.tokens_in + r.tokens_out for r in rows) == spent.tokens
    assert sum(s.tokens_in + s.tokens_out for s in dossier.spend) == spent.tokens
    assert {r.role for r in rows} >= {"research", "debate", "edit"}
    assert all(r.request and r.answer and r.outcome == "ok" for r in rows)
    assert sum(s.searches for s in dossier.spend) == spent.searches


async def test_what_was_asked_and_answered_is_not_kept_where_the_user_does_not_want_it(
    archive: Archive, panel: ModuleType, server: OpenAIServer
) -> None:
    _, dossier = await done(archive, panel, setup(server, keep_calls=False), rounds=0)
    rows = calls.load(archive, dossier.memo.run)
    assert rows
    assert not any(r.request or r.answer for r in rows)
    assert all(r.tokens_in for r in rows)


@pytest.mark.parametrize("part", [3, 2])
async def test_a_budget_of_a_part_of_the_need_ends_in_a_memo_that_says_so_and_is_not_passed(
    part: int, archive: Archive, panel: ModuleType, server: OpenAIServer, whole: Whole
) -> None:
    limit = sum(s.tokens_in + s.tokens_out for s in whole.dossier.spend) // part
    told, dossier = await done(archive, panel, setup(server, budget=Budget(tokens=limit)))
    assert of(told, Spent)[0].tokens <= limit
    assert dossier.memo.stop_reason.startswith(
        f"the budget of {limit:,} tokens could not bear all of it; cut short: "
    )
    assert len(of(told, BudgetReached)) == 1
    page = memo(dossier)
    assert f"stopped early: the budget of {limit:,} tokens could not bear all of it" in page
    assert dossier.ledger.claims
    assert {s.key for s in dossier.memo.sections} == {"engineer", "investor", "strategist"}
    assert runs.load_run(archive, dossier.memo.run).budget.tokens == limit


async def test_a_budget_that_bears_no_claim_ends_with_its_own_exit_code(
    archive: Archive, panel: ModuleType, server: OpenAIServer
) -> None:
    asked = panel.request(setup=setup(server, budget=Budget(tokens=600)))
    last = (await panel.told(archive, asked))[-1]
    assert (last.state, last.exit_code, last.memo) == ("budget", ExitCode.BUDGET, None)
    assert "600 tokens" in last.message


async def test_no_search_is_made_that_no_call_could_read(
    archive: Archive, panel: ModuleType, server: OpenAIServer
) -> None:
    asked = panel.request(setup=setup(server, budget=Budget(tokens=900)))
    told = await panel.told(archive, asked)
    assert told[-1].exit_code == ExitCode.BUDGET
    assert of(told, Spent)[0].searches == 0


async def test_the_only_search_that_is_allowed_is_one_for_evidence(
    archive: Archive, panel: ModuleType, server: OpenAIServer
) -> None:
    _, dossier = await done(archive, panel, setup(server, budget=Budget(searches=1)), brief=None)
    assert dossier.ledger.claims
    assert dossier.memo.stop_reason.startswith("the budget of 1 search could not bear all of it")


async def test_a_limit_on_searches_is_held(archive: Archive, panel: ModuleType, server: OpenAIServer) -> None:
    told, dossier = await done(archive, panel, setup(server, budget=Budget(searches=4)))
    assert of(told, Spent)[0].searches <= 4
    assert dossier.memo.stop_reason.startswith(
        "the budget of 4 searches could not bear all of it; cut short: research"
    )


async def test_a_persona_whose_endpoint_fails_leaves_the_memo_to_the_others_and_it_says_so(
    archive: Archive, panel: ModuleType, server: OpenAIServer
) -> None:
    server.misbehave(bad.status(500), when=of_model("broken"))
    mixed = Endpoints(endpoint(server), personas={"investor": endpoint(server, "broken")})
    _, dossier = await done(archive, panel, setup(server, endpoints=mixed), brief=None)
    assert {c.persona for c in dossier.ledger.claims} == {"engineer", "strategist"}
    page = memo(dossier)
    assert "Gave up: research investor" in page
    assert "500" in page
    failed = [r for r in calls.load(archive, dossier.memo.run) if r.outcome == "failed"]
    assert {r.model for r in failed} == {"broken"}


@pytest.mark.parametrize("given", [True, False])
async def test_when_every_endpoint_is_down_the_run_ends_in_one_line_with_exit_code_5(
    given: bool, archive: Archive, panel: ModuleType, server: OpenAIServer
) -> None:
    server.misbehave(bad.status(500))
    asked = panel.request(setup=setup(server), **({} if given else {"brief": None}))
    last = (await panel.told(archive, asked))[-1]
    assert (last.state, last.exit_code, last.memo) == ("failed", ExitCode.SERVICE, None)
    assert "\n" not in last.message
    assert server.base_url.split("/")[2] in last.message


async def test_a_section_that_cannot_be_written_is_put_together_from_its_claims_and_the_memo_says_so(
    archive: Archive, panel: ModuleType, server: OpenAIServer
) -> None:
    server.misbehave(bad.status(500), when=of_model("editor"))
    mixed = Endpoints(endpoint(server), roles={"edit": endpoint(server, "editor")})
    _, dossier = await done(archive, panel, setup(server, endpoints=mixed))
    assert all(section.paragraphs for section in dossier.memo.sections)
    assert dossier.memo.bottom_line
    assert "Gave up: section" in memo(dossier)


async def test_a_key_is_nowhere_after_a_run(
    archive: Archive, panel: ModuleType, server: OpenAIServer
) -> None:
    server.misbehave(bad.echoes_authorization(), on={3, 7, 11})
    told = await panel.told(archive, panel.request(setup=setup(server), brief=None))
    assert KEY not in repr(told)
    for file in archive.path.parent.rglob("*"):
        if file.is_file():
            assert KEY.encode() not in file.read_bytes(), file


async def test_an_answer_that_repeats_a_key_leaves_it_nowhere(archive: Archive, panel: ModuleType) -> None:
    def repeated(request: dict[str, Any]) -> str:
        return panelist.served(request).replace(" the ", f" the {KEY} ")

    with OpenAIServer(repeated, key=KEY) as server:
        told = await panel.told(archive, panel.request(setup=setup(server), brief=None, rounds=0))
    assert KEY not in repr(told)
    kept = [file for file in archive.path.parent.rglob("*") if file.is_file()]
    assert {"answers.sqlite", "request.json"} <= {file.name for file in kept}
    for file in kept:
        assert KEY.encode() not in file.read_bytes(), file


async def test_the_same_answers_give_the_same_memo_however_long_each_takes(
    archive: Archive, panel: ModuleType, server: OpenAIServer
) -> None:
    pages = []
    for slow in ({2, 3, 5, 8, 13, 21}, {1, 4, 6, 9, 10, 15}):
        first = len(server.requests)
        server.misbehave(bad.drip(0.002, 64), on={first + n for n in slow})
        _, dossier = await done(archive, panel, setup(server), brief=None)
        pages.append(memo(dossier))
    assert pages[0] == pages[1]


@pytest.fixture
def web(tmp_path: Path, panel: ModuleType) -> Iterator[WebServer]:
    folder = tmp_path / "web"
    folder.mkdir()
    for publisher, text in panel.DOCUMENTS.items():
        name = publisher.split(".")[0]
        front = f"---\ntitle: Report of {name}\nurl: https://{publisher}/report\ndate: 2025-11-30\n---\n"
        (folder / f"{name}.md").write_text(f"{front}{text}", encoding="utf-8")
    with WebServer(folder, key="tvly-test-CANARY", sites=4) as started:
        yield started


def on_the_web(server: OpenAIServer, web: WebServer, **given: Any) -> Setup:
    search = SearchSettings(
        providers=("tavily", "searxng"),
        tavily_url=web.base_url,
        searxng_url=web.searx_url,
        allow_hosts=tuple(f"127.0.0.{n}" for n in range(1, 5)),
    )
    return setup(server, search=search, tavily_key=Key("tvly-test-CANARY"), **given)


async def test_a_run_on_the_web_reads_pages_and_quotes_them_and_a_second_offline_takes_all_from_the_cache(
    archive: Archive, panel: ModuleType, server: OpenAIServer, web: WebServer
) -> None:
    told, dossier = await done(archive, panel, on_the_web(server, web), rounds=1)
    asked = len(web.requests)
    assert {s.provider for s in dossier.sources} <= {"tavily", "searxng"}
    assert all(s.url.startswith("http://127.0.0.") for s in dossier.sources)
    assert verify(archive, dossier.memo.id).sound
    assert {r.outcome for r in calls.reads(archive, dossier.memo.run)} == {"read"}
    assert of(told, PageTried)
    pages = [r.path for r in web.requests if r.path.startswith("/pages/")]
    assert len(pages) == len(set(pages))
    _, second = await done(archive, panel, on_the_web(server, web, cache="offline"), rounds=1)
    assert len(web.requests) == asked
    assert [c.citations for c in second.ledger.claims] == [c.citations for c in dossier.ledger.claims]


async def test_a_page_that_cannot_be_read_costs_itself_and_is_on_record(
    archive: Archive, panel: ModuleType, server: OpenAIServer, web: WebServer
) -> None:
    web.misbehave(bad.status(404), path="/pages/alpha.html")
    web.misbehave(bad.status(404), path="/extract")
    _, dossier = await done(archive, panel, on_the_web(server, web), rounds=0)
    lost = [r for r in calls.reads(archive, dossier.memo.run) if r.outcome == "failed"]
    assert [r.url.rpartition("/")[2] for r in lost] == ["alpha.html"]
    assert "404" in lost[0].reason


async def test_search_engines_that_are_down_end_the_run_with_exit_code_5(
    archive: Archive, panel: ModuleType, server: OpenAIServer, web: WebServer
) -> None:
    web.misbehave(bad.status(401), path="/search")
    web.misbehave(bad.html(403), path="/searx/search")
    last = (await panel.told(archive, panel.request(setup=on_the_web(server, web))))[-1]
    assert last.exit_code == ExitCode.SERVICE
    assert "\n" not in last.message


async def test_an_engine_that_is_down_is_named_where_an_empty_library_was_read_too(
    archive: Archive, panel: ModuleType, server: OpenAIServer, web: WebServer, tmp_path: Path
) -> None:
    web.misbehave(bad.status(432), path="/search")
    search = SearchSettings(tavily_url=web.base_url)
    given = setup(server, search=search, tavily_key=Key("tvly-test-CANARY"))
    empty = Archive(tmp_path / "empty.duckdb")
    last = (await panel.told(empty, panel.request(setup=given)))[-1]
    assert last.exit_code == ExitCode.SERVICE
    assert "tavily" in last.message.lower()


async def test_pages_that_are_all_refused_are_told_with_the_reason(
    archive: Archive, panel: ModuleType, server: OpenAIServer, web: WebServer
) -> None:
    given = on_the_web(server, web)
    closed = replace(given, search=given.search.model_copy(update={"allow_hosts": ()}))
    last = (await panel.told(archive, panel.request(setup=closed)))[-1]
    assert last.exit_code == ExitCode.NO_EVIDENCE
    assert "pages could be read" in last.message
    assert "private" in last.hint


async def test_a_page_that_echoes_a_key_leaves_it_nowhere(
    archive: Archive, panel: ModuleType, server: OpenAIServer, tmp_path: Path
) -> None:
    folder = tmp_path / "echo"
    folder.mkdir()
    for name, text in panel.DOCUMENTS.items():
        (folder / f"{name}.md").write_text(
            f"# {name} {KEY}\n\n{text} The key is {KEY}, it says.", encoding="utf-8"
        )
    with WebServer(folder, key=KEY) as web:
        told, dossier = await done(
            archive, panel, replace(on_the_web(server, web), tavily_key=Key(KEY)), rounds=0
        )
    assert dossier.ledger.claims
    assert KEY not in repr(told)
    for file in archive.path.parent.parent.rglob("*"):
        if file.is_file() and folder not in file.parents:
            assert KEY.encode() not in file.read_bytes(), file


async def test_a_brief_is_changed_in_words_by_the_model_and_by_nobody_else(
    archive: Archive, panel: ModuleType, server: OpenAIServer
) -> None:
    asked = panel.request(setup=setup(server), brief=None)
    brief, used = await drafting.brief(asked, archive)
    made, both = await drafting.redraft(replace(asked, drafted=used), brief, "ask less", archive)
    assert both.tokens > used.tokens > 0
    assert both.searches == used.searches > 0
    assert {q.persona for q in made.questions} == {q.persona for q in brief.questions}
    assert next(q.id for q in made.questions if q.persona == "engineer") == "E.q1"
    with pytest.raises(InputError, match="takes a chat model"):
        await drafting.redraft(panel.request(), brief, "ask less", archive)
