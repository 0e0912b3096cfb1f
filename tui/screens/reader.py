"""A memo being read: its parts, its claims, where the panel is apart, and how stances moved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import ContentSwitcher, OptionList, Tabs
from textual.widgets.option_list import Option

from triptych.store.render.lines import web
from triptych.store.render.nodes import Cite, Document, Link, Ref, words
from triptych.tui import columns
from triptych.tui.context import Context
from triptych.tui.messages import Failed, Told
from triptych.tui.pages.claim import ClaimPage
from triptych.tui.pages.disputes import disputes
from triptych.tui.pages.document import Paged
from triptych.tui.pages.stances import stances
from triptych.tui.screens.base import TriptychScreen
from triptych.tui.text import line, plain
from triptych.tui.widgets.page import Page
from triptych.tui.widgets.rows import Rows
from triptych.tui.widgets.views import Views
from triptych.tui.work import background

if TYPE_CHECKING:
    from triptych.store.records import Citation, Claim, Dossier
    from triptych.store.stored_memos import Beside

VIEWS = (
    ("memo", "m", "Memo"),
    ("claims", "c", "Claims"),
    ("apart", "d", "Disputes"),
    ("stances", "v", "Stances"),
)
"""Name, key and title of each view."""
FIRST = {"memo": "#memo-page", "claims": "#claim-rows"}
"""What has the focus first in a view that has several parts."""


class ReaderScreen(TriptychScreen):
    """One memo.

    Args:
        context: the session.
        memo: its full id.
        order: ids of the memos among which `[` and `]` go on; empty for all of the archive, the newest first.
    """

    TITLE = "Memo"
    CSS_PATH = "reader.tcss"
    AUTO_FOCUS = "#memo-page"
    HELP_TEXT = "A memo as its exports say it. Type a number, or mark a citation with tab and press enter to see its source."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "view('memo')", "Memo", id="view-memo", show=False, tooltip="The memo itself"),
        Binding(
            "c",
            "view('claims')",
            "Claims",
            id="view-claims",
            show=False,
            tooltip="Every claim with its verdict",
        ),
        Binding(
            "d", "view('apart')", "Disputes", id="view-apart", show=False, tooltip="Where the panel is apart"
        ),
        Binding(
            "v",
            "view('stances')",
            "Stances",
            id="view-stances",
            show=False,
            tooltip="Probabilities before and after the debate",
        ),
        Binding("o", "outline", "Outline", id="outline", tooltip="To the outline and back"),
        *(
            Binding(
                digit,
                f"cite({digit!r})",
                "Cite",
                key_display="1-9",
                id=f"cite-{digit}",
                show=digit == "1",
                tooltip="Open a citation by its number",
            )
            for digit in "123456789"
        ),
        Binding(
            "right_square_bracket",
            "go(1)",
            "Next",
            key_display="]",
            id="next",
            show=False,
            tooltip="The next memo",
        ),
        Binding(
            "left_square_bracket",
            "go(-1)",
            "Previous",
            key_display="[",
            id="previous",
            show=False,
            tooltip="The memo before",
        ),
        Binding("x", "export", "Export", id="export", tooltip="Write the memo as a file"),
        Binding(
            "y", "copy", "Copy", id="copy", show=False, tooltip="Copy what is selected, or the part in view"
        ),
        Binding(
            "T", "tag", "Edit tags", id="tag", show=False, tooltip="Give the memo tags, or take them away"
        ),
        Binding("r", "refresh", "Refresh", id="refresh", show=False, tooltip="Read the memo again"),
    ]

    @dataclass
    class Read(Message):
        """The memo was read."""

        dossier: "Dossier"
        beside: "Beside"
        document: Document

    @dataclass
    class Ordered(Message):
        """It is known which memos there are, for one that is so many steps away."""

        order: tuple[str, ...]
        step: int

    def __init__(self, context: Context, memo: str, order: Sequence[str] = ()) -> None:
        super().__init__(context)
        self.memo, self.order = memo, tuple(order)
        self.dossier: Dossier | None = None
        self.beside: Beside | None = None
        self.pages: dict[str, Paged] = {}
        self._reached = ""
        self._shown: ClaimPage | None = None

    def body(self) -> Iterable[Widget]:
        yield Views(VIEWS, "to", id="views")
        with ContentSwitcher(initial="memo", id="view"):
            with Horizontal(id="memo"):
                yield OptionList(id="outline", markup=False, compact=True)
                yield Page(id="memo-page")
            with Vertical(id="claims"):
                yield Rows(columns.CLAIMS, lambda claim: claim.id, id="claim-rows")
                yield Page(id="claim-page")
            yield Page(id="apart")
            yield Page(id="stances")

    def on_mount(self) -> None:
        self.query_one("#outline").can_focus = True
        self.refreshed()

    def refreshed(self) -> None:
        """Read the memo again."""
        self.wait("reading the memo")
        self.read(self.memo)

    @background("memo")
    def read(self, memo: str) -> Read:
        """Read the memo with all that it rests on."""
        from triptych.store.memos import shown
        from triptych.store.render.document import document

        dossier, beside = shown(self.context.archive, memo)
        return self.Read(dossier, beside, document(dossier))

    @on(Read)
    def show(self, event: Read) -> None:
        """Show the memo in all its views."""
        self.dossier, self.beside = event.dossier, event.beside
        self.pages = {
            "memo-page": Paged(event.document),
            "apart": Paged(disputes(event.document)),
        }
        for name, paged in self.pages.items():
            self.query_one(f"#{name}", Page).show(paged.layout)
        self.query_one("#stances", Page).show(stances(event.dossier))
        self._claims.show(event.dossier.ledger.claims, top=True)
        self._outline(event.document)
        self._say()

    @property
    def _claims(self) -> "Rows[Claim]":
        return cast("Rows[Claim]", self.query_one("#claim-rows", Rows))

    def _outline(self, document: Document) -> None:
        outline = self.query_one("#outline", OptionList)
        outline.clear_options()
        outline.add_options(
            [Option(line(words(s.title).partition(":")[0]), id=s.key) for s in document.sections]
        )

    def _say(self) -> None:
        assert self.dossier is not None
        place = f"{self.order.index(self.memo) + 1} of {len(self.order):,}" if self.memo in self.order else ""
        tags = " ".join(f"#{tag}" for tag in self.beside.tags) if self.beside else ""
        follows = "has a successor" if self.beside and self.beside.followed_by else ""
        told = " · ".join(filter(None, (tags, follows, place)))
        self.head(line(told), line(self.dossier.memo.title))

    def action_view(self, name: str) -> None:
        """Show one of the views."""
        self.query_one("#views", Tabs).active = f"to-{name}"

    @on(Tabs.TabActivated)
    def turned(self, event: Tabs.TabActivated) -> None:
        """Show the view of a tab, and let keys move in it."""
        name = (event.tab.id or "").removeprefix("to-")
        self.query_one("#view", ContentSwitcher).current = name
        self.query_one(FIRST.get(name, f"#{name}")).focus()

    def action_outline(self) -> None:
        """Go to the outline, or from it back to the memo."""
        outline = self.query_one("#outline", OptionList)
        self.action_view("memo")
        if outline.has_focus:
            self.remove_class("-outline")
            self.query_one("#memo-page").focus()
        else:
            self.add_class("-outline")
            outline.focus()

    @on(OptionList.OptionSelected, "#outline")
    def jump(self, event: OptionList.OptionSelected) -> None:
        """Go to a section."""
        self.remove_class("-outline")
        page = self.query_one("#memo-page", Page)
        page.focus()
        page.reveal(event.option.id or "")

    @on(Page.Reached, "#memo-page")
    def reached(self, event: Page.Reached) -> None:
        """Mark in the outline where one is."""
        self._reached = event.anchor
        outline = self.query_one("#outline", OptionList)
        if event.anchor and not outline.has_focus:
            outline.highlighted = outline.get_option_index(event.anchor)

    @on(Rows.Moved)
    def preview_claim(self, event: Rows.Moved) -> None:
        """Show the claim under the cursor below the list."""
        if self.dossier is not None and event.row is not None:
            self._shown = ClaimPage(self.dossier, event.row)
            self.query_one("#claim-page", Page).show(self._shown.layout)

    @on(Rows.Chosen)
    def open_claim(self, event: Rows.Chosen) -> None:
        """Open the claim under the cursor."""
        self._open_claim(event.row)

    def _open_claim(self, claim: "Claim") -> None:
        from triptych.tui.screens.claim import ClaimScreen

        if self.dossier is not None:
            self.app.push_screen(ClaimScreen(self.context, self.dossier, claim))

    @on(Page.Followed, "#claim-page")
    def follow_quote(self, event: Page.Followed) -> None:
        """Open the passage of a quote of the claim under the cursor."""
        if self._shown is not None:
            self._open_passage(*self._shown.passage(event.link))

    @on(Page.Followed, "#memo-page, #apart")
    def follow(self, event: Page.Followed) -> None:
        """Open what a link leads to: a passage, a claim, an address."""
        match self.pages[event.page.id or ""].links[event.link]:
            case Cite(number, quotes):
                self._open_passage(number, quotes)
            case Ref(id):
                self._open_id(id)
            case Link(url):
                self._open_address(url)

    def _open_passage(self, number: int, quotes: "Sequence[Citation]") -> None:
        from triptych.tui.screens.passage import PassageScreen

        self.app.push_screen(PassageScreen(self.context, quotes, number))

    def _open_id(self, id: str) -> None:
        """A claim, or what a critique or a reply is about; propositions are among the stances."""
        assert self.dossier is not None
        ledger = self.dossier.ledger
        about = {c.id: c.target for c in ledger.critiques} | {r.id: r.claim for r in ledger.replies}
        meant = about.get(id, id)
        claim = next((c for c in ledger.claims if c.id == meant), None)
        if claim is not None:
            self._open_claim(claim)
        else:
            self.action_view("stances")
            self.query_one("#stances", Page).reveal(meant)

    def _open_address(self, url: str) -> None:
        """Show the address in full, and open it only if that is agreed to."""
        from triptych.tui.screens.question import Question

        if address := web(url):
            asked = Question("Open this address in your browser?", "Open", "No", address)
            self.app.push_screen(asked, lambda agreed: self.app.open_url(address) if agreed else None)

    def action_cite(self, digit: str) -> None:
        """Ask for the rest of the number that a digit begins."""
        from triptych.tui.screens.citation import CitationScreen

        if self.dossier is not None and self.dossier.memo.sources:
            self.app.push_screen(CitationScreen(self.dossier, digit), self._cited)

    def _cited(self, number: int | None) -> None:
        if number is None or self.dossier is None:
            return
        source = self.dossier.memo.sources[number - 1]
        cited = (
            c
            for paged in self.pages.values()
            for c in paged.links
            if isinstance(c, Cite) and c.number == number
        )
        quotes = [q for cite in cited for q in cite.quotes] or list(_quotes(self.dossier, source))
        if quotes:
            self._open_passage(number, list(dict.fromkeys(quotes)))
        else:
            self.post_message(
                Failed(f"Nothing in this memo quotes source {number}.", "Choose another number.")
            )

    def action_go(self, step: int) -> None:
        """Go on to the next memo, or back to the one before."""
        if self.order:
            self._go(step)
        else:
            self.read_order(step)

    @background("order")
    def read_order(self, step: int) -> Ordered:
        """Find out which memos there are."""
        from triptych.store.overview import overview

        return self.Ordered(tuple(memo.id for memo in overview(self.context.archive)), step)

    @on(Ordered)
    def ordered(self, event: Ordered) -> None:
        """Go on among them."""
        self.order = event.order
        self._go(event.step)

    def _go(self, step: int) -> None:
        at = self.order.index(self.memo) + step if self.memo in self.order else 0
        if 0 <= at < len(self.order):
            self.memo = self.order[at]
            self.refreshed()
        else:
            self.post_message(Told("This is the last memo." if step > 0 else "This is the first memo."))

    def action_export(self) -> None:
        """Write the memo as a file."""
        from triptych.tui.screens.export import ExportScreen

        self.app.push_screen(ExportScreen(self.context, [self.memo]))

    def action_tag(self) -> None:
        """Change its tags."""
        from triptych.tui.screens.tagging import TagScreen

        self.app.push_screen(TagScreen(self.context, {self.memo: self.beside.tags if self.beside else ()}))

    def action_refresh(self) -> None:
        """Read the memo again."""
        self.refreshed()

    def action_copy(self) -> None:
        """Copy what is selected with the mouse, or else the section in view as Markdown."""
        from triptych.store.render.markdown import written

        if selected := self.get_selected_text():
            self.app.copy_to_clipboard(plain(selected))
            self.post_message(Told("Copied what is selected."))
        elif "memo-page" in self.pages:
            document = self.pages["memo-page"].document
            part = tuple(s for s in document.sections if s.key == self._reached)
            self.app.copy_to_clipboard(plain(written(replace(document, sections=part or document.sections))))
            self.post_message(
                Told(
                    f"Copied {words(part[0].title)!r} as Markdown."
                    if part
                    else "Copied the memo as Markdown."
                )
            )


def _quotes(dossier: "Dossier", source: str) -> "Iterable[Citation]":
    for claim in dossier.ledger.claims:
        yield from (quote for quote in claim.citations if quote.source_id == source)
