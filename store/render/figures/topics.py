"""What a map of the argument shows: each claim or proposition that was objected to, with what was held for and against it.

Claims that share their first quote are one topic, and objections to it in the same words are one objection. A topic
stands under the proposition whose stances rest on it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from triptych.store import standing
from triptych.store.records import Citation, Claim, Critique, Proposition, Settlement, Severity
from triptych.store.render.argued import Exchange, exchanges, sharing
from triptych.store.render.figures.drawing import Sign, shown
from triptych.store.render.figures.palette import Tone
from triptych.store.render.marks import reason
from triptych.store.render.page import Page
from triptych.store.render.wording import ANSWERS, percent

_TONES: dict[str, Tone] = {"contested": "fair", "withdrawn": "bad", "revised": "muted", "standing": "good"}
MOST = 8  # points drawn of one topic
_GRAVE: dict[Severity, int] = {"fatal": 2, "major": 1, "minor": 0}


@dataclass(frozen=True, slots=True)
class Point:
    """Something held for or against a topic: who brings it, what it says, and what was answered."""

    sign: Sign
    head: str
    who: str
    text: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """A claim, or those with the same quote, or a proposition."""

    head: str
    status: str
    tone: Tone
    text: str
    foot: str
    points: tuple[Point, ...]
    under: str
    """The proposition that it bears on first; empty where no stance rests on it."""
    also: tuple[str, ...]
    """Further ones."""
    weight: tuple[int, ...]
    """How hard it was fought over, compared field by field."""
    proposition: bool = False


def topics(page: Page) -> list[Topic]:
    """All that was objected to, in the order of brief and ledger."""
    objected = {c.target for c in page.ledger.critiques}
    put = [proposed(p, page) for p in page.dossier.brief.propositions if p.id in objected]
    claims = sharing(c for c in page.ledger.claims if c.id in objected)
    return [*put, *(_claimed(those, page) for those in claims)]


def proposed(proposition: Proposition, page: Page) -> Topic:
    """A proposition, objected to or not."""
    said = exchanges(proposition.id, page.ledger)
    points = tuple(dict.fromkeys(_points(said, page)))
    first = standing.probabilities(standing.earliest(page.ledger.stances, proposition.id))
    last = standing.probabilities(standing.latest(page.ledger.stances, proposition.id))
    middles = dict.fromkeys(f"{standing.middle(values)}%" for values in (first, last) if values)
    return Topic(
        head=f"{proposition.id}, put to the panel",
        status=f"median {' → '.join(middles)}" if middles else "no view",
        tone="ink",
        text=shown(proposition.text),
        foot=_more(points),
        points=points[:MOST],
        under=proposition.id,
        also=(),
        weight=_weight(said, 1),
        proposition=True,
    )


def _claimed(claims: Sequence[Claim], page: Page) -> Topic:
    said = tuple(e for c in claims for e in exchanges(c.id, page.ledger))
    rests = _rests([c.id for c in claims], page)
    points = tuple(dict.fromkeys(_points(said, page)))
    status = " · ".join(dict.fromkeys(c.status for c in claims))
    return Topic(
        head=" · ".join(f"{c.id}, {shown(page.name(c.persona)).lower()}" for c in claims),
        status=status,
        tone=_TONES[claims[0].status],
        text=shown(claims[0].text),
        foot="; ".join(filter(None, (_more(points), _foot(claims[0])))),
        points=points[:MOST],
        under=rests[0] if rests else "",
        also=tuple(rests[1:]),
        weight=_weight(said, 2 * any(c.status == "contested" for c in claims)),
    )


def _more(points: Sequence[Point]) -> str:
    left = len(points) - MOST
    return f"{left} more not drawn" if left > 0 else ""


def _weight(said: Sequence[Exchange], open_: int) -> tuple[int, ...]:
    refused = any(r.refused for e in said for r in e.replies)
    grave = max((_GRAVE[e.critique.severity] for e in said), default=0)
    return open_, int(refused), sum(bool(e.against) for e in said), grave, len(said)


def _rests(claims: Sequence[str], page: Page) -> list[str]:
    """The propositions on which somebody's stance rests on the claims, in the order of the brief."""
    on = {s.proposition for s in page.ledger.stances if set(claims) & {*s.reasons, *s.moved_by}}
    return [p.id for p in page.dossier.brief.propositions if p.id in on]


def _foot(claim: Claim) -> str:
    """Who is quoted for a claim, and what verification found wanting."""
    whom = ", ".join(dict.fromkeys(shown(q.publisher) or "unnamed" for q in claim.citations))
    wanting = (
        f"{claim.verdict}: {shown(reason(claim))}" if claim.checked and claim.verdict != "supported" else ""
    )
    return "; ".join(filter(None, (f"quotes {whom}" if whom else "quotes nothing", wanting.rstrip(": "))))


def _points(said: Iterable[Exchange], page: Page) -> Iterator[Point]:
    """The objections, the same one once, and what searches found."""
    same: dict[tuple[str, ...], list[Exchange]] = {}
    for one in said:
        critique = one.critique
        same.setdefault((critique.kind, critique.check, critique.argument), []).append(one)
    for those in same.values():
        yield _objection(those, page)
        yield from (found for e in those if e.settled for found in _found(e.settled, e))


def _objection(those: Sequence[Exchange], page: Page) -> Point:
    critique = those[0].critique
    who = dict.fromkeys(k for e in those for k in (e.critique.critic, *e.critique.seconded))
    ids = ", ".join(e.critique.id for e in those)
    names = ", ".join(shown(page.name(k)).lower() for k in who)
    why = shown(critique.check) or critique.kind
    head = f"{ids}: {why}, {critique.severity}"
    return Point("against", head, names, _argument(critique), _answer(those, page))


def _argument(critique: Critique) -> str:
    said = shown(critique.argument)
    unnamed = dict.fromkeys(p for q in critique.citations if (p := shown(q.publisher)) and p not in said)
    return f"{said} (quotes {', '.join(unnamed)})" if unnamed else said


def _answer(those: Sequence[Exchange], page: Page) -> str:
    replies = [r for e in those for r in e.replies]
    if replies:
        told = dict.fromkeys(
            f"{ANSWERS[r.answer]}{' (refused)' if r.refused else ''}: {shown(r.refused or r.argument)}"
            for r in replies
        )
        several = ":" if len(replies) > 1 else ""
        return f"{', '.join(r.id for r in replies)}{several} {'; '.join(told)}"
    target = those[0].critique.target
    return "No answer." if target in page.claims else f"Moved {_moved(those[0].critique, page)}."


def _moved(critique: Critique, page: Page) -> str:
    moves = [(b, a) for b, a in standing.moves(page.ledger.stances) if critique.id in a.moved_by]
    each = (
        f"{shown(page.name(a.persona)).lower()} {percent(b.probability)} → {percent(a.probability)}"
        for b, a in moves
    )
    return ", ".join(each) or "nobody"


def _found(settled: Settlement, exchange: Exchange) -> Iterator[Point]:
    """What a search brought that the critic had not quoted already."""
    known = {(q.source_id, q.quote) for q in exchange.critique.citations}
    sides: tuple[tuple[Sign, Sequence[Citation]], ...] = (
        ("for", settled.supports),
        ("against", settled.opposes),
    )
    for sign, side in sides:
        fresh = [q for q in side if (q.source_id, q.quote) not in known]
        if fresh:
            whom = ", ".join(dict.fromkeys(shown(q.publisher) or "unnamed" for q in fresh))
            yield Point(sign, f"Search found {sign} it", whom, f"“{shown(fresh[0].quote)}”")
