from datetime import date
from pathlib import Path

import pytest

from triptych.agents.sources.readers import read_path
from triptych.errors import InputError
from triptych.store.records import Source

LIMIT = 10**6


def read(folder: Path, name: str, text: str | bytes) -> Source:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    (source,) = read_path(path, LIMIT)
    return source


def test_front_matter_says_title_publisher_author_address_and_date(tmp_path: Path) -> None:
    source = read(
        tmp_path,
        "a.md",
        "---\ntitle: Paged memory\npublisher: Lab\nauthor: A. Writer\nurl: https://www.lab.org/x\n"
        "published: 2023-09-12\n---\n# Heading\n\nProse.\n",
    )
    assert (source.title, source.publisher, source.author) == ("Paged memory", "Lab", "A. Writer")
    assert (source.url, source.published_at) == ("https://www.lab.org/x", date(2023, 9, 12))
    assert source.text == "Heading\n\nProse."


def test_markdown_becomes_prose(tmp_path: Path) -> None:
    source = read(
        tmp_path,
        "a.md",
        "# One *title*\n\nA **bold** word, a [link](http://x.org) and `code`\nover two lines.\n\n"
        "- first\n- second\n\n> quoted\n\n```python\ncode = 1\n```\n\n<script>alert(1)</script>\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n",
    )
    assert source.text.split("\n\n") == [
        "One title",
        "A bold word, a link and code over two lines.",
        "first",
        "second",
        "quoted",
        "a | b",
        "1 | 2",
    ]
    assert source.title == "One title"


def test_the_publisher_is_the_domain_where_nobody_is_named(tmp_path: Path) -> None:
    assert read(tmp_path, "a.md", "---\nurl: https://www.x.org/p\n---\nProse.").publisher == "x.org"
    assert read(tmp_path, "b.md", "Prose.").publisher == ""


def test_a_file_without_date_has_none(tmp_path: Path) -> None:
    assert read(tmp_path, "a.txt", "Prose without a date.").published_at is None


def test_front_matter_that_is_not_yaml_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a\.md: the front matter is not valid YAML"):
        read(tmp_path, "a.md", "---\ntitle: [unclosed\n---\nProse.")


def test_a_rule_at_the_top_is_no_front_matter(tmp_path: Path) -> None:
    assert "A line: with [a colon" in read(tmp_path, "a.txt", "---\n\nA line: with [a colon\n").text


def test_yaml_aliases_do_not_blow_up(tmp_path: Path) -> None:
    lines = ["a: &a [x, x]"] + [
        f"{c}: &{c} [*{p}, *{p}]" for p, c in zip("abcdefgh" * 3, "bcdefghi" * 3, strict=True)
    ]
    bomb = "---\n" + "\n".join(lines[:9]) + "\ntitle: *i\n---\nProse."
    assert read(tmp_path, "a.md", bomb).title == "Prose."


def test_one_insight_a_line_is_one_paragraph_a_line(tmp_path: Path) -> None:
    lines = [
        f"Insight {n} says something that takes a good many words to say in full." * n for n in range(1, 6)
    ]
    assert read(tmp_path, "a.txt", "\n".join(lines)).text.split("\n\n") == lines


def test_hard_wrapped_lines_are_mended(tmp_path: Path) -> None:
    text = (
        "A title\n\nThe quick brown fox jumps over the lazy dog and then it\n"
        "goes on over this line too, as people who wrap their lines\nwrite it.\n\nSecond."
    )
    assert read(tmp_path, "a.txt", text).text.split("\n\n") == [
        "A title",
        "The quick brown fox jumps over the lazy dog and then it goes on over this line too, "
        "as people who wrap their lines write it.",
        "Second.",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings_are_told_apart(tmp_path: Path, encoding: str) -> None:
    text = "Le café coûte déjà très cher à la façade du théâtre, dit-on ici même."
    assert read(tmp_path, "a.txt", text.encode(encoding)).text == text


def test_the_same_text_has_the_same_id_whatever_its_line_ends(tmp_path: Path) -> None:
    one, two = read(tmp_path, "a.txt", "One.\n\nTwo.\n"), read(tmp_path, "b.txt", "One.\r\n\r\n\r\nTwo.")
    assert one.id == two.id == one.sha256[:16]
