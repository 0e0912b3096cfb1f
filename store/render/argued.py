"""What was argued out, in the order in which it is printed: one walk for the page and for the numbers of its sources.

Invariant: a quote that this part prints with a number is among the `quotes` of its matter, at the place where it stands.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from triptych.store.records import Brief, Citation, Claim, Critique, Ledger, Reply, Settlement


@dataclass(frozen=True, slots=True)
class Exchange:
    """One critique, what settling found because of it, and the replies to it."""

    critique: Critique
    settled: Settlement | None
    replies: tuple[Reply, ...]

    @property
    def quotes(self) -> tuple[Citation, ...]:
        """All that was quoted, in the order of the argument."""
        found = (*self.settled.supports, *self.settled.opposes) if self.settled else ()
        return (*self.critique.citations, *found, *self._answered())

    @property
    def against(self) -> tuple[Citation, ...]:
        """What speaks against the claim: each quote of critic, search and owner once."""
        found = self.settled.opposes if self.settled else ()
        each = {(q.source_id, q.quote): q for q in (*self.critique.citations, *found, *self._answered())}
        return tuple(each.values())

    def _answered(self) -> tuple[Citation, ...]:
        return tuple(q for reply in self.replies for q in reply.citations)


@dataclass(frozen=True, slots=True)
class Matter:
    """A proposition, or the claims that share a quote, with all that was said about it."""

    id: str
    text: str
    claims: tuple[Claim, ...]
    exchanges: tuple[Exchange, ...]

    @property
    def basis(self) -> tuple[Citation, ...]:
        """The quotes of the claim; of claims that share their first, those of the first claim."""
        return self.claims[0].citations if self.claims else ()

    @property
    def quotes(self) -> tuple[Citation, ...]:
        """What it rests on, then what was quoted in the argument."""
        return (*self.basis, *(q for e in self.exchanges for q in e.quotes))


def quote(claim: Claim) -> str:
    """The quote that a claim rests on first; its own text where it has none."""
    return claim.citations[0].quote if claim.citations else claim.text


def sharing(claims: Iterable[Claim]) -> list[tuple[Claim, ...]]:
    """Claims by the quote that they rest on first: what two personas quote is told once."""
    those: dict[str, list[Claim]] = {}
    for claim in claims:
        those.setdefault(quote(claim), []).append(claim)
    return [tuple(one) for one in those.values()]


def exchanges(target: str, ledger: Ledger) -> tuple[Exchange, ...]:
    """What was said of a claim or a proposition; what a round's search found stands with its first critique."""
    settled = {s.round: s for s in ledger.settlements if s.claim == target}
    return tuple(
        Exchange(c, settled.pop(c.round, None), tuple(r for r in ledger.replies if r.critique == c.id))
        for c in ledger.critiques
        if c.target == target
    )


def matters(brief: Brief, ledger: Ledger) -> list[Matter]:
    """What is argued out in print: criticised propositions, contested claims, and claims whose owner's reply was refused."""
    put = (Matter(p.id, p.text, (), exchanges(p.id, ledger)) for p in brief.propositions)
    refused = {r.claim for r in ledger.replies if r.refused}
    hit = (
        c for c in ledger.claims if c.status == "contested" or (c.id in refused and c.status != "withdrawn")
    )
    return [*(m for m in put if m.exchanges), *(_matter(those, ledger) for those in sharing(hit))]


def _matter(claims: tuple[Claim, ...], ledger: Ledger) -> Matter:
    said = tuple(e for c in claims for e in exchanges(c.id, ledger))
    return Matter(claims[0].id, claims[0].text, claims, said)
