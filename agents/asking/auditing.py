"""The audit of an answer: the rules and the second reading that memos go through, sentence by sentence.

Each quote stands as a claim of its own words, so that nothing of the memos' audit needs to know of answers. A sentence
that fails and cannot be mended is put back into the words of the quote that it renders, as a claim is, or cut. Invariant:
a sentence that is left has at least one quote, and every quote is a span of its stored source.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from triptych.agents.analyst import Analyst
from triptych.agents.audit import Doubt, Fault
from triptych.agents.audit import audit as audit_of
from triptych.agents.verification.citations import verified
from triptych.agents.verification.claims import Entailment
from triptych.agents.verification.polarity import rendered
from triptych.errors import BudgetError, ServiceError
from triptych.store.records import Citation, Claim, Ledger, Memo, Sentence, Source

PATCHES = 2


@dataclass(frozen=True, slots=True)
class Audited:
    """What the audit left of an answer."""

    sentences: tuple[Sentence, ...]
    """Each with its verified quotes; `marked` where it goes beyond them and could not be mended."""
    cut: int
    restored: int = 0
    """Of the sentences, those that were put back into the words of their quote, as claims are."""


async def audited(said: Sequence[Sentence], sources: Mapping[str, Source], analyst: Analyst) -> Audited:
    """The sentences that stand, in their order.

    Args:
        said: sentences with quotes of their own.
        sources: by id, those that are quoted.
        analyst: who reads what rules cannot decide, and mends what fails.
    """
    kept = [s.model_copy(update={"citations": verified(s.citations, sources)}) for s in said]
    auditor = _Auditor([s for s in kept if s.citations], sources, analyst)
    for _ in range(PATCHES):
        if not await auditor.patch():
            break
    left = await auditor.finish()
    return Audited(tuple(left), len(said) - len(left), auditor.restored)


class _Auditor:
    """Holds the sentences while they are mended; asks about each wording once."""

    def __init__(self, said: list[Sentence], sources: Mapping[str, Source], analyst: Analyst) -> None:
        quotes = dict.fromkeys(c for s in said for c in s.citations)
        self._ids = {citation: f"Q{n}" for n, citation in enumerate(quotes, start=1)}
        self._ledger = Ledger(claims=tuple(_as_claim(i, c) for c, i in self._ids.items()))
        self._said = [_resting(s, self._ids) for s in said]
        self._sources, self._analyst = sources, analyst
        self._judged: dict[Sentence, Entailment | None] = {}
        self._unmended: set[Sentence] = set()
        self._given_up: set[Sentence] = set()
        self.restored = 0

    async def patch(self) -> bool:
        """Have mended what fails; False where there is nothing left that anybody might mend."""
        faults = [f for f in await self._faults() if f.sentence not in self._given_up]
        mended = {f.sentence: await self._patched(f) for f in faults}
        self._said = [mended.get(s, s) for s in self._said]
        return bool(faults)

    async def finish(self) -> list[Sentence]:
        """What is left. What still fails is marked where only a reading faults it and nobody could mend it; put back into
        the words of the quote that it renders; or cut."""
        faults = {f.sentence: f for f in await self._faults()}
        left = [self._left(s, faults.get(s)) for s in self._said]
        return list({s.text: s for s in left if s is not None}.values())

    def _left(self, sentence: Sentence, fault: Fault | None) -> Sentence | None:
        quotes = tuple(c for c, i in self._ids.items() if i in sentence.claims)
        if fault is None:
            return Sentence(text=sentence.text, citations=quotes)
        if fault.arguable and sentence in self._unmended:
            return Sentence(text=sentence.text, citations=quotes, marked=True)
        own = rendered(sentence.text, [c.quote for c in quotes])
        of = next((c for c in quotes if own and own in c.quote), None)
        self.restored += of is not None
        return Sentence(text=f"“{own}”", citations=(of,)) if of else None

    async def _faults(self) -> list[Fault]:
        found, doubts = audit_of(_page(self._said), self._ledger, self._sources)
        for doubt in doubts:
            if doubt.sentence not in self._judged:
                self._judged[doubt.sentence] = await self._read(doubt)
        return [*found, *(f for d in doubts if (f := self._fault(d)))]

    async def _read(self, doubt: Doubt) -> Entailment | None:
        try:
            return await self._analyst.entails(doubt.sentence.text, doubt.quotes)
        except (BudgetError, ServiceError):
            # Nobody could read it: it is left in, and marked.
            self._unmended.add(doubt.sentence)
            return Entailment("partial", doubt.reason)

    def _fault(self, doubt: Doubt) -> Fault | None:
        answer = self._judged[doubt.sentence]
        if answer is None or answer.verdict == "supported":
            return None
        return Fault(doubt.sentence, answer.missing or doubt.reason, arguable=answer.verdict == "partial")

    async def _patched(self, fault: Fault) -> Sentence:
        """The sentence mended; itself where it was not, so that in the end it is put back, marked or cut."""
        about = [c for c in self._ledger.claims if c.id in fault.sentence.claims]
        try:
            new = await self._analyst.patch(fault.sentence, fault.reason, about)
        except (BudgetError, ServiceError):
            self._unmended.add(fault.sentence)
            return fault.sentence
        if new is None:
            self._given_up.add(fault.sentence)
        return new or fault.sentence


def _as_claim(key: str, citation: Citation) -> Claim:
    """A quote as the claim that says just what it quotes."""
    return Claim(
        id=key,
        persona="",
        question="",
        text=citation.quote,
        kind="fact",
        confidence="medium",
        citations=(citation,),
    )


def _resting(sentence: Sentence, ids: Mapping[Citation, str]) -> Sentence:
    return Sentence(text=sentence.text, claims=tuple(ids[c] for c in sentence.citations))


def _page(said: Sequence[Sentence]) -> Memo:
    """The sentences as the memo that the audit reads."""
    return Memo(
        id="",
        run="",
        idea="",
        title="",
        as_of=date.min,
        analyst="",
        panel=(),
        bottom_line=tuple(said),
        sections=(),
        agreements=(),
        disagreements=(),
        bets=(),
        open_questions=(),
        coverage=(),
        limits=(),
        sources=(),
        stop_reason="",
    )
