"""A text from outside shows as it was written and acts as nothing, wherever on a page it stands."""

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from triptych.store.render.escape import address, inline, plain

TEXTS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)> </div> <!-- gone -->",
    "![x](http://evil.example/x.png)",
    "[a](http://evil.example) [1] [ref]: http://evil.example 'x'",
    "# Heading\n## Another",
    "a | b\n|---|---|\n| c | d |",
    "`code` and ```fence",
    "~~~\nfence\n~~~",
    "1. item",
    "10) item",
    "2025. It was",
    "- item",
    "+ item",
    "* item",
    "---",
    "===",
    "* * *",
    "> quote",
    ">quote",
    "*a* _b_ __c__ ***d*** ~~e~~ a_b_c _x",
    "&lt;b&gt; &amp; &#35; AT&T &copy;",
    "\\*x\\* ends with \\",
    "<https://evil.example> <javascript:alert(1)>",
    "    code",
    "\tcode",
    "two  \nlines\\\nhere",
    "C #",
    "A#1 ##",
]
PLACES = [
    "{}",
    "- {}",
    "  - {}",
    "1. {} end",
    "# {}",
    "**{}** end",
    "*{}*",
    "“{}” [1]",
    "| {} | x |\n|---|---|\n| {} | y |",
]
ORDINARY = [
    "“Prices fell from $3.5 billion to $2 billion (-40%), i.e. ~$1.5 billion less; R&D at AT&T: 5 < 6, H100_80GB.”",
    "Who pays? 3.35 TB/s × 8 = 27 TB/s; +5% a year – naïve!",
    "-5% in 2025",
    "#1 in its market",
]


def _tokens(page: str) -> list[Token]:
    found = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(page)
    return [token for block in found for token in (block, *(block.children or []))]


def _shown(page: str) -> str:
    return "".join(t.content for t in _tokens(page) if t.type in ("text", "text_special"))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("text", TEXTS)
def test_a_text_adds_no_markup_where_it_stands_and_is_shown_whole(text: str, place: str) -> None:
    page = place.replace("{}", inline(text))
    usual = {t.type for t in _tokens(place.replace("{}", "word"))}
    assert {t.type for t in _tokens(page)} - {"text_special"} == usual
    assert " ".join(text.split()) in _shown(page)


@pytest.mark.parametrize("text", TEXTS + ORDINARY)
def test_what_was_escaped_can_be_had_back(text: str) -> None:
    assert plain(inline(text)) == " ".join(text.split())


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_sentence_stays_as_it_is(text: str) -> None:
    assert inline(text) == text


def test_controls_and_turned_directions_are_left_out() -> None:
    assert inline("\x1b]52;c;QQ==\x07safe \u202egnp.exe\u202c\x9b31m") == "\\]52;c;QQ==safe gnp.exe31m"


@pytest.mark.parametrize(
    "url", ["https://example.org/a_b?x=1&y=[2]", "http://example.org", "HTTPS://EXAMPLE.ORG/x*y"]
)
def test_an_address_of_the_web_is_a_link(url: str) -> None:
    assert address(url) == f"<{url}>"
    assert "link_open" in {t.type for t in _tokens(address(url))}


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,<script>x</script>", "file:///etc/passwd", "/home/a/b.md", "",
     "https://a.example/<script>", "https://a.example/> <b>x</b>", "ftp://a.example"],
)  # fmt: skip
def test_any_other_address_is_words(url: str) -> None:
    assert not {"link_open", "html_inline", "html_block"} & {t.type for t in _tokens(f"1. x {address(url)}")}
