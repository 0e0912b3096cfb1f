"""What a run will ask for before it asks: calls, tokens and money by step, for `--dry-run` and for the budget's shares.

The sizes are those of a run on pages of usual length; a brief that is given makes the number of questions and
propositions exact. It is an estimate: the budget is what is held.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from triptych.agents.budget import ALL
from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.endpoints import ROLES
from triptych.store.records import Budget, Persona, Role

if TYPE_CHECKING:
    from triptych.graphs.request import Request

QUESTIONS = 5  # of one persona, where no brief says
PROPOSITIONS = 4
QUERIES = 2  # of one question
CHARS_A_TOKEN = 4
LEAST_CALL = 1000  # tokens, of the shortest prompt of research with an answer
_MOST_KEPT = 0.4  # of the budget, for the merge
_LEAST_RESEARCH = 0.6  # of what is left: without evidence there is nothing to debate
_MOST_BRIEF = 0.5  # of what brief and research may spend together: questions alone are no evidence


@dataclass(frozen=True, slots=True)
class Step:
    """One kind of call of a run."""

    role: Role
    task: str
    persona: str
    model: str
    calls: int
    tokens_in: int
    """Of all its calls together."""
    tokens_out: int
    cost_usd: float | None
    """None where the model's price is not known."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps of a run and the searches that it makes."""

    steps: tuple[Step, ...]
    searches: int

    @property
    def calls(self) -> int:
        """Calls of all steps."""
        return sum(step.calls for step in self.steps)

    @property
    def tokens(self) -> int:
        """Tokens of all steps, in and out."""
        return sum(step.tokens_in + step.tokens_out for step in self.steps)

    @property
    def cost_usd(self) -> float | None:
        """Cost of all steps; None where a price is not known."""
        costs = [step.cost_usd for step in self.steps]
        return None if any(cost is None for cost in costs) else sum(cost or 0.0 for cost in costs)


@dataclass(frozen=True, slots=True)
class _Size:
    """Tokens of one call without its passages, the share of the room for passages that it fills, and its answer."""

    own: int
    data: float
    out: int


_SIZES: Mapping[str, _Size] = {
    "brief": _Size(900, 0.2, 700),
    "propositions": _Size(500, 0.2, 300),
    "claims": _Size(700, 0.9, 500),
    "gap": _Size(400, 0.0, 30),
    "stance": _Size(900, 0.0, 120),
    "critique": _Size(600, 0.5, 400),
    "settle": _Size(400, 0.4, 60),
    "reply": _Size(600, 0.0, 150),
    "section": _Size(700, 0.4, 900),
    "bottom_line": _Size(500, 0.8, 500),
    "patch": _Size(400, 0.0, 80),
    "entails": _Size(300, 0.0, 60),
}


def planned(request: "Request", personas: Sequence[Persona]) -> Plan:
    """The plan of a run. Without endpoints (the embedded analyst) it has searches and no steps."""
    counts = list(_counts(request, personas))
    endpoints = request.setup.endpoints
    steps = (
        tuple(
            _step(role, task, persona, n, endpoints.of(role, persona))
            for role, task, persona, n in counts
            if n
        )
        if endpoints
        else ()
    )
    return Plan(steps, _searches(request, personas))


def shares(request: "Request", personas: Sequence[Persona]) -> dict[Role, float]:
    """For each role the share (0 to 1) of the run's budget that may be spent by the end of its work.

    The merge's share is kept back whole where the budget bears it, so that a run which stops early still ends in a memo;
    what is left is divided between research and debate as they need it.
    """
    needs = dict.fromkeys(ROLES, 0.0)
    plan = planned(request, personas)
    for step in plan.steps:
        needs[step.role] += step.tokens_in + step.tokens_out
    whole = sum(needs.values())
    if not whole:
        return dict(ALL)
    merge = (needs["edit"] + needs["audit"]) / whole * _tightness(plan, request.setup.budget)
    before = 1 - min(_MOST_KEPT, merge)
    first = needs["brief"] + needs["research"]
    research = before * max(_LEAST_RESEARCH, first / ((first + needs["debate"]) or 1.0))
    return {
        "brief": research * _MOST_BRIEF,
        "research": research,
        "debate": before,
        "edit": 1.0,
        "audit": 1.0,
    }


def _tightness(plan: Plan, budget: Budget) -> float:
    """How many times over the budget is what the run would need; at least 1."""
    times = [1.0]
    if budget.tokens:
        times.append(plan.tokens / budget.tokens)
    if budget.cost_usd and plan.cost_usd:
        times.append(plan.cost_usd / budget.cost_usd)
    return max(times)


def _counts(request: "Request", personas: Sequence[Persona]) -> Iterator[tuple[Role, str, str, int]]:
    """How often each task is done for each persona."""
    propositions = len(request.brief.propositions) if request.brief else PROPOSITIONS
    rounds = request.rounds if len(personas) > 1 else 0
    yield "brief", "propositions", "", 0 if request.brief else 1
    for persona in (p.key for p in personas):
        questions = _questions(request, persona)
        yield "brief", "brief", persona, 0 if request.brief else 1
        yield "research", "claims", persona, questions + questions // 2
        yield "research", "gap", persona, questions // 2
        yield "debate", "stance", persona, propositions * (1 + rounds)
        yield "debate", "critique", persona, rounds
        for task in ("settle", "reply"):
            yield "debate", task, persona, 2 * rounds
        yield "edit", "section", persona, 1
    # Of the claims of a question, about one is worded too far from its quote for rules to read it.
    yield "research", "entails", "", sum(_questions(request, p.key) for p in personas)
    yield "edit", "bottom_line", "", 1
    yield "audit", "entails", "", 3 * len(personas)
    yield "audit", "patch", "", 2


def _questions(request: "Request", persona: str) -> int:
    if request.brief is None:
        return min(QUESTIONS, request.questions)
    return sum(q.persona == persona for q in request.brief.questions)


def _searches(request: "Request", personas: Sequence[Persona]) -> int:
    asked = (
        sum(len(q.queries) for q in request.brief.questions)
        if request.brief
        else 1 + QUERIES * sum(_questions(request, p.key) for p in personas)
    )
    gaps = sum(_questions(request, p.key) // 2 for p in personas)
    settled = 2 * request.rounds * len(personas) if len(personas) > 1 else 0
    return asked + gaps + settled


def _step(role: Role, task: str, persona: str, calls: int, endpoint: Endpoint) -> Step:
    from triptych.agents.models.prices import estimate

    size = _SIZES[task]
    tokens_in = calls * round(size.own + size.data * endpoint.room / CHARS_A_TOKEN)
    tokens_out = calls * size.out
    cost = estimate(endpoint, tokens_in, tokens_out)
    return Step(role, task, persona, endpoint.model, calls, tokens_in, tokens_out, cost)
