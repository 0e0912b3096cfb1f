"""Claims that are still contested at the end, each beside the quotes that were held against it."""

from collections.abc import Sequence

from triptych.agents.distinct import first_of_each
from triptych.agents.language.text import listing
from triptych.agents.merge.verdicts import quotation, sentence
from triptych.store.records import Citation, Claim, Critique, Disagreement, Ledger, Persona, Side


def clashes(ledger: Ledger, personas: Sequence[Persona]) -> list[Disagreement]:
    """Claims that are still contested, each beside the quotes that were held against it; each clash once."""
    names = {p.key: p.name for p in personas}
    found: dict[frozenset[str], Disagreement] = {}
    for claim in (c for c in ledger.claims if c.status == "contested" and c.citations):
        against = [c for c in ledger.critiques if c.target == claim.id]
        settled = next((s for s in reversed(ledger.settlements) if s.claim == claim.id), None)
        quotes = [q for c in against for q in c.citations] + list(settled.opposes if settled else ())
        if quotes:
            pair = frozenset((claim.citations[0].quote, quotes[0].quote))
            found.setdefault(pair, _clash(claim, against, quotes, names))
    return list(found.values())


def _clash(
    claim: Claim, against: Sequence[Critique], quotes: Sequence[Citation], names: dict[str, str]
) -> Disagreement:
    distinct = first_of_each(quotes, lambda q: q.publisher)[:2]
    own = Side(label=names[claim.persona], personas=(claim.persona,), sentences=(sentence(claim),))
    critics = tuple(dict.fromkeys(c.critic for c in against if c.critic in names))
    other = Side(
        label=listing(names[k] for k in critics) or "An independent search",
        personas=critics,
        sentences=tuple(quotation(q) for q in distinct),
    )
    parties = listing(
        dict.fromkeys(q.publisher or "an unnamed source" for q in (claim.citations[0], *distinct))
    )
    argued = next((c.argument for c in against if c.citations), "")
    return Disagreement(
        topic=argued or f"{claim.id}: {claim.text}",
        sides=(own, other),
        settled_by=f"A source independent of {parties} that measures the same thing under stated conditions.",
    )
