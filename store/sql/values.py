"""What DuckDB returns, as JSON can hold it.

Numbers, booleans, texts, lists and structs are JSON's own; anything else is the text that DuckDB writes for it. What
JSON has no number for (NaN, infinities, decimals longer than a double) is a text, too, so that nothing is lost.
"""

import math
import re
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, TypeAlias

Value: TypeAlias = "bool | int | float | str | list[Value] | dict[str, Value] | None"

_AS_TEXT = re.compile(r"INTERVAL|BLOB|GEOMETRY|(TIMESTAMP|TIME) WITH TIME ZONE|TIMESTAMP_NS|TIME_NS|BIT")


def json_ready(value: Any) -> Value:
    """The value of one cell, of whatever type, as strict JSON can hold it."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else _NOT_FINITE[str(value)]
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, dict):
        return {str(json_ready(key)): json_ready(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set):
        return [json_ready(one) for one in value]
    if isinstance(value, bytes | bytearray):
        return value.hex()
    return _moment(value)


def as_text(types: Sequence[str]) -> list[int]:
    """The columns, from 0, whose values the driver would round: DuckDB itself must write them as text."""
    return [n for n, one in enumerate(types) if _AS_TEXT.fullmatch(one)]


_NOT_FINITE = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}


def _decimal(value: Decimal) -> float | int | str:
    if value == value.to_integral_value() and abs(value) >= 2**53:
        return int(value)
    near = float(value)
    return near if Decimal(repr(near)) == value else str(value)


def _moment(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date | time) else str(value)
