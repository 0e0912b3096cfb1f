"""`--dry-run`: what a run would ask for, before anybody is asked."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from triptych.commands.shared.output import put_json, put_markdown
from triptych.graphs.words import counted

if TYPE_CHECKING:
    from triptych.graphs.plan import Plan, Step
    from triptych.graphs.request import Request


def put_plan(request: "Request", as_json: bool, file: Path | None) -> None:
    """Print the plan of a run to the file, or to stdout.

    Raises:
        InputError: the idea or the panel is not one that a run would take, or the file cannot be written.
    """
    from triptych.graphs.plan import planned
    from triptych.graphs.request import plain_idea
    from triptych.personas.loader import select

    plain_idea(request.idea)
    plan = planned(request, select(request.panel, request.personas_folder))
    if as_json:
        put_json(_as_json(plan, request), file)
    else:
        put_markdown(_page(plan, request), file)


def _as_json(plan: "Plan", request: "Request") -> dict[str, Any]:
    return {
        "idea": request.idea,
        "calls": plan.calls,
        "tokens": plan.tokens,
        "cost_usd": plan.cost_usd,
        "searches": plan.searches,
        "engines": [*request.setup.engines, *(["library"] if request.setup.library else [])],
        "budget": request.setup.budget.model_dump(),
        "steps": [asdict(step) for step in plan.steps],
    }


def _page(plan: "Plan", request: "Request") -> str:
    where = ", ".join([*request.setup.engines, *(["library"] if request.setup.library else [])])
    lines = [f"# Plan: {request.idea}", ""]
    if plan.steps:
        lines += ["| role | persona | model | calls | tokens in | tokens out | cost |", "|---" * 7 + "|"]
        lines += [_row(*group) for group in _grouped(plan)]
        lines += [
            "",
            f"{counted(plan.calls, 'call')}, about {plan.tokens:,} tokens, {_money(plan.cost_usd)}.",
        ]
    else:
        lines += ["The embedded analyst thinks: no model is called and nothing is paid."]
    lines += [f"About {counted(plan.searches, 'search', 'searches')} of: {where}.", *_limits(request)]
    lines += [
        "It is an estimate for pages of usual length; the limits of the budget are held, whatever it says."
    ]
    return "\n".join(lines)


def _grouped(plan: "Plan") -> list[tuple["Step", list["Step"]]]:
    groups: dict[tuple[str, str, str], list[Step]] = {}
    for step in plan.steps:
        groups.setdefault((step.role, step.persona, step.model), []).append(step)
    return [(steps[0], steps) for steps in groups.values()]


def _row(first: "Step", steps: list["Step"]) -> str:
    calls, sent, got = (sum(getattr(s, n) for s in steps) for n in ("calls", "tokens_in", "tokens_out"))
    cost = None if any(s.cost_usd is None for s in steps) else sum(s.cost_usd or 0 for s in steps)
    cells = (
        first.role,
        first.persona or "the editor",
        first.model,
        calls,
        f"{sent:,}",
        f"{got:,}",
        _money(cost),
    )
    return f"| {' | '.join(map(str, cells))} |"


def _money(cost: float | None) -> str:
    from triptych.agents.budget import dollars

    return "price not known" if cost is None else f"about {dollars(cost)}"


def _limits(request: "Request") -> list[str]:
    from triptych.agents.budget import dollars

    budget = request.setup.budget
    shown = {
        "tokens": budget.tokens and f"{budget.tokens:,} tokens",
        "cost": budget.cost_usd and dollars(budget.cost_usd),
        "searches": budget.searches and counted(budget.searches, "search", "searches"),
        "minutes": budget.minutes and f"{budget.minutes:g} minute{'' if budget.minutes == 1 else 's'}",
    }
    held = [text for text in shown.values() if text]
    return [f"It ends with what there is when one of these is spent: {', '.join(held)}."] if held else []
