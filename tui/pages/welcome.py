"""What an archive shows in which there is no memo yet."""

from collections.abc import Iterator

from textual.content import Content

from triptych.tui.pages.lines import BLANK, Layout, Line, wrapped

IDEA = "Will LLM inference hardware be commodified, and does NVIDIA keep its margins?"
"""The idea of the demo: the starter collection, which is always at hand, has evidence on it."""


def welcome(can_run: bool) -> Layout:
    """How to come to a first memo.

    Args:
        can_run: whether the interface itself can start a run.
    """

    def lines(width: int) -> Iterator[Line]:
        yield from wrapped(Content.styled("No memos yet.", "bold $primary"), width)
        yield BLANK
        yield from wrapped(Content(_WHAT), width)
        yield BLANK
        yield from wrapped(
            Content("Try it with the idea of the demo; it needs no key and no network:"), width
        )
        yield BLANK
        yield from wrapped(Content.styled(IDEA, "bold"), width, "    ")
        yield BLANK
        if can_run:
            yield from wrapped(
                Content.assemble(
                    "Press ", ("n", "bold $accent"), " to start a run with it, or with your own."
                ),
                width,
            )
        else:
            yield from wrapped(Content("Start it from the command line, then press r here:"), width)
            yield BLANK
            yield from wrapped(Content.styled(f'triptych run "{IDEA}"', "$text-accent"), width, "    ")

    return lines


_WHAT = (
    "Triptych turns an idea into one memo: an engineer, an investor and a strategist research it, argue claim by claim, and "
    "merge what survives. Every figure leads back to the passage that it comes from."
)
