"""The plan of a run: what it will ask for, and what share of the budget each stage may spend."""

from types import ModuleType
from typing import Any

import pytest

from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.endpoints import ROLES, Endpoints
from triptych.graphs.plan import Plan, planned, shares
from triptych.graphs.request import Request
from triptych.graphs.setup import Setup
from triptych.personas.loader import select
from triptych.store.records import Budget, Role

LOCAL = Endpoints(Endpoint("m", "http://127.0.0.1:1/v1", context=8192))
PAID = Endpoints(Endpoint("gpt-5-mini"))


def request(endpoints: Endpoints | None = PAID, budget: Budget | None = None, **given: Any) -> Request:
    return Request("An idea", setup=Setup(endpoints, budget=budget or Budget()), **given)


def plan(asked: Request) -> Plan:
    return planned(asked, select(asked.panel, asked.personas_folder))


def part(asked: Request) -> dict[Role, float]:
    return dict(shares(asked, select(asked.panel, asked.personas_folder)))


def calls(asked: Request) -> dict[tuple[str, str], int]:
    return {(step.task, step.persona): step.calls for step in plan(asked).steps}


@pytest.mark.parametrize("seats", [("engineer",), ("engineer", "investor", "strategist")])
@pytest.mark.parametrize("rounds", [0, 1, 2, 10])
@pytest.mark.parametrize("tokens", [None, 1, 10_000, 10**9])
@pytest.mark.parametrize("briefed", [False, True])
def test_shares_rise_with_the_roles_and_the_merge_has_all_that_is_left(
    seats: tuple[str, ...], rounds: int, tokens: int | None, briefed: bool, panel: ModuleType
) -> None:
    brief = panel.brief() if briefed else None
    got = part(request(LOCAL, Budget(tokens=tokens), panel=seats, rounds=rounds, brief=brief))
    assert set(got) == set(ROLES)
    assert 0 < got["brief"] < got["research"] <= got["debate"] < got["edit"] == got["audit"] == 1
    assert got["debate"] >= 0.6 - 1e-9
    assert got["research"] >= 0.6 * got["debate"] - 1e-9


def test_the_merge_keeps_what_it_needs_of_a_budget_that_bears_the_run() -> None:
    asked = request()
    need = dict.fromkeys(ROLES, 0)
    for step in plan(asked).steps:
        need[step.role] += step.tokens_in + step.tokens_out
    merge = (need["edit"] + need["audit"]) / sum(need.values())
    got = part(asked)
    assert got["debate"] == pytest.approx(1 - merge)
    first = need["brief"] + need["research"]
    assert got["research"] / got["debate"] == pytest.approx(max(0.6, first / (first + need["debate"])))
    assert part(request(budget=Budget(tokens=10 * plan(asked).tokens))) == got


def test_the_tighter_the_budget_the_more_of_it_is_the_merges() -> None:
    need = plan(request()).tokens
    kept = [1 - part(request(budget=Budget(tokens=need // times)))["debate"] for times in (1, 2, 3, 100)]
    assert kept == sorted(kept)
    assert kept[0] < kept[1]
    assert kept[-1] == pytest.approx(0.4)


def test_a_tight_limit_on_cost_is_as_tight_as_one_on_tokens() -> None:
    whole = plan(request())
    assert whole.cost_usd
    by_cost = part(request(budget=Budget(cost_usd=whole.cost_usd / 2)))
    by_tokens = part(request(budget=Budget(tokens=whole.tokens // 2)))
    assert by_cost["debate"] == pytest.approx(by_tokens["debate"], rel=1e-3)


def test_the_embedded_analyst_needs_no_shares() -> None:
    asked = request(None, Budget(searches=5, minutes=1))
    assert plan(asked).steps == ()
    assert (plan(asked).calls, plan(asked).tokens, plan(asked).cost_usd) == (0, 0, 0)
    assert set(part(asked).values()) == {1}


def test_a_brief_without_anything_to_do_has_shares_too(panel: ModuleType) -> None:
    brief = panel.brief().model_copy(update={"questions": (), "propositions": ()})
    asked = request(brief=brief, rounds=0)
    assert plan(asked).searches == 0
    assert part(asked)["edit"] == 1


def test_a_plan_without_a_brief_makes_one() -> None:
    counted = calls(request())
    assert counted["propositions", ""] == 1
    assert {key: counted["brief", key] for key in ("engineer", "investor", "strategist")} == dict.fromkeys(
        ("engineer", "investor", "strategist"), 1
    )


def test_a_given_brief_makes_the_counts_exact(panel: ModuleType) -> None:
    brief = panel.brief()
    counted = calls(request(brief=brief, rounds=1))
    assert not any(task in ("brief", "propositions") for task, _ in counted)
    assert counted["claims", "engineer"] == 2 + 1
    assert counted["gap", "engineer"] == 1
    assert counted["stance", "engineer"] == len(brief.propositions) * 2
    more = brief.questions[0].model_copy(update={"id": "E.q3"})
    longer = brief.model_copy(update={"questions": (*brief.questions, more, more)})
    again = calls(request(brief=longer, rounds=1))
    assert again["claims", "engineer"] == 4 + 2
    assert again["claims", "investor"] == counted["claims", "investor"]


def test_verifying_a_claim_a_question_is_in_the_plan_beside_the_audit(panel: ModuleType) -> None:
    whole = plan(request(brief=panel.brief(), rounds=0))
    assert {s.role: s.calls for s in whole.steps if s.task == "entails"} == {"research": 6, "audit": 9}


def test_the_searches_of_a_given_brief_are_its_queries_and_what_gaps_and_settling_ask(
    panel: ModuleType,
) -> None:
    brief = panel.brief()
    queries = sum(len(q.queries) for q in brief.questions)
    assert plan(request(brief=brief, rounds=0)).searches == queries + 3
    assert plan(request(brief=brief, rounds=2)).searches == queries + 3 + 2 * 2 * 3
    assert plan(request(None, brief=brief, rounds=0)).searches == queries + 3


def test_fewer_questions_are_fewer_searches_and_calls() -> None:
    few, many = plan(request(questions=1)), plan(request(questions=4))
    assert few.searches < many.searches
    assert few.calls < many.calls
    assert few.searches == 1 + 2 * 3 + 2 * 2 * 3


def test_nobody_debates_alone() -> None:
    tasks = {task for task, _ in calls(request(panel=("engineer",), rounds=3))}
    assert {"claims", "stance", "section"} <= tasks
    assert not tasks & {"critique", "reply", "settle"}


def test_more_rounds_and_more_personas_ask_for_more() -> None:
    sizes = [plan(request(rounds=n)).tokens for n in range(4)]
    assert sizes == sorted(set(sizes))
    assert plan(request(panel=("engineer", "investor"))).tokens < plan(request()).tokens


def test_each_step_names_the_model_that_does_it() -> None:
    endpoints = Endpoints(
        PAID.whole, roles={"edit": Endpoint("editor")}, personas={"investor": Endpoint("of-the-investor")}
    )
    for step in plan(request(endpoints)).steps:
        own = step.persona == "investor" and step.role not in ("edit", "audit")
        expected = "of-the-investor" if own else "editor" if step.role == "edit" else "gpt-5-mini"
        assert step.model == expected


def test_a_model_with_more_room_is_sent_more() -> None:
    small = Endpoints(Endpoint("m", "http://127.0.0.1:1/v1", context=4096))
    assert plan(request(small)).tokens < plan(request(LOCAL)).tokens


def test_the_costs_of_the_steps_add_up() -> None:
    whole = plan(request())
    assert whole.cost_usd == pytest.approx(sum(step.cost_usd or 0 for step in whole.steps))
    assert 0 < (whole.cost_usd or 0) < 10
    priced = Endpoints(Endpoint("m", "https://a.example/v1", price_in=1.0, price_out=1.0))
    assert plan(request(priced)).cost_usd == pytest.approx(plan(request(priced)).tokens / 1e6)


def test_one_unknown_price_makes_the_whole_unknown() -> None:
    unknown = Endpoint("nobody-knows-it", "https://a.example/v1")
    whole = plan(request(Endpoints(PAID.whole, roles={"audit": unknown})))
    assert whole.cost_usd is None
    assert any(step.cost_usd is not None for step in whole.steps)


def test_a_model_on_this_machine_costs_nothing() -> None:
    assert plan(request(LOCAL)).cost_usd == 0
