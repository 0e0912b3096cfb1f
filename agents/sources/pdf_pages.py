"""The pages of a PDF, read by a process of its own that can be killed.

PDFium is written in C++, is not safe to use from two threads, and unpacks what a file holds without a limit: in this
process two PDFs at once would end it, and one that was made for it could do as it likes.
"""

import json
import subprocess
import sys
from typing import Any

from triptych.agents.sources.pdf_child import SECONDS
from triptych.errors import InputError, ServiceError
from triptych.store.sql.process import environment

MODULE = "triptych.agents.sources.pdf_child"
_SAID = {
    "encrypted": ("is encrypted", "Save a copy without a password."),
    "large": ("has more pages or text than is read", "Split it."),
}
_DAMAGED = ("is damaged", "Open and save it again, or print it to PDF.")
_SLOW = ("takes too long to read", "Print it to PDF anew, or save its text.")


def read_pages(data: bytes, name: str) -> tuple[list[str], dict[str, str]]:
    """The text of each page, and the metadata.

    Raises:
        InputError: it is encrypted, damaged, or takes more time or memory than a document may.
        ServiceError: no process can be started.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-m", MODULE],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
            start_new_session=True,
            timeout=2 * SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as e:
        raise _refused(name, *_SLOW) from e
    except OSError as e:
        raise ServiceError(f"{name}: no process can be started to read it: {e.strerror or e}.") from e
    return _told(done.stdout, name)


def _told(output: bytes, name: str) -> tuple[list[str], dict[str, str]]:
    pages: list[str] = []
    for line in output.splitlines():
        told = _line(line)
        if "page" in told:
            pages.append(told["page"])
        elif "error" in told:
            raise _refused(name, *_SAID.get(told["error"], _DAMAGED))
        elif "meta" in told:
            return pages, told["meta"]
    # It was killed: by the system when its time or memory was spent, or by the file.
    raise _refused(name, *(_SLOW if pages else _DAMAGED))


def _line(line: bytes) -> dict[str, Any]:
    try:
        told = json.loads(line)
    except ValueError:  # torn when it was killed
        return {}
    return told if isinstance(told, dict) else {}


def _refused(name: str, what: str, hint: str) -> InputError:
    return InputError(f"{name}: this PDF {what}.", hint)
