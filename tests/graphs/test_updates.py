"""A memo that follows another: the same brief, the evidence of another day, and the thread between the two."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from types import ModuleType

import pytest

from triptych.agents.doubles import panelist
from triptych.agents.doubles.openai_server import OpenAIServer
from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.endpoints import Endpoints
from triptych.errors import InputError
from triptych.graphs.request import Request
from triptych.graphs.setup import Setup
from triptych.graphs.successor import due, predecessor, renewed
from triptych.keys import Key
from triptych.store import library, memos, runs
from triptych.store.archive import Archive
from triptych.store.records import Dossier

LATER = date(2026, 9, 1)
KEY = "sk-test-0123456789"


@pytest.fixture
def chat() -> Iterator[Setup]:
    """A chat model that is served on loopback."""
    with OpenAIServer(panelist.served, key=KEY) as server:
        endpoint = Endpoint("panelist", base_url=server.base_url, key=Key(KEY), context=8192, retries=0)
        yield Setup(Endpoints(endpoint))


def _following(before: Dossier, request: Request) -> Request:
    brief = renewed(before, LATER)
    return replace(request, idea=brief.idea, brief=brief, as_of=LATER, updates=predecessor(before))


async def _done(archive: Archive, panel: ModuleType, request: Request) -> Dossier:
    told = await panel.told(archive, request)
    assert told[-1].memo, told[-1].message
    return memos.load(archive, told[-1].memo)


@pytest.mark.parametrize("thinking", ["embedded", "chat"])
async def test_both_analysts_write_a_successor_on_the_same_brief(
    archive: Archive, panel: ModuleType, chat: Setup, thinking: str
) -> None:
    request = panel.request(setup=chat if thinking == "chat" else Setup(), rounds=1)
    before = await _done(archive, panel, request)
    after = await _done(archive, panel, _following(before, request))
    assert after.memo.updates == before.memo.id
    assert before.memo.updates == ""
    assert after.brief == before.brief.model_copy(update={"as_of": LATER})
    assert after.memo.limits[0].startswith(f"It updates memo {before.memo.id} of 1 March 2026")
    assert [row.updates for row in memos.listing(archive)] == [before.memo.id, None]


async def test_what_a_run_updates_is_part_of_its_configuration(archive: Archive, panel: ModuleType) -> None:
    before = await _done(archive, panel, panel.request(rounds=0))
    request = _following(before, panel.request(rounds=0))
    one = await _done(archive, panel, request)
    other = await _done(archive, panel, replace(request, updates=None))
    configs = {runs.load_run(archive, d.memo.run).config for d in (before, one, other)}
    assert len(configs) == 3


async def test_a_proposition_keeps_its_passage_though_the_library_let_go_of_its_source(
    archive: Archive, panel: ModuleType
) -> None:
    written = await _done(archive, panel, panel.request(rounds=0))
    before = _based(written)
    library.remove(archive, [written.sources[0].id])
    after = await _done(archive, panel, _following(before, panel.request(rounds=0)))
    assert after.brief.propositions == before.brief.propositions


def _based(written: Dossier) -> Dossier:
    """The memo with its first proposition taken from the first source that it cites."""
    cited = (q for c in written.ledger.claims for q in c.citations if q.source_id == written.sources[0].id)
    first, *others = written.brief.propositions
    based = (first.model_copy(update={"basis": next(cited)}), *others)
    return written.model_copy(update={"brief": written.brief.model_copy(update={"propositions": based})})


async def test_a_day_before_that_of_the_memo_is_refused(archive: Archive, panel: ModuleType) -> None:
    before = await _done(archive, panel, panel.request(rounds=0))
    with pytest.raises(InputError, match="after 2026-02-28"):
        renewed(before, date(2026, 2, 28))
    assert renewed(before, before.memo.as_of) == before.brief


async def test_the_memo_names_the_propositions_whose_day_has_passed(
    archive: Archive, panel: ModuleType
) -> None:
    before = await _done(archive, panel, panel.request(rounds=0))
    first, *others = before.brief.propositions
    brief = before.brief.model_copy(
        update={"propositions": (first.model_copy(update={"horizon": LATER}), *others)}
    )
    before = before.model_copy(update={"brief": brief})
    assert due(brief) == ()
    after = await _done(archive, panel, _following(before, panel.request(rounds=0)))
    assert [p.id for p in due(after.brief)] == [first.id]
    assert after.memo.limits[1].startswith(f"The day of {first.id} (1 September 2026) has passed")
    assert after.memo.limits[1].endswith(f"what came of it: triptych memos resolve {before.memo.id}")
