"""What earlier parts of a run told, told again, so that whoever follows the rest of it sees the whole."""

from collections.abc import Iterator
from typing import Any

from pydantic import TypeAdapter

from triptych.graphs import events as told
from triptych.graphs.keeping.rows import Before


def events(before: Before) -> Iterator[told.Event]:
    """The calls that were made, the pages that were read, and what the nodes told that are done, each in its order."""
    for call in before.calls:
        yield told.ModelCalled(**{name: getattr(call, name) for name in told.ModelCalled.__slots__})
    for page in before.pages:
        yield told.PageTried(page.url, page.outcome, page.reason)
    for one in before.told:
        event: Any = getattr(told, one.event)
        yield TypeAdapter(event).validate_python(one.fields)
