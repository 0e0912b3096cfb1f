"""An idea that sets two things beside each other: `Consumer GPUs versus data-centre GPUs for inference`."""

import re
from typing import NamedTuple

_AGAINST = r"(?:vs\.?|versus|(?:as )?compared (?:with|to)|or|(?<!and )against)"
_PLACE = r"(?:in|at|on|under|behind|within)"
_REST = r"(?P<rest> (?:for|in|at|on|as|by|under|within|during|when) .+)?"
# `Inference at the edge or in the cloud`: one thing in two places.
_PLACES = re.compile(
    rf"^(?P<thing>[^,:;?]+?) (?P<first>{_PLACE} [^,:;?]+?) {_AGAINST} (?P<second>{_PLACE} [^,:;?]+)$",
    re.IGNORECASE,
)
_THINGS = re.compile(rf"^(?P<first>[^,:;?]+?) {_AGAINST} (?P<second>[^,:;?]+?){_REST}$", re.IGNORECASE)


class Comparison(NamedTuple):
    """Two things by their full names, and what they are compared for: ` for inference`, or nothing."""

    first: str
    second: str
    rest: str


def comparison(named: str) -> Comparison | None:
    """The two things that a noun phrase compares; None where it compares none."""
    if places := _PLACES.match(named):
        thing = places["thing"]
        return Comparison(f"{thing} {places['first']}", f"{thing} {places['second']}", "")
    things = _THINGS.match(named)
    if things is None or re.search(rf"\b{_AGAINST} ", things["second"], re.IGNORECASE):
        return None
    first, second = things["first"].split(), things["second"].split()
    if len(first) == 1 < len(second) and first[0].islower() and second[0].islower():
        first.append(second[-1])  # `liquid vs air cooling`
    elif first[-1] == second[-1] and (at := _introduced(first)):
        second = [*first[:at], *second]  # `inference on consumer GPUs versus data-centre GPUs`
    return Comparison(" ".join(first), " ".join(second), things["rest"] or "")


def _introduced(spoken: list[str]) -> int:
    """How many words lead up to the last preposition and with it; none without one."""
    places = [n for n, word in enumerate(spoken, 1) if re.fullmatch(rf"{_PLACE}|of|for", word, re.IGNORECASE)]
    return places[-1] if places else 0
