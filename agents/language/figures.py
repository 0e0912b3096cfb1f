"""Figures in prose: what number, of what, in units that compare.

`3,350 GB/s` and `3.35 TB/s` are one figure; `40%` and `0.4` are not (nothing says that the bare one is a share).
Units are normalised with pint on a vocabulary of our own: money, tokens, shares and multiples are dimensions here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pint import UnitRegistry

SHARE = "[share]"
"""The dimension of a part of a whole, in per cent."""
_VOCABULARY = """
kilo- = 1e3 = k-; mega- = 1e6 = M-; giga- = 1e9 = G-; tera- = 1e12 = T-; peta- = 1e15 = P-; exa- = 1e18 = E-
milli- = 1e-3 = m-; nano- = 1e-9 = n-
byte = [information] = B; bit = byte / 8 = b; second = [time] = s; minute = 60 second; hour = 3600 second = h
day = 24 hour; month = 730 hour; year = 8760 hour; watt = [power] = W; meter = [length] = m; hertz = 1 / second = Hz
usd = [usd]; eur = [eur]; gbp = [gbp]; token = [token]; share = [share]; point = [point]; fold = [multiple]
operation = [operation]; flops = operation / second = FLOPS; parameter = [parameter]; gpu = [gpu]; chip = [chip]
"""
_SCALES = {
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "m": 1e6,
    "mn": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "b": 1e9,
}
_SCALES |= {"trillion": 1e12, "tn": 1e12, "t": 1e12, "1,000": 1e3, "1000": 1e3}
_CURRENCIES = {"$": "usd", "€": "eur", "£": "gbp"}
# How a unit is written -> the unit as pint reads it. Longest spellings first.
_UNITS: tuple[tuple[str, str], ...] = (
    (r"(?:percentage|per cent) points?", "point"),
    (r"%|percent\b|per cent\b", "share"),
    (r"x\b|×|times\b|-?fold\b", "fold"),
    (r"tokens?\s*(?:/\s*s(?:ec(?:ond)?)?\b|per second\b)", "token/second"),
    (r"tokens?\b", "token"),
    (r"([KMGTPE])i?B\s*(?:/\s*s(?:ec)?\b|ps\b|per second\b)", "{}byte/second"),
    (r"([KMGTPE])b(?:it)?(?:/s\b|ps\b)", "{}bit/second"),
    (r"([KMGTPE])i?B\b", "{}byte"),
    (r"(giga|tera|mega|peta)bytes?\s*(?:/\s*s|per second)\b", "{}byte/second"),
    (r"(giga|tera|mega|peta)bytes?\b", "{}byte"),
    (r"([kKMGT])W\s?h\b", "{}watt*hour"),
    (r"(kilo|mega|giga|tera)watt[- ]hours?\b", "{}watt*hour"),
    (r"([kKMGT]?)W\b", "{}watt"),
    (r"(kilo|mega|giga|tera)?watts?\b", "{}watt"),
    (r"(tera|peta|exa)?(?:FLOPS|FLOP/s|flops)\b", "{}flops"),
    (r"([TPE])(?:FLOPS|FLOP/s)", "{}flops"),
    (r"nm\b|nanometers?\b", "nanometer"),
    (r"ms\b|milliseconds?\b", "millisecond"),
    (r"seconds?\b", "second"),
    (r"hours?\b", "hour"),
    (r"months?\b", "month"),
    (r"years?\b", "year"),
    (r"parameters?\b", "parameter"),
    (r"GPUs?\b", "gpu"),
    (r"chips?\b", "chip"),
)
_PREFIX = {"K": "kilo", "k": "kilo", "M": "mega", "G": "giga", "T": "tera", "P": "peta", "E": "exa", "": ""}
_PER = re.compile(
    r"\s*(?:per|an?|/)\s*(?:GPU[- ])?(?:(?:1\s?)?(million|billion|thousand|[kKmM]|1,?000)\s+)?"
    r"(?:(?:input|output)\s+)?(tokens?|hours?|hr|GPU[- ]hours?|years?|months?)\b"
)
_PER_UNIT = {"token": "token", "tokens": "token", "hour": "hour", "hours": "hour", "hr": "hour"}
_PER_UNIT |= {"year": "year", "years": "year", "month": "month", "months": "month"}
_AMOUNT = (
    r"(?P<money>US\$|[$€£])?\s?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:[\s-]?(?P<scale>thousand|million|billion|trillion|bn|tn|mn|[kKmMbBT](?![\w/])))?"
)
_NUMBER = re.compile(rf"(?<![\w.,-]){_AMOUNT}")
_UPPER = re.compile(_AMOUNT)
_BETWEEN = re.compile(r"\bbetween\s+$", re.IGNORECASE)
_JOINT, _BETWEEN_JOINT = re.compile(r"[-–]|\sto\s"), re.compile(r"[-–]|\s(?:to|and)\s")
# A year goes before a thing that is counted (`in 2026 GPUs`), a count does not (`a cluster of 2048 GPUs`).
_COUNTED = ("gpu", "chip", "token", "parameter")
_WHEN = re.compile(
    r"\b(?:in|by|since|until|through|during|early|late|mid|fiscal|end of)[\s-]+$", re.IGNORECASE
)
_UNIT = re.compile(
    r"[\s-]?(?:" + "|".join(f"(?P<u{i}>{spelling})" for i, (spelling, _) in enumerate(_UNITS)) + ")"
)
_YEAR = re.compile(r"(?<![\d.,$])(?:19[89]\d|20[0-6]\d)(?![\d.,]?\d|%)")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a text: `value` in root units of `dimension`, and where it stands."""

    value: float
    dimension: str
    text: str
    start: int
    end: int

    def agrees(self, other: "Figure", tolerance: float = 0.05) -> bool:
        """Whether both are of one dimension and differ by at most `tolerance` of the larger."""
        if self.dimension != other.dimension:
            return False
        return abs(self.value - other.value) <= tolerance * max(abs(self.value), abs(other.value))


@lru_cache(maxsize=1)
def _registry() -> "UnitRegistry[float]":
    from pint import UnitRegistry

    registry: UnitRegistry[float] = UnitRegistry(None)
    for line in _VOCABULARY.replace(";", "\n").split("\n"):
        if line.strip():
            registry.define(line.strip())
    return registry


@lru_cache(maxsize=1_000)
def _root(unit: str) -> tuple[float, str]:
    """The factor to root units and the dimension of a unit expression."""
    quantity = _registry().Quantity(1.0, unit).to_root_units()
    return float(quantity.magnitude), str(quantity.dimensionality)


def _unit_after(text: str, at: int) -> tuple[str, int]:
    """The unit that starts at `at` and where it ends; an empty unit when none does."""
    match = _UNIT.match(text, at)
    if match is None or match.lastgroup is None:
        return "", at
    index = next(i for i in range(len(_UNITS)) if match.group(f"u{i}") is not None)
    template = _UNITS[index][1]
    if "{}" not in template:
        return template, match.end()
    inner = re.match(_UNITS[index][0], match.group(f"u{index}"))
    prefix = (inner.group(1) or "") if inner else ""
    return template.format(_PREFIX.get(prefix, prefix)), match.end()


def _rate_after(text: str, at: int) -> tuple[str, float, int]:
    """A `per million tokens` or `per hour` that starts at `at`: its unit, its factor and where it ends."""
    match = _PER.match(text, at)
    if match is None:
        return "", 1.0, at
    unit = _PER_UNIT.get(match.group(2).split("-")[-1].split()[-1].removeprefix("GPU"), "hour")
    return unit, _SCALES.get((match.group(1) or "").lower(), 1.0), match.end()


def _figure(text: str, match: re.Match[str], currency: str = "") -> Figure | None:
    """The figure of a match, None for a year; `currency` is that of the other end of its range."""
    value = _number(match) * _scale(match)
    money = match.group("money") or currency
    unit, end = (_CURRENCIES[money[-1]], match.end()) if money else _unit_after(text, match.end())
    if unit in ("usd", "eur", "gbp", "watt"):
        per, count, end = _rate_after(text, end)
        unit, value = (f"{unit}/{per}", value / count) if per else (unit, value)
    if _YEAR.fullmatch(match.group("number")) and (
        not unit or (unit in _COUNTED and _WHEN.search(text[: match.start("number")]))
    ):
        return None
    factor, dimension = _root(unit) if unit else (1.0, "")
    return Figure(value * factor, dimension, text[match.start() : end].strip(), match.start(), end)


@lru_cache(maxsize=20_000)
def figures(text: str) -> tuple[Figure, ...]:
    """Every figure of a text in order; years and numbers inside names (`H100`) are none.

    Returns:
        Figures with their value in root units (bytes, seconds, watts, dollars, tokens …); a bare number has the dimension "".
    """
    found: list[Figure] = []
    for match in _NUMBER.finditer(text):
        if not found or match.start("number") >= found[-1].end:
            found.extend(_range(text, match))
    return tuple(found)


def _range(text: str, match: re.Match[str]) -> Iterator[Figure]:
    """The figure of a match and, in `9-17%` or `$60 to $80 billion`, that of the number at the other end.

    The first end of a range leaves its scale and its unit to the second.
    """
    lower = _figure(text, match)
    if lower is None:
        return
    second = _second(text, match, lower.end)
    upper = _figure(text, second, _currency(text, match, second)) if second else None
    yield _scaled(lower, match, upper, second) if upper is not None and second is not None else lower
    if upper is not None:
        yield upper


def _second(text: str, first: re.Match[str], end: int) -> re.Match[str] | None:
    """The number at the other end of a range whose first end stops at `end`."""
    opened = _BETWEEN.search(text, max(0, first.start() - len("between  ")), first.start())
    joint = (_BETWEEN_JOINT if opened else _JOINT).match(text, end)
    return _UPPER.match(text, joint.end()) if joint else None


def _currency(text: str, first: re.Match[str], second: re.Match[str]) -> str:
    """The currency that the second end of a range takes over: behind a hyphen, or where it has a scale, `$60 to 80 billion`."""
    hyphened = text[second.start() - 1] in "-–"
    return first.group("money") or "" if hyphened or second.group("scale") else ""


def _scaled(lower: Figure, first: re.Match[str], upper: Figure, second: re.Match[str]) -> Figure:
    """The lower end of a range in the unit of the upper one, and in its scale, as far as it has none of its own."""
    kin = lower.dimension in ("", upper.dimension) or upper.dimension.startswith(f"{lower.dimension} / ")
    own_unit = lower.end > first.end()
    if own_unit or not kin or not _number(second):
        return lower
    scale = _scale(first) if first.group("scale") else _scale(second)
    unit = upper.value / (_number(second) * _scale(second))
    return replace(lower, value=_number(first) * scale * unit, dimension=upper.dimension)


def _number(match: re.Match[str]) -> float:
    return float(match.group("number").replace(",", ""))


def _scale(match: re.Match[str]) -> float:
    return _SCALES.get((match.group("scale") or "").lower(), 1.0)


def measured(text: str) -> tuple[Figure, ...]:
    """The figures of a text that have a unit."""
    return tuple(f for f in figures(text) if f.dimension)


@lru_cache(maxsize=20_000)
def years(text: str) -> frozenset[int]:
    """The calendar years that a text names."""
    return frozenset(year for _, year in dated(text))


def dated(text: str) -> tuple[tuple[int, int], ...]:
    """Where each calendar year of a text stands, and the year; a count such as `2048 GPUs` is none."""
    counted = {at for f in measured(text) for at in range(f.start, f.end)}
    return tuple((m.start(), int(m.group())) for m in _YEAR.finditer(text) if m.start() not in counted)
