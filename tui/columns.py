"""The columns of the lists of memos and of claims."""

from typing import TYPE_CHECKING

from textual.content import Content

from triptych.tui import signs
from triptych.tui.text import QUIET, line
from triptych.tui.widgets.rows import Column

if TYPE_CHECKING:
    from triptych.store.overview import Glance
    from triptych.store.records import Claim


def _title(memo: "Glance") -> Content:
    tags = " ".join(f"#{tag}" for tag in memo.tags)
    return Content.assemble(line(memo.title), "  " if tags else "", line(tags, QUIET))


def _contested(memo: "Glance") -> Content:
    return (
        Content.styled(f"! {memo.contested}", "$text-warning")
        if memo.contested
        else Content.styled("0", QUIET)
    )


def _spend(memo: "Glance") -> Content:
    return Content(f"${memo.cost_usd:.2f}") if memo.cost_usd else Content.styled("no cost", QUIET)


def _panel(memo: "Glance") -> Content:
    return line(", ".join(memo.panel))


MEMOS: "tuple[Column[Glance], ...]" = (
    Column("Date", lambda memo: Content(str(memo.as_of)), 10),
    Column("Title", _title),
    Column("Panel", _panel, 30, least=130),
    Column("Verdicts", lambda memo: signs.mix(memo.verdicts), 13),
    Column("Contested", _contested, 9, right=True, least=70),
    Column("Spend", _spend, 7, right=True, least=60),
)

CLAIMS: "tuple[Column[Claim], ...]" = (
    Column("Id", lambda claim: line(claim.id), 5),
    Column("Persona", lambda claim: line(claim.persona), 12, least=110),
    Column("Claim", lambda claim: line(claim.text)),
    Column("Verdict", lambda claim: signs.verdict(claim.verdict), 14),
    Column("Status", lambda claim: signs.status(claim.status), 11),
    Column("Sources", lambda claim: Content(str(claim.independent)), 7, right=True),
)
