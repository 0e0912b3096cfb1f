"""What the panel holds together and where it does not, counted from the ledger."""

from collections.abc import Iterable, Iterator, Sequence

from triptych.agents.analyst import Synthesis
from triptych.agents.embedded.corpus import Corpus, concepts
from triptych.agents.embedded.phrases import is_question, phrase
from triptych.agents.embedded.propositions import asked_by
from triptych.agents.embedded.questions import questions_in
from triptych.agents.embedded.stance import Bearing, bearings
from triptych.agents.embedded.topic import Topic, topic_of
from triptych.agents.embedded.write import quoted
from triptych.agents.language.direction import direction, kin
from triptych.agents.language.figures import years
from triptych.agents.language.measures import same_measure
from triptych.agents.language.sentences import capitalised, statement
from triptych.agents.language.text import listing, stems
from triptych.store.records import (
    Bet,
    Brief,
    Citation,
    Claim,
    Disagreement,
    Ledger,
    Persona,
    Proposition,
    Sentence,
    Side,
    Stance,
)
from triptych.store.render.wording import day
from triptych.store.standing import SPREAD, latest, lean, middle

_SHORT = 3  # words that name a thing; more describe a field, of which no one sentence has them all


def synthesise(brief: Brief, personas: Sequence[Persona], ledger: Ledger, corpus: Corpus) -> Synthesis:
    """Title, bottom line, bets, disagreements and what to watch."""
    verdicts = [_verdict(p, ledger, corpus) for p in brief.propositions]
    bets = sorted((b for v in verdicts if (b := v.bet()) is not None), key=lambda b: -b.conviction)
    return Synthesis(
        title=_title(brief),
        bottom_line=(
            *_unnamed(brief, verdicts, ledger),
            *_summaries(verdicts, brief, ledger, personas, topic_of(brief.idea, corpus)),
        ),
        bets=tuple(bets),
        disagreements=(
            *(d for v in verdicts if (d := v.split(personas)) is not None),
            *_clashes(ledger, personas),
        ),
        change_our_mind=tuple(_signposts(verdicts, brief)),
    )


def _summaries(
    verdicts: Sequence["_Verdict"], brief: Brief, ledger: Ledger, personas: Sequence[Persona], topic: Topic
) -> Iterator[Sentence]:
    """What the idea itself asks; where it asks nothing, the two propositions on it, or beside it, with most evidence.

    Where nothing speaks for or against what it asks, the claims nearest to it stand before what is beside it.
    """
    about = concepts(phrase(brief.idea))
    heard = sorted(
        (v for v in verdicts if v.heard),
        key=lambda v: (not about & concepts(v.proposition.text), -len(v.pro + v.con)),
    )
    asked = _asked(verdicts, brief)
    for verdict in asked or heard[:2]:
        yield from verdict.summary(personas)
    if not any(v.heard for v in asked or verdicts):
        yield from _nearest(brief, verdicts, ledger, personas, topic)
        for verdict in heard[:1]:
            yield from verdict.summary(personas)


def _asked(verdicts: Sequence["_Verdict"], brief: Brief) -> list["_Verdict"]:
    own = {p.text for p in asked_by(brief.idea, brief.horizon)}
    return [v for v in verdicts if v.proposition.text in own]


def _unnamed(brief: Brief, verdicts: Sequence["_Verdict"], ledger: Ledger) -> Iterator[Sentence]:
    """Where nothing speaks for or against what the idea asks, whether anything names it at all."""
    quotes = [c.quote for claim in ledger.claims for c in claim.citations]
    if absent := _not_asked_of(brief, verdicts, quotes) or _not_spoken_of(brief, quotes):
        told = f"No quote at hand names {listing(absent)}: what follows lies around it."
        yield Sentence(text=told, computed=True)


def _not_asked_of(brief: Brief, verdicts: Sequence["_Verdict"], quotes: Sequence[str]) -> list[str]:
    """The subjects of the idea's questions that no quote names, where none speaks for or against an answer."""
    asked = _asked(verdicts, brief)
    if not asked or any(v.heard for v in asked):
        return []
    # What is to be done is named by any word of what it is done with.
    done = frozenset().union(*(concepts(a.about) for a in questions_in(brief.idea) if a.decided))
    if any(done & concepts(quote) for quote in quotes):
        return []
    said = [_by_kin(quote) for quote in quotes]
    subjects = dict.fromkeys(a.subject for a in questions_in(brief.idea) if stems(a.subject))
    return [s for s in subjects if not any(_run(_by_kin(s), one) for one in said)]


def _not_spoken_of(brief: Brief, quotes: Sequence[str]) -> list[str]:
    """What an open question is about, where it is a short name and no quote has even two of its words."""
    about = phrase(brief.idea)
    wanted = concepts(about)
    open_ = is_question(brief.idea) and not questions_in(brief.idea)
    named = not 1 < len(wanted) <= _SHORT or any(len(wanted & concepts(q)) > 1 for q in quotes)
    return [about] if open_ and not named else []


def _by_kin(text: str) -> list[str]:
    """The words of a text in order, those of one kin as one: `own chips` names `own accelerators`."""
    return [kin(stem) for stem in stems(text)]


def _run(sought: list[str], said: list[str]) -> bool:
    """Whether words stand in a text one behind the other."""
    return any(said[at : at + len(sought)] == sought for at in range(len(said) - len(sought) + 1))


def _nearest(
    brief: Brief, verdicts: Sequence["_Verdict"], ledger: Ledger, personas: Sequence[Persona], topic: Topic
) -> tuple[Sentence, ...]:
    """Without a view to lean on: each persona's claim that says most of whom or what the idea asks about, then of the idea."""
    nearest = "each persona's claim nearest to the idea:"
    if not brief.propositions:
        told = f"No proposition could be put; {nearest}"
    elif any(v.heard for v in verdicts):
        told = capitalised(nearest)
    else:
        told = f"Nothing at hand speaks for or against a proposition; {nearest}"
    lead = Sentence(text=told, computed=True)
    about = frozenset().union(*(concepts(a.subject) for a in questions_in(brief.idea))) & topic.whole
    living = [c for c in ledger.claims if c.status in ("standing", "revised")]

    def rank(claim: Claim) -> tuple[float, float, int]:
        said = statement(claim)
        return topic.corpus.share(about, concepts(said)), topic.focus(said), len(claim.citations)

    best = [max(own, key=rank) for p in personas if (own := [c for c in living if c.persona == p.key])]
    return (lead, *(quoted(c) for c in _distinct(best))) if best else ()


def _title(brief: Brief) -> str:
    return capitalised(brief.idea.strip().rstrip("."))


class _Verdict:
    """One proposition as the panel leaves it."""

    def __init__(
        self,
        proposition: Proposition,
        stances: dict[str, Stance],
        found: list[Bearing],
        claims: dict[str, Claim],
    ):
        self.proposition, self.stances, self.claims = proposition, stances, claims
        self.pro = _distinct([claims[b.claim] for b in found if b.side > 0])
        self.con = _distinct([claims[b.claim] for b in found if b.side < 0])
        self.values = [s.probability for s in stances.values() if s.probability is not None]
        self.middle = middle(self.values) if self.values else None

    @property
    def heard(self) -> bool:
        """Whether any quote speaks for it or against it."""
        return bool(self.pro or self.con)

    @property
    def lean(self) -> int:
        """1 when the panel leans to yes and nobody to no, -1 when to no and nobody to yes, else 0."""
        return lean(self.values)

    def bet(self) -> Bet | None:
        if not self.lean or self.middle is None:
            return None
        carried, killed = (self.pro, self.con) if self.lean > 0 else (self.con, self.pro)
        if not carried:
            return None
        side = "For" if self.lean > 0 else "Against"
        return Bet(
            text=f"{side}: {self.proposition.text}",
            proposition=self.proposition.id,
            conviction=self.middle if self.lean > 0 else 100 - self.middle,
            carried_by=tuple(quoted(c) for c in carried[:2]),
            killed_by=tuple(quoted(c) for c in killed[:2]),
        )

    def summary(self, personas: Sequence[Persona]) -> list[Sentence]:
        lead = Sentence(text=self._tally(personas), computed=True)
        return [
            lead,
            *(quoted(c, "For") for c in self.pro[:1]),
            *(quoted(c, "Against") for c in self.con[:1]),
        ]

    def _tally(self, personas: Sequence[Persona]) -> str:
        text = self.proposition.text.rstrip(".")
        if self.middle is None:
            return f"On “{text}” the evidence at hand supports no view: every persona abstains."
        word = {1: "leans yes", -1: "leans no", 0: "is divided"}[self.lean]
        each = listing(
            f"{p.name.lower()} {self.stances[p.key].probability}%" for p in personas if p.key in self.stances
        )
        return (
            f"On “{text}” the evidence {word}: median {self.middle}% ({each}), "
            f"each from its own claims; across the panel {_count(len(self.pro), 'quote')} for and "
            f"{len(self.con) or 'none'} against."
        )

    def split(self, personas: Sequence[Persona]) -> Disagreement | None:
        """Personas apart by at least `SPREAD` points, or a panel that leans to neither side: each side with what it rests on."""
        names = {p.key: p.name for p in personas}
        if len(self.values) > 1 and max(self.values) - min(self.values) >= SPREAD:
            ordered = sorted(self.stances.values(), key=lambda s: -(s.probability or 0))
            sides = tuple(
                self._side(s, names, wanted)
                for s, wanted in ((ordered[0], self.pro), (ordered[-1], self.con))
            )
        elif self.pro and self.con and not self.lean:
            sides = tuple(
                self._evidence(label, those) for label, those in (("Yes", self.pro), ("No", self.con))
            )
        else:
            return None
        apart = "" if "%" in sides[0].label else "The evidence is divided: "
        return Disagreement(
            topic=f"{apart}{self.proposition.text}",
            sides=sides,
            settled_by=f"The outcome itself, due {day(self.proposition.horizon)}.",
        )

    def _evidence(self, label: str, claims: list[Claim]) -> Side:
        holders = tuple(dict.fromkeys(c.persona for c in claims))
        return Side(label=label, personas=holders, sentences=tuple(quoted(c) for c in claims[:3]))

    def _side(self, stance: Stance, names: dict[str, str], wanted: list[Claim]) -> Side:
        ids = {c.id for c in wanted}
        own = [self.claims[r] for r in stance.reasons if r in ids and r in self.claims] or wanted
        return Side(
            label=f"{names[stance.persona]}: {stance.probability}%",
            personas=(stance.persona,),
            sentences=tuple(quoted(c) for c in own[:2]),
        )


def _verdict(proposition: Proposition, ledger: Ledger, corpus: Corpus) -> _Verdict:
    living = [c for c in ledger.claims if c.status != "withdrawn"]
    claims = {c.id: c for c in living}
    return _Verdict(
        proposition, latest(ledger.stances, proposition.id), bearings(proposition, living, corpus), claims
    )


def _distinct(claims: Iterable[Claim]) -> list[Claim]:
    """Claims with different quotes: two personas who quote one sentence are one piece of evidence."""
    return list({c.citations[0].quote: c for c in reversed(list(claims))}.values())[::-1]


def _count(n: int, noun: str) -> str:
    return f"{n or 'no'} {noun}{'s' * (n != 1)}"


def _clashes(ledger: Ledger, personas: Sequence[Persona]) -> list[Disagreement]:
    """Claims that still stand against quoted evidence, each clash once."""
    names = {p.key: p.name for p in personas}
    found: dict[frozenset[str], Disagreement] = {}
    for claim in ledger.claims:
        if claim.status == "contested":
            against = [
                c
                for c in ledger.critiques
                if c.target == claim.id and c.citations and c.check != "evidence for the other side"
            ]
            settled = next((s for s in reversed(ledger.settlements) if s.claim == claim.id), None)
            quotes = [q for c in against for q in c.citations] + list(settled.opposes if settled else ())
            if quotes:
                clash = _clash(claim, [c.critic for c in against], quotes, names)
                found.setdefault(_matter(claim, quotes[0]), clash)
    return list(found.values())


def _matter(claim: Claim, quote: Citation) -> frozenset[str]:
    """What a clash is about: its two figures whichever side comes first, else its two quotes."""
    pair = same_measure(statement(claim), quote.quote)
    return frozenset((pair.ours.text, pair.theirs.text) if pair else (claim.citations[0].quote, quote.quote))


def _clash(
    claim: Claim, critics: Sequence[str], quotes: Sequence[Citation], names: dict[str, str]
) -> Disagreement:
    """The claim on one side; on the other what critics and the settling search quoted, one quote a publisher."""
    distinct = list({q.publisher: q for q in reversed(quotes)}.values())[::-1][:2]
    other = Side(
        label=listing(dict.fromkeys(q.publisher or "an unnamed source" for q in distinct)),
        personas=tuple(dict.fromkeys(critics)),
        sentences=tuple(Sentence(text=f"“{q.quote}”", citations=(q,)) for q in distinct),
    )
    own = Side(
        label=claim.citations[0].publisher or "an unnamed source",
        personas=(claim.persona,),
        sentences=(quoted(claim),),
    )
    parties = listing(dict.fromkeys([own.label, other.label]))
    pair = same_measure(statement(claim), quotes[0].quote)
    untold = f"{names[claim.persona]}'s claim {claim.id}, and what speaks against it"
    topic = f"{pair.ours.text} or {pair.theirs.text}?" if pair else untold
    return Disagreement(
        topic=topic,
        sides=(own, other),
        settled_by=f"A source independent of {parties} that measures the same thing under stated conditions.",
    )


def _signposts(verdicts: Sequence[_Verdict], brief: Brief) -> list[Sentence]:
    """Dated forecasts on the side that the panel does not lean to: if they come true, the view is wrong."""
    found: dict[str, Sentence] = {}
    for verdict in verdicts:
        against = verdict.con if verdict.lean > 0 else verdict.pro if verdict.lean < 0 else []
        for claim in against:
            ahead = any(y >= brief.as_of.year for y in years(statement(claim)))
            if claim.kind == "forecast" and (ahead or direction(statement(claim))):
                found.setdefault(claim.citations[0].quote, quoted(claim))
    return list(found.values())[:4]
