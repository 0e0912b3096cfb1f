"""The process that takes a PDF apart: what PDFium makes of a file that was made to break it harms this process only.

    python -m triptych.agents.sources.pdf_child < FILE

A line of JSON each: `{"page": "its text"}`, then `{"meta": {"Title": "..."}}`; or, at any point, `{"error": "damaged"}`.
"""

import json
import sys
from typing import Any

from triptych.store.sql.confinement import bound_time, confine

SECONDS = 20.0
"""Of the processor, and of waiting for it."""
MEMORY = 512
"""MiB beyond what the process has when it begins."""
PAGES = 5_000
LONGEST = 20_000_000
"""Characters of text in one file."""


def main() -> None:
    """Read the file from standard input, and write what is in it."""
    data = sys.stdin.buffer.read()
    bound_time(SECONDS)
    import pypdfium2  # type: ignore[import-untyped]

    confine(MEMORY)
    try:
        with pypdfium2.PdfDocument(data) as document:
            _tell_pages(document)
            _tell(meta=document.get_metadata_dict())
    except pypdfium2.PdfiumError as e:
        _tell(error="encrypted" if "password" in str(e).lower() else "damaged")
    except MemoryError:
        _tell(error="large")


def _tell_pages(document: Any) -> None:
    left = LONGEST
    if len(document) > PAGES:
        raise MemoryError
    for number in range(len(document)):
        text = _page(document, number)
        left -= len(text)
        if left < 0:
            raise MemoryError
        _tell(page=text)


def _page(document: Any, number: int) -> str:
    page = document[number]
    textpage = page.get_textpage()
    try:
        return str(textpage.get_text_bounded())
    finally:
        textpage.close()
        page.close()


def _tell(**line: Any) -> None:
    sys.stdout.write(f"{json.dumps(line)}\n")


if __name__ == "__main__":
    main()
