"""The library: the documents that runs may search, what is told of one beside the list, and what is done with them."""

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
from triptych.tui import library
from triptych.tui.context import Context
from triptych.tui.library import Shelf
from triptych.tui.messages import Failed, Told
from triptych.tui.pages.lines import fixed
from triptych.tui.screens.searched import PAUSE, REST, SearchedScreen
from triptych.tui.text import QUIET, line, plain_line
from triptych.tui.widgets.page import Page
from triptych.tui.widgets.rows import Column, Rows
from triptych.tui.work import background

if TYPE_CHECKING:
    from triptych.agents.sources.library import AddResult, Library
    from triptych.store.library import LibraryEntry
    from triptych.store.records import Passage

BEGINNING = 3000
"""Characters of a text that are shown beside the list."""
MOST = 60
"""Passages that a search gives."""
OF_DOCUMENTS = ("search", "sort", "remove", "unmark")
"""Actions that need a document."""
COLUMNS: "tuple[Column[LibraryEntry], ...]" = (
    Column("Date", lambda one: _date(one), 10),
    Column("Title", lambda one: line(one.title)),
    Column("Publisher", lambda one: line(one.publisher), 20, least=100),
    Column("Kind", lambda one: line(one.kind, QUIET if one.starter else ""), 7),
    Column("Passages", lambda one: Content(f"{one.passages:,}"), 8, right=True, least=50),
)


def _date(one: "LibraryEntry") -> Content:
    return Content(str(one.published_at)) if one.published_at else Content.styled("undated", QUIET)


class LibraryScreen(SearchedScreen):
    """All documents."""

    TITLE = "Library"
    CSS_PATH = "library.tcss"
    AUTO_FOCUS = "#documents"
    HELP_TEXT = (
        "The documents that runs may search and quote. Type / to search titles and passages; + adds files, folders, "
        "pages and feeds."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "slash",
            "search",
            "Search",
            key_display="/",
            id="search",
            tooltip="Search titles, publishers and passages",
        ),
        Binding(
            "plus",
            "add",
            "Add",
            key_display="+",
            id="add",
            tooltip="Add a file, a folder, a web page or a feed",
        ),
        Binding(
            "o",
            "sort",
            "Sort",
            id="sort",
            tooltip="Next order: added last, title, publisher, date, passages",
        ),
        Binding("D", "remove", "Remove", id="remove", tooltip="Take documents out; asks first"),
        Binding(
            "delete",
            "remove",
            "Remove",
            id="remove-too",
            show=False,
            tooltip="Take documents out; asks first",
        ),
        Binding("u", "unmark", "Unmark", id="unmark", show=False, tooltip="Take all marks away"),
        Binding("r", "refresh", "Refresh", id="refresh", show=False, tooltip="Read the library again"),
    ]

    @dataclass
    class Listed(Message):
        """The documents were read."""

        entries: "list[LibraryEntry]"

    @dataclass
    class Found(Message):
        """The passages were searched."""

        words: str
        passages: "list[Passage]"

    @dataclass
    class Peeked(Message):
        """The beginning of a document's text was read."""

        source_id: str
        text: str

    @dataclass
    class Adding(Message):
        """One more document was dealt with."""

        done: int

    @dataclass
    class Added(Message):
        """All that was to be added was dealt with."""

        target: str
        results: "list[AddResult]"

    @dataclass
    class Removed(Message):
        """Documents were taken out."""

        ids: list[str]

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.entries: Sequence[LibraryEntry] = ()
        self.shelf = Shelf()
        self.passages: dict[str, list[Passage]] = {}
        self.adding = ""
        """What is being added, as it was typed."""

    def body(self) -> Iterable[Widget]:
        yield Input(placeholder="/ search titles, publishers and passages", id="query", compact=True)
        with Horizontal(id="panes"):
            with Vertical(id="list"):
                yield Rows(COLUMNS, lambda one: one.source_id, marks=True, id="documents")
            yield Page(id="entry")

    def on_mount(self) -> None:
        self.refreshed()

    @property
    def rows(self) -> "Rows[LibraryEntry]":
        """The list."""
        return cast("Rows[LibraryEntry]", self.query_one("#documents", Rows))

    def refreshed(self) -> None:
        """Read the library again."""
        self.wait("reading the library")
        self.read()

    def _library(self) -> "Library":
        from triptych.agents.sources.library import Library

        return Library(self.context.archive)

    @background("list")
    def read(self) -> Listed:
        """Read every document's line; a new archive is given the starter collection, as a run would do."""
        shelf = self._library()
        shelf.ensure_starter()
        return self.Listed(shelf.entries())

    @on(Listed)
    def listed(self, event: Listed) -> None:
        """Show what was read."""
        self.entries = event.entries
        there = {one.source_id for one in event.entries}
        self.rows.unmark([key for key in self.rows.marked if key not in there])
        self.refresh_bindings()
        self.show()
        if not event.entries:
            self.query_one("#entry", Page).show(fixed(EMPTY))

    def show(self, top: bool = False) -> None:
        """Show the documents that are wanted."""
        shown = library.chosen(self.entries, self.shelf)
        self.rows.show(shown, top)
        if not shown and self.entries:
            self.query_one("#entry", Page).show(
                fixed([Content("No document and no passage has these words.")])
            )
        self.say()

    def say(self) -> None:
        """Say in the head how many documents there are, and in what order they are shown."""
        if self.adding:
            return
        shown, there = len(self.rows.rows), len(self.entries)
        count = f"{there:,}" if shown == there else f"{shown:,} of {there:,}"
        order = "best match first" if self.shelf.found else self.shelf.sort
        parts = [f"{count} document{'s' * (there != 1)}", order] if there else ["the library is empty"]
        if self.rows.marked:
            parts.append(f"{len(self.rows.marked)} marked")
        self.head(line(" · ".join(parts)))

    @on(Rows.Marked)
    def marked(self) -> None:
        """Say how many are marked."""
        self.say()

    @on(Rows.Moved)
    def moved(self) -> None:
        """Show what is told of the document under the cursor, and its text when the cursor has come to rest."""
        if (one := self.rows.current) is not None:
            self._show_entry(one)
            if one.source_id not in self.passages:
                self.set_timer(REST, lambda: self._rested(one.source_id))

    def _rested(self, source_id: str) -> None:
        if (one := self.rows.current) is not None and one.source_id == source_id:
            self.peek(source_id)

    @background("peek")
    def peek(self, source_id: str) -> Peeked:
        """Read how the text of a document begins."""
        from triptych.store.library import text

        return self.Peeked(source_id, text(self.context.archive, source_id)[:BEGINNING])

    @on(Peeked)
    def peeked(self, event: Peeked) -> None:
        """Show it, if the cursor is still there."""
        one = self.rows.current
        if one is not None and one.source_id == event.source_id and one.source_id not in self.passages:
            self._show_entry(one, event.text)

    def _show_entry(self, one: "LibraryEntry", text: str = "") -> None:
        from triptych.tui.pages.library import entry

        found = self.passages.get(one.source_id, ())
        self.query_one("#entry", Page).show(entry(one, found, self.shelf.words, text))

    @on(Rows.Chosen)
    def open_document(self) -> None:
        """Read the document under the cursor."""
        if (one := self.rows.current) is not None:
            from triptych.tui.screens.document import DocumentScreen

            found = self.passages.get(one.source_id, [])
            self.app.push_screen(DocumentScreen(self.context, one.source_id, found, self.shelf.words))

    @on(Input.Changed, "#query")
    def typed(self, event: Input.Changed) -> None:
        """Filter at once; search the passages when no key has come for a moment."""
        words = event.value
        self.shelf, self.passages = replace(self.shelf, words=words, found=()), {}
        self.show(top=True)
        if words.strip():
            self.set_timer(PAUSE, lambda: self.find(words) if self.shelf.words == words else None)

    @background("find")
    def find(self, words: str) -> Found:
        """Search the passages as a run does."""
        return self.Found(words, self._library().search(words, MOST))

    @on(Found)
    def found(self, event: Found) -> None:
        """Put what was found on top, if it is still what is sought."""
        if event.words == self.shelf.words:
            self.passages = library.by_document(event.passages)
            self.shelf = replace(self.shelf, found=tuple(self.passages))
            self.show(top=True)

    def action_back(self) -> None:
        """End the search; else leave the screen."""
        if not self.end_search():
            super().action_back()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is done to documents needs one."""
        return bool(self.entries) if action in OF_DOCUMENTS else super().check_action(action, parameters)

    def action_sort(self) -> None:
        """Go on to the next order."""
        self.shelf = replace(self.shelf, sort=library.next_sort(self.shelf.sort))
        self.show(top=True)

    def action_unmark(self) -> None:
        """Take all marks away."""
        self.rows.unmark()

    def action_add(self) -> None:
        """Ask for a path or an address."""
        from triptych.tui.screens.adding import AddScreen

        if self.adding:
            self.post_message(Told(f"Still adding {self.adding}."))
            return
        self.app.push_screen(AddScreen(), self._add)

    def _add(self, target: str | None) -> None:
        if target:
            self.adding = plain_line(target)
            self.wait(f"adding {self.adding}")
            self.add(target)

    @background("add")
    def add(self, target: str) -> Added:
        """Read what is at the path or address, and keep it; what fails is told and the rest goes on."""
        settings, results = self.context.settings, list["AddResult"]()

        def tell(result: "AddResult") -> None:
            results.append(result)
            self.post_message(self.Adding(len(results)))

        shelf = self._library()
        shelf.add([target], settings.max_file_mb * 1_000_000, tell, settings.search.allow_hosts)
        return self.Added(target, results)

    @on(Adding)
    def tell_progress(self, event: Adding) -> None:
        """Say how far it is."""
        self.wait(f"adding {self.adding}: {event.done}")

    @on(Added)
    def added(self, event: Added) -> None:
        """Tell what became of it: one document in a notice, several in a list."""
        self.adding = ""
        self.refreshed()
        first = event.results[0] if event.results else None
        if len(event.results) > 1:
            from triptych.tui.screens.outcomes import OutcomesScreen

            self.app.push_screen(OutcomesScreen(self.context, event.results))
        elif first is not None and first.error is not None:
            self.post_message(Failed(first.error.message, first.error.hint))
        elif first is not None:
            self.post_message(Told(f"{first.outcome.capitalize()}: {first.title or first.target}"))
        else:
            self.post_message(Told(f"There is nothing in {event.target} that can be added."))

    @on(Failed)
    def give_up(self) -> None:
        """What was being added is not any more."""
        self.adding = ""

    def action_remove(self) -> None:
        """Ask before the documents that are meant are taken out."""
        from triptych.tui.screens.question import Question

        current = [self.rows.current] if self.rows.current is not None else []
        meant = list(self.rows.marked.values()) or current
        if not meant:
            return
        what = "this document" if len(meant) == 1 else f"these {len(meant)} documents"
        details = "\n".join([*(line(one.title).plain for one in meant[:SHOWN]), *_more(len(meant)), "", KEPT])
        asked = Question(f"Take {what} out of the library?", "Remove", "Keep", details)
        ids = [one.source_id for one in meant]
        self.app.push_screen(asked, lambda agreed: self._agreed(ids, agreed))

    def _agreed(self, ids: list[str], agreed: bool | None) -> None:
        if agreed:
            self.remove_documents(ids)

    @background("remove")
    def remove_documents(self, ids: list[str]) -> Removed:
        """Take them out, all or none."""
        from triptych.store.library import remove

        return self.Removed(remove(self.context.archive, ids))

    @on(Removed)
    def removed(self, event: Removed) -> None:
        """Show what is left."""
        self.post_message(Told(f"Removed {counted(len(event.ids), 'document')}."))
        self.refreshed()


SHOWN = 5
KEPT = "Memos that quote it keep its text."
EMPTY = (
    Content.styled("The library is empty.", "bold $primary"),
    Content(""),
    Content(
        "Press + to add a file, a folder, a web page or a feed: text, Markdown, HTML, PDF, RSS and Atom are read."
    ),
)


def _more(count: int) -> list[str]:
    return [f"and {count - SHOWN} more"] if count > SHOWN else []
