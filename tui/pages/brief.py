"""What stands beside a brief: who asks, through which lenses, and what the run would be."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from triptych.graphs.words import counted
from triptych.tui.pages.lines import BLANK, Layout, Line, wrapped
from triptych.tui.text import QUIET, line

if TYPE_CHECKING:
    from triptych.graphs.request import Request
    from triptych.store.records import Brief, Persona


def persona(who: "Persona") -> Layout:
    """A persona before it is chosen: its guiding question, its stance and its lenses."""

    def lines(width: int) -> Iterator[Line]:
        yield from wrapped(
            Content.assemble(line(who.name, "bold $primary"), "  ", line(who.title, QUIET)), width
        )
        yield BLANK
        yield from wrapped(line(who.question, "bold"), width)
        yield BLANK
        yield from wrapped(line(who.stance), width)
        yield BLANK
        yield from _lenses(who, width)
        if who.model:
            yield BLANK
            yield from wrapped(Content.assemble(("Speaks through ", QUIET), line(who.model)), width)

    return lines


def beside(brief: "Brief", who: "Persona | None", request: "Request", estimate: str) -> Layout:
    """What helps to judge a row of a brief.

    Args:
        brief: as it stands.
        who: whose part the row is in; None for the propositions.
        request: the run that it is for.
        estimate: what that would take, in a line.
    """

    def lines(width: int) -> Iterator[Line]:
        yield from _titled("Idea", line(brief.idea), width)
        yield from _titled("The run", Content.assemble(_run(request), " ", line(estimate)), width)
        if who is None:
            yield from _titled("A proposition", Content(_SOUND), width)
        else:
            yield from _titled(
                f"The lenses of the {who.name.lower()}", Content(""), width, _lenses(who, width)
            )
        yield from _titled("Objective", line(brief.objective), width)
        yield from _titled("Scope", line(brief.scope), width)

    return lines


_SOUND = (
    "It says what will be the case by a date, so that on that day anybody can look up whether it came true, and so that "
    "well-informed people would bet on either side. Write it as: TEXT (due 2028-12-31)."
)


def _titled(title: str, body: Content, width: int, more: Iterable[Line] = ()) -> Iterator[Line]:
    yield from wrapped(line(title, "bold $primary"), width)
    if body:
        yield from wrapped(body, width)
    yield from more
    yield BLANK


def _lenses(who: "Persona", width: int) -> Iterator[Line]:
    for lens in who.lenses:
        yield from wrapped(
            Content.assemble(line(lens.name, "$text-accent"), ": ", line(lens.test, QUIET)), width, "· "
        )


def _run(request: "Request") -> Content:
    budget = request.setup.budget
    limits = _limits(budget.cost_usd, budget.tokens, budget.searches, budget.minutes)
    rounds = f"{counted(request.rounds, 'round')} of debate" if request.rounds else "no debate"
    return Content(f"{rounds}, as of {request.as_of}, {limits}.")


def _limits(cost: float | None, tokens: int | None, searches: int | None, minutes: float | None) -> str:
    told: Sequence[str] = [
        *([f"${cost:g}"] if cost else []),
        *([f"{tokens:,} tokens"] if tokens else []),
        *([f"{searches:,} searches"] if searches else []),
        *([f"{minutes:g} minutes"] if minutes else []),
    ]
    return f"at most {', '.join(told)}" if told else "without a limit"
