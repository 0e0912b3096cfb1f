"""Every claim of the ledger as a row: its words, what became of it, what verification found, and on what it rests."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from triptych.store.records import Change, Citation, Claim
from triptych.store.render.html import signs
from triptych.store.render.html.anchors import Anchors
from triptych.store.render.html.signs import Sign
from triptych.store.render.html.writer import Writer
from triptych.store.render.nodes import Inlines, Ref
from triptych.store.render.page import Page
from triptych.store.render.phrases import bracketed, phrase, quoted, spaced, stopped


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim with what the page tells of it beside its own words."""

    anchor: str
    claim: Claim
    status: Sign
    verdict: Sign
    evidence: Markup
    critiques: Markup
    history: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class Owner:
    """A persona with its claims."""

    name: str
    rows: tuple[ClaimRow, ...]


def owners(page: Page, writer: Writer, anchors: Anchors) -> Iterator[Owner]:
    """The claims, persona by persona as the panel sits."""
    claims, critiques = page.ledger.claims, _critiques(page)
    for key in dict.fromkeys((*page.memo.panel, *(c.persona for c in claims))):
        rows = tuple(
            _row(c, critiques.get(c.id, ()), page, writer, anchors) for c in claims if c.persona == key
        )
        if rows:
            yield Owner(page.name(key), rows)


def holders(page: Page) -> dict[tuple[str, str], list[Claim]]:
    """The claims that rest on a quote, by its source and its words."""
    by: dict[tuple[str, str], list[Claim]] = {}
    for claim in page.ledger.claims:
        for citation in claim.citations:
            by.setdefault((citation.source_id, citation.quote), []).append(claim)
    return by


def _critiques(page: Page) -> dict[str, list[str]]:
    """The ids of the critiques of a claim or a proposition, by its id."""
    by: dict[str, list[str]] = {}
    for critique in page.ledger.critiques:
        by.setdefault(critique.target, []).append(critique.id)
    return by


def _row(claim: Claim, critiques: Iterable[str], page: Page, writer: Writer, anchors: Anchors) -> ClaimRow:
    return ClaimRow(
        anchor=anchors.of(claim.id),
        claim=claim,
        status=signs.status(claim),
        verdict=signs.verdict(claim),
        evidence=writer.inlines(spaced(*(_evidence(q, claim, page) for q in claim.citations))),
        critiques=writer.refs(critiques),
        history=tuple(writer.inlines(_before(change)) for change in claim.history),
    )


def _evidence(citation: Citation, claim: Claim, page: Page) -> Inlines:
    """Who says it, when, and its number; the quote too, unless the claim holds it itself."""
    bare = () if citation.quote in claim.text else quoted(citation.quote)
    return spaced(bare, bracketed(page.said([citation])), page.numbers([citation]))


def _before(change: Change) -> Inlines:
    """What the claim was until one change, and why it was changed."""
    was = phrase(f"Until round {change.round}: ", quoted(change.text))
    held = bracketed(f"{change.status}, {change.confidence} confidence")
    because = phrase("Changed by ", Ref(change.because), ".") if change.because else ()
    return spaced(was, phrase(held, "."), because, stopped(change.reason))
