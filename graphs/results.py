"""Rows of a query, whose columns nobody knows beforehand, for a program or a document: whole values, never markup."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from triptych.agents.sources.clean import clean, one_line
from triptych.store.render.escape import inline
from triptych.store.render.json_text import json_text
from triptych.store.render.lines import seen

if TYPE_CHECKING:
    from triptych.store.sql.query import Result
    from triptych.store.sql.values import Value

NULL = "NULL"
_PLAN = ("explain_key", "explain_value")
"""The columns that EXPLAIN gives: a drawing of several lines, which no table could hold."""
_NUMBER = re.compile(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|BIGNUM|DECIMAL.*")


def as_json(result: "Result") -> str:
    """A list of objects."""
    return f"{json_text(objects(result))}\n"


def as_lines(result: "Result") -> str:
    """An object a line."""
    return "".join(f"{json_text(row, indent=None)}\n" for row in objects(result))


def as_csv(result: "Result") -> str:
    """Comma-separated values with a line of names."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([one_line(name) for name in result.columns])
    writer.writerows([_cleaned(told(value, "")) for value in row] for row in result.rows)
    return text.getvalue()


def as_markdown(result: "Result") -> str:
    """A table."""
    heads = [inline(one_line(name)) for name in result.columns]
    rule = ["---:" if right else "---" for right in at_right(result.types)]
    rows = [[inline(on_one_line(told(value))) for value in row] for row in result.rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in [heads, rule, *rows])


WRITERS: "Mapping[str, Callable[[Result], str]]" = {
    "csv": as_csv,
    "json": as_json,
    "nl": as_lines,
    "md": as_markdown,
}
"""By the names of the options of `triptych sql`."""


def objects(result: "Result") -> list[dict[str, "Value"]]:
    """Each row by the names of its columns."""
    keys = distinct(result.columns)
    return [dict(zip(keys, row, strict=True)) for row in result.rows]


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


def plan(result: "Result") -> Iterator[str] | None:
    """The lines of what EXPLAIN drew; None for the rows of any other query."""
    if result.columns != _PLAN:
        return None
    return (seen(line).rstrip() for _, drawn in result.rows for line in str(drawn).strip().splitlines())


def told(value: "Value", null: str = NULL) -> str:
    """A value as a person reads it."""
    if value is None:
        return null
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def on_one_line(text: str) -> str:
    """The text cleaned, on one line; most texts hold nothing that must go, and that is seen at a glance."""
    return text if text.isascii() and text.isprintable() else one_line(text)


def at_right(types: Sequence[str]) -> list[bool]:
    """Which columns hold numbers."""
    return [_NUMBER.fullmatch(one) is not None for one in types]


def _cleaned(text: str) -> str:
    return text if text.isascii() and text.isprintable() else clean(text)
