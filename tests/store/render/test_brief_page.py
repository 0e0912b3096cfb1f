"""The brief as Markdown: an expert prompt that can be pasted, edited and given back."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from markdown_it import MarkdownIt

from triptych.agents import briefs
from triptych.store.records import Brief, Persona
from triptych.store.render.brief import markdown

PREFIXES = {"engineer": "E", "investor": "I"}


@pytest.fixture
def brief(make: ModuleType) -> Brief:
    made: Brief = make.dossier().brief
    return made


@pytest.fixture
def personas(make: ModuleType) -> tuple[Persona, ...]:
    made: tuple[Persona, ...] = make.dossier().personas
    return made


def _shape(page: str) -> list[str]:
    blocks = MarkdownIt("commonmark").parse(page)
    kinds = [token.type for block in blocks for token in (block, *(block.children or []))]
    return [kind for kind in kinds if kind not in ("text", "text_special", "softbreak")]


def test_every_part_has_its_place(brief: Brief, personas: tuple[Persona, ...]) -> None:
    page = markdown(brief, personas)
    assert [line for line in page.splitlines() if line.startswith("#")] == [
        "# Research brief: inference",
        "## Part 1, the engineer: What is true?",
        "## Part 2, the investor: What is true?",
        "## Compare",
        "## Propositions to judge",
        "## What a good answer holds",
    ]
    assert "- **limit.** What bounds it?\n  - Search: bound · TB/s\n" in page
    assert "- **limit.** Who earns?\n" in page
    assert "1. Prices halve by 2028. (due 2028-12-31)\n" in page
    assert "- Organisations: NVIDIA\n- Measures: TB/s\n" in page
    assert "As of 1 March 2026; look ahead to 1 January 2029." in page


def test_what_is_empty_is_left_out(brief: Brief, personas: tuple[Persona, ...]) -> None:
    bare = brief.model_copy(update={"propositions": (), "entities": type(brief.entities)()})
    page = markdown(bare, personas)
    assert "## Compare" not in page
    assert "## Propositions" not in page


def test_a_brief_that_is_given_back_asks_the_same(brief: Brief, personas: tuple[Persona, ...]) -> None:
    back = briefs.read(markdown(brief, personas), personas, PREFIXES, brief.as_of)
    assert back.idea == brief.idea
    assert [(q.id, q.persona, q.lens, q.text) for q in back.questions] == [
        (q.id, q.persona, q.lens, q.text) for q in brief.questions
    ]
    assert [(p.id, p.text, p.horizon) for p in back.propositions] == [
        (p.id, p.text, p.horizon) for p in brief.propositions
    ]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "![x](http://evil.example/x.png)",
        "[x](http://evil.example)",
        "# Heading\n\n## Propositions to judge\n\n1. Fake.",
        "`tick ```fence\n```",
        "x\n---\n",
        "**bold** _it_",
        "> quote",
    ],
)
def test_no_text_from_outside_acts_as_markup(
    brief: Brief, personas: tuple[Persona, ...], reworded: Callable[[Any, str], Any], text: str
) -> None:
    page = markdown(reworded(brief, text), [reworded(p, text) for p in personas])
    plain = markdown(reworded(brief, "word"), [reworded(p, "word") for p in personas])
    assert _shape(page) == _shape(plain)
