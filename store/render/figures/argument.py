"""The map of the argument: claims under the propositions that rest on them, and beside each what was held for and against.

Claims stand on the left, joined to their proposition by a stem; objections and findings on the right, each with an arrow
to what it is about. For is a tick on a whole line, against a cross on a dashed one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from triptych.store.records import Dossier
from triptych.store.render.figures.cards import GAP, RIGHT, height_of, left_of, put, room_of
from triptych.store.render.figures.drawing import LEADING, SMALL, Drawing
from triptych.store.render.figures.measures import Ruler
from triptych.store.render.figures.palette import Palette
from triptych.store.render.figures.topics import Topic, proposed, topics
from triptych.store.render.nodes import Figure
from triptych.store.render.page import Page

TITLE = "The argument"
TALLEST = 1060.0
"""User units that a map may take, so that it fits a printed page; the least contested is left out."""
_TOP, _GROUP = 26.0, 14.0
_STEM = 9.0
_ELSE = "No stance rests on these"


@dataclass(frozen=True, slots=True)
class Group:
    """A proposition with the claims that it rests on; the last group may have none."""

    head: Topic | None
    topics: tuple[Topic, ...]

    def height(self, ruler: Ruler) -> float:
        """With the space under each topic."""
        top = room_of(self.head, ruler) if self.head else LEADING
        return top + GAP + sum(room_of(one, ruler) + GAP for one in self.topics) + _GROUP - GAP


def argument(dossier: Dossier, palette: Palette) -> Figure | None:
    """The drawing; None where nothing was objected to."""
    page = Page(dossier)
    found = topics(page)
    if not found:
        return None
    groups, shown = _fitting(found, page, palette.ruler)
    caption = _caption(found, shown)
    drawing = Drawing(palette)
    bottom = _groups(drawing, groups)
    return Figure("argument", TITLE, caption, drawing.svg("argument", TITLE, caption, bottom))


def _caption(found: Sequence[Topic], drawn: int) -> str:
    many, left = len(found), len(found) - drawn
    told = f"{many} claims or propositions were objected to" if many > 1 else "One statement was objected to"
    less = f"; left out: {left}, the least contested" if left else ""
    return (
        f"{told}{less}. Left: propositions, and under each the claims that somebody's stance on it rests on. Right: what was "
        "held against each (a cross on a dashed line) and for it (a tick on a whole one), with the answer."
    )


def _fitting(found: Sequence[Topic], page: Page, ruler: Ruler) -> tuple[list[Group], int]:
    """As many of the most contested topics as the height bears, but at least one, in groups, and how many they are.

    Each topic makes the drawing higher: the first that is too much ends it, and what a large ledger has beyond is not measured.
    """
    ranked = sorted(range(len(found)), key=lambda n: (*(-w for w in found[n].weight), n))
    heads = [proposed(proposition, page) for proposition in page.dossier.brief.propositions]
    fitting: list[Group] = []
    for kept in range(1, len(found) + 1):
        groups = _grouped([found[n] for n in sorted(ranked[:kept])], heads)
        if fitting and sum(group.height(ruler) for group in groups) > TALLEST - _TOP:
            return fitting, kept - 1
        fitting = groups
    return fitting, len(found)


def _grouped(chosen: Sequence[Topic], heads: Sequence[Topic]) -> list[Group]:
    groups = []
    for head in heads:
        under = [one for one in chosen if one.under == head.under]
        claims = tuple(one for one in under if not one.proposition)
        if under:
            groups.append(Group(head, claims))
    rest = tuple(one for one in chosen if not one.under)
    return [*groups, Group(None, rest)] if rest else groups


def _groups(drawing: Drawing, groups: Sequence[Group]) -> float:
    _legend(drawing)
    top = _TOP
    for group in groups:
        _group(drawing, top, group)
        top += group.height(drawing.ruler)
    return top - _GROUP + 4


def _legend(drawing: Drawing) -> None:
    drawing.text((0, 13), "Propositions and claims", "muted", SMALL, bold=True)
    drawing.text((RIGHT, 13), "Held against or for them", "muted", SMALL, bold=True)


def _group(drawing: Drawing, top: float, group: Group) -> None:
    y, ruler = top, drawing.ruler
    if group.head:
        stem = y + height_of(group.head, ruler)
        put(drawing, y, group.head)
        y += room_of(group.head, ruler) + GAP
    else:
        drawing.text((0, y + LEADING - 3), _ELSE, "muted", SMALL, bold=True)
        y += LEADING + GAP
        stem = y
    for one in group.topics:
        middle = y + min(height_of(one, ruler) / 2, 24)
        if group.head:
            drawing.stroke((_STEM, stem), (_STEM, middle), (left_of(one), middle), tone="muted", thick=1.2)
        put(drawing, y, one)
        y += room_of(one, ruler) + GAP
