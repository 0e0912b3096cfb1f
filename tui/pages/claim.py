"""A claim with its whole life: why it has its verdict, its quotes, what was held against it, every form that it had."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from textual.content import Content

from triptych.store.records import Citation, Claim, Critique, Dossier
from triptych.store.render.marks import reason
from triptych.store.render.wording import ANSWERS, dated
from triptych.tui import signs
from triptych.tui.pages.lines import BLANK, Line, linked, wrapped
from triptych.tui.text import QUIET, line


@dataclass
class ClaimPage:
    """One claim of a memo as a page; `quotes[n]` is what link n leads to, filled as it is laid out."""

    dossier: Dossier
    claim: Claim
    quotes: list[Citation] = field(default_factory=list)

    def layout(self, width: int) -> Iterator[Line]:
        """All of it."""
        self.quotes.clear()
        yield from self._head(width)
        yield from self._quoted("Its quotes", self.claim.citations, width)
        yield from self._debate(width)
        yield from self._settled(width)
        yield from self._history(width)

    def passage(self, link: int) -> tuple[int, list[Citation]]:
        """Where a link leads: the number under which the memo lists the source, 0 where it does not, and the quote."""
        quote, listed = self.quotes[link], self.dossier.memo.sources
        return (listed.index(quote.source_id) + 1 if quote.source_id in listed else 0), [quote]

    def _head(self, width: int) -> Iterator[Line]:
        claim = self.claim
        yield from wrapped(
            Content.assemble(line(claim.id, "bold $primary"), "  ", line(claim.text, "bold")), width
        )
        who = f"{self._name(claim.persona)} · {claim.kind} · {claim.confidence} confidence"
        yield from wrapped(line(who, QUIET), width)
        asked = next((q.text for q in self.dossier.brief.questions if q.id == claim.question), "")
        if asked:
            yield from wrapped(line(f"answers: {asked}", QUIET), width)
        yield BLANK
        yield from wrapped(
            Content.assemble("Verdict: ", signs.verdict(claim.verdict), " ", _why(claim)), width
        )
        yield from wrapped(Content.assemble("Status: ", signs.status(claim.status)), width)
        yield from wrapped(Content(f"Independent sources: {claim.independent}"), width)

    def _name(self, key: str) -> str:
        return next((p.name for p in self.dossier.personas if p.key == key), key)

    def _quoted(self, title: str, quotes: Sequence[Citation], width: int, indent: str = "") -> Iterator[Line]:
        if not quotes:
            return
        if title:
            yield from _title(title, width)
        for quote in quotes:
            self.quotes.append(quote)
            said = linked(line(f"“{quote.quote}”"), len(self.quotes) - 1, "")
            of = line(f"({quote.publisher or 'unnamed publisher'}, {dated(quote.published_at)})", QUIET)
            yield from wrapped(
                Content.assemble(said, " ", of, " ", signs.verdict(quote.verdict)), width, f"{indent}• "
            )

    def _debate(self, width: int) -> Iterator[Line]:
        raised = [c for c in self.dossier.ledger.critiques if c.target == self.claim.id]
        if raised:
            yield from _title("What was held against it", width)
        for critique in raised:
            yield from self._critique(critique, width)

    def _critique(self, critique: Critique, width: int) -> Iterator[Line]:
        told = ", ".join(filter(None, (critique.kind, critique.severity, critique.check)))
        by = f"{critique.id}  round {critique.round}, {self._name(critique.critic)} ({told}): "
        yield from wrapped(Content.assemble(line(by), " ", line(critique.argument)), width, "! ")
        yield from self._quoted("", critique.citations, width, "  ")
        for reply in (r for r in self.dossier.ledger.replies if r.critique == critique.id):
            refused = f" (refused: {reply.refused})" if reply.refused else ""
            said = f"{self._name(reply.persona)} {ANSWERS[reply.answer]}{refused}: {reply.argument}"
            yield from wrapped(line(said), width, "  → ")
            yield from self._quoted("", reply.citations, width, "    ")

    def _settled(self, width: int) -> Iterator[Line]:
        settled = [s for s in self.dossier.ledger.settlements if s.claim == self.claim.id]
        if settled:
            yield from _title("What was looked for to settle it", width)
        for one in settled:
            yield from wrapped(line(f"round {one.round}: “{one.query}”"), width, "? ")
            for title, quotes in (("for it", one.supports), ("against it", one.opposes)):
                if quotes:
                    yield from wrapped(Content(title), width, "  ")
                    yield from self._quoted("", quotes, width, "  ")
            if not (one.supports or one.opposes):
                yield from wrapped(Content("nothing was found"), width, "  ")

    def _history(self, width: int) -> Iterator[Line]:
        if not self.claim.history:
            return
        yield from _title("What it was before", width)
        for change in self.claim.history:
            why = " · ".join(filter(None, (change.because, change.reason)))
            yield from wrapped(line(change.text), width, f"{change.round}. ")
            told = f"{change.status}, {change.confidence} confidence" + (f"; changed by {why}" if why else "")
            yield from wrapped(line(told, QUIET), width, "   ")


def _why(claim: Claim) -> Content:
    """How the verdict came about."""
    if not claim.checked:
        return Content.styled("(nobody has read the claim against its quotes)", QUIET)
    how = "by rules" if claim.checked.startswith("mechanical") else "by reading"
    wanting = reason(claim)
    return line(f"({how}{': ' if wanting else ''}{wanting})", QUIET)


def _title(text: str, width: int) -> Iterator[Line]:
    yield BLANK
    yield from wrapped(Content.styled(text, "bold $primary"), width)
