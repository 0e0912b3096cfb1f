from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from triptych.agents.sources.readers import read_path
from triptych.errors import InputError
from triptych.store.records import Source


def read(folder: Path, data: bytes, name: str = "paper.pdf") -> Source:
    path = folder / name
    path.write_bytes(data)
    (source,) = read_path(path, 10**6)
    return source


PAGE = (
    "A Heading\n"
    "The memory of the accelerator is the bottleneck of token gener-\n"
    "ation because each token reads all the weights from it again and\n"
    "again, as state-of-the-art serving engines show. Some state-of-\n"
    "the-art engines differ.\n"
    "Another paragraph begins here and it goes on for the whole line\n"
    "until it ends."
)


def test_pages_become_paragraphs_with_mended_lines(tmp_path: Path, pdf: Callable[..., bytes]) -> None:
    assert read(tmp_path, pdf(PAGE)).text.split("\n\n") == [
        "A Heading",
        "The memory of the accelerator is the bottleneck of token generation because each token reads all "
        "the weights from it again and again, as state-of-the-art serving engines show. Some "
        "state-of-the-art engines differ.",
        "Another paragraph begins here and it goes on for the whole line until it ends.",
    ]


def test_the_metadata_gives_title_author_and_date(tmp_path: Path, pdf: Callable[..., bytes]) -> None:
    info = "/Title (On Memory) /Author (Ada Writer) /CreationDate (D:20240305101500Z)"
    source = read(tmp_path, pdf(PAGE, info=info), "paper.txt")
    assert (source.title, source.author, source.published_at) == ("On Memory", "Ada Writer", date(2024, 3, 5))
    assert source.kind == "pdf"


def test_running_heads_and_page_numbers_go(tmp_path: Path, pdf: Callable[..., bytes]) -> None:
    pages = [
        f"Journal of Memory, page {n}\nPage {name} has words of its own.\n{n}"
        for n, name in enumerate(("one", "two", "three"), 1)
    ]
    text = read(tmp_path, pdf(*pages)).text
    assert "Journal" not in text
    assert "Page two has words of its own." in text


def test_a_pdf_without_text_says_so(tmp_path: Path, pdf: Callable[..., bytes]) -> None:
    with pytest.raises(InputError, match=r"paper\.pdf: this PDF has no text; is it scanned\? Run OCR"):
        read(tmp_path, pdf(""))


def test_an_encrypted_pdf_says_so(tmp_path: Path, pdf: Callable[..., bytes]) -> None:
    key = "<" + "ab" * 32 + ">"
    encrypt = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O {key} /U {key} /P -4 >> /ID [<00> <00>]"
    with pytest.raises(InputError, match=r"paper\.pdf: this PDF is encrypted"):
        read(tmp_path, pdf(PAGE, encrypt=encrypt))


def test_a_damaged_pdf_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"paper\.pdf: this PDF is damaged"):
        read(tmp_path, b"%PDF-1.4\nnothing that follows is a document")
