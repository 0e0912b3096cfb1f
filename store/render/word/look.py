"""What a file looks like: paper, styles, running lines. Everything that a word processor lets its user change in one place."""

from typing import Any

from triptych.store.render.legal import legal
from triptych.store.render.word.xml import field, run

ACCENT, QUIET, WARNING = "1F3F68", "5C6675", "8C3A12"
A4 = (210, 297)  # mm
_MARGIN = 25  # mm
TEXT_MM = A4[0] - 2 * _MARGIN
UNIT = 36_000
"""What python-docx measures in: so many to a millimetre."""
WIDTH = TEXT_MM * UNIT
_SIZES = {"Normal": 10.5, "Title": 24, "Subtitle": 11.5, "Heading 1": 15, "Heading 2": 11, "Caption": 9}
_SPACE = {"Normal": (0, 6), "Title": (0, 6), "Subtitle": (0, 8), "Heading 1": (18, 4), "Heading 2": (10, 3)}
_COLOURS = {
    "Title": "1B2430",
    "Subtitle": QUIET,
    "Heading 1": ACCENT,
    "Heading 2": "1B2430",
    "Caption": QUIET,
}


def blank(title: str, footer: str) -> Any:
    """A file with nothing in it yet, on A4, with its title above each page and the number of the page under it."""
    import docx

    file = docx.Document()
    _paper(file.sections[0])
    _styles(file.styles)
    _running(file.sections[0], title, footer)
    _bare(file.part.package)
    return file


def _paper(section: Any) -> None:
    from docx.shared import Mm

    section.page_width, section.page_height = map(Mm, A4)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN)


def _styles(styles: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    for name, size in _SIZES.items():
        styles[name].font.size = Pt(size)
    for name, (before, after) in _SPACE.items():
        form = styles[name].paragraph_format
        form.space_before, form.space_after = Pt(before), Pt(after)
    for name, colour in _COLOURS.items():
        styles[name].font.color.rgb = RGBColor.from_string(colour)
    styles["Normal"].paragraph_format.line_spacing = 1.15
    text = styles.add_style("footnote text", WD_STYLE_TYPE.PARAGRAPH, builtin=True)
    text.base_style, text.font.size = styles["Normal"], Pt(8.5)
    text.paragraph_format.space_after = Pt(1)
    styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER, builtin=True).font.superscript = True
    linked = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER, builtin=True)
    linked.font.color.rgb, linked.font.underline = RGBColor.from_string(ACCENT), True


def _running(section: Any, title: str, footer: str) -> None:
    """The lines above and below each page."""
    section.header.paragraphs[0].text = legal(title)
    below = section.footer.paragraphs[0]
    below.text = legal(f"{footer}\t\tPage ")
    below._p.extend([*field("PAGE", "1"), run(" of "), *field("NUMPAGES", "1")])


def _bare(package: Any) -> None:
    """Take out the picture that python-docx shows of an empty page."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    for id, relation in list(package.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            package.rels.pop(id)
