"""Rows of a query on stdout: as a table for people, or as `triptych.graphs.results` writes them for programs."""

import sys
from typing import TYPE_CHECKING, Literal

from triptych import console
from triptych.agents.sources.clean import one_line
from triptych.commands.shared import result_table
from triptych.graphs import results

if TYPE_CHECKING:
    from triptych.store.sql.query import Result

Form = Literal["json", "nl", "csv", "md"]


def put_result(result: "Result", form: Form | None) -> None:
    """Put the rows out on stdout; a form of None is the table for people."""
    if form == "json":
        console.raw(f"{console.json_text(results.objects(result))}\n")
    elif form == "nl":
        rows = results.objects(result)
        console.raw("".join(f"{console.json_text(row, indent=None)}\n" for row in rows))
    elif form is not None:
        console.raw(results.WRITERS[form](result))
    else:
        _put_table(result)


def _put_table(result: "Result") -> None:
    if (plan := results.plan(result)) is not None:
        console.raw("".join(f"{line}\n" for line in plan))
        return
    heads = [one_line(name) for name in result.columns]
    cells = [[results.on_one_line(results.told(value)) for value in row] for row in result.rows]
    put = result_table.put_laid_out if console.is_terminal(sys.stdout) else result_table.put_aligned
    put(heads, cells, results.at_right(result.types))
    if not cells:
        console.note("No rows.")
