"""A memo in every format in which it can leave the archive, each written by a module that loads when it is asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from triptych.store.interchange.memo_file import MemoFile


def _markdown(file: "MemoFile") -> str:
    from triptych.agents.sources.clean import clean
    from triptych.store.render.markdown import memo

    return f"{clean(memo(file.dossier))}\n"


def _json(file: "MemoFile") -> str:
    from triptych.store.interchange.memo_file import text

    return text(file)


def _html(file: "MemoFile") -> str:
    from triptych.store.render.html.page import html

    return html(file.dossier)


def _pdf(file: "MemoFile") -> bytes:
    from triptych.store.render.pdf.document import pdf

    return pdf(file.dossier)


def _docx(file: "MemoFile") -> bytes:
    from triptych.store.render.docx_file import docx

    return docx(file.dossier)


def _bundle(file: "MemoFile") -> bytes:
    from triptych.store.render.bundle import bundle

    return bundle(file.dossier, _json(file), file.sources)


@dataclass(frozen=True)
class Format:
    """How a memo is written, and how the name of such a file ends."""

    suffix: str
    write: Callable[["MemoFile"], str | bytes]
    binary: bool = False


FORMATS: Mapping[str, Format] = {
    "md": Format(".md", _markdown),
    "json": Format(".json", _json),
    "html": Format(".html", _html),
    "pdf": Format(".pdf", _pdf, binary=True),
    "docx": Format(".docx", _docx, binary=True),
    "bundle": Format(".zip", _bundle, binary=True),
}
