"""A small memo in which every kind of value occurs, with quotes that are cut from its sources.

It stands alone so that a test's child process can load it by path too.
"""

import hashlib
from datetime import UTC, date, datetime

from triptych.store.records import (
    Agreement,
    Answered,
    Bet,
    Brief,
    Change,
    Citation,
    Claim,
    Conformity,
    Critique,
    Disagreement,
    Dossier,
    Entities,
    Ledger,
    Lens,
    Memo,
    Paragraph,
    Persona,
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
)

AS_OF = date(2026, 3, 1)
STARTED = datetime(2026, 3, 1, 9, 30, 15, 123456, tzinfo=UTC)
TEXTS = (
    "Memory bandwidth bounds decoding. A card with 3.35 TB/s reads 70 GB of weights in 21 ms.",
    "Prices fell tenfold in a year. “Margins hold”, says the vendor; it's naïve 🚀 to agree.",
    "An independent test found 30 ms, not 21 ms, under load.",
)


def source(text: str, title: str = "A page", publisher: str = "example.org") -> Source:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Source(
        id=digest[:16],
        url=f"https://{publisher}/{digest[:6]}",
        title=title,
        publisher=publisher,
        author="A. Writer",
        published_at=date(2025, 11, 30),
        fetched_at=STARTED,
        provider="library",
        sha256=digest,
        kind="web",
        text=text,
    )


def quote(of: Source, words: str) -> Citation:
    start = of.text.index(words)
    return Citation(
        source_id=of.id,
        quote=words,
        start=start,
        end=start + len(words),
        publisher=of.publisher,
        published_at=of.published_at,
        verdict="supported",
        checked="substring",
    )


def run(run_id: str = "RUN-0001") -> Run:
    return Run(
        id=run_id,
        idea="Will inference be a commodity?",
        config="c" * 64,
        state="done",
        started_at=STARTED,
        ended_at=STARTED.replace(minute=45),
        panel=("engineer", "investor"),
        rounds=2,
        message="",
        versions={"triptych": "0.1.0", "python": "3.12"},
    )


def dossier(memo_id: str = "MEMO-0001", run_id: str = "RUN-0001", texts: tuple[str, ...] = TEXTS) -> Dossier:
    sources = tuple(source(text, f"Page {n}", f"site{n}.org") for n, text in enumerate(texts))
    return Dossier(
        memo=_memo(memo_id, run_id, sources),
        brief=_brief(sources),
        personas=(_persona("engineer"), _persona("investor")),
        ledger=_ledger(sources),
        sources=(sources[0], sources[2], sources[1]),
        spend=(
            Spend(
                node="research", calls=3, searches=4, tokens_in=10, tokens_out=5, cost_usd=0.25, seconds=1.5
            ),
            Spend(node="merge", seconds=0.1),
        ),
    )


def _persona(key: str) -> Persona:
    lens = Lens(name="limit", test="What bounds it?", ask="What bounds {topic}?", terms=("a", "b", "c", "d"))
    return Persona(
        key=key,
        name=key.title(),
        title="An expert",
        question="What is true?",
        stance="Doubts.",
        critique="Asks for figures.",
        prefers=("paper", "vendor"),
        lenses=(lens, lens, lens),
    )


def _brief(sources: tuple[Source, ...]) -> Brief:
    return Brief(
        idea="Will inference be a commodity?",
        topic="inference",
        objective="Know.",
        scope="Worldwide.",
        as_of=AS_OF,
        horizon=date(2029, 1, 1),
        questions=(
            Question(
                id="E.q1", persona="engineer", lens="limit", text="What bounds it?", queries=("bound", "TB/s")
            ),
            Question(id="I.q1", persona="investor", lens="limit", text="Who earns?", queries=()),
        ),
        propositions=(
            Proposition(
                id="P1",
                text="Prices halve by 2028.",
                horizon=date(2028, 12, 31),
                basis=quote(sources[1], "Prices fell tenfold in a year."),
            ),
            Proposition(id="P2", text="Margins stay over 60 %.", horizon=date(2028, 12, 31)),
        ),
        entities=Entities(organisations=("NVIDIA",), measures=("TB/s",)),
    )


def _ledger(sources: tuple[Source, ...]) -> Ledger:
    change = Change(
        text="Decoding takes 21 ms.",
        status="standing",
        confidence="high",
        round=1,
        because="C1",
        reason="A test disagrees.",
    )
    return Ledger(
        claims=(
            Claim(
                id="E1",
                persona="engineer",
                question="E.q1",
                text="Decoding takes 21 ms at best.",
                kind="estimate",
                confidence="medium",
                citations=(
                    quote(sources[0], "reads 70 GB of weights in 21 ms"),
                    quote(sources[2], "not 21 ms").model_copy(update={"verdict": "partial"}),
                ),
                status="contested",
                history=(change, change.model_copy(update={"round": 2, "because": "C2"})),
                verdict="contradicted",
                checked="mechanical: 21 ms is not in the second quote",
                independent=1,
            ),
            Claim(
                id="I1",
                persona="investor",
                question="I.q1",
                text="Margins hold.",
                kind="judgement",
                confidence="low",
                citations=(quote(sources[1], "“Margins hold”"),),
            ),
            Claim(
                id="E2",
                persona="engineer",
                question="E.q1",
                text="Bare.",
                kind="fact",
                confidence="low",
                citations=(),
            ),
        ),
        stances=(
            Stance(persona="engineer", proposition="P1", round=0, probability=70, reasons=("E1", "I1")),
            Stance(persona="investor", proposition="P1", round=0, because="no evidence"),
            Stance(
                persona="engineer",
                proposition="P1",
                round=1,
                probability=55,
                reasons=("I1",),
                because="I1 moved",
                moved_by=("I1", "C1"),
            ),
            Stance(persona="investor", proposition="P1", round=1, because="no evidence"),
            Stance(persona="engineer", proposition="P1", round=2, probability=55),
        ),
        critiques=(
            Critique(
                id="C1",
                round=1,
                critic="investor",
                target="E1",
                kind="contradicted",
                severity="major",
                check="",
                argument="A test says otherwise.",
                citations=(quote(sources[2], "found 30 ms"),),
                seconded=("engineer",),
            ),
            Critique(
                id="C2",
                round=2,
                critic="engineer",
                target="P2",
                kind="stale",
                severity="minor",
                check="stale",
                argument="Old.",
            ),
        ),
        settlements=(
            Settlement(claim="E1", round=1, query="decode 21 ms", supports=(quote(sources[0], "21 ms"),)),
            Settlement(claim="E1", round=2, query="again", opposes=(quote(sources[2], "30 ms"),)),
        ),
        replies=(
            Reply(
                id="R1",
                critique="C1",
                persona="engineer",
                claim="E1",
                answer="revise",
                argument="True.",
                text="Decoding takes 21 ms at best.",
                citations=(quote(sources[2], "under load"),),
                refused="It quotes nothing new.",
            ),
        ),
    )


def _memo(memo_id: str, run_id: str, sources: tuple[Source, ...]) -> Memo:
    bound = Sentence(text="Decoding is bound by memory.", claims=("E1",))
    kept = Sentence(text="Margins hold, for now.", claims=("I1",), marked=True)
    own = Sentence(text="A test disagrees.", citations=(quote(sources[2], "An independent test"),))
    return Memo(
        id=memo_id,
        run=run_id,
        idea="Will inference be a commodity?",
        title="Inference as a commodity",
        as_of=AS_OF,
        analyst="embedded analyst (no language model)",
        panel=("engineer", "investor"),
        bottom_line=(bound, kept),
        sections=(
            Section(
                key="engineer",
                heading="Engineer",
                question="What is true?",
                paragraphs=(Paragraph(heading="What bounds it?", sentences=(bound,)),),
            ),
        ),
        agreements=(
            Agreement(text="It is fast.", personas=("engineer", "investor"), claims=("E1",), untested=True),
        ),
        disagreements=(
            Disagreement(
                topic="Speed",
                sides=(
                    Side(label="fast", personas=("engineer",), sentences=(bound,)),
                    Side(label="slow", personas=("investor",), sentences=(own,)),
                ),
                settled_by="A test.",
            ),
        ),
        bets=(
            Bet(text="Buy memory.", proposition="P1", conviction=60, carried_by=(bound,), killed_by=(own,)),
        ),
        change_our_mind=(kept,),
        open_questions=("Who earns?",),
        coverage=(
            Answered(question="E.q1", coverage="answered", claims=2, publishers=2),
            Answered(question="I.q1", coverage="partly", claims=1, publishers=1),
        ),
        limits=("No language model.",),
        sources=(sources[0].id, sources[2].id, sources[1].id),
        stop_reason="nothing changed",
        debate_end="A round changed nothing.",
        conformity=Conformity(moves=1, towards=1, evidenced=1, towards_evidenced=1),
    )
