"""What stands there before the first question to the archive."""

from textual.content import Content

from triptych.tui.pages.lines import Layout, fixed
from triptych.tui.text import QUIET


def beginning(memos: int | None) -> Layout:
    """What can be asked, and what not; nothing until it is known how many memos there are."""
    if memos is None:
        return fixed([])
    if not memos:
        return fixed(
            [
                Content.styled("There is no memo in the archive yet.", "bold $primary"),
                Content(),
                Content("An answer rests on what memos have quoted: press esc, then n, to start a run."),
            ]
        )
    return fixed(
        [
            Content.styled("Ask what the memos and their sources say.", "bold $primary"),
            Content(),
            Content(
                "An answer rests on verbatim quotes: press tab, then enter or its number, to see one where it stands."
            ),
            Content("Where nothing bears on the question, the archive says that it does not know."),
            Content(),
            Content.styled("Questions go on from the last one; ctrl+n begins anew.", QUIET),
        ]
    )
