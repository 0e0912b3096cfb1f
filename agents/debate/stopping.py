"""When a debate has done its work: nothing grave is left open, or a round changed nothing, or its rounds are over."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from triptych.store.records import Claim, Critique, Reply


class Standings(NamedTuple):
    """Where a debate stands at the end of a round."""

    round: int
    rounds: int
    """At most."""
    changes: int
    """Claims and stances that the round changed."""
    open: int
    """Major objections that are left open."""


def still_open(
    critiques: Iterable[Critique], replies: Iterable[Reply], claims: Mapping[str, Claim]
) -> list[Critique]:
    """The major objections to living claims that nothing has met: unanswered, refused, or stood against."""
    answers = {r.critique: r for r in replies}
    return [c for c in critiques if c.severity != "minor" and _open(answers.get(c.id), claims.get(c.target))]


def _open(reply: Reply | None, claim: Claim | None) -> bool:
    # An objection to a proposition is met by stances, which every persona reconsiders.
    if claim is None or claim.status == "withdrawn":
        return False
    return reply is None or bool(reply.refused) or reply.answer == "stand"


def why_ended(at: Standings) -> str:
    """Why no further round is held; empty where one is."""
    if not at.changes:
        return f"round {at.round} changed nothing"
    if not at.open:
        return f"after round {at.round} no major objection was left open"
    if at.round >= at.rounds:
        held = (
            "the one round that was allowed was held"
            if at.rounds == 1
            else f"all {at.rounds} rounds were held"
        )
        return f"{held}; {at.open} major {'objection is' if at.open == 1 else 'objections are'} left open"
    return ""
