"""Typst as the setter of pages and figures: content goes in as data, and the same data always gives the same file.

Invariant: a source of ours can read nothing but its data: its root and its packages are an empty directory, and no text
from outside is ever part of it.
"""

import json
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from triptych.errors import TriptychError
from triptych.store.render.legal import legal
from triptych.store.render.lines import line

DPI = 200  # dots per inch of a figure as PNG
_TEMPLATE = Path(__file__).with_name("memo.typ")
_PICTURE = b"""
#set page(width: float(sys.inputs.width) * 1mm, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%)
"""
_PROBE = b"""
#set document(title: "Words")
#set text(font: "Libertinus Serif")
#sys.inputs.words
"""
_RARE = re.compile(r"\S*[^\x00-\u024f\u2010-\u2026\s]\S*")  # words with a character that a font may well lack
_ALOUD = "ua-1"
"""PDF/UA: tagged, titled, with words for each figure. Typst refuses it where a character has no shape in any font."""


class _Refused(Exception):
    """Typst did not make it; what it said, on one line."""


@dataclass(frozen=True, slots=True)
class _Attempt:
    machine: bool = False
    """Whether the machine's own fonts may be asked for what those of typst lack."""
    aloud: bool = True
    boxes: bool = False
    """Whether the last page says that some characters stand as boxes."""


_ATTEMPTS = (
    _Attempt(),
    _Attempt(machine=True),
    _Attempt(machine=True, aloud=False, boxes=True),
    _Attempt(aloud=False),  # without tags, where typst breaks down if it does
)


def compiled(data: dict[str, Any], on: date) -> bytes:
    """The data as a PDF, dated as given.

    Fonts are those that typst brings along, so that the pages are the same everywhere. Only for characters that these
    lack are the machine's own asked, and what none of them has stands as a box, which the last page says.

    Raises:
        TriptychError: typst could not set the pages.
    """
    given = legal(json.dumps(data, ensure_ascii=False))
    for attempt in _ATTEMPTS[_start(given) :]:
        try:
            return _attempted(given, on, attempt)
        except _Refused as e:
            failure = e
    raise TriptychError(
        f"The memo could not be set as pages: {failure}.",
        "Export it as HTML or Markdown instead.",
    ) from failure


def picture(svg: str, width: int) -> bytes:
    """A drawing as PNG, for what knows no vectors.

    Args:
        svg: the drawing.
        width: how wide it will be shown, in millimetres.

    Raises:
        TriptychError: typst could not draw it.
    """
    try:
        return _made(_PICTURE, {"svg": legal(svg), "width": str(width)}, format="png", ppi=DPI)
    except _Refused as e:
        raise TriptychError(f"A figure could not be drawn: {e}.") from e


def _start(given: str) -> int:
    """The first attempt that can succeed, found by setting the rare words alone, which costs next to nothing."""
    words = " ".join(dict.fromkeys(_RARE.findall(given)))
    for n, attempt in enumerate(_ATTEMPTS):
        try:
            _made(
                _PROBE,
                {"words": words},
                attempt.machine,
                format="pdf",
                pdf_standards=_ALOUD if attempt.aloud else None,
            )
        except _Refused:
            continue
        return n
    return 0


def _attempted(given: str, on: date, attempt: _Attempt) -> bytes:
    return _made(
        _template(),
        {"memo": given} | ({"boxes": "yes"} if attempt.boxes else {}),
        attempt.machine,
        format="pdf",
        pdf_standards=_ALOUD if attempt.aloud else None,
        pdf_tags=attempt.aloud or attempt.boxes,
        timestamp=datetime.combine(on, time(12), UTC),
    )


def _made(source: bytes, inputs: Mapping[str, str], machine: bool = False, **output: Any) -> bytes:
    """What typst makes of a source and its inputs; _Refused if it makes nothing."""
    import typst

    with tempfile.TemporaryDirectory(prefix="triptych-") as empty:
        setter = typst.Compiler(
            source,
            root=empty,
            package_path=empty,
            package_cache_path=empty,
            ignore_system_fonts=not machine,
            sys_inputs=dict(inputs),
        )
        try:
            made = setter.compile(**output)
        except typst.TypstError as e:
            raise _Refused(line(e.message)) from e
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as e:
            # Where typst itself is wrong it panics; its binding raises that beside all exceptions and does not export it.
            if type(e).__name__ != "PanicException":
                raise
            raise _Refused(f"typst broke down, {line(str(e))}") from e
    return made if isinstance(made, bytes) else b"".join(made or ())


@cache
def _template() -> bytes:
    return _TEMPLATE.read_bytes()
