from datetime import date
from pathlib import Path

import pytest

from triptych.agents.sources.html import html_to_text
from triptych.agents.sources.readers import read_path
from triptych.errors import InputError
from triptych.store.records import Source

BODY = "".join(
    f"<p>Paragraph {n} has a sentence that is long enough to count as prose here.</p>" for n in range(8)
)
PAGE = f"""<!DOCTYPE html><html><head><title>Chips</title><meta name="author" content="Ada Writer">
<meta property="article:published_time" content="2024-03-05T10:00:00Z">
<link rel="canonical" href="https://www.chips.org/page"><script>steal()</script></head>
<body><nav>Home</nav><article><h1>Chips</h1>{BODY}<script>alert(1)</script></article></body></html>"""


def read(folder: Path, name: str, text: str) -> Source:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    (source,) = read_path(path, 10**6)
    return source


@pytest.mark.parametrize("name", ["page.html", "page.txt", "page"])
def test_a_page_is_known_by_its_content_and_says_who_wrote_it_when(tmp_path: Path, name: str) -> None:
    source = read(tmp_path, name, PAGE)
    assert (source.title, source.author, source.published_at) == ("Chips", "Ada Writer", date(2024, 3, 5))
    assert (source.url, source.publisher) == ("https://www.chips.org/page", "chips.org")


def test_paragraphs_survive_and_scripts_never_do(tmp_path: Path) -> None:
    text = read(tmp_path, "page.html", PAGE).text
    assert "Paragraph 7 has a sentence" in text.split("\n\n")[-1]
    assert "alert" not in text
    assert "steal" not in text


def test_a_page_without_a_date_has_none(tmp_path: Path) -> None:
    assert read(tmp_path, "page.html", f"<html><body>{BODY}</body></html>").published_at is None


def test_a_page_of_scripts_has_no_text(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"page\.html: the page has no text"):
        read(
            tmp_path,
            "page.html",
            "<html><head><script>x()</script></head><body><script>y()</script></body></html>",
        )


def test_an_entity_declared_in_html_does_not_expand(tmp_path: Path) -> None:
    page = PAGE.replace("<!DOCTYPE html>", '<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/hosts">]>')
    with pytest.raises(InputError, match="declares entities"):
        read(tmp_path, "page.html", page.replace("Paragraph 3", "&a;"))


def test_a_fragment_keeps_all_its_paragraphs() -> None:
    assert html_to_text("<p>One.</p><div>Two.<br>Three.</div><ul><li>Four.</li></ul>").split("\n\n") == [
        "One.",
        "Two.",
        "Three.",
        "Four.",
    ]
    assert html_to_text("plain words") == "plain words"
