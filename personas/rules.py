"""What a persona file must say, in one line for each way to get it wrong.

`explain` turns a shape error of pydantic into a key and what is expected there; `broken` holds the rules that
a shape cannot express. Both give a `Fault`: a file is refused for one reason at a time, the first that helps.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from triptych.store.records import Genre, Lens, Persona

ASK_PLACEHOLDERS = frozenset({"topic"})
COMPARE_PLACEHOLDERS = frozenset({"organisations", "products", "techniques", "measures"})
KEY = re.compile(r"[a-z][a-z0-9-]{1,30}")
KEY_SHAPE = "2 to 31 lower-case letters, digits or hyphens, a letter first"

Place = tuple[int | str, ...]

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Fault(NamedTuple):
    """Where in a file something is wrong, and what is expected there."""

    place: Place
    expected: str


def dotted(place: Place) -> str:
    """`("lenses", 2, "ask")` as `lenses[2].ask`: entries count from 0."""
    parts = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in place]
    return "".join(parts).removeprefix(".")


def explain(error: ValidationError) -> Fault:
    """The fault to name first: an unknown key, because a misspelt key is reported as missing too."""
    details = error.errors(include_url=False)
    unknown = [detail for detail in details if detail["type"] == "extra_forbidden"]
    detail = (unknown or details)[0]
    return Fault(detail["loc"], _WORDS.get(detail["type"], _as_pydantic_says)(detail))


def broken(persona: Persona, stem: str) -> Fault | None:
    """The first rule that a well-shaped persona breaks, or None. `stem` is its file's name without .toml."""
    return next(_faults(persona, stem), None)


def _faults(persona: Persona, stem: str) -> Iterator[Fault]:
    if persona.key != stem:
        yield Fault(("key",), f'must be "{stem}", the name of the file without .toml; it is "{persona.key}".')
    yield from _unreadable((), persona.model_dump(exclude_none=True))
    if not persona.prefers:
        yield Fault(("prefers",), f"must name at least one of {_list(get_args(Genre))}.")
    yield from _repeats(("prefers",), persona.prefers)
    yield from _repeats(("lenses",), [lens.name for lens in persona.lenses], "name")
    for number, lens in enumerate(persona.lenses):
        yield from _lens_faults(("lenses", number), lens)


def _lens_faults(place: Place, lens: Lens) -> Iterator[Fault]:
    yield from _placeholder_faults((*place, "ask"), lens.ask, ASK_PLACEHOLDERS)
    if "{topic}" not in lens.ask:
        yield Fault((*place, "ask"), "must contain {topic}.")
    yield from _placeholder_faults((*place, "compare"), lens.compare, COMPARE_PLACEHOLDERS)
    yield from _repeats((*place, "terms"), lens.terms)


def _placeholder_faults(place: Place, text: str, known: frozenset[str]) -> Iterator[Fault]:
    allowed = _list(sorted(f"{{{name}}}" for name in known))
    for name in _PLACEHOLDER.findall(text):
        if name not in known:
            yield Fault(place, f"unknown placeholder {{{name}}}; allowed here: {allowed}.")
    if set(_PLACEHOLDER.sub("", text)) & {"{", "}"}:
        yield Fault(place, f"has a brace that belongs to no placeholder; allowed here: {allowed}.")


def _repeats(place: Place, values: tuple[str, ...] | list[str], field: str = "") -> Iterator[Fault]:
    seen: set[str] = set()
    for number, value in enumerate(values):
        if value.casefold() in seen:
            at = (*place, number, field) if field else (*place, number)
            yield Fault(at, f'"{value}" is there twice; each must differ from the others.')
        seen.add(value.casefold())


def _unreadable(place: Place, value: object) -> Iterator[Fault]:
    """Faults for every text that is empty, or that holds control characters; `compare` alone may be empty."""
    if isinstance(value, str):
        if not value and place[-1] != "compare":
            yield Fault(place, "must not be empty.")
        if _HIDDEN.search(value):
            yield Fault(place, "must not contain control characters.")
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _unreadable((*place, key), inner)
    elif isinstance(value, (tuple, list)):
        for number, inner in enumerate(value):
            yield from _unreadable((*place, number), inner)


def _list(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(names)


def _as_pydantic_says(detail: ErrorDetails) -> str:
    return f"{detail['msg']}."


def _missing(detail: ErrorDetails) -> str:
    return f"missing; must be {_SHAPES.get(str(detail['loc'][-1]), 'text, in quotation marks')}."


def _unknown_key(detail: ErrorDetails) -> str:
    in_lens = len(detail["loc"]) > 1
    known = list(Lens.model_fields if in_lens else Persona.model_fields)
    key = str(detail["loc"][-1])
    if in_lens and key in Persona.model_fields:
        return "unknown key in a lens; it belongs above the first [[lenses]]."
    near = get_close_matches(key, known, n=1)
    return f'unknown key; did you mean "{near[0]}"?' if near else f"unknown key; known are {_list(known)}."


def _not_a_list(detail: ErrorDetails) -> str:
    return f"must be {_SHAPES[str(detail['loc'][-1])]}."


def _length(detail: ErrorDetails) -> str:
    context: dict[str, Any] = detail["ctx"]
    few = "min_length" in context
    bound = f"at least {context['min_length']}" if few else f"at most {context['max_length']}"
    return f"must have {bound} entries; it has {len(detail['input'])}."


_SHAPES = {
    "key": KEY_SHAPE,
    "prefers": f"a list of {_list(get_args(Genre))}",
    "lenses": "3 to 8 tables, each under a line [[lenses]]",
    "terms": "a list of at least 4 search words",
}

_WORDS: dict[str, Callable[[ErrorDetails], str]] = {
    "missing": _missing,
    "extra_forbidden": _unknown_key,
    "string_type": lambda detail: "must be text, in quotation marks.",
    "string_pattern_mismatch": lambda detail: f"must be {KEY_SHAPE}.",
    "literal_error": lambda detail: f"must be one of {_list(get_args(Genre))}.",
    "tuple_type": _not_a_list,
    "model_type": lambda detail: "must be a table, under a line [[lenses]].",
    "too_short": _length,
    "too_long": _length,
}
