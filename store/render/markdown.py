"""The memo as Markdown that a partner would forward: the answer first, every quote numbered to its source.

Invariant: every text that comes from a source, a persona or a user goes through `inline`, so that none acts as markup.
Each part has its heading in every memo; one with nothing to say says so.
"""

from collections.abc import Iterable, Sequence

from triptych.store import citing
from triptych.store.records import (
    Agreement,
    Bet,
    Citation,
    Claim,
    Disagreement,
    Dossier,
    Paragraph,
    Persona,
    Proposition,
    Section,
    Sentence,
    Source,
    Stance,
)
from triptych.store.render.escape import address, inline

_SIGN = {"contested": " **[contested]**", "withdrawn": " [withdrawn]", "revised": " †"}
"""What became of a claim, the gravest first."""
_DAGGER = "† Reworded in the debate, for want of a second source or of precision."
_CONTESTED = (
    "[contested] Another persona quoted a figure that conflicts, or evidence for the other side of the same proposition; "
    "both are shown."
)


def memo(dossier: Dossier) -> str:
    """The whole memo; the same dossier always gives the same text."""
    return _Page(dossier).text()


class _Page:
    """One memo being written out."""

    def __init__(self, dossier: Dossier) -> None:
        self.d, self.memo = dossier, dossier.memo
        self.claims = {c.id: c for c in dossier.ledger.claims}
        self.became: dict[str, set[str]] = {}
        for claim in dossier.ledger.claims:
            self.became.setdefault(citing.quote(claim), set()).add(claim.status)
        self.number = {source: n for n, source in enumerate(dossier.memo.sources, start=1)}
        self.digests = frozenset(s.id for s in dossier.sources if s.kind == "starter")
        self.names = {p.key: inline(p.name) for p in dossier.personas}

    def text(self) -> str:
        parts = [
            self._head(),
            self._bottom_line(),
            *(self._perspective(p) for p in self.d.personas),
            self._agreements(),
            self._disagreements(),
            self._bets(),
            self._scenarios(),
            self._propositions(),
            self._change(),
            self._debate(),
            self._withdrawn(),
            self._open(),
            self._method(),
            self._sources(),
        ]
        return "\n\n".join(p for p in parts if p) + "\n"

    def _head(self) -> str:
        panel = ", ".join(self.names[k].lower() for k in self.memo.panel)
        early = "" if self.memo.stop_reason == "complete" else inline(self.memo.stop_reason)
        status = f" · stopped early: {early}" if early else ""
        return (
            f"# {inline(self.memo.title)}\n\n"
            f"*Strategic memo · {self.memo.as_of:%d %B %Y} · panel: {panel} · "
            f"written by the {inline(self.memo.analyst)}: {inline(self.memo.manner)}{status}*"
        )

    def _bottom_line(self) -> str:
        return _titled(
            "Bottom line",
            self._grouped(self.memo.bottom_line),
            "None could be drawn.",
        )

    def _grouped(self, sentences: Iterable[Sentence]) -> str:
        """Computed statements as paragraphs, the quotes under them as bullets."""
        lines: list[str] = []
        for sentence in sentences:
            lines += ["", inline(sentence.text), ""] if sentence.computed else [self._bullet(sentence)]
        return "\n".join(lines).strip()

    def _perspective(self, persona: Persona) -> str:
        section = next((s for s in self.memo.sections if s.key == persona.key), None)
        if section is None:
            title = f"The {inline(persona.name).lower()}: {inline(persona.question)}"
            return _titled(title, "", "This part was given up; see method and limits.")
        return self._section(section)

    def _section(self, section: Section) -> str:
        title = f"The {inline(section.heading).lower()}: {inline(section.question)}"
        paragraphs = "\n\n".join(self._paragraph(p) for p in section.paragraphs)
        return _titled(title, paragraphs, "Nothing at hand answers its questions.")

    def _paragraph(self, paragraph: Paragraph) -> str:
        return f"**{inline(paragraph.heading)}**\n\n" + "\n".join(map(self._bullet, paragraph.sentences))

    def _bullet(self, sentence: Sentence) -> str:
        return f"- {self._sentence(sentence)}"

    def _sentence(self, sentence: Sentence) -> str:
        """The sentence, who says it and when, its source numbers, its claim ids and what became of them."""
        cited = citing.citations(sentence, self.d.ledger)
        became = {status for c in self._of(sentence) for status in self._statuses(c)}
        status = next((sign for status, sign in _SIGN.items() if status in became), "")
        tail = "; ".join(filter(None, (_said(cited, self.digests), ", ".join(sentence.claims))))
        mark = " **[fails the audit]**" if sentence.marked else ""
        return f"{_spaced(inline(sentence.text), _bracketed(tail), self._numbers(cited))}{status}{mark}"

    def _statuses(self, claim: Claim) -> set[str]:
        """What became of a claim, and what the debate held against its quote where another persona has it too."""
        return {claim.status} | (self.became[citing.quote(claim)] - {"withdrawn"})

    def _of(self, sentence: Sentence) -> list[Claim]:
        return [self.claims[i] for i in sentence.claims if i in self.claims]

    def _numbers(self, citations: Iterable[Citation]) -> str:
        found = dict.fromkeys(self.number[c.source_id] for c in citations if c.source_id in self.number)
        return "".join(f"[{n}]" for n in found)

    def _agreements(self) -> str:
        return _titled(
            "Where the panel agrees",
            "\n".join(map(self._agreement, self.memo.agreements)),
            "No statement has two independent publishers, and no proposition two personas on one side.",
        )

    def _agreement(self, agreement: Agreement) -> str:
        flag = " *No new evidence tested this in the debate.*" if agreement.untested else ""
        cited = [q for i in agreement.claims if i in self.claims for q in self.claims[i].citations]
        named = _bracketed(", ".join(agreement.claims))
        return f"- {_spaced(inline(agreement.text), named, self._numbers(cited))}{flag}"

    def _disagreements(self) -> str:
        return _titled(
            "Where it does not",
            "\n\n".join(map(self._disagreement, self.memo.disagreements)),
            "No two sources and no two personas were found apart.",
        )

    def _disagreement(self, disagreement: Disagreement) -> str:
        lines = [f"**{inline(disagreement.topic)}**", ""]
        for side in disagreement.sides:
            lines += [f"- *{inline(side.label)}*", *(f"  {self._bullet(s)}" for s in side.sentences)]
        return "\n".join([*lines, f"- *Would settle it:* {inline(disagreement.settled_by)}"])

    def _bets(self) -> str:
        bets = (self._bet(n, b) for n, b in enumerate(self.memo.bets, start=1))
        return _titled(
            "Bets, and what would kill them",
            "\n\n".join(bets),
            "None: the evidence on no proposition leans far enough to one side.",
        )

    def _bet(self, rank: int, bet: Bet) -> str:
        lines = [f"{rank}. **{inline(bet.text)}** Conviction {bet.conviction}%."]
        for label, sentences in (("Carried by", bet.carried_by), ("Killed by", bet.killed_by)):
            lines += [f"   - {label}: {self._sentence(s)}" for s in sentences]
        if not bet.killed_by:
            lines.append(
                "   - Killed by: no quote at hand was read as speaking against it, which is a reason to look harder."
            )
        return "\n".join(lines)

    def _scenarios(self) -> str:
        return _titled("Scenarios", "\n".join(map(self._bullet, self.memo.scenarios)))

    def _propositions(self) -> str:
        title = "Propositions: probability before and after the debate"
        if not self.d.brief.propositions:
            return _titled(title, "", "The brief puts none forward.")
        head = "| | Proposition | " + " | ".join(self.names[k] for k in self.memo.panel) + " |"
        rule = "|---" * (len(self.memo.panel) + 2) + "|"
        rows = [self._row(p) for p in self.d.brief.propositions]
        moves = [self._move(s) for s in self.d.ledger.stances if s.round and s.because]
        table = "\n".join([head, rule, *rows])
        told = "\n".join(moves) or "No stance moved in the debate."
        return _titled(title, f"{table}\n\n{told}")

    def _row(self, proposition: Proposition) -> str:
        cells = " | ".join(self._shift(proposition.id, key) for key in self.memo.panel)
        basis = [proposition.basis] if proposition.basis else []
        said = _bracketed(_said(basis, self.digests))
        return f"| {proposition.id} | {_spaced(inline(proposition.text), said, self._numbers(basis))} | {cells} |"

    def _shift(self, proposition: str, persona: str) -> str:
        said = [s for s in self.d.ledger.stances if (s.proposition, s.persona) == (proposition, persona)]
        values = [_percent(s) for s in sorted(said, key=lambda s: s.round)]
        return " → ".join(values) or "abstains"

    def _move(self, stance: Stance) -> str:
        why = inline(stance.because).rstrip(".")
        return (
            f"- {self.names[stance.persona]} on {stance.proposition}, round {stance.round}, "
            f"to {_percent(stance)}: {why}."
        )

    def _change(self) -> str:
        return _titled("What would change our mind", "\n".join(map(self._bullet, self.memo.change_our_mind)))

    def _debate(self) -> str:
        """The contested claims: what was held against each, and what its owner answered."""
        blocks = [self._argued(c) for c in citing.contested(self.d.ledger)]
        return _titled("What was contested", "\n".join(blocks))

    def _argued(self, claim: Claim) -> str:
        lines = [f"- {claim.id}, {self.names[claim.persona]}: “{inline(citing.quote(claim))}”"]
        for critique in (c for c in self.d.ledger.critiques if c.target == claim.id):
            quotes = " ".join(f"“{inline(q.quote)}” {self._numbers([q])}" for q in critique.citations)
            said = f"  - {critique.id}, {self.names[critique.critic]}: {inline(critique.argument)}"
            lines.append(_spaced(said, quotes))
            lines += [
                f"    - {r.id}, {r.answer}: {inline(r.argument)}"
                for r in self.d.ledger.replies
                if r.critique == critique.id
            ]
        return "\n".join(lines)

    def _withdrawn(self) -> str:
        gone = [c for c in self.d.ledger.claims if c.status == "withdrawn"]
        lines = (_spaced(f"- {c.id}:", f"“{inline(c.text)}”", self._why(c)) for c in gone)
        return _titled("Withdrawn in the debate", "\n".join(lines))

    def _why(self, claim: Claim) -> str:
        caused = claim.history[-1].because if claim.history else ""
        critique = next((c for c in self.d.ledger.critiques if c.id == caused), None)
        if critique is None:
            return ""
        return f"({critique.id}, {self.names[critique.critic].lower()}: {inline(critique.argument)})"

    def _open(self) -> str:
        return _titled(
            "Open questions",
            "\n".join(f"- {inline(q)}" for q in self.memo.open_questions),
            "Every question has quotes from two publishers or more; whether they answer it is for the reader to judge.",
        )

    def _method(self) -> str:
        count = {c: sum(a.coverage == c for a in self.memo.coverage) for c in ("answered", "partly", "none")}
        coverage = (
            f"Of {len(self.memo.coverage)} questions {count['answered']} have quotes from two publishers or more, "
            f"{count['partly']} from one, {count['none']} from none."
        )
        revised = any(c.status == "revised" for c in self.d.ledger.claims)
        limits = [inline(limit) for limit in self.memo.limits if limit]
        contested = any(c.status == "contested" for c in self.d.ledger.claims)
        legend = [*([_DAGGER] if revised else []), *([inline(_CONTESTED)] if contested else [])]
        lines = [coverage, *limits, *legend]
        return _titled("Method and limits", "\n".join(f"- {line}" for line in lines))

    def _sources(self) -> str:
        lines = [f"{n}. {_source(s)}" for n, s in enumerate(self.d.sources, start=1)]
        return _titled("Sources", "\n".join(lines))


def _titled(title: str, body: str, otherwise: str = "") -> str:
    """A section; where there is nothing to say, what says that, or nothing at all."""
    return f"## {title}\n\n{body or otherwise}" if body or otherwise else ""


def _bracketed(text: str) -> str:
    return f"({text})" if text else ""


def _spaced(*parts: str) -> str:
    """The parts that there are, with a space between."""
    return " ".join(filter(None, parts))


def _said(citations: Sequence[Citation], digests: frozenset[str]) -> str:
    """Who says it and when: the first source, and how many more."""
    if not citations:
        return ""
    first = citations[0]
    when = f", {first.published_at:%B %Y}" if first.published_at else ", undated"
    more = len({c.publisher for c in citations} - {first.publisher})
    others = f", and {more} more" if more else ""
    digest = "digest of " if first.source_id in digests else ""
    return f"{digest}{inline(first.publisher) or 'unnamed publisher'}{when}{others}"


def _percent(stance: Stance) -> str:
    return "abstains" if stance.probability is None else f"{stance.probability}%"


def _source(source: Source) -> str:
    when = f"{source.published_at:%d %B %Y}" if source.published_at else "undated"
    who = ", ".join(filter(None, (inline(source.author), inline(source.publisher), when)))
    digest = source.kind == "starter"
    note = "(digest in Triptych's own words; the quotes are the digest's)" if digest else ""
    return _spaced(f"{inline(source.title)}.", f"{who}.", address(source.url), note)
