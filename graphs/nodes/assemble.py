"""Puts a memo together from its parts, and accounts for it: coverage, agreements, limits."""

from collections.abc import Iterable

from triptych.agents.debate.conformity import conformity
from triptych.agents.language.text import listing
from triptych.agents.verification.independence import voices
from triptych.graphs.state import Panel, PanelState, ledger
from triptych.store.records import Agreement, Answered, Brief, Claim, Coverage, Memo, Persona
from triptych.store.standing import latest, lean, middle

_ENOUGH = 2  # publishers for an answered question, and for a borne-out claim


def assembled(state: PanelState, panel: Panel) -> Memo:
    """The memo of this state; its sources are numbered when it is audited."""
    brief, made = state["brief"], state.get("synthesis")
    coverage = tuple(_answered(q.id, state["claims"].values()) for q in brief.questions)
    return Memo(
        id=panel.run.id,
        run=panel.run.id,
        idea=brief.idea,
        title=made.title if made else brief.idea,
        as_of=brief.as_of,
        analyst=panel.analyst.label,
        manner=panel.analyst.manner,
        panel=tuple(p.key for p in panel.personas),
        bottom_line=made.bottom_line if made else (),
        sections=tuple(s for p in panel.personas if (s := state.get("sections", {}).get(p.key))),
        agreements=(*_on_propositions(state, panel.personas), *_borne_out(state)),
        disagreements=made.disagreements if made else (),
        bets=made.bets if made else (),
        change_our_mind=made.change_our_mind if made else (),
        open_questions=_open(brief, coverage),
        coverage=coverage,
        limits=_limits(state, panel),
        sources=(),
        stop_reason=panel.allowance.stop_reason or "complete",
        debate_end=_debate_end(state, panel),
        conformity=conformity(ledger(state)),
        updates=panel.updates.id if panel.updates else "",
    )


def _debate_end(state: PanelState, panel: Panel) -> str:
    """Why the debate ended where it did, or was not held."""
    if len(panel.personas) < 2:
        return "a panel of one does not debate"
    if not panel.run.rounds:
        return "the debate was switched off"
    return state.get("debate_end") or f"the budget did not bear round {state['round'] + 1}"


def _answered(question: str, claims: Iterable[Claim]) -> Answered:
    found = [c for c in claims if c.question == question and c.status != "withdrawn"]
    publishers = len({q.publisher for c in found for q in c.citations})
    coverage: Coverage = "answered" if publishers >= _ENOUGH else "partly" if found else "none"
    return Answered(question=question, coverage=coverage, claims=len(found), publishers=publishers)


def _open(brief: Brief, coverage: Iterable[Answered]) -> tuple[str, ...]:
    level = {a.question: a.coverage for a in coverage}
    wanting: list[Coverage] = ["none", "partly"]
    # One question may be asked by every persona.
    return tuple(dict.fromkeys(q.text for want in wanting for q in brief.questions if level[q.id] == want))


def _on_propositions(state: PanelState, personas: tuple[Persona, ...]) -> Iterable[Agreement]:
    """Propositions on which the panel takes a side and nobody the other."""
    made = state.get("synthesis")
    carried = {b.proposition: b.carried_by for b in made.bets} if made else {}
    for proposition in state["brief"].propositions:
        held = list(latest(state.get("stances", {}).values(), proposition.id).values())
        values = [s.probability for s in held if s.probability is not None]
        if len(values) < 2 or not lean(values):
            continue
        names = {p.key: p.name for p in personas}
        word = "likely" if lean(values) > 0 else "unlikely"
        who = listing(f"{names[s.persona].lower()} {s.probability}%" for s in held)
        yield Agreement(
            text=f"{word.capitalize()}: {proposition.text} (median {middle(values)}%: {who}.)",
            personas=tuple(s.persona for s in held),
            claims=tuple(dict.fromkeys(i for s in carried.get(proposition.id, ()) for i in s.claims)),
            untested=not any(s.round for s in held),
        )


def _borne_out(state: PanelState) -> Iterable[Agreement]:
    """Claims that independent sources support, each quote once."""
    seen: set[str] = set()
    for claim in state["claims"].values():
        publishers = [voice[0].publisher for voice in voices(claim.citations, {})]
        if (
            claim.status in ("standing", "revised")
            and claim.independent >= _ENOUGH
            and claim.citations[0].quote not in seen
        ):
            seen.add(claim.citations[0].quote)
            yield Agreement(
                text=f"“{claim.citations[0].quote}” ({listing(publishers)} independently)",
                personas=(claim.persona,),
                claims=(claim.id,),
                untested=False,
            )


def given_up(part: str, reason: str) -> str:
    """How the memo says that a part of the panel failed."""
    return f"Gave up: {part} ({reason.rstrip('.')})."


def _many(n: int, noun: str, plural: str = "") -> str:
    return f"{n} {noun if n == 1 else plural or noun + 's'}"


def _limits(state: PanelState, panel: Panel) -> tuple[str, ...]:
    """How the memo came about, in figures, and who gave up what."""
    claims = list(state["claims"].values())
    count = {s: sum(c.status == s for c in claims) for s in ("standing", "revised", "contested", "withdrawn")}
    quotes = {c.citations[0].quote for c in claims if c.citations}
    critiques, rounds = len(state.get("critiques", {})), state["round"]
    notes = tuple(given_up(part, fallen.reason) for part, fallen in state.get("notes", {}).items())
    follows = (panel.updates.told(), panel.updates.overdue(state["brief"])) if panel.updates else ()
    return (
        *filter(None, follows),
        f"{_many(panel.desk.searches, 'search', 'searches')} read passages of {_many(len(panel.desk.read), 'source')}; "
        "each persona researched blind.",
        f"{_many(len(claims), 'claim')} rest on {_many(len(quotes), 'different quote')}; after "
        f"{_many(critiques, 'critique')} in {_many(rounds, 'debate round')}: {count['standing']} standing, "
        f"{count['revised']} reworded, {count['contested']} contested and {count['withdrawn']} withdrawn.",
        *panel.analyst.limits,
        *notes,
    )
