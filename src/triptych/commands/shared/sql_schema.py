"""What can be asked in SQL: each view, what its columns are, and questions to begin with."""

from collections.abc import Iterator
from textwrap import indent

from triptych import console
from triptych.store.sql.examples import EXAMPLES
from triptych.store.sql.views import View, documented


def put_schema(as_json: bool) -> None:
    """Put it out on stdout, to be read or as one JSON object."""
    views = documented()
    if as_json:
        told = {
            "views": [view.model_dump(mode="json") for view in views],
            "examples": [example.model_dump(mode="json") for example in EXAMPLES],
        }
        console.raw(f"{console.json_text(told)}\n")
    else:
        console.raw("\n".join(_lines(views)) + "\n")


def _lines(views: list[View]) -> Iterator[str]:
    for view in views:
        yield from _of(view)
        yield ""
    yield "Examples"
    for example in EXAMPLES:
        yield f"\n  -- {example.asks}"
        yield f"{indent(example.sql, '  ')};"


def _of(view: View) -> Iterator[str]:
    yield f"{view.name}: {view.comment}"
    widths = [max(len(one.name) for one in view.columns), max(len(one.type) for one in view.columns)]
    for one in view.columns:
        yield f"  {one.name:{widths[0]}}  {one.type:{widths[1]}}  {one.comment}".rstrip()
