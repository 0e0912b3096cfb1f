"""Speaker above a scripted model: the ladder, the repair turn, the records, and the budget."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from pydantic import BaseModel, Field

from triptych.agents.budget import Allowance
from triptych.agents.doubles import answers
from triptych.agents.doubles.openai_server import OpenAIServer
from triptych.agents.doubles.scripted import ScriptedModel
from triptych.agents.models.base import Completion, Message, Structure, StructureError, Usage
from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.faults import Unanswered
from triptych.agents.models.openai import OpenAIModel
from triptych.agents.models.speaker import Prompt, Speaker
from triptych.agents.models.structured import Modes
from triptych.errors import AnswerError, BudgetError, ServiceError
from triptych.keys import Key
from triptych.store.records import Budget, Call

HERE = Endpoint("m", "http://127.0.0.1:1/v1", key=Key("sk-CANARY-of-the-speaker"))
GOOD = '{"text": "Chips get cheaper.", "kind": "fact"}'
BAD = '{"text": "Chips get cheaper.", "kind": "guess"}'


class Claim(BaseModel):
    text: str = Field(max_length=80)
    kind: Literal["fact", "estimate"]


class Bench:
    """A speaker to a scripted model, and what it recorded."""

    def __init__(
        self, script: Any, endpoint: Endpoint = HERE, budget: Budget | None = None, **more: Any
    ) -> None:
        self.calls: list[Call] = []
        self.model = ScriptedModel(script)
        self.allowance = Allowance(budget)
        self.connected: list[Endpoint] = []
        more.setdefault("modes", Modes())
        self.speaker = Speaker(lambda *_: endpoint, self.connect, self.allowance, self.calls.append, **more)

    def connect(self, endpoint: Endpoint) -> ScriptedModel:
        self.connected.append(endpoint)
        return self.model

    async def fill(self, **more: Any) -> Claim:
        return await self.speaker.fill(prompt(**more), Claim)

    async def write(self, **more: Any) -> str:
        return await self.speaker.write(prompt(**more))

    @property
    def outcomes(self) -> list[tuple[str, str]]:
        return [(call.mode, call.outcome) for call in self.calls]


def prompt(**more: Any) -> Prompt:
    given = {
        "task": "claims",
        "role": "research",
        "persona": "engineer",
        "system": "Be exact.",
        "user": "Say one.",
    }
    return Prompt(**{**given, **more})


async def test_an_answer_becomes_a_value_and_a_record() -> None:
    bench = Bench([GOOD])
    assert await bench.fill() == Claim(text="Chips get cheaper.", kind="fact")
    (call,) = bench.calls
    assert (call.number, call.item, call.repair, call.outcome, call.detail) == (1, 1, False, "ok", "")
    assert (call.role, call.persona, call.task, call.mode) == ("research", "engineer", "claims", "schema")
    assert (call.model, call.endpoint, call.cost_usd) == ("m", "127.0.0.1:1", 0.0)
    assert call.answer == GOOD
    assert json.loads(call.request)[1] == {"role": "user", "text": "Say one."}


async def test_what_was_said_is_kept_only_where_it_may_be() -> None:
    bench = Bench([GOOD], keep_text=False)
    await bench.fill()
    assert (bench.calls[0].request, bench.calls[0].answer) == ("", "")
    assert bench.calls[0].tokens_in > 0


async def test_an_endpoint_has_one_model() -> None:
    bench = Bench([GOOD, GOOD, "Prose."])
    await bench.fill()
    await bench.fill(persona="investor")
    await bench.write()
    assert bench.connected == [HERE]


async def test_a_repair_turn_shows_the_model_its_answer_and_the_fault() -> None:
    bench = Bench([BAD, GOOD])
    assert (await bench.fill()).kind == "fact"
    system, user, answer, fault = bench.model.asked[1].messages
    assert (system.text, user.text, answer) == ("Be exact.", "Say one.", Message("assistant", BAD))
    assert "kind: Input should be 'fact' or 'estimate'" in fault.text
    first, repair = bench.calls
    assert (first.outcome, first.detail) == ("invalid", "kind: Input should be 'fact' or 'estimate'")
    assert (repair.outcome, repair.repair, repair.item) == ("ok", True, first.item)


async def test_a_second_bad_answer_gives_the_item_up() -> None:
    bench = Bench([BAD, BAD])
    with pytest.raises(
        AnswerError, match=r"m at 127\.0\.0\.1:1 gave nothing usable for `claims`, twice: kind"
    ):
        await bench.fill()
    assert bench.outcomes == [("schema", "invalid"), ("schema", "invalid")]


async def test_an_answer_that_was_cut_is_asked_for_again_shorter_with_more_room() -> None:
    bench = Bench([Completion('{"text": "Chips', Usage(9, 100), "length"), GOOD])
    await bench.fill(max_tokens=100)
    assert "much shorter" in bench.model.asked[1].user
    assert bench.model.asked[1].max_tokens == 200
    assert bench.outcomes == [("schema", "cut"), ("schema", "ok")]
    assert "100 tokens" in bench.calls[0].detail


async def test_a_refusal_is_not_repaired() -> None:
    bench = Bench([Completion("I will not.", Usage(9, 3), "refused")])
    with pytest.raises(AnswerError, match="I will not"):
        await bench.fill()
    assert bench.outcomes == [("schema", "refused")]


async def test_an_endpoint_that_does_not_know_schemas_is_asked_by_tools_and_then_in_words() -> None:
    bench = Bench([StructureError("no"), StructureError("no"), GOOD, GOOD])
    await bench.fill()
    await bench.fill()
    assert bench.outcomes == [("schema", "failed"), ("tools", "failed"), ("text", "ok"), ("text", "ok")]
    assert "JSON schema" in bench.model.asked[-1].user
    assert [call.item for call in bench.calls] == [1, 1, 1, 2]


async def test_the_way_that_works_is_known_to_the_next_speaker() -> None:
    modes = Modes()
    await Bench([StructureError("no"), GOOD], modes=modes).fill()
    later = Bench([GOOD], modes=modes)
    await later.fill()
    assert later.outcomes == [("tools", "ok")]
    assert modes.found(HERE) == "tools"


async def test_a_way_that_is_set_and_not_known_is_an_error_that_says_so() -> None:
    bench = Bench([StructureError("no such thing")], Endpoint("m", HERE.base_url, structured="schema"))
    with pytest.raises(ServiceError, match="by `schema`: no such thing") as caught:
        await bench.fill()
    assert "auto" in caught.value.hint


async def test_an_endpoint_that_overhears_the_schema_is_repaired_in_the_next_way() -> None:
    bench = Bench(["Chips get cheaper.", "Cheaper, I say.", GOOD])
    with pytest.raises(AnswerError):
        await bench.fill()
    await bench.fill()
    assert [mode for mode, _ in bench.outcomes] == ["schema", "tools", "text"]


async def test_a_way_that_has_worked_is_not_left_for_one_bad_answer() -> None:
    bench = Bench([GOOD, "Chips get cheaper.", GOOD])
    await bench.fill()
    await bench.fill()
    assert [mode for mode, _ in bench.outcomes] == ["schema"] * 3


async def test_an_endpoint_that_fails_is_recorded_and_passed_on() -> None:
    error = Unanswered("127.0.0.1:1 did not answer.", "Look.")
    error.attempts = 5
    bench = Bench([error])
    with pytest.raises(ServiceError, match="did not answer"):
        await bench.fill()
    (call,) = bench.calls
    assert (call.outcome, call.attempts, call.tokens_in, call.tokens_out) == ("failed", 5, 0, 0)
    assert "did not answer" in call.detail
    assert bench.allowance.spent.tokens == 0


async def test_prose_is_told_and_given() -> None:
    bench, told = Bench(["One. Two."]), list[str]()
    assert await bench.speaker.write(prompt(), told.append) == "One. Two."
    assert "".join(told) == "One. Two."
    assert bench.outcomes == [("prose", "ok")]


async def test_prose_that_was_cut_ends_with_a_whole_sentence() -> None:
    bench = Bench([Completion('He said "so." It costs 1.5 dollars. And the', Usage(1, 9), "length")])
    assert await bench.write() == 'He said "so." It costs 1.5 dollars.'
    assert bench.outcomes == [("prose", "cut")]


@pytest.mark.parametrize("empty", ["", " \n", Completion("", Usage(), "refused")])
async def test_empty_prose_is_an_error(empty: str | Completion) -> None:
    bench = Bench([empty])
    with pytest.raises(AnswerError, match="no text for `claims`"):
        await bench.write()
    assert len(bench.calls) == 1


async def test_a_model_that_only_thought_gets_four_times_the_tokens_and_keeps_them() -> None:
    bench = Bench([Completion("", Usage(9, 100, 0, 100), "length"), "One.", GOOD])
    assert await bench.write(max_tokens=100) == "One."
    await bench.fill(max_tokens=50)
    assert [asked.max_tokens for asked in bench.model.asked] == [100, 400, 200]
    assert bench.outcomes == [("prose", "cut"), ("prose", "ok"), ("schema", "ok")]


async def test_an_answer_that_thoughts_left_little_room_for_is_asked_for_with_more() -> None:
    cut = Completion('{"text": "Ch', Usage(9, 100, 0, 90), "length")
    bench = Bench([cut, GOOD])
    await bench.fill(max_tokens=100)
    assert [asked.max_tokens for asked in bench.model.asked] == [100, 400]
    assert [call.repair for call in bench.calls] == [False, False]


async def test_prose_that_was_heard_in_part_is_not_begun_again() -> None:
    bench = Bench([Completion("One. Tw", Usage(9, 100, 0, 90), "length")])
    assert await bench.speaker.write(prompt(), lambda _: None) == "One."


async def test_an_answer_is_given_no_more_room_than_the_context_has() -> None:
    bench = Bench(["One."], Endpoint("m", HERE.base_url, context=2048))
    await bench.write(user="x" * 3500, max_tokens=4000)
    assert 900 < bench.model.asked[0].max_tokens < 2048 - 1000


async def test_a_prompt_has_room_for_a_third_of_the_context_at_most() -> None:
    assert Bench([], Endpoint("m", context=8192)).speaker.room("research", "engineer") == 11468
    assert Bench([], Endpoint("m", context=200_000)).speaker.room("research", "engineer") == 24_000


async def test_a_call_that_the_budget_does_not_bear_is_not_made() -> None:
    bench = Bench([GOOD], budget=Budget(tokens=500))
    with pytest.raises(BudgetError):
        await bench.fill(max_tokens=500)
    assert bench.model.asked == []
    assert bench.calls == []


async def test_a_budget_that_ends_before_the_repair_is_a_budget_error() -> None:
    bench = Bench([Completion(BAD, Usage(100, 400))], budget=Budget(tokens=600))
    with pytest.raises(BudgetError):
        await bench.fill(max_tokens=300)
    assert bench.outcomes == [("schema", "invalid")]


async def test_what_was_used_counts_and_not_what_might_have_been() -> None:
    bench = Bench([Completion(GOOD, Usage(10, 20))])
    await bench.fill(max_tokens=800)
    assert bench.allowance.spent.tokens == 30


async def test_calls_side_by_side_never_use_more_than_the_budget() -> None:
    bench = Bench(lambda *_: Completion("One.", Usage(20, 80)), budget=Budget(tokens=450))
    done = await asyncio.gather(*(bench.write(max_tokens=80) for _ in range(10)), return_exceptions=True)
    assert done.count("One.") == 4
    assert sum(isinstance(one, BudgetError) for one in done) == 6
    assert bench.allowance.spent.tokens == 400


async def test_a_script_of_many_bytes_has_many_tokens() -> None:
    bench = Bench(["One."], budget=Budget(tokens=2000))
    with pytest.raises(BudgetError):
        await bench.write(user="片" * 2200, max_tokens=100)
    await bench.write(user="x" * 2200, max_tokens=100)


async def test_cost_is_held_against_the_budget() -> None:
    dear = Endpoint("m", HERE.base_url, price_in=1000.0, price_out=1000.0)
    bench = Bench([Completion(GOOD, Usage(10, 20))], dear, Budget(cost_usd=0.5))
    with pytest.raises(BudgetError):
        await bench.fill(max_tokens=800)
    await bench.fill(max_tokens=300)
    assert bench.calls[0].cost_usd == pytest.approx(0.03)
    assert bench.allowance.spent.cost_usd == pytest.approx(0.03)


async def test_calls_are_numbered_on_from_an_earlier_part_of_the_run() -> None:
    bench = Bench([GOOD, GOOD], calls_before=7)
    await bench.fill()
    await bench.fill()
    assert [(call.number, call.item) for call in bench.calls] == [(8, 8), (9, 9)]


async def test_no_record_holds_a_key() -> None:
    assert HERE.key is not None
    key = HERE.key.reveal()
    bench = Bench([json.dumps({"text": key, "kind": key}), Unanswered(f"It says {key}.")])
    with pytest.raises(ServiceError):
        await bench.fill(user=f"My key is {key}.")
    assert len(bench.calls) == 2
    assert all("CANARY" not in call.model_dump_json() for call in bench.calls)


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as server:
        yield server


def speaker_over(server: OpenAIServer) -> tuple[Speaker, list[Call]]:
    calls: list[Call] = []
    endpoint = Endpoint("m", server.base_url, timeout=5.0)
    return Speaker(lambda *_: endpoint, OpenAIModel, Allowance(), calls.append, modes=Modes()), calls


@pytest.mark.parametrize("change", [answers.fenced(), answers.thinks(), answers.thinks_apart()])
async def test_over_http_chatter_and_thoughts_around_the_answer_do_no_harm(
    server: OpenAIServer, change: answers.Change
) -> None:
    server.misbehave(change)
    speaker, calls = speaker_over(server)
    await speaker.fill(prompt(), Claim)
    await speaker.close()
    assert [call.outcome for call in calls] == ["ok"]


async def test_over_http_the_ladder_is_climbed_down_once(server: OpenAIServer) -> None:
    server.misbehave(answers.refuses("response_format", "tools"))
    speaker, calls = speaker_over(server)
    await speaker.fill(prompt(), Claim)
    await speaker.fill(prompt(), Claim)
    await speaker.close()
    assert [call.mode for call in calls] == ["schema", "tools", "text", "text"]
    assert len(server.asked) == 4


async def test_over_http_a_wrong_schema_is_repaired(server: OpenAIServer) -> None:
    server.misbehave(answers.wrong_schema(), times=1)
    speaker, calls = speaker_over(server)
    await speaker.fill(prompt(), Claim)
    await speaker.close()
    assert [call.outcome for call in calls] == ["invalid", "ok"]


def _script(_messages: tuple[Message, ...], _structure: Structure | None) -> str:
    return GOOD


async def test_items_side_by_side_keep_their_numbers_apart() -> None:
    bench = Bench(_script)
    await asyncio.gather(*(bench.fill() for _ in range(5)))
    assert sorted(call.item for call in bench.calls) == [1, 2, 3, 4, 5]
    assert [call.number for call in bench.calls] == [1, 2, 3, 4, 5]
