"""What became of the ideas of a list: a line each, and for those without a whole memo why."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import reduce
from itertools import pairwise
from typing import Any

from triptych import console
from triptych.agents.budget import NOTHING, Amount, dollars
from triptych.commands.shared.listing import Column, Row, put_list
from triptych.commands.shared.output import put_json
from triptych.errors import ExitCode
from triptych.graphs.many.result import Result
from triptych.graphs.words import counted

_SUMS = ("claims", "calls")
_COLUMNS = (
    Column("line", lambda row: row["line"], right=True),
    Column("idea", lambda row: row["idea"], gives=True),
    Column("outcome", lambda row: _outcome(row)),
    Column("memo", lambda row: row["memo"]),
    Column("claims", lambda row: row["claims"], right=True),
    Column("calls", lambda row: row["calls"], right=True),
    Column("tokens", lambda row: f"{row['tokens']:,}", right=True),
    Column("cost", lambda row: dollars(row["cost_usd"]), right=True),
    Column("seconds", lambda row: f"{row['seconds']:.1f}", right=True),
)


def put_summary(
    results: Sequence[Result],
    code: ExitCode,
    as_json: bool = False,
    events: bool = False,
    quiet: bool = False,
) -> None:
    """Put out what became of the ideas.

    Args:
        results: in the order of the list.
        code: how the command ends.
        as_json: whether stdout gets one object; else it gets a table.
        events: whether stdout has had all that happened, and gets nothing more.
        quiet: whether a last line with the sums is left out.

    Raises:
        OutputError: stdout cannot be written.
    """
    rows = [asdict(one) for one in results]
    if as_json:
        put_json({"ideas": rows, "total": _total(results), "exit_code": code})
    elif not events:
        put_list(rows, tuple(rows[0]), _COLUMNS, None)
    for (message, hint), lines in _reasons(results).items():
        console.fail(f"{_named(lines)}: {message}", hint)
    if not quiet:
        console.note(_closing(results))


def _outcome(row: Row) -> str:
    in_part = row["outcome"] == "interrupted" and row["memo"]
    return "in part" if in_part else str(row["outcome"]).replace("_", " ")


def _total(results: Sequence[Result]) -> dict[str, Any]:
    """Of all ideas; cost, tokens and searches with those of runs that others were begun instead of, as the budget has it."""
    used = reduce(Amount.plus, (one.used for one in results), NOTHING)
    sums = {name: sum(getattr(one, name) for one in results) for name in _SUMS}
    return sums | {"tokens": used.tokens, "cost_usd": used.cost_usd, "searches": used.searches}


def _reasons(results: Sequence[Result]) -> Mapping[tuple[str, str], list[int]]:
    """Why ideas have no memo, each reason once, with their lines."""
    found: dict[tuple[str, str], list[int]] = {}
    for one in results:
        if one.message:
            found.setdefault((one.message, one.hint), []).append(one.line)
    return found


def _named(lines: Sequence[int]) -> str:
    """`line 3`, or `lines 3, 7-9`."""
    starts = [lines[0], *(b for a, b in pairwise(lines) if b != a + 1)]
    ends = [*(a for a, b in pairwise(lines) if b != a + 1), lines[-1]]
    runs = (str(a) if a == b else f"{a}-{b}" for a, b in zip(starts, ends, strict=True))
    return f"{'line' if len(lines) == 1 else 'lines'} {', '.join(runs)}"


def _closing(results: Sequence[Result]) -> str:
    """What the table adds up to, and beside it what runs used that others were begun instead of: their calls are on none."""
    done, calls = sum(one.outcome == "done" for one in results), sum(one.calls for one in results)
    own = Amount(sum(one.cost_usd for one in results), sum(one.tokens for one in results))
    earlier = reduce(Amount.plus, (one.earlier for one in results), NOTHING)
    used = f"; {counted(calls, 'call')}, {_told(own)}" if calls else ""
    if earlier.tokens or earlier.cost_usd:
        used += f"; and {_told(earlier)} of runs that others were begun instead of"
    rest = "" if done == len(results) else "; the same line with --continue does the rest"
    return f"{done} of {counted(len(results), 'idea')} done{used}{rest}"


def _told(amount: Amount) -> str:
    return f"{amount.tokens:,} tokens, {dollars(amount.cost_usd)}"
