"""A file that somebody else wrote, on its way to being a memo: every fault in its form is one line that names the place.

Invariant: nothing of the file is believed before it is read strictly: no key twice, no value of another type, no number
without end, no character that a terminal obeys.
"""

import io
import json
import math
import re
import zlib
from collections.abc import Iterator
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from pydantic import ValidationError

from triptych.errors import InputError
from triptych.store.interchange.memo_file import FORMAT, VERSION, MemoFile

LARGEST = 100_000_000
"""Bytes that a file may have. A memo with a hundred long sources has a tenth of it."""
_VALUES = 1_000_000  # commas and brackets in a file; a small file of many values would take all memory
_ZIP, _IN_BUNDLE = b"PK\x03\x04", "memo.json"
_WORD = 60  # characters shown of a place or a value
# What ingest takes out of every text from outside: what a terminal obeys, and what turns the direction of a text.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def parsed(data: bytes) -> MemoFile:
    """The memo that the bytes of a file describe; whether it holds together is not looked into.

    Raises:
        InputError: they are not such a file, or one of a version that is not known; the message names the first fault.
    """
    _refuse_size(data)
    try:
        given = _json(data)
        _refuse_other(given)
        _refuse_controls(given)
        return MemoFile.model_validate_json(data, strict=True)
    except RecursionError as e:
        raise InputError("It is nested too deeply to be a memo.", _HINT) from e
    except ValidationError as e:
        first = e.errors(include_url=False, include_input=False)[0]
        raise InputError(f"{_place(first['loc'])}: {first['msg']}.", _HINT) from e


def unpacked(data: bytes) -> bytes:
    """The file of a memo out of a bundle; what is no zip stays as it is.

    Only what `bundle` writes is unpacked: of the other ways to pack, Python unpacks a read at a time, whatever its size.

    Raises:
        InputError: it is a zip without such a file, or the file in it is too large.
    """
    if not data.startswith(_ZIP):
        return data
    try:
        with ZipFile(io.BytesIO(data)) as bundle:
            if bundle.getinfo(_IN_BUNDLE).compress_type not in (ZIP_STORED, ZIP_DEFLATED):
                raise InputError(f"{_IN_BUNDLE} in it is packed in a way that no bundle is.", _HINT)
            with bundle.open(_IN_BUNDLE) as packed:
                return packed.read(LARGEST + 1)
    except KeyError as e:
        raise InputError(f"It is a zip without {_IN_BUNDLE}.", _HINT) from e
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as e:
        raise InputError(f"It is a zip that cannot be read: {_shown(str(e))}.", _HINT) from e


_HINT = "Write such a file with: triptych memos export MEMO --format json -o FILE.json"


def _refuse_size(data: bytes) -> None:
    if len(data) > LARGEST:
        raise InputError(f"It is larger than {LARGEST // 1_000_000} MB, which no memo is.", _HINT)
    if sum(map(data.count, (b",", b"[", b"{"))) > _VALUES:
        raise InputError("It holds more values than any memo does.", _HINT)


def _json(data: bytes) -> Any:
    try:
        return json.loads(
            data.decode(), object_pairs_hook=_object, parse_constant=_refuse_constant, parse_float=_finite
        )
    except UnicodeDecodeError as e:
        raise InputError(f"It is not a text in UTF-8: byte {e.start} is none of it.", _HINT) from e
    except json.JSONDecodeError as e:
        raise InputError(f"It is not JSON: line {e.lineno}, column {e.colno}: {e.msg}.", _HINT) from e
    except ValueError as e:  # what Python says of an integer of thousands of digits
        raise InputError("It holds a number with more digits than any memo has.", _HINT) from e


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise InputError(f"The key {_shown(key)!r} is twice in one object.", _HINT)
        found[key] = value
    return found


def _finite(digits: str) -> float:
    if math.isinf(number := float(digits)):
        raise InputError(f"{_shown(digits)} is larger than any number of a memo.", _HINT)
    return number


def _refuse_constant(name: str) -> None:
    raise InputError(f"{name} is no number of JSON.", _HINT)


def _refuse_other(given: Any) -> None:
    """Say plainly that it is another file, or that of another version, before anything is held against the model."""
    if not isinstance(given, dict) or given.get("format") != FORMAT:
        raise InputError(f'It is not the file of a memo: its "format" is not "{FORMAT}".', _HINT)
    version = given.get("version")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise InputError(f"version: this Triptych reads version {VERSION}.", _HINT)
    if version > VERSION:
        raise InputError(
            f"It is of version {_shown(str(version))}; this Triptych reads version {VERSION}.",
            "Upgrade Triptych.",
        )


def _refuse_controls(given: Any) -> None:
    for path, words in _texts(given, ()):
        if found := _FORBIDDEN.search(words):
            raise InputError(f"{_place(path)}: it holds the control character U+{ord(found[0]):04X}.", _HINT)


def _texts(value: Any, path: tuple[int | str, ...]) -> Iterator[tuple[tuple[int | str, ...], str]]:
    """Every text in a value, keys too, with its place."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield path, key
            yield from _texts(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _texts(inner, (*path, number))


def _place(path: tuple[int | str, ...]) -> str:
    """Where in a file: `ledger.claims.3.text`; keys that the file brings are cut."""
    return ".".join(_shown(str(step)) for step in path) or "the file"


def _shown(words: str) -> str:
    return words if len(words) <= _WORD else f"{words[:_WORD]}…"
