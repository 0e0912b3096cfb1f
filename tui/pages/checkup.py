"""What is set up, as pages: one setting explained, and the findings of the doctor."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from triptych.tui.checkups import Value
from triptych.tui.pages.lines import BLANK, Layout, Line, linked, wrapped
from triptych.tui.text import QUIET, line

if TYPE_CHECKING:
    from triptych.graphs.doctor.finding import Finding

SIGNS: Mapping[str, tuple[str, str]] = {
    "ok": ("✓", "$text-success"),
    "note": ("·", "$text-accent"),
    "missing": ("!", "$text-warning"),
    "broken": ("✗", "$text-error"),
}
ASKED = "Models and search engines were asked."
NOT_ASKED = (
    "Nobody was asked whether they answer: press c for that. It may cost a few tokens and one search credit."
)
ASKING = "Looking …"


def setting(value: Value) -> Layout:
    """One setting: what it is for, and what puts another value in its place."""

    def lines(width: int) -> Iterator[Line]:
        yield from wrapped(line(value.name, "bold $primary"), width)
        if value.about:
            yield from wrapped(line(value.about), width)
        yield from wrapped(line(value.said or "not set", "" if value.said else QUIET), width)
        if value.variable:
            yield from wrapped(
                Content.styled(f"{value.variable} in the environment goes before the file.", QUIET), width
            )

    return lines


def findings(found: "Sequence[Finding]", done: bool, calls: bool) -> Layout:
    """The findings in their order; each line that mends something is a link, which is copied when it is opened.

    Args:
        found: those that there are by now.
        done: whether that is all.
        calls: whether models and search engines are asked.
    """

    def lines(width: int) -> Iterator[Line]:
        yield from wrapped(_summary(found), width)
        yield from wrapped(Content.styled((ASKED if calls else NOT_ASKED) if done else ASKING, QUIET), width)
        number = 0
        for one in found:
            yield BLANK
            sign, style = SIGNS[one.state]
            head = Content.assemble((f"{sign} {one.state}", style), "  ", line(one.name, "bold"))
            yield from wrapped(head, width)
            yield from wrapped(line(one.says), width, "  ")
            if one.mend:
                yield from wrapped(linked(line(one.mend), number), width, "  → ")
                number += 1

    return lines


def mends(found: "Sequence[Finding]") -> list[str]:
    """The lines that mend something, in the order of their links."""
    return [one.mend for one in found if one.mend]


def _summary(found: "Sequence[Finding]") -> Content:
    counted: Counter[str] = Counter(one.state for one in found)
    told = [_counted(state, counted[state]) for state in SIGNS if counted[state]]
    return Content("  ").join([Content.styled("Doctor", "bold $primary"), *told])


def _counted(state: str, count: int) -> Content:
    sign, style = SIGNS[state]
    return Content.styled(f"{sign} {count} {state}{'s' * (state == 'note' and count > 1)}", style)
