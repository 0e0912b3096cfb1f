"""The audit: what fails is patched where it stands, at most twice, then cut or marked; no other sentence changes.

Rules come first. The analyst is asked only about sentences that rules cannot decide, and about each sentence once. What
fails by its own reading alone, and could not be mended because nobody answered, stays in with a mark; all else goes.
"""

from collections.abc import Mapping

from langgraph.runtime import Runtime

from triptych.agents.audit import Doubt, Fault
from triptych.agents.audit import audit as audit_of
from triptych.agents.verification.claims import Entailment
from triptych.errors import ArchiveError, BudgetError
from triptych.graphs.branches import each
from triptych.graphs.events import Abstained, MemoAudited
from triptych.graphs.evidence import texts
from triptych.graphs.faults import reason
from triptych.graphs.nodes.assemble import given_up
from triptych.graphs.state import Panel, PanelState, ledger
from triptych.store import citing
from triptych.store.records import Ledger, Memo, Sentence

PATCHES = 2  # tries to mend one sentence before it is cut

Failures = dict[Sentence, str]
"""Sentences that the analyst could not be asked to mend, and why."""


async def audit(state: PanelState, runtime: Runtime[Panel]) -> PanelState:
    """The memo with every failing sentence patched or cut, and its sources numbered."""
    panel = runtime.context
    with panel.meter.timed("audit"):
        return {"memo": await _audited(state["memo"], state, runtime)}


async def _audited(memo: Memo, state: PanelState, runtime: Runtime[Panel]) -> Memo:
    auditor = _Auditor(ledger(state), runtime)
    failed, total, first, cut = Failures(), len(list(citing.sentences(memo))), 0, 0
    for n in range(PATCHES):
        found = await auditor.faults(memo)
        first = first if n else len(found)
        mended = {f.sentence: await _patched(f, state, runtime, failed) for f in found}
        cut += sum(new is None for new in mended.values())
        memo = _replaced(memo, mended)
    left = await auditor.faults(memo)
    marked = {f.sentence: _marked(f) for f in left if f.sentence in failed and f.arguable}
    memo = _replaced(memo, {f.sentence: marked.get(f.sentence) for f in left})
    cut += len(left) - len(marked)
    runtime.stream_writer(MemoAudited(total, first, first - cut - len(marked), cut))
    unasked = [failed[f.sentence] for f in left if f.sentence in failed]
    update = {
        "limits": (*memo.limits, *_told(cut, len(marked)), *_abstained(unasked, runtime)),
        "sources": citing.cited_sources(memo, state["brief"], auditor.held),
        "stop_reason": runtime.context.allowance.stop_reason or memo.stop_reason,
    }
    return memo.model_copy(update=update)


class _Auditor:
    """Finds what fails, and asks the analyst about each sentence that rules cannot decide once."""

    def __init__(self, held: Ledger, runtime: Runtime[Panel]) -> None:
        self.held, self._runtime = held, runtime
        self._judged: dict[Sentence, Entailment | None] = {}

    async def faults(self, memo: Memo) -> list[Fault]:
        """What fails in a memo, by rules and by the analyst's reading."""
        quoted = (c for s in citing.sentences(memo) for c in citing.citations(s, self.held))
        found, doubts = audit_of(memo, self.held, await texts(self._runtime.context, quoted))
        await self._ask([d for d in doubts if d.sentence not in self._judged])
        return [*found, *(f for d in doubts if (f := self._fault(d)))]

    async def _ask(self, doubts: list[Doubt]) -> None:
        entails = self._runtime.context.analyst.entails
        work = {str(n): entails(d.sentence.text, d.quotes) for n, d in enumerate(doubts)}
        answers, _ = await each(work, self._runtime, "entailment check")
        # A sentence that could not be asked about has passed all that could be checked.
        self._judged |= {d.sentence: answers.get(str(n)) for n, d in enumerate(doubts)}

    def _fault(self, doubt: Doubt) -> Fault | None:
        answer = self._judged[doubt.sentence]
        if answer is None or answer.verdict == "supported":
            return None
        return Fault(doubt.sentence, answer.missing or doubt.reason, arguable=answer.verdict == "partial")


def _marked(fault: Fault) -> Sentence:
    return fault.sentence.model_copy(update={"marked": True})


async def _patched(
    fault: Fault, state: PanelState, runtime: Runtime[Panel], failed: Failures
) -> Sentence | None:
    """What takes the place of a failing sentence: None cuts it, itself leaves it to the next try."""
    about = [state["claims"][i] for i in fault.sentence.claims if i in state["claims"]]
    try:
        return await runtime.context.analyst.patch(fault.sentence, fault.reason, about)
    except ArchiveError:
        raise
    except BudgetError as e:
        runtime.context.journal.refused(e.message)
        return fault.sentence
    # Whatever an analyst raises costs this sentence only (promise 6).
    except Exception as e:
        failed[fault.sentence] = reason(e)
        return fault.sentence


def _replaced(memo: Memo, mended: Mapping[Sentence, Sentence | None]) -> Memo:
    """The memo with these sentences mended or cut, and every other as it was, to the byte.

    Raises:
        RuntimeError: another sentence changed; that would be a fault of ours, and no memo may hide it.
    """
    after = citing.changed(memo, lambda sentence: mended.get(sentence, sentence))
    new = {s for s in mended.values() if s is not None}
    before = [s.model_dump_json() for s in citing.sentences(memo) if s not in mended]
    kept = [s.model_dump_json() for s in citing.sentences(after) if s not in new]
    if not _within(kept, before):
        raise RuntimeError("a patch changed a sentence that it was not meant for")
    return after


def _within(kept: list[str], before: list[str]) -> bool:
    """Whether one list is the other with some left out: a side or a bet that lost all its sentences goes whole."""
    rest = iter(before)
    return all(any(one == other for other in rest) for one in kept)


def _told(cut: int, marked: int) -> tuple[str, ...]:
    counted = (
        (cut, ("1 sentence failed the audit and was cut.", "sentences failed the audit and were cut.")),
        (
            marked,
            (
                "1 sentence goes beyond its quotes and is marked.",
                "sentences go beyond their quotes and are marked.",
            ),
        ),
    )
    return tuple(one if n == 1 else f"{n} {several}" for n, (one, several) in counted if n)


def _abstained(reasons: list[str], runtime: Runtime[Panel]) -> tuple[str, ...]:
    """Each reason once, told as an event and as a limit of the memo."""
    distinct = list(dict.fromkeys(reasons))
    for why in distinct:
        runtime.stream_writer(Abstained("patch", why))
    return tuple(given_up("patch", why) for why in distinct)
