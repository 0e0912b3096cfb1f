"""The register of claims: every claim by its id in a row, so that an id on paper leads to what it stands for."""

from collections.abc import Iterator
from dataclasses import replace

from triptych.store.records import Claim, Dossier
from triptych.store.render.footnotes import shortened
from triptych.store.render.lines import line
from triptych.store.render.nodes import Document, Inlines, Ref, Section, Table
from triptych.store.render.page import Page, part
from triptych.store.render.phrases import phrase, spaced
from triptych.store.render.wording import VERDICTS

KEY = "register"
TEXT = 150  # characters that a row shows of a claim that the memo prints in full elsewhere
_HEAD = ("", "Claim", "Kind", "Confidence", "Found")


def register(page: Page) -> Section | None:
    """All claims in the order of the panel; nothing where there are none."""
    rows = tuple(_row(claim, page) for claim in page.ledger.claims)
    return part(KEY, "Register of claims", [Table(tuple(map(phrase, _HEAD)), rows)] if rows else ())


def registered(dossier: Dossier, told: Document) -> Document:
    """The document with the register of claims in front of its sources."""
    found = register(Page(dossier))
    at = next((n for n, s in enumerate(told.sections) if s.key == "sources"), len(told.sections))
    return replace(told, sections=(*told.sections[:at], *filter(None, [found]), *told.sections[at:]))


def _row(claim: Claim, page: Page) -> tuple[Inlines, ...]:
    return (phrase(Ref(claim.id)), _claim(claim, page), *map(phrase, _states(claim)))


def _claim(claim: Claim, page: Page) -> Inlines:
    text = line(claim.text)
    cut = len(text) > TEXT and page.shown(claim.text)
    return spaced(shortened(text, TEXT) if cut else text, page.numbers(claim.citations))


def _states(claim: Claim) -> Iterator[str]:
    """Its kind, its confidence, and what verification and the debate made of it."""
    verdict = VERDICTS[claim.verdict] if claim.checked else ""
    became = "" if claim.status == "standing" and verdict else claim.status
    yield from (claim.kind, claim.confidence, ", ".join(filter(None, (verdict, became))))
