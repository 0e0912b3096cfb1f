"""Memos without end, each with a panel, a ledger, a debate and the sources that it quotes, all drawn by lot.

What stands under a number depends on that number and the size of the whole alone, so that parts can be made apart.
Every quote is cut from its source, every id names what is there: `memos verify` finds such an archive sound.
"""

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from ulid import ULID

from benchmarks.many_prose import name, sentence
from triptych.personas.builtin import builtin_persona
from triptych.store import citing, dossiers
from triptych.store.records import (
    Agreement,
    Answer,
    Answered,
    Bet,
    Brief,
    Change,
    Citation,
    Claim,
    ClaimKind,
    Conformity,
    Critique,
    Disagreement,
    Dossier,
    Ledger,
    Memo,
    Paragraph,
    Proposition,
    Question,
    Reply,
    Run,
    Section,
    Sentence,
    Settlement,
    Side,
    Source,
    Spend,
    Stance,
    Verdict,
)

FIRST = datetime(2024, 1, 8, 9, tzinfo=UTC)
SPAN = timedelta(days=1000)
PREFIXES = {"engineer": "E", "investor": "I", "strategist": "S", "sceptic": "C", "vc-first-principles": "V"}
PANELS = (
    ("engineer", "investor", "strategist"),
    ("engineer", "investor", "strategist"),
    ("engineer", "investor", "strategist", "sceptic"),
    ("investor", "strategist", "vc-first-principles"),
    ("engineer", "sceptic"),
)
PUBLISHERS = 400
OWN_SOURCES = 2  # of each memo; the others it shares with earlier ones
SUBJECTS = (
    "HBM", "inference providers", "custom silicon", "GPU rentals", "export controls", "open weights", "quantisation",
    "data centre power", "speculative decoding", "enterprise LLM spending", "long context", "KV caches",
)  # fmt: skip
FATES = (
    "become a commodity", "keep their margins", "double within a year", "be regulated", "fall behind", "pay for themselves",
    "be bought by hyperscalers", "lose half of their price", "stay a bottleneck",
)  # fmt: skip
TAGS = ("hardware", "pricing", "power", "policy", "watch", "client", "draft", "board", "china", "memory")
SOUND: Verdict = "supported"
VERDICTS: tuple[Verdict, ...] = (*[SOUND] * 16, "partial", "partial", "unverified", "contradicted")
KINDS: tuple[ClaimKind, ...] = ("fact", "fact", "fact", "estimate", "judgement", "forecast")
ANSWERS: tuple[Answer, ...] = ("concede", "revise", "rebut", "stand", "stand")
CHECKS = ("single source", "stale", "vendor boast", "")


@dataclass(frozen=True)
class Made:
    """One memo, ready to be published."""

    dossier: Dossier
    run: Run
    created_at: datetime
    tags: tuple[str, ...]


def made(number: int, of: int) -> Made:
    """Memo `number` of as many as `of`, from 0."""
    return _Writer(number, of).made()


def memo_id(number: int, of: int) -> str:
    """The id of a memo: a ULID, later for a higher number."""
    moment = int(_moment(number, of).timestamp() * 1000)
    digits = hashlib.sha256(f"memo {number}".encode()).digest()[:10]
    return str(ULID.from_bytes(moment.to_bytes(6, "big") + digits))


def _moment(number: int, of: int) -> datetime:
    return FIRST + SPAN * (number / of)


@lru_cache(maxsize=4096)
def _source(number: int, of: int) -> tuple[Source, tuple[tuple[int, int], ...]]:
    """A source, and where its sentences stand."""
    dice = random.Random(f"source {number}")
    text, spans = _text(dice)
    digest = hashlib.sha256(text.encode()).hexdigest()
    publisher = f"{name(random.Random(f'publisher {int(PUBLISHERS ** dice.random())}')).lower()}.example"
    fetched = _moment(number // OWN_SOURCES, of)
    source = Source(
        id=digest[:16],
        url=f"https://{publisher}/{number}",
        title=sentence(dice)[:90].rstrip("."),
        publisher=publisher,
        author=f"{name(dice)} {name(dice)}",
        published_at=fetched.date() - timedelta(days=dice.randint(1, 500)),
        fetched_at=fetched,
        provider=dice.choice(("tavily", "searxng", "library")),
        sha256=digest,
        kind=dice.choice(("web", "web", "web", "pdf", "feed")),
        text=text,
    )
    return source, spans


def _text(dice: random.Random) -> tuple[str, tuple[tuple[int, int], ...]]:
    text, spans = "", []
    for _ in range(dice.randint(4, 6)):
        text += "\n\n" if text else ""
        for number in range(dice.randint(4, 6)):
            text += " " if number else ""
            said = sentence(dice)
            spans.append((len(text), len(text) + len(said)))
            text += said
    return text, tuple(spans)


class _Writer:
    """Writes one memo; each method draws from the same dice, so that their order is part of the result."""

    def __init__(self, number: int, of: int) -> None:
        self._dice = random.Random(f"memo {number}")
        self._number, self._of = number, of
        self._id = memo_id(number, of)
        self._moment = _moment(number, of)
        self._panel = self._dice.choice(PANELS)
        self._sources = [_source(one, of) for one in self._source_numbers()]
        self._idea = f"Will {self._dice.choice(SUBJECTS)} of {name(self._dice)} {self._dice.choice(FATES)}?"

    def made(self) -> Made:
        brief = self._brief()
        ledger = self._debated(self._claims(brief), brief)
        memo = self._memo(brief, ledger)
        quoted = {
            c.source_id: None
            for o in dossiers.owners(self._dossier(memo, brief, ledger))
            for c in o.citations
        }
        cited = dict.fromkeys([*citing.cited_sources(memo, brief, ledger), *quoted])
        whole = self._dossier(memo.model_copy(update={"sources": tuple(cited)}), brief, ledger)
        tags = self._dice.sample(TAGS, self._dice.choice((0, 0, 1, 2)))
        return Made(whole, self._run(), self._moment, tuple(tags))

    def _source_numbers(self) -> list[int]:
        """Its own, some of the last ones, and some that many memos quote."""
        first = self._number * OWN_SOURCES
        recent = [first - self._dice.randint(1, 200) for _ in range(3)]
        known = [int(first * self._dice.random() ** 4) for _ in range(3)]
        return list(dict.fromkeys([first, first + 1, *(one for one in (*recent, *known) if one >= 0)]))

    def _quote(self) -> Citation:
        source, spans = self._dice.choice(self._sources)
        start, end = self._dice.choice(spans)
        return Citation(
            source_id=source.id,
            quote=source.text[start:end],
            start=start,
            end=end,
            publisher=source.publisher,
            published_at=source.published_at,
            verdict="supported",
            checked="substring",
        )

    def _brief(self) -> Brief:
        asked = [self._question(key, number) for key in self._panel for number in range(1, 4)]
        horizon = date(self._moment.year + 2, 12, 31)
        put = [
            Proposition(
                id=f"P{number}",
                text=f"By the end of {horizon.year} {sentence(self._dice)}",
                horizon=horizon,
                basis=self._quote() if self._dice.random() < 0.5 else None,
            )
            for number in range(1, self._dice.randint(3, 5) + 1)
        ]
        return Brief(
            idea=self._idea,
            topic=self._idea.removeprefix("Will ").rstrip("?"),
            objective=f"Answer: {self._idea}",
            scope="What is at hand.",
            as_of=self._moment.date(),
            horizon=horizon,
            questions=tuple(asked),
            propositions=tuple(put),
        )

    def _question(self, key: str, number: int) -> Question:
        lens = builtin_persona(key).lenses[number - 1]
        return Question(
            id=f"{PREFIXES[key]}.q{number}",
            persona=key,
            lens=lens.name,
            text=f"{lens.test} ({name(self._dice)})",
            queries=tuple(sentence(self._dice).rstrip(".") for _ in range(3)),
        )

    def _claims(self, brief: Brief) -> list[Claim]:
        claims: list[Claim] = []
        counted = dict.fromkeys(self._panel, 0)
        for question in brief.questions:
            for _ in range(self._dice.choice((1, 2, 2, 3))):
                counted[question.persona] += 1
                claims.append(self._claim(question, counted[question.persona]))
        return claims

    def _claim(self, question: Question, number: int) -> Claim:
        quotes = tuple(self._quote() for _ in range(self._dice.choice((1, 1, 1, 2))))
        said = (
            quotes[0].quote if self._dice.random() < 0.5 else f"{quotes[0].publisher}: {sentence(self._dice)}"
        )
        verdict = self._dice.choice(VERDICTS)
        return Claim(
            id=f"{PREFIXES[question.persona]}{number}",
            persona=question.persona,
            question=question.id,
            text=said,
            kind=self._dice.choice(KINDS),
            confidence=self._dice.choice(("low", "medium", "high")),
            citations=quotes,
            verdict=verdict,
            checked="mechanical" if verdict == "supported" else "mechanical: a figure is not in its quote",
            independent=len({quote.publisher for quote in quotes}),
        )

    def _debated(self, claims: list[Claim], brief: Brief) -> Ledger:
        """The ledger after one round: some claims are objected to, and answered."""
        critiques, replies, settled = [], [], []
        hit = sorted(self._dice.sample(range(len(claims)), min(len(claims), self._dice.randint(3, 7))))
        for number, at in enumerate(hit, 1):
            critique = self._critique(number, claims[at])
            reply = self._reply(number, claims[at], critique)
            settled.append(self._settlement(claims[at]))
            claims[at] = _answered(claims[at], reply)
            critiques.append(critique)
            replies.append(reply)
        return Ledger(
            claims=tuple(claims),
            stances=tuple(self._stances(brief, claims, critiques)),
            critiques=tuple(critiques),
            settlements=tuple(settled),
            replies=tuple(replies),
        )

    def _critique(self, number: int, claim: Claim) -> Critique:
        check = self._dice.choice(CHECKS)
        return Critique(
            id=f"C{number}",
            round=1,
            critic=self._dice.choice([key for key in self._panel if key != claim.persona]),
            target=claim.id,
            kind=self._dice.choice(
                ("unsupported", "contradicted", "stale", "missing context", "logic", "alternative")
            ),
            severity=self._dice.choice(("minor", "major", "major", "fatal")),
            check=check,
            argument=sentence(self._dice),
            citations=() if check else (self._quote(),),
            query=sentence(self._dice).rstrip("."),
        )

    def _reply(self, number: int, claim: Claim, critique: Critique) -> Reply:
        answer = self._dice.choice(ANSWERS)
        return Reply(
            id=f"R{number}",
            critique=critique.id,
            persona=claim.persona,
            claim=claim.id,
            answer=answer,
            argument=sentence(self._dice),
            text=claim.citations[0].quote if answer == "revise" else "",
            citations=(self._quote(),) if answer == "rebut" else (),
        )

    def _settlement(self, claim: Claim) -> Settlement:
        sides = {side: (self._quote(),) for side in ("supports", "opposes") if self._dice.random() < 0.3}
        return Settlement.model_validate(
            {"claim": claim.id, "round": 1, "query": sentence(self._dice).rstrip(".")} | sides
        )

    def _stances(self, brief: Brief, claims: Sequence[Claim], critiques: Sequence[Critique]) -> list[Stance]:
        blind = [self._stance(key, put.id, claims) for key in self._panel for put in brief.propositions]
        moved = [
            self._moved(one, critiques) for one in blind if one.probability and self._dice.random() < 0.2
        ]
        return blind + moved

    def _stance(self, key: str, proposition: str, claims: Sequence[Claim]) -> Stance:
        if self._dice.random() < 0.1:
            return Stance(persona=key, proposition=proposition, round=0, because="no evidence")
        reasons = self._dice.sample([claim.id for claim in claims if claim.persona == key], 2)
        probability = self._dice.randrange(5, 100, 5)
        return Stance(
            persona=key, proposition=proposition, round=0, probability=probability, reasons=tuple(reasons)
        )

    def _moved(self, stance: Stance, critiques: Sequence[Critique]) -> Stance:
        told = self._dice.choice(critiques).id
        update = {"round": 1, "probability": self._dice.randrange(5, 100, 5), "moved_by": (told,)}
        return stance.model_copy(update=update | {"because": sentence(self._dice)})

    def _memo(self, brief: Brief, ledger: Ledger) -> Memo:
        living = [claim for claim in ledger.claims if claim.status != "withdrawn"]
        first, last = brief.propositions[0], brief.propositions[-1]
        return Memo(
            id=self._id,
            run=self._id,
            idea=self._idea,
            title=self._idea,
            as_of=brief.as_of,
            analyst=self._dice.choice(("embedded analyst (no language model)", "a chat model")),
            panel=self._panel,
            bottom_line=tuple(self._sentence(living) for _ in range(4)),
            sections=tuple(self._section(key, brief, living) for key in self._panel),
            agreements=(
                Agreement(
                    text=sentence(self._dice),
                    personas=self._panel[:2],
                    claims=(living[0].id,),
                    untested=False,
                ),
            ),
            disagreements=(self._disagreement(first, living),),
            bets=(
                Bet(
                    text=f"For: {last.text}",
                    proposition=last.id,
                    conviction=self._dice.randrange(50, 100),
                    carried_by=(self._sentence(living),),
                    killed_by=(self._sentence(living),),
                ),
            ),
            change_our_mind=tuple(self._sentence(living) for _ in range(2)),
            open_questions=tuple(question.text for question in brief.questions[:2]),
            coverage=tuple(_answers(question, ledger) for question in brief.questions),
            limits=("It was made up to measure with.",),
            sources=(),
            stop_reason="complete",
            debate_end="after round 1 no major objection was left open",
            conformity=Conformity(moves=len([s for s in ledger.stances if s.round])),
            updates=memo_id(self._number - self._dice.randint(1, 90), self._of) if self._follows() else "",
        )

    def _follows(self) -> bool:
        return self._number >= 90 and self._dice.random() < 0.08

    def _sentence(self, claims: Sequence[Claim]) -> Sentence:
        claim = self._dice.choice(claims)
        return Sentence(text=f"“{claim.citations[0].quote}”", claims=(claim.id,))

    def _section(self, key: str, brief: Brief, living: Sequence[Claim]) -> Section:
        persona = builtin_persona(key)
        paragraphs = []
        for question in brief.questions:
            if question.persona == key:
                said = tuple(
                    Sentence(text=claim.text, claims=(claim.id,))
                    for claim in living
                    if claim.question == question.id
                )
                paragraphs.append(Paragraph(heading=question.lens, sentences=said))
        return Section(
            key=key,
            heading=persona.name,
            question=persona.question,
            paragraphs=tuple(one for one in paragraphs if one.sentences),
        )

    def _disagreement(self, proposition: Proposition, living: Sequence[Claim]) -> Disagreement:
        sides = (
            Side(label=label, personas=(key,), sentences=(self._sentence(living),))
            for label, key in zip(("Yes", "No"), self._panel, strict=False)
        )
        return Disagreement(topic=proposition.text, sides=tuple(sides), settled_by=sentence(self._dice))

    def _dossier(self, memo: Memo, brief: Brief, ledger: Ledger) -> Dossier:
        known = {source.id: source for source, _ in self._sources}
        spent = ("brief", "research", "stances", "debate", "merge", "audit")
        return Dossier(
            memo=memo,
            brief=brief,
            personas=tuple(builtin_persona(key) for key in self._panel),
            ledger=ledger,
            sources=tuple(known[key] for key in memo.sources),
            spend=tuple(self._spend(node) for node in spent),
        )

    def _spend(self, node: str) -> Spend:
        tokens = self._dice.randrange(1000, 40000)
        return Spend(
            node=node,
            calls=self._dice.randrange(1, 30),
            searches=self._dice.randrange(10),
            tokens_in=tokens,
            tokens_out=tokens // 5,
            cost_usd=tokens / 1e6,
            seconds=tokens / 100,
        )

    def _run(self) -> Run:
        return Run(
            id=self._id,
            idea=self._idea,
            config=hashlib.sha256(self._idea.encode()).hexdigest(),
            state="done",
            started_at=self._moment - timedelta(minutes=self._dice.randint(1, 60)),
            ended_at=self._moment,
            panel=self._panel,
            rounds=1,
            versions={"triptych": "0.1.0"},
        )


def _answered(claim: Claim, reply: Reply) -> Claim:
    """The claim as its owner's reply leaves it, with what it was in its history."""
    status = {"concede": "withdrawn", "revise": "revised", "rebut": "standing", "stand": "contested"}[
        reply.answer
    ]
    if status == "standing":
        return claim
    before = Change(
        text=claim.text,
        status=claim.status,
        confidence=claim.confidence,
        round=1,
        because=reply.critique,
        reason=reply.argument,
    )
    return claim.model_copy(update={"status": status, "text": reply.text or claim.text, "history": (before,)})


def _answers(question: Question, ledger: Ledger) -> Answered:
    claims = [claim for claim in ledger.claims if claim.question == question.id]
    publishers = {quote.publisher for claim in claims for quote in claim.citations}
    coverage = "answered" if len(claims) > 1 else "partly"
    return Answered.model_validate(
        {"question": question.id, "coverage": coverage, "claims": len(claims), "publishers": len(publishers)}
    )
