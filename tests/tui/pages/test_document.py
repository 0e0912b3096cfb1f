"""A memo's document in lines says what its Markdown says, and nothing in it acts."""

from types import ModuleType

from triptych.store.render.document import document
from triptych.store.render.markdown import memo
from triptych.store.render.nodes import Cite, Document, Link, Mark, Paragraph, Ref, Section, Text, words
from triptych.tui.pages.document import Paged


def told(paged: Paged, width: int = 100) -> list[str]:
    return [line.content.plain for line in paged.layout(width)]


def letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def test_it_says_what_the_export_says(make: ModuleType) -> None:
    dossier = make.dossier()
    shown = letters("".join(told(Paged(document(dossier)))))
    for section in document(dossier).sections:
        assert letters(words(section.title)) in shown
    for word in set(memo(dossier).split()):
        assert letters(word) in shown


def test_each_section_can_be_gone_to(make: ModuleType) -> None:
    paged = Paged(document(make.dossier()))
    anchors = [line.anchor for line in paged.layout(80) if line.anchor]
    assert anchors == [section.key for section in paged.document.sections]


def test_each_citation_is_a_link_with_its_quotes(make: ModuleType) -> None:
    paged = Paged(document(make.dossier()))
    told(paged)
    cited = [link for link in paged.links if isinstance(link, Cite)]
    assert {link.number for link in cited} == {1, 2, 3}
    assert all(link.quotes for link in cited)
    assert {link.id for link in paged.links if isinstance(link, Ref)} >= {"E1", "I1", "P1"}


def test_laying_it_out_again_numbers_the_links_anew(make: ModuleType) -> None:
    paged = Paged(document(make.dossier()))
    told(paged, 100)
    once = list(paged.links)
    told(paged, 60)
    assert paged.links == once


def test_no_line_is_wider_than_asked(make: ModuleType) -> None:
    for width in (30, 78, 100):
        assert all(
            line.content.cell_length <= width for line in Paged(document(make.dossier())).layout(width)
        )


def test_texts_are_words_whatever_they_hold() -> None:
    hostile = "a [/] [@click=app.quit]b[/] \x1b[2J\x1b]52;c;ZXZpbA==\x07 \u202egpj"
    parts = (Text(hostile), Ref(hostile), Mark("contested", hostile), Link(f"https://x.org/{hostile}"))
    section = Section("s", (Text(hostile),), (Paragraph(parts),))
    shown = "".join(told(Paged(Document(Text(hostile), (), (section,)))))
    assert "[@click=app.quit]b[/]" in shown
    assert not set(shown) & set("\x1b\x07\u202e")
