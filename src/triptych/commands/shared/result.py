"""Rows of a query, whose columns nobody knows beforehand, for a program or a document: whole values, never markup."""

import csv
import io
import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from triptych import console
from triptych.agents.sources.clean import clean, one_line
from triptych.commands.shared import result_table
from triptych.store.render.escape import inline
from triptych.store.render.lines import seen

if TYPE_CHECKING:
    from triptych.store.sql.query import Result
    from triptych.store.sql.values import Value

Form = Literal["json", "nl", "csv", "md"]
NULL = "NULL"


def put_result(result: "Result", form: Form | None) -> None:
    """Put the rows out on stdout; a form of None is the table for people."""
    if form == "json":
        console.raw(f"{console.json_text(_objects(result))}\n")
    elif form == "nl":
        console.raw("".join(f"{console.json_text(row, indent=None)}\n" for row in _objects(result)))
    elif form == "csv":
        console.raw(_csv(result))
    elif form == "md":
        console.raw(_markdown(result))
    else:
        _put_table(result)


def distinct(names: Sequence[str]) -> list[str]:
    """The names as keys of one object: a second `id` is `id_2`."""
    keys: list[str] = []
    for name in names:
        key, nth = name, 1
        while key in keys or (nth > 1 and key in names):
            nth += 1
            key = f"{name}_{nth}"
        keys.append(key)
    return keys


def _objects(result: "Result") -> list[dict[str, "Value"]]:
    keys = distinct(result.columns)
    return [dict(zip(keys, row, strict=True)) for row in result.rows]


def _csv(result: "Result") -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([one_line(name) for name in result.columns])
    writer.writerows([_cleaned(_text(value, "")) for value in row] for row in result.rows)
    return text.getvalue()


def _markdown(result: "Result") -> str:
    heads = [inline(one_line(name)) for name in result.columns]
    rule = ["---:" if right else "---" for right in result_table.at_right(result.types)]
    rows = [[inline(_on_one_line(_text(value, NULL))) for value in row] for row in result.rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in [heads, rule, *rows])


def _put_table(result: "Result") -> None:
    if result.columns == _PLAN:
        console.raw("".join(f"{_drawn(str(plan))}\n" for _, plan in result.rows))
        return
    heads = [one_line(name) for name in result.columns]
    cells = [[_on_one_line(_text(value, NULL)) for value in row] for row in result.rows]
    put = result_table.put_laid_out if console.is_terminal(sys.stdout) else result_table.put_aligned
    put(heads, cells, result_table.at_right(result.types))
    if not cells:
        console.note("No rows.")


_PLAN = ("explain_key", "explain_value")
"""What EXPLAIN gives: a drawing of several lines, which no table could hold."""


def _drawn(plan: str) -> str:
    return "\n".join(seen(line).rstrip() for line in plan.strip().splitlines())


def _text(value: "Value", null: str) -> str:
    """A value as a person reads it."""
    if value is None:
        return null
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _cleaned(text: str) -> str:
    """Without what a terminal would obey; most texts hold nothing of that kind, and that is seen at a glance."""
    return text if text.isascii() and text.isprintable() else clean(text)


def _on_one_line(text: str) -> str:
    return text if text.isascii() and text.isprintable() else one_line(text)
