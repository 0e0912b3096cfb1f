"""Replies to critiques, from what settling found. The owner gives way to evidence, and to a failed check; to nothing else."""

from triptych.agents.analyst import Case, ReplyDraft
from triptych.agents.debate.checks import DEFECTS, OUTSIDE, OVERREACH, PROVENANCE, UNQUOTED
from triptych.agents.debate.replies import ENOUGH
from triptych.agents.language.text import listing
from triptych.store.records import Answer, Citation, Claim, Critique

_CONCEDED = {
    OUTSIDE: "It does not answer the question it was filed under.",
    UNQUOTED: "Its figure does not stand in its quote.",
    OVERREACH: "It says more than its quote.",
}


def replies(case: Case) -> list[ReplyDraft]:
    """One reply to each critique of the case."""
    return [_reply(case, critique) for critique in case.critiques]


def _reply(case: Case, critique: Critique) -> ReplyDraft:
    supports = case.settlement.supports if case.settlement else ()
    opposes = case.settlement.opposes if case.settlement else ()
    if critique.check in DEFECTS:
        return _draft(case, critique, "concede", _CONCEDED[critique.check])
    against, backing = _publishers(critique.citations + opposes), _publishers(supports)
    if backing and len(backing) >= len(against):
        return _draft(case, critique, "rebut", f"Borne out independently by {_named(backing)}.", supports)
    if len(against) >= ENOUGH and not backing:
        return _draft(case, critique, "concede", f"{_named(against)} independently say otherwise.", opposes)
    if against:
        return _draft(case, critique, "stand", f"{_named(against)} says otherwise; both are shown.", opposes)
    if critique.check in PROVENANCE:
        argument = "No independent source was found; it is now attributed."
        return _draft(case, critique, "revise", argument, text=attributed(case.claim))
    return _draft(case, critique, "stand", "The sources differ and nothing at hand decides between them.")


def attributed(claim: Claim) -> str:
    """The claim with who says it and when: all that can be said of a figure that nobody else confirms."""
    cited = claim.citations[0]
    when = f", {cited.published_at:%B %Y}" if cited.published_at else ""
    return f"{cited.publisher or 'One unnamed source'}{when}: “{claim.text}”"


def _publishers(citations: tuple[Citation, ...]) -> list[str]:
    return list(dict.fromkeys(c.publisher for c in citations))


def _named(publishers: list[str]) -> str:
    return listing(p or "an unnamed source" for p in publishers)


def _draft(
    case: Case,
    critique: Critique,
    answer: Answer,
    argument: str,
    citations: tuple[Citation, ...] = (),
    text: str = "",
) -> ReplyDraft:
    return ReplyDraft(critique.id, case.claim.id, answer, argument, text, citations)
