"""Whatever critics and owners say, in whatever form, the ledger stays whole.

No sequence of critiques and replies can produce a claim with an unverified change, an id that names nothing, a claim that is
lost, or a debate that does not end.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from triptych.agents.analyst import CritiqueDraft, ReplyDraft, StanceDraft
from triptych.agents.debate.checks import CHECKS, LONE
from triptych.agents.debate.critiques import admitted, merged
from triptych.agents.debate.replies import Answered, judged
from triptych.agents.debate.stances import moved, news
from triptych.agents.debate.stopping import Standings, still_open, why_ended
from triptych.agents.verification.citations import verified
from triptych.agents.verification.claims import reading_of
from triptych.store.records import (
    Brief,
    Citation,
    Claim,
    Critique,
    Proposition,
    Question,
    Reply,
    Settlement,
    Stance,
)

OWNERS = {"E1": "engineer", "E2": "engineer", "I1": "investor", "S1": "strategist"}
PANEL = ("engineer", "investor", "strategist")
ROUNDS = 4
ids = st.sampled_from([*OWNERS, "P1", "P2", "E9", "", "C1", "R1", "\x00", "e1"])
words = st.sampled_from(
    [
        "a.org, June 2026: “An H100 costs $2 per hour.”",
        "An H100 costs $4 per hour.",
        "An H100 costs $2 per hour at most.",
        "It costs $9.",
        "GPU prices fell in 2026.",
        "",
        "“”",
        "x" * 400,
    ]
)


def brief() -> Brief:
    propositions = tuple(
        Proposition(id=f"P{n}", text="By the end of 2028, prices halve.", horizon=date(2028, 12, 31))
        for n in (1, 2)
    )
    questions = tuple(
        Question(
            id=f"{p[0].upper()}.q1",
            persona=p,
            lens="Cost",
            text="What do GPUs cost?",
            queries=("GPU prices",),
        )
        for p in PANEL
    )
    return Brief(
        idea="GPU prices", topic="GPU prices", objective="Know.", scope="All.", as_of=date(2026, 11, 1),
        horizon=date(2028, 12, 31), questions=questions, propositions=propositions,
    )  # fmt: skip


BRIEF = brief()


class World:
    """The sources and the claims with which a debate begins."""

    def __init__(self, make: Any) -> None:
        texts = [
            ("An H100 costs $2 per hour. GPU prices fell in 2026.", "a.org"),
            ("An H100 costs $4 per hour. GPU prices rose in 2026.", "b.org"),
            ("An H100 costs $4.10 per hour, we found.", "c.org"),
        ]
        made = [make.source(text, publisher) for text, publisher in texts]
        self.sources = {s.id: s for s in made}
        self.quotes = [self._cite(s, s.text.split(". ")[0].rstrip(".") + ".") for s in made]
        self.claims = {i: self._claim(make, i, n) for n, i in enumerate(OWNERS)}

    def _cite(self, source: Any, quote: str) -> Citation:
        loose = Citation(source_id=source.id, quote=quote, start=0, end=len(quote))
        return verified([loose], self.sources)[0]

    def _claim(self, make: Any, id_: str, n: int) -> Claim:
        quote = self.quotes[n % len(self.quotes)]
        made: Claim = make.claim(quote.quote, id_)
        return made.model_copy(
            update={"citations": (quote,), "verdict": "supported", "checked": "mechanical", "independent": 1}
        )


def citations(world: World) -> st.SearchStrategy[tuple[Citation, ...]]:
    """Quotes that stand, that were altered, that nobody wrote, and spans that are none."""
    good = st.sampled_from(world.quotes)
    altered = good.map(
        lambda c: c.model_copy(update={"quote": c.quote.replace("$", "€"), "verdict": "supported"})
    )
    invented = good.map(lambda c: c.model_copy(update={"source_id": "0" * 16, "verdict": "supported"}))
    askew = good.map(lambda c: c.model_copy(update={"start": -3, "end": 10_000}))
    return st.lists(st.one_of(good, good, good, altered, invented, askew), max_size=3).map(tuple)


def critiques(world: World) -> st.SearchStrategy[tuple[str, CritiqueDraft]]:
    """Who objects, and how: mostly as the rules want it, often not."""
    kinds: Any = st.sampled_from(
        ["unsupported", "contradicted", "stale", "logic", "alternative"] * 4 + ["rude"]
    )
    severities: Any = st.sampled_from(["minor", "major", "fatal"] * 5 + ["huge"])
    checks = st.sampled_from([*sorted(CHECKS), "", "nonsense"])
    targets = st.one_of(st.sampled_from(list(OWNERS)), st.sampled_from(list(OWNERS)), ids)
    arguments = st.sampled_from(["Because.", "Not so."] * 4 + [""])
    drafts = st.builds(CritiqueDraft, targets, kinds, severities, checks, arguments, citations(world))
    return st.tuples(st.sampled_from(PANEL), drafts)


def replies(world: World, asked: Sequence[Critique]) -> st.SearchStrategy[ReplyDraft]:
    """What an owner answers: to the critiques that were put, and now and then to others."""
    answers: Any = st.sampled_from(["concede", "revise", "revise", "rebut", "stand", "shout"])
    put = st.sampled_from([(c.id, c.target) for c in asked] or [("C1", "E1")])
    astray = st.tuples(st.sampled_from(["C1", "C77", "", "X"]), ids)
    named = st.one_of(put, put, put, astray)
    return st.builds(
        lambda pair, answer, argument, text, quotes: ReplyDraft(pair[0], pair[1], answer, argument, text, quotes),
        named, answers, st.just("Because."), words, citations(world),
    )  # fmt: skip


def stances(debate: "Debate") -> st.SearchStrategy[tuple[str, StanceDraft]]:
    named = st.sampled_from([*debate.critiques, *OWNERS, "E9", ""])
    draft = st.builds(
        StanceDraft,
        st.one_of(st.none(), st.integers(0, 100)),
        st.just(("E1",)),
        st.sampled_from(["", "It was shown."]),
        st.lists(named, max_size=3).map(tuple),
    )
    return st.tuples(st.sampled_from(PANEL), draft)


class Debate:
    """A debate as the graph holds it, with whatever is drawn in the place of analysts."""

    def __init__(self, world: World) -> None:
        self.world, self.claims = world, dict(world.claims)
        self.critiques: dict[str, Critique] = {}
        self.replies: dict[str, Reply] = {}
        self.settlements: list[Settlement] = []
        self.stances = [
            Stance(persona=p, proposition="P1", round=0, probability=50, reasons=("E1",)) for p in PANEL
        ]
        self.held = 0

    def round(self, draw: Any) -> str:
        """One round of whatever is drawn; why the debate ends after it, empty where it goes on."""
        self.held += 1
        self._raise(draw(st.lists(critiques(self.world), min_size=2, max_size=8)))
        now = [c for c in self.critiques.values() if c.round == self.held]
        sides = st.tuples(citations(self.world), citations(self.world))
        self._settle(draw(st.dictionaries(st.sampled_from(list(OWNERS)), sides, max_size=4)))
        changes = self._answer(draw(st.lists(replies(self.world, now), min_size=1, max_size=8)))
        changes += self._move(draw(st.lists(stances(self), max_size=3)))
        left = still_open(now, self.replies.values(), self.claims)
        return why_ended(Standings(self.held, ROUNDS, changes, len(left))) if now else "nobody objected"

    def _raise(self, raised: Sequence[tuple[str, CritiqueDraft]]) -> None:
        sound = [
            (
                k,
                CritiqueDraft(
                    d.target,
                    d.kind,
                    d.severity,
                    d.check,
                    d.argument,
                    verified(d.citations, self.world.sources),
                ),
            )
            for k, d in raised
        ]
        counted = [(k, kept) for k, d in sound if (kept := admitted(d, k, self.claims, BRIEF))]
        for one in merged(counted, self.critiques.values()):
            d, id_ = one.draft, f"C{len(self.critiques) + 1}"
            self.critiques[id_] = Critique(
                id=id_, round=self.held, critic=one.critic, target=d.target, kind=d.kind, severity=d.severity,
                check=d.check, argument=d.argument, citations=d.citations, seconded=one.seconded,
            )  # fmt: skip

    def _settle(self, found: Mapping[str, tuple[tuple[Citation, ...], tuple[Citation, ...]]]) -> None:
        hit = {c.target for c in self.critiques.values() if c.round == self.held and c.target in self.claims}
        for claim in sorted(hit & found.keys()):
            supports, opposes = (verified(side, self.world.sources) for side in found[claim])
            self.settlements.append(
                Settlement(claim=claim, round=self.held, query="q", supports=supports, opposes=opposes)
            )

    def _answer(self, answered: Sequence[ReplyDraft]) -> int:
        changes = 0
        for claim in list(self.claims.values()):
            against = [c for c in self.critiques.values() if c.round == self.held and c.target == claim.id]
            asked = {c.id for c in against}
            own = {d.critique: d for d in answered if d.critique in asked and d.claim == claim.id}
            answers = [self._read(claim, d) for d in own.values()]
            settled = next(
                (s for s in self.settlements if s.claim == claim.id and s.round == self.held), None
            )
            found = judged(claim, against, answers, settled)
            changes += found.claim != claim
            self.claims[claim.id] = found.claim
            self._keep(answers, claim, found.refused)
        return changes

    def _read(self, claim: Claim, draft: ReplyDraft) -> Answered:
        quotes = verified(draft.citations, self.world.sources)
        sound = ReplyDraft(draft.critique, draft.claim, draft.answer, draft.argument, draft.text, quotes)
        reading = reading_of(draft.text, (*claim.citations, *quotes), self.world.sources)
        return Answered(sound, reading if draft.text.strip() else None)

    def _keep(self, answers: Sequence[Answered], claim: Claim, refused: Mapping[str, str]) -> None:
        for a in answers:
            if a.draft.answer in ("concede", "revise", "rebut", "stand"):
                id_ = a.draft.critique.replace("C", "R", 1)
                self.replies[id_] = Reply(
                    id=id_, critique=a.draft.critique, persona=claim.persona, claim=claim.id, answer=a.draft.answer,
                    argument=a.draft.argument, text=a.draft.text, citations=a.draft.citations,
                    refused=refused.get(a.draft.critique, ""),
                )  # fmt: skip

    def _move(self, drafts: Sequence[tuple[str, StanceDraft]]) -> int:
        moves = 0
        for persona, draft in drafts:
            before = max((s for s in self.stances if s.persona == persona), key=lambda s: s.round)
            own = [c for c in self.claims.values() if c.persona == persona]
            fresh = news(before, "P1", own, self.critiques.values(), self.settlements)
            ids_ = moved(before, draft, fresh)
            if ids_ is not None and before.round < self.held:
                moves += 1
                update = {"round": self.held, "probability": draft.probability, "because": draft.because}
                self.stances.append(before.model_copy(update=update | {"moved_by": ids_}))
        return moves


@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_no_sequence_of_critiques_and_replies_breaks_the_ledger(make: Any, data: st.DataObject) -> None:
    debate = Debate(World(make))
    ended = ""
    for _ in range(ROUNDS):  # also on where it could have ended, so that late rounds meet every state
        ended = debate.round(data.draw)
        _whole(debate)
    assert ended, "a debate ends with its rounds"


def _whole(debate: Debate) -> None:
    """Every invariant of the ledger, after any round."""
    assert debate.claims.keys() == debate.world.claims.keys(), "no claim is lost, and none appears"
    for claim in debate.claims.values():
        _sound(claim, debate)
    names = set(debate.claims) | {p.id for p in BRIEF.propositions}
    for critique in debate.critiques.values():
        assert critique.target in names
        assert critique.citations or critique.check
        owner = debate.claims.get(critique.target)
        assert owner is None or critique.critic != owner.persona
        assert critique.critic not in critique.seconded
        assert all(_stands(c, debate.world) for c in critique.citations)
    for reply in debate.replies.values():
        assert reply.critique in debate.critiques
        assert debate.claims[reply.claim].persona == reply.persona
    for stance in (s for s in debate.stances if s.round):
        assert stance.moved_by
        assert set(stance.moved_by) <= set(debate.claims) | set(debate.critiques)


def _sound(claim: Claim, debate: Debate) -> None:
    """A claim is borne by verified quotes, and each of its forms is accounted for by a critique that could change it."""
    first = debate.world.claims[claim.id]
    assert claim.citations[: len(first.citations)] == first.citations
    assert all(_stands(c, debate.world) for c in claim.citations)
    assert reading_of(claim.text, claim.citations, debate.world.sources).sound, "no change is unverified"
    assert (claim == first) == (not claim.history)
    if claim.history:
        assert claim.history[0].text == first.text
    forms = [(h.text, h.status) for h in claim.history] + [(claim.text, claim.status)]
    for step, (_, status), (_, after) in zip(claim.history, forms, forms[1:], strict=False):
        cause = debate.critiques[step.because]
        assert cause.target == claim.id
        assert cause.citations or cause.check
        assert status != "withdrawn", "what is withdrawn stays so"
        assert not (status == "contested" and after in ("standing", "revised")), (
            "dissent is not averaged away"
        )
        assert not (
            after == "withdrawn" and cause.check == LONE and not cause.citations and not debate.settlements
        )


def _stands(citation: Citation, world: World) -> bool:
    source = world.sources[citation.source_id]
    return citation.verdict == "supported" and source.text[citation.start : citation.end] == citation.quote
