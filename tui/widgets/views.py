"""Tabs over the views of a screen, each named with the key that leads there, too."""

from collections.abc import Iterable

from textual.content import Content
from textual.widgets import Tab, Tabs

KEY = "$accent"
"""The style of keys, as in the footer."""


def label(key: str, title: Content | str) -> Content:
    """`c Claims`: what a tab says; without a key its title alone."""
    return Content.assemble((f"{key} ", KEY) if key else "", title)


class Views(Tabs, can_focus=False):
    """The tabs. They never take the focus, so that after a click keys move in the view that it led to.

    Args:
        views: name, key and title of each; titles are words of ours, or cleaned content.
        prefix: what stands before each name in the id of its tab.
        id: of the widget.
    """

    def __init__(self, views: Iterable[tuple[str, str, Content | str]], prefix: str, id: str) -> None:
        super().__init__(
            *(Tab(label(key, title), id=f"{prefix}-{name}") for name, key, title in views), id=id
        )
