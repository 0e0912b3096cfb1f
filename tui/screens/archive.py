"""The archive, where one comes home to: every memo in one line, what is under the cursor beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from triptych.graphs.words import counted
from triptych.tui import columns, listing
from triptych.tui.context import Context
from triptych.tui.listing import MARKING, View
from triptych.tui.messages import Changed, Failed, Goto, Told
from triptych.tui.screens import SCREENS
from triptych.tui.screens.searched import PAUSE, REST, SearchedScreen
from triptych.tui.text import line
from triptych.tui.widgets.page import Page
from triptych.tui.widgets.rows import Rows
from triptych.tui.work import background

if TYPE_CHECKING:
    from triptych.store.deletion import Deleted
    from triptych.store.overview import Glance
    from triptych.store.search.hits import Hit
    from triptych.tui.pages.preview import Preview

HITS = 300
OF_MEMOS = ("search", "sort", "filter_tag", "tag", "diff", "export", "delete", "unmark")
"""Actions that need a memo."""


class ArchiveScreen(SearchedScreen):
    """All memos."""

    TITLE = "Archive"
    CSS_PATH = "archive.tcss"
    AUTO_FOCUS = "#memos"
    HELP_TEXT = "Every memo in the archive. Type / to search titles, claims and sources; mark memos with space to act on several."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "slash",
            "search",
            "Search",
            key_display="/",
            id="search",
            tooltip="Search titles, claims, critiques",
        ),
        Binding(
            "o", "sort", "Sort", id="sort", tooltip="Next order: newest, title, claims, contested, spend"
        ),
        Binding("t", "filter_tag", "Tag", id="filter-tag", tooltip="Show only memos with a tag"),
        Binding("T", "tag", "Edit tags", id="tag", show=False, tooltip="Give memos tags, or take them away"),
        Binding(
            "d",
            "diff",
            "Diff",
            id="diff",
            tooltip="What changed between two marked memos, or since the one it updates",
        ),
        Binding("x", "export", "Export", id="export", tooltip="Write memos as files"),
        Binding("n", "new_run", "New run", id="new-run", tooltip="Put an idea to the panel"),
        Binding("D", "delete", "Delete", id="delete", show=False, tooltip="Delete memos; asks first"),
        Binding(
            "delete", "delete", "Delete", id="delete-too", show=False, tooltip="Delete memos; asks first"
        ),
        Binding("u", "unmark", "Unmark", id="unmark", show=False, tooltip="Take all marks away"),
        Binding("r", "refresh", "Refresh", id="refresh", show=False, tooltip="Read the archive again"),
    ]

    @dataclass
    class Listed(Message):
        """The memos were read."""

        memos: "list[Glance]"

    @dataclass
    class Found(Message):
        """The archive was searched."""

        words: str
        hits: "list[Hit]"

    @dataclass
    class Previewed(Message):
        """What is under the cursor was read."""

        memo: str
        preview: "Preview"

    @dataclass
    class Foreseen(Message):
        """It is known what a deletion would take with it."""

        ids: list[str]
        going: "Deleted"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.memos: Sequence[Glance] = ()
        self.view = View()
        self.hits: dict[str, list[Hit]] = {}
        self._looked_back = False

    def body(self) -> Iterable[Widget]:
        yield Input(placeholder="/ search titles, claims and critiques", id="query", compact=True)
        with Horizontal(id="panes"):
            with Vertical(id="list"):
                yield Rows(columns.MEMOS, lambda memo: memo.id, marks=True, id="memos")
            yield Page(id="preview")
        yield Page(id="empty")

    def on_mount(self) -> None:
        self.refreshed()

    @property
    def rows(self) -> "Rows[Glance]":
        """The list."""
        return cast("Rows[Glance]", self.query_one("#memos", Rows))

    def refreshed(self) -> None:
        """Read the archive again."""
        self.wait("reading the archive")
        self.read()

    @background("list")
    def read(self) -> Listed:
        """Read every memo's line."""
        from triptych.store.overview import overview

        return self.Listed(overview(self.context.archive))

    @on(Listed)
    def listed(self, event: Listed) -> None:
        """Show what was read."""
        self.memos = event.memos
        self.rows.unmark([key for key in self.rows.marked if key not in {memo.id for memo in event.memos}])
        first = bool(event.memos) and self.has_class("-empty")
        self.set_class(not event.memos, "-empty")
        self.refresh_bindings()
        if event.memos:
            self.show()
            if first:  # else the focus would go to the search, which takes every key for a word
                self.rows.focus()
        else:
            self._welcome()
        if not self._looked_back:
            self._looked_back = True
            self.look_back()

    @background("unfinished")
    def look_back(self) -> Told | None:
        """Remind of runs that did not end, once, when what one came for is on the screen."""
        from triptych.tui.unfinished import SECONDS, reminder

        told = reminder(self.context.archive)
        return Told(told, SECONDS) if told else None

    def _welcome(self) -> None:
        """Say what to do where no memo is yet."""
        from triptych.tui.pages.welcome import welcome

        self.say(0)
        self.query_one("#empty", Page).show(welcome("new_run" in SCREENS))
        self.query_one("#empty").focus()

    def show(self, top: bool = False) -> None:
        """Show the view of the memos that are there."""
        shown = listing.chosen(self.memos, self.view)
        self.rows.show(shown, top)
        self.say(len(shown))

    def say(self, shown: int) -> None:
        """Say in the head how many memos there are, which are shown, and in what order."""
        count = f"{len(self.memos):,}" if shown == len(self.memos) else f"{shown:,} of {len(self.memos):,}"
        order = "best match first" if self.view.found else self.view.sort
        there = (f"{count} memo{'s' * (len(self.memos) != 1)}", order)
        parts = list(there if self.memos else ("no memos yet",))
        if self.view.tag:
            parts.append(f"#{self.view.tag}")
        if self.rows.marked:
            parts.append(f"{len(self.rows.marked)} marked")
        self.head(line(" · ".join(parts)))

    @on(Rows.Marked)
    def marked(self) -> None:
        """Say how many are marked."""
        self.say(len(self.rows.rows))

    @on(Rows.Moved)
    def moved(self) -> None:
        """Show the memo under the cursor when that has come to rest."""
        if (memo := self.rows.current) is not None:
            self.set_timer(REST, lambda: self._rested(memo.id))

    def _rested(self, memo: str) -> None:
        if (current := self.rows.current) is not None and current.id == memo:
            self._preview(current, None)
            self.read_preview(memo)

    @background("preview")
    def read_preview(self, memo: str) -> Previewed:
        """Read the memo for its preview."""
        from triptych.store.memos import load
        from triptych.tui.pages.preview import preview

        return self.Previewed(memo, preview(load(self.context.archive, memo)))

    @on(Previewed)
    def previewed(self, event: Previewed) -> None:
        """Show it, if the cursor is still there."""
        memo = self.rows.current
        if memo is not None and memo.id == event.memo:
            self._preview(memo, event.preview)

    def _preview(self, memo: "Glance", read: "Preview | None") -> None:
        from triptych.tui.pages.preview import layout

        self.query_one("#preview", Page).show(layout(memo, read, self.hits.get(memo.id, ())))

    @on(Rows.Chosen)
    def open_memo(self) -> None:
        """Read the memo under the cursor; the reader can go on to the next in this order."""
        if (memo := self.rows.current) is not None:
            self.post_message(Goto("reader", (memo.id, tuple(row.id for row in self.rows.rows))))

    @on(Input.Changed, "#query")
    def typed(self, event: Input.Changed) -> None:
        """Filter by title at once; search the archive when no key has come for a moment."""
        words = event.value
        self.view, self.hits = replace(self.view, words=words, found=()), {}
        self.show(top=True)
        if words.strip():
            self.set_timer(PAUSE, lambda: self.find(words) if self.view.words == words else None)

    @background("find")
    def find(self, words: str) -> Found:
        """Search memos, claims and critiques."""
        from triptych.store.search.hits import Filters
        from triptych.store.search.search import ArchiveSearch

        places = Filters(places=("memos", "claims", "critiques"))
        return self.Found(words, ArchiveSearch(self.context.archive).search(words, places, HITS))

    @on(Found)
    def found(self, event: Found) -> None:
        """Put what was found on top, if it is still what is sought."""
        if event.words == self.view.words:
            self.hits = listing.found_in(event.hits)
            self.view = replace(self.view, found=tuple(self.hits))
            self.show(top=True)

    def action_back(self) -> None:
        """End the search, then the filter."""
        if self.end_search():
            return
        if self.view.tag:
            self._filter("")
        else:
            super().action_back()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """At home, escape ends a search or a filter; what is done to memos needs one.

        While escape is needed it takes the place of `n` in the footer; the app's own `n` does the same.
        """
        if action in ("back", "new_run"):
            narrowed = self.is_mounted and (self.searching or bool(self.view.tag))
            return narrowed == (action == "back")
        return bool(self.memos) if action in OF_MEMOS else super().check_action(action, parameters)

    def action_new_run(self) -> None:
        """Put an idea to the panel."""
        self.post_message(Goto("new_run"))

    def action_sort(self) -> None:
        """Go on to the next order."""
        self.view = replace(self.view, sort=listing.next_sort(self.view.sort))
        self.show(top=True)

    def action_filter_tag(self) -> None:
        """Choose the tag whose memos are shown."""
        from triptych.tui.screens.choice import Choice

        there = listing.tags(self.memos)
        if not there:
            self.post_message(Told("No memo has a tag yet; give one with T."))
            return
        options = [("", Content("All memos")), *((tag, line(f"#{tag}  {count}")) for tag, count in there)]
        self.app.push_screen(Choice("Show memos with the tag", options), self._filter)

    def _filter(self, tag: str | None) -> None:
        if tag is not None:
            self.view = replace(self.view, tag=tag)
            self.show(top=True)

    def _meant(self) -> "list[Glance]":
        """The marked memos, or the one under the cursor."""
        current = [self.rows.current] if self.rows.current is not None else []
        return list(self.rows.marked.values()) or current

    def action_unmark(self) -> None:
        """Take all marks away."""
        self.rows.unmark()

    def action_export(self) -> None:
        """Write the memos that are meant as files."""
        from triptych.tui.screens.export import ExportScreen

        if meant := self._meant():
            self.app.push_screen(ExportScreen(self.context, [memo.id for memo in meant]))

    def action_tag(self) -> None:
        """Change the tags of the memos that are meant."""
        from triptych.tui.screens.tagging import TagScreen

        if meant := self._meant():
            self.app.push_screen(TagScreen(self.context, {memo.id: memo.tags for memo in meant}))

    def action_diff(self) -> None:
        """Compare the two marked memos, or the one under the cursor with the one it updates."""
        marked = sorted(self.rows.marked.values(), key=lambda memo: memo.created_at)
        if len(marked) == 2:
            self.post_message(Goto("diff", (marked[0].id, marked[1].id)))
        elif marked:
            self.post_message(
                Failed(f"{len(marked)} memo{'s are' if len(marked) > 1 else ' is'} marked.", MARKING)
            )
        elif (memo := self.rows.current) is not None:
            self.post_message(Goto("diff", ("", memo.id)))

    def action_delete(self) -> None:
        """Say what would go, and ask."""
        if meant := self._meant():
            self.foresee([memo.id for memo in meant])

    @background("delete")
    def foresee(self, ids: list[str]) -> Foreseen:
        """Find out what would go."""
        from triptych.store.deletion import foreseen

        return self.Foreseen(ids, foreseen(self.context.archive, ids))

    @on(Foreseen)
    def ask(self, event: Foreseen) -> None:
        """Ask, with what would go."""
        from triptych.tui.deleting import details
        from triptych.tui.screens.question import Question

        count = len(event.ids)
        question = "Delete this memo for good?" if count == 1 else f"Delete these {count} memos for good?"
        asked = Question(question, "Delete", "Keep", details(event.going))
        self.app.push_screen(asked, lambda agreed: self._agreed(event.ids, agreed))

    def _agreed(self, ids: list[str], agreed: bool | None) -> None:
        if agreed:
            self.delete(ids)

    @background("delete")
    def delete(self, ids: list[str]) -> Message:
        """Delete them."""
        from triptych.graphs.keeping.deleting import delete

        try:
            gone = delete(self.context.archive, ids)
        finally:
            self.post_message(Changed())
        return Told(f"Deleted {counted(len(gone.memos), 'memo')}.")
