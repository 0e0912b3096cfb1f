"""The values of a run, frozen: what the panel says, on what evidence, and what became of it.

Ids are stable from the moment they exist: sources by the sha256 of their text, claims by persona
(`E1`, `I2`), critiques, replies and propositions by number. Texts stay in the archive; everything else carries ids.
"""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

SourceKind = Literal["web", "pdf", "feed", "podcast", "file", "starter"]
Genre = Literal["paper", "filing", "official", "code", "press", "blog", "vendor"]
Verdict = Literal["supported", "partial", "contradicted", "unverified"]
ClaimKind = Literal["fact", "estimate", "judgement", "forecast"]
ClaimStatus = Literal["standing", "revised", "withdrawn", "contested"]
Confidence = Literal["low", "medium", "high"]
CritiqueKind = Literal["unsupported", "contradicted", "stale", "missing context", "logic", "alternative"]
Severity = Literal["minor", "major", "fatal"]
Answer = Literal["concede", "revise", "rebut", "stand"]
Coverage = Literal["answered", "partly", "none"]
RunState = Literal["running", "done", "failed", "no_evidence", "budget", "interrupted"]
Role = Literal["brief", "research", "debate", "edit", "audit"]
"""What a model is called for; the order is that of a run."""
CallOutcome = Literal["ok", "invalid", "cut", "refused", "failed"]


class Record(BaseModel):
    """A value: frozen, and closed to keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
    """What checks a record is built when the first one is checked: a command meets only some of them."""


class Lens(Record):
    """One named test that a persona always applies.

    `ask` is its question with `{topic}` in it; `compare`, where given, is a further sentence that may hold
    `{organisations}`, `{products}`, `{techniques}` and `{measures}`, and is left out when the library names none.
    """

    name: str
    test: str
    ask: str
    compare: str = ""
    terms: tuple[str, ...] = Field(min_length=4)


class Persona(Record):
    """Who speaks: read from TOML, never written in Python."""

    key: str = Field(pattern=r"^[a-z][a-z0-9-]{1,30}$")
    name: str
    title: str
    question: str
    stance: str
    critique: str
    prefers: tuple[Genre, ...]
    lenses: tuple[Lens, ...] = Field(min_length=3, max_length=8)
    model: str | None = None


class Entities(Record):
    """Names and measures that the evidence at hand speaks of, most frequent first."""

    organisations: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    techniques: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()


class Question(Record):
    """One research question of one persona. `id` is the claim prefix and a number: `E.q1`."""

    id: str
    persona: str
    lens: str
    text: str
    queries: tuple[str, ...]


class Proposition(Record):
    """A contestable statement with a horizon; `basis` is the passage it was taken from, if any."""

    id: str
    text: str
    horizon: date
    basis: "Citation | None" = None


class Brief(Record):
    """What is to be found out, by whom, and what the debate is about."""

    idea: str
    topic: str
    objective: str
    scope: str
    as_of: date
    horizon: date
    questions: tuple[Question, ...]
    propositions: tuple[Proposition, ...]
    entities: Entities = Entities()


class Source(Record):
    """A document with its text. `id` is the first 16 hex digits of `sha256`, the hash of the text."""

    id: str
    url: str
    title: str
    publisher: str
    """The publisher's domain, or its plain name where there is no address."""
    author: str = ""
    published_at: date | None = None
    fetched_at: datetime
    provider: str
    sha256: str
    kind: SourceKind
    text: str


class Passage(Record):
    """A span of whole sentences of one source: `text == source.text[start:end]`."""

    id: str
    """`<source id>#<number>`, counted from 0."""
    source_id: str
    start: int
    end: int
    text: str
    title: str
    publisher: str
    url: str = ""
    author: str = ""
    kind: SourceKind = "file"
    published_at: date | None = None
    score: float = 0.0
    """BM25 of the query that found it; 0 outside a search."""


class Citation(Record):
    """A verbatim quote: `quote == source.text[start:end]`; who published it and when are the source's own."""

    source_id: str
    quote: str
    start: int
    end: int
    publisher: str = ""
    published_at: date | None = None
    verdict: Verdict = "unverified"
    """Whether the quote stands in its source; whether it bears the claim is the claim's own verdict."""
    checked: str = ""
    """How the verdict came about: `substring`, `substring, moved`, `normalised`, `snapped`."""


class Change(Record):
    """One step in a claim's history: what it was, and why it moved."""

    text: str
    status: ClaimStatus
    confidence: Confidence
    round: int
    because: str
    """The id of the critique that caused the change; empty where verification did."""
    reason: str = ""
    """Why, in words: the fault that verification found, or the owner's argument."""


class Claim(Record):
    """A statement of one persona, with the quotes it stands on."""

    id: str
    persona: str
    question: str
    """Question id."""
    text: str
    kind: ClaimKind
    confidence: Confidence
    citations: tuple[Citation, ...]
    status: ClaimStatus = "standing"
    history: tuple[Change, ...] = ()
    verdict: Verdict = "unverified"
    """Whether its quotes bear its text as it stands now."""
    checked: str = ""
    """How that verdict came about: `mechanical` or `entailment`, with what is wanting where it is not `supported`."""
    independent: int = 0
    """Sources that bear it out independently: different publishers, copies of one text counted once."""


class Stance(Record):
    """A persona's probability (0-100) for a proposition, or None: it abstains. Round 0 is blind."""

    persona: str
    proposition: str
    round: int
    probability: int | None = Field(default=None, ge=0, le=100)
    reasons: tuple[str, ...] = ()
    """Ids of the claims it rests on."""
    because: str = ""
    """What moved it since the round before, or why it abstains."""
    moved_by: tuple[str, ...] = ()
    """Ids of the claims and critiques that moved it; empty for the first stance."""


class Critique(Record):
    """One persona's objection to another's claim, or to a proposition."""

    id: str
    round: int
    critic: str
    target: str
    """Claim or proposition id."""
    kind: CritiqueKind
    severity: Severity
    check: str
    """The named check that failed, e.g. `single source`; empty when only evidence speaks."""
    argument: str
    citations: tuple[Citation, ...] = ()
    seconded: tuple[str, ...] = ()
    """Keys of the other personas that raised the same."""
    query: str = ""
    """The search that would decide it, as the critic sees it; empty where it names none."""


class Settlement(Record):
    """What one targeted search for the overturning source of a contested claim found."""

    claim: str
    round: int
    query: str
    supports: tuple[Citation, ...] = ()
    opposes: tuple[Citation, ...] = ()


class Reply(Record):
    """The answer of a claim's owner to one critique. `text` is the new text where it revises."""

    id: str
    critique: str
    persona: str
    claim: str
    answer: Answer
    argument: str
    text: str = ""
    citations: tuple[Citation, ...] = ()
    refused: str = ""
    """Why the rules of the debate did not let it have its effect; empty where it had."""


class Sentence(Record):
    """One sentence of the memo and the claims that it rests on."""

    text: str
    claims: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    """Quotes that no claim holds, such as those that settling a claim found against it."""
    computed: bool = False
    """True for a statement counted from the ledger (probabilities, tallies), which needs no claim."""
    marked: bool = False
    """True where the audit could not mend it and left it in, marked."""


class Paragraph(Record):
    """Sentences under one question of a persona."""

    heading: str
    sentences: tuple[Sentence, ...]


class Section(Record):
    """One persona's part of the memo."""

    key: str
    heading: str
    question: str
    paragraphs: tuple[Paragraph, ...]


class Bet(Record):
    """A position the evidence leans to, what carries it and what would kill it."""

    text: str
    proposition: str
    conviction: int = Field(ge=0, le=100)
    carried_by: tuple[Sentence, ...]
    killed_by: tuple[Sentence, ...]


class Agreement(Record):
    """What personas hold in common. `untested` when no new evidence came in the debate."""

    text: str
    personas: tuple[str, ...]
    claims: tuple[str, ...]
    untested: bool


class Side(Record):
    """One side of a disagreement."""

    label: str
    personas: tuple[str, ...]
    sentences: tuple[Sentence, ...]


class Disagreement(Record):
    """Two sides, each with its evidence, and what would settle it."""

    topic: str
    sides: tuple[Side, ...]
    settled_by: str
    """What would settle it, or how it was settled."""


class Answered(Record):
    """How far one question was answered."""

    question: str
    coverage: Coverage
    claims: int
    publishers: int


class Conformity(Record):
    """How far the debate made the panel agree, and on what: its moves of stance, counted."""

    moves: int = 0
    """Times that a persona moved its probability, abstentions left out."""
    towards: int = 0
    """Of those, to where most others had stood before."""
    evidenced: int = 0
    """Of all moves, those for a quote that the persona did not hold before."""
    towards_evidenced: int = 0
    """Of the moves towards the others, those for such a quote."""


class Memo(Record):
    """The merged memo. `sources` are ids in order of first use, so that number n is `sources[n - 1]`."""

    id: str
    run: str
    idea: str
    title: str
    as_of: date
    analyst: str
    """What wrote it, e.g. `embedded analyst (no language model)`."""
    manner: str = "every statement about the world is a verbatim quote, numbered to its source"
    """How what it says relates to its quotes."""
    panel: tuple[str, ...]
    bottom_line: tuple[Sentence, ...]
    sections: tuple[Section, ...]
    agreements: tuple[Agreement, ...]
    disagreements: tuple[Disagreement, ...]
    bets: tuple[Bet, ...]
    scenarios: tuple[Sentence, ...] = ()
    change_our_mind: tuple[Sentence, ...] = ()
    open_questions: tuple[str, ...]
    coverage: tuple[Answered, ...]
    limits: tuple[str, ...]
    sources: tuple[str, ...]
    stop_reason: str
    debate_end: str = ""
    """Why the debate ended where it did; empty in memos of before it was kept."""
    conformity: Conformity = Conformity()
    updates: str = ""
    """Id of the memo that this one follows, written on the same brief; empty where it follows none."""


class Ledger(Record):
    """Everything said in a run, by id order."""

    claims: tuple[Claim, ...] = ()
    stances: tuple[Stance, ...] = ()
    critiques: tuple[Critique, ...] = ()
    settlements: tuple[Settlement, ...] = ()
    replies: tuple[Reply, ...] = ()

    def claim(self, claim_id: str) -> Claim:
        """The claim of that id; KeyError if there is none."""
        for claim in self.claims:
            if claim.id == claim_id:
                return claim
        raise KeyError(claim_id)


class Spend(Record):
    """What one step of a run used."""

    node: str
    calls: int = 0
    searches: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: float = 0.0
    seconds: float = 0.0


class Call(Record):
    """One question put to a chat model and what came back; a repair turn is a call of its own."""

    number: int
    """From 1, in the order in which the run's calls ended."""
    item: int
    """The number that a call and its repair turn share."""
    repair: bool
    """True for the one further turn that shows the model what was wrong with its answer."""
    role: Role
    persona: str
    """Persona key; empty where nobody speaks."""
    task: str
    """The prompt's name, e.g. `claims`."""
    model: str
    endpoint: str
    """Host and port of the endpoint, without what else its address holds."""
    mode: str
    """How structure was asked for: `schema`, `tools`, `text`; `prose` where none was."""
    tokens_in: int
    tokens_out: int
    """With `tokens_reasoning`, as endpoints count."""
    tokens_cached: int
    """Of `tokens_in`, those that the endpoint had in its cache."""
    tokens_reasoning: int
    cost_usd: float | None
    """None where the model's price is not known."""
    seconds: float
    attempts: int
    """Requests made for it, those that were retried included."""
    outcome: CallOutcome
    detail: str = ""
    """Why it is not `ok`, one line."""
    started_at: datetime
    request: str = ""
    """The messages as JSON; empty where the user does not keep them."""
    answer: str = ""
    """The text that came back, or the arguments of its tool call."""


class PageRead(Record):
    """One address that a run tried to read."""

    url: str
    outcome: Literal["read", "failed"]
    reason: str = ""
    """Why it failed, one line."""
    source_id: str = ""
    seconds: float = 0.0


class Budget(Record):
    """The most that a run may use; None is no limit."""

    cost_usd: float | None = Field(default=None, gt=0)
    tokens: int | None = Field(default=None, gt=0)
    """In and out together."""
    searches: int | None = Field(default=None, gt=0)
    minutes: float | None = Field(default=None, gt=0)


class Run(Record):
    """One attempt to turn an idea into a memo. `id` is a ULID, so that id order is time order."""

    id: str
    idea: str
    config: str
    """sha256 over everything that decides the outcome."""
    state: RunState
    started_at: datetime
    ended_at: datetime | None = None
    panel: tuple[str, ...]
    rounds: int
    message: str = ""
    versions: dict[str, str] = Field(default_factory=dict)
    budget: Budget = Budget()


class Dossier(Record):
    """A memo with all that it rests on; what is published, and what is rendered."""

    memo: Memo
    brief: Brief
    personas: tuple[Persona, ...]
    ledger: Ledger
    sources: tuple[Source, ...]
    """The sources that the memo cites, in the order of `memo.sources`."""
    spend: tuple[Spend, ...] = ()


Proposition.model_rebuild()
