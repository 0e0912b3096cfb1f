"""A real archive, and files of kinds that no library writes for us."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from triptych.store.archive import Archive

Pdf = Callable[..., bytes]


@pytest.fixture
def archive(empty_archive: Path, tmp_path: Path) -> Archive:
    return Archive(Path(shutil.copy(empty_archive, tmp_path)))


@pytest.fixture
def pdf() -> Pdf:
    return _pdf


def _pdf(*pages: str, info: str = "", encrypt: str = "") -> bytes:
    """A PDF with one line of text for each line of each page."""
    contents = [_content(page) for page in pages]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, content in enumerate(contents):
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F 3 0 R >> >>"
            f" /Contents {5 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    objects.append(f"<< {info} >>")
    return _assemble(objects, encrypt)


def _content(page: str) -> str:
    lines = [line.replace("(", r"\(").replace(")", r"\)") for line in page.split("\n")]
    return "BT /F 11 Tf 14 TL 40 740 Td " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"


def _assemble(objects: list[str], encrypt: str) -> bytes:
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    trailer = f"<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R {encrypt} >>"
    return (
        data
        + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n{trailer}\n"
        f"startxref\n{len(data)}\n%%EOF\n".encode("latin-1")
    )
