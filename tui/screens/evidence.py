"""What the memos rest on: every source and every claim of the archive, filtered, with what rests on what."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import ContentSwitcher, Input, Static, Tab, Tabs

from triptych.tui import evidence
from triptych.tui.context import Context
from triptych.tui.evidence import Lazy, Unread
from triptych.tui.messages import Goto, Told
from triptych.tui.screens.searched import PAUSE, REST, SearchedScreen
from triptych.tui.text import line, plain_line
from triptych.tui.widgets.evidence_page import EvidencePage
from triptych.tui.widgets.rows import Rows
from triptych.tui.widgets.views import Views, label
from triptych.tui.work import background

if TYPE_CHECKING:
    from triptych.store.evidence import ClaimLine, Counts, Filters, Order, Portion, SourceLine

ORDERS: "dict[Order, str]" = {"read": "read last", "used": "used most", "published": "published last"}
NEWEST = "newest memo first"
LISTS = {"sources": "Sources", "claims": "Claims"}
KEYS = {"sources": "1", "claims": "2"}


class EvidenceScreen(SearchedScreen):
    """Sources and claims.

    Args:
        context: the session.
        memo: full id of the memo whose evidence is shown; empty for all of the archive.
    """

    TITLE = "Evidence"
    CSS_PATH = "evidence.tcss"
    AUTO_FOCUS = "#sources"
    HELP_TEXT = "Every source and every claim of the archive: type / to find words, f to filter by verdict, persona or publisher."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "list('sources')", "Sources", id="list-sources", show=False, tooltip="The sources"),
        Binding("2", "list('claims')", "Claims", id="list-claims", show=False, tooltip="The claims"),
        Binding(
            "slash", "search", "Search", key_display="/", id="search", tooltip="Only what has these words"
        ),
        Binding(
            "f", "filter", "Filter", id="filter", tooltip="By verdict, status, persona, kind or publisher"
        ),
        Binding(
            "o",
            "sort",
            "Sort",
            id="sort",
            tooltip="Sources in the next order: read last, used most, published last",
        ),
        Binding("u", "unfilter", "No filter", id="unfilter", tooltip="Take words and filters away"),
        Binding("m", "memo", "Memo", id="to-memo", tooltip="Read the memo that states the claim"),
        Binding(
            "y",
            "copy",
            "Copy",
            id="copy",
            show=False,
            tooltip="Copy the claim, or title and address of the source",
        ),
        Binding("r", "refresh", "Refresh", id="refresh", show=False, tooltip="Read the archive again"),
    ]

    @dataclass
    class Listed(Message):
        """The first rows of a list were read."""

        name: str
        filters: "Filters"
        portion: "Portion[Any]"
        title: str
        """Of the memo whose evidence is shown."""

    @dataclass
    class More(Message):
        """Further rows of a list were read."""

        rows: "Lazy[Any]"
        portion: "Portion[Any]"

    @dataclass
    class Counted(Message):
        """It is known what a list can be filtered by."""

        name: str
        counts: "Counts"

    def __init__(self, context: Context, memo: str = "") -> None:
        super().__init__(context)
        self.memo = memo
        self.name_shown = "sources"
        """Which of the two lists is in view."""
        self.filters: dict[str, Filters] = {}
        self.lists: dict[str, Lazy[Any]] = {}
        self.order: Order = "read"
        """In which the sources stand."""
        self._title = ""

    def body(self) -> Iterable[Widget]:
        yield Views(((name, KEYS[name], title) for name, title in LISTS.items()), "to", id="lists")
        with Horizontal(id="sought"):
            yield Input(placeholder="/ words", id="query", compact=True)
            yield Static(id="filters")
        with Horizontal(id="panes"):
            with ContentSwitcher(initial="sources", id="list"):
                yield Rows(evidence.SOURCES, _source_key, id="sources")
                yield Rows(evidence.CLAIMS, _claim_key, id="claims")
            yield EvidencePage(self.context, id="shown")

    def on_mount(self) -> None:
        from triptych.store.evidence import Filters

        self.filters = {name: Filters(memo=self.memo) for name in LISTS}
        self._say_filters()
        self.refreshed()

    @property
    def rows(self) -> "Rows[Any]":
        """The list in view."""
        return self.query_one(f"#{self.name_shown}", Rows)

    @property
    def shown(self) -> EvidencePage:
        """What is under the cursor, in full."""
        return self.query_one("#shown", EvidencePage)

    @property
    def current(self) -> "SourceLine | ClaimLine | None":
        """What is under the cursor, if it is read."""
        row = self.rows.current
        return None if row is None or isinstance(row, Unread) else row

    def refreshed(self) -> None:
        """Read the archive again, the list in view last."""
        self.wait("reading the evidence")
        self.read_other(self._other, self.filters[self._other])
        self.read(self.name_shown, self.filters[self.name_shown])

    @property
    def _other(self) -> str:
        return next(name for name in LISTS if name != self.name_shown)

    @background("list")
    def read(self, name: str, filters: "Filters") -> Listed:
        """Read the first rows of the list in view."""
        return self._listed(name, filters)

    @background("other")
    def read_other(self, name: str, filters: "Filters") -> Listed:
        """Read those of the other one."""
        return self._listed(name, filters)

    def _listed(self, name: str, filters: "Filters") -> Listed:
        from triptych.store.rows import fetch

        portion = self._portion(name, filters)
        title = ""
        if self.memo:
            with self.context.archive.reading() as connection:
                found = fetch(connection, "SELECT title FROM memo WHERE id = $1", [self.memo])
            title = found[0]["title"] if found else self.memo
        return self.Listed(name, filters, portion, title)

    @on(Listed)
    def listed(self, event: Listed) -> None:
        """Show them, if they are still what is sought."""
        from triptych.store.evidence import PORTION

        if event.filters != self.filters[event.name]:
            return
        self._title = event.title
        rows: Lazy[Any] = Lazy(event.portion, PORTION, lambda: self.call_later(self._read_wanted, rows))
        self.lists[event.name] = rows
        self.query_one(f"#{event.name}", Rows).show(rows, top=True)
        tab = self.query_one(f"#to-{event.name}", Tab)
        tab.label = label(KEYS[event.name], f"{LISTS[event.name]} {len(rows):,}")
        if event.name == self.name_shown:
            self._say()
            if not len(rows):
                self._nothing()

    def _say(self) -> None:
        count, name = len(self.lists.get(self.name_shown, ())), self.name_shown
        where = Content.assemble("Evidence  ", line(self._title)) if self._title else Content("Evidence")
        told = f"{count:,} {name if count != 1 else name.removesuffix('s')}"
        self.head(line(f"{told} · {ORDERS[self.order] if name == 'sources' else NEWEST}"), where)

    def _nothing(self) -> None:
        """Say why there is nothing, and what to do."""
        told = (
            "Nothing is like this: u takes words and filters away."
            if self._narrowed()
            else "Nothing here yet: a run brings evidence (n), and the library takes documents (l)."
        )
        self.shown.say(told)

    def _narrowed(self) -> bool:
        return self.filters[self.name_shown] != self._bare()

    def _bare(self) -> "Filters":
        from triptych.store.evidence import Filters

        return Filters(memo=self.memo)

    def _read_wanted(self, rows: "Lazy[Any]") -> None:
        """Read the rows that are looked at, a portion after the other."""
        name = next((name for name, known in self.lists.items() if known is rows), "")
        if name and rows.wanted and not self._reading_more():
            self.read_more(name, self.filters[name], rows, max(rows.wanted))

    def _reading_more(self) -> bool:
        return any(worker.group == "more" and not worker.is_finished for worker in self.workers)

    @background("more")
    def read_more(self, name: str, filters: "Filters", rows: "Lazy[Any]", first: int) -> More:
        """Read a further portion."""
        return self.More(rows, self._portion(name, filters, first))

    def _portion(self, name: str, filters: "Filters", first: int = 0) -> "Portion[Any]":
        from triptych.store.evidence import PORTION, claims, sources

        if name == "claims":
            return claims(self.context.archive, filters, first, PORTION)
        return sources(self.context.archive, filters, first, PORTION, self.order)

    @on(More)
    def more(self, event: More) -> None:
        """Show them, if their list is still shown."""
        event.rows.put(event.portion)
        if self.lists.get(self.name_shown) is event.rows:
            self.rows.refresh()
            self.moved()
        self.call_later(self._read_wanted, event.rows)

    @on(Rows.Moved)
    def moved(self) -> None:
        """Read what is under the cursor when that has come to rest."""
        if (row := self.current) is not None:
            self.set_timer(REST, lambda: self._rested(row))

    def _rested(self, row: "SourceLine | ClaimLine") -> None:
        if self.current is not row:
            return
        if self.name_shown == "sources":
            self.shown.tell_source(cast("SourceLine", row))
        else:
            self.shown.tell_claim(cast("ClaimLine", row))

    @on(Rows.Chosen)
    def open_row(self) -> None:
        """Open what is under the cursor."""
        from triptych.tui.screens.recalled import RecalledClaimScreen
        from triptych.tui.screens.source import SourceScreen

        if (row := self.current) is None:
            return
        if self.name_shown == "sources":
            self.app.push_screen(SourceScreen(self.context, row.id))
        else:
            self.app.push_screen(RecalledClaimScreen(self.context, cast("ClaimLine", row).memo, row.id))

    def action_list(self, name: str) -> None:
        """Show one of the two lists."""
        self.query_one("#lists", Tabs).active = f"to-{name}"

    @on(Tabs.TabActivated)
    def turned(self, event: Tabs.TabActivated) -> None:
        """Show the list of a tab, and let keys move in it."""
        name = (event.tab.id or "").removeprefix("to-")
        if name == self.name_shown:
            return
        self.name_shown = name
        self.query_one("#list", ContentSwitcher).current = name
        self.shown.say("")
        self._say_filters()
        self.rows.focus()
        if name in self.lists:
            self._say()
            self.moved() if len(self.lists[name]) else self._nothing()

    @on(Input.Changed, "#query")
    def typed(self, event: Input.Changed) -> None:
        """Filter both lists when no key has come for a moment."""
        words = event.value
        self.set_timer(PAUSE, lambda: self._find(words) if self.query_field.value == words else None)

    def _find(self, words: str) -> None:
        found = {name: replace(filters, words=tuple(words.split())) for name, filters in self.filters.items()}
        if found != self.filters:
            self.filters = found
            self._say_filters()
            self.refreshed()

    def action_filter(self) -> None:
        """Find out what the list can be filtered by, and ask."""
        self.count(self.name_shown)

    @background("count")
    def count(self, name: str) -> Counted:
        """Find it out."""
        from triptych.store.evidence import of_claims, of_sources

        counted = (of_sources if name == "sources" else of_claims)(self.context.archive, self.memo)
        return self.Counted(name, counted)

    @on(Counted)
    def ask_filter(self, event: Counted) -> None:
        """Let one be chosen."""
        from triptych.tui.screens.pick import Pick

        name = event.name
        options = evidence.options(event.counts, self.filters[name])
        if not options:
            self.post_message(Told(f"There are no {name} to filter yet."))
            return
        self.app.push_screen(
            Pick(f"Show only {name} with", options), lambda choice: self._filter(name, choice)
        )

    def _filter(self, name: str, choice: str | None) -> None:
        if choice is not None:
            self._set(name, evidence.with_choice(self.filters[name], choice))

    def _set(self, name: str, filters: "Filters") -> None:
        self.filters = self.filters | {name: filters}
        self._say_filters()
        self.wait("filtering")
        self.read(name, filters)

    def _say_filters(self) -> None:
        self.query_one("#filters", Static).update(evidence.told(self.filters[self.name_shown]))
        self.refresh_bindings()

    def action_unfilter(self) -> None:
        """Take words and filters away from the list in view."""
        self.query_field.value = ""
        self.filters = {name: replace(filters, words=()) for name, filters in self.filters.items()}
        self.filters[self.name_shown] = self._bare()
        self._say_filters()
        self.refreshed()

    def action_back(self) -> None:
        """Take the words away, then the filters; then leave."""
        if self.end_search():
            return
        if self._narrowed():
            self.action_unfilter()
        else:
            super().action_back()

    def action_memo(self) -> None:
        """Read the memo of the claim under the cursor."""
        if self.name_shown == "claims" and (row := self.current) is not None:
            self.post_message(Goto("reader", (cast("ClaimLine", row).memo,)))

    def action_copy(self) -> None:
        """Copy the claim, or what names the source."""
        row = self.current
        if row is None:
            return
        if self.name_shown == "claims":
            told = cast("ClaimLine", row).text
        else:
            told = f"{cast('SourceLine', row).title} {self.shown.address(row.id)}".strip()
        self.app.copy_to_clipboard(plain_line(told))
        self.post_message(Told(f"Copied the {self.name_shown.removesuffix('s')}."))

    def action_sort(self) -> None:
        """Show the sources in the next order."""
        names = list(ORDERS)
        self.order = names[(names.index(self.order) + 1) % len(names)]
        self.wait("sorting")
        self.read("sources", self.filters["sources"])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a claim is of one memo, only sources are sorted, and only what is narrowed is widened."""
        if action in ("memo", "sort"):
            return self.name_shown == ("claims" if action == "memo" else "sources")
        if action == "unfilter":
            return self.name_shown in self.filters and self._narrowed()
        return super().check_action(action, parameters)


def _source_key(row: "SourceLine | Unread") -> object:
    return row.number if isinstance(row, Unread) else row.id


def _claim_key(row: "ClaimLine | Unread") -> object:
    return row.number if isinstance(row, Unread) else (row.memo, row.id)
