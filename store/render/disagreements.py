"""Where the panel is apart: both sides with their evidence, how far that was argued, and what would settle it.

The state of an argument is told in ids; the argument itself, with every quote, is under what was contested.
"""

from collections.abc import Iterator

from triptych.store.records import Disagreement, Proposition, Settlement, Side
from triptych.store.render.argued import Exchange, exchanges, quote
from triptych.store.render.argument import answered, raised
from triptych.store.render.escape import inline
from triptych.store.render.page import Page, bracketed, listed, spaced, titled, unique
from triptych.store.render.propositions import split, swayed
from triptych.store.render.statements import bullet


def disagreements(page: Page) -> str:
    """Where the panel does not agree; a split that has no argument on both sides is told all the same."""
    told = [_disagreement(d, page) for d in page.memo.disagreements]
    return titled(
        "Where it does not",
        "\n\n".join([*told, *_untold(page)]),
        "No two sources and no two personas were found apart.",
    )


def _disagreement(disagreement: Disagreement, page: Page) -> str:
    lines = [f"**{inline(disagreement.topic)}**", ""]
    for side in disagreement.sides:
        lines += [f"- {_side(side, page)}", *(f"  {bullet(s, page, evidence=True)}" for s in side.sentences)]
    state = [f"  - {line}" for line in _states(disagreement, page)]
    lines += ["- *The argument so far*", *state] if state else []
    return "\n".join([*lines, f"- *Would settle it:* {inline(disagreement.settled_by)}"])


def _side(side: Side, page: Page) -> str:
    """The side's label, and whose it is where the label does not say."""
    unnamed = [k for k in side.personas if page.name(k).lower() not in inline(side.label).lower()]
    return spaced(f"*{inline(side.label)}*", bracketed(page.among(unnamed)))


def _states(disagreement: Disagreement, page: Page) -> Iterator[str]:
    """A line for each proposition of a disagreement that was argued about, and for each quote, whoever holds it."""
    about: list[tuple[str, ...]] = [
        (p.id,) for p in page.dossier.brief.propositions if _about(disagreement, p)
    ]
    named = [i for side in disagreement.sides for s in side.sentences for i in s.claims]
    for quoted in unique(map(quote, page.claims_of(named))):
        about.append(tuple(c.id for c in page.ledger.claims if quote(c) == quoted))
    for those in about:
        said = [(i, e) for i in those for e in exchanges(i, page.ledger)]
        if said:
            owners = listed(list(unique(i for i, _ in said)))
            yield f"{owners}: {'; '.join(_state(e, page) for _, e in said)}"


def _about(disagreement: Disagreement, proposition: Proposition) -> bool:
    return proposition.text in disagreement.topic


def _state(exchange: Exchange, page: Page) -> str:
    """Critique, what settling found, and what came of it, in ids."""
    critique = exchange.critique
    attack = f"{raised(critique, page)}: {inline(critique.check or critique.kind)}, {critique.severity}"
    found = [f"settling found {_found(exchange.settled)}"] if exchange.settled else []
    return " → ".join([attack, *found, *_ends(exchange, page)])


def _ends(exchange: Exchange, page: Page) -> list[str]:
    """The replies; an objection to a proposition is answered by stances."""
    if exchange.critique.target not in page.claims:
        return [f"moved {swayed(exchange.critique, page)}"]
    return [f"{r.id}, {page.name(r.persona)} {answered(r)}" for r in exchange.replies] or ["no reply"]


def _found(settled: Settlement) -> str:
    supports, opposes = len(settled.supports), len(settled.opposes)
    return f"{supports or 'none'} for, {opposes or 'none'} against" if supports or opposes else "nothing"


def _untold(page: Page) -> Iterator[str]:
    """The propositions on which the panel is split and for which no disagreement could be written."""
    for proposition in page.dossier.brief.propositions:
        told = any(_about(d, proposition) for d in page.memo.disagreements)
        apart = split(proposition.id, page)
        if apart and not told:
            yield (
                f"**{inline(proposition.text)}**\n\n"
                f"- {apart} Not each side names evidence that still stands.\n"
                f"- *Would settle it:* The outcome itself, due {proposition.horizon:%d %B %Y}."
            )
