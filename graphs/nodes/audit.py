"""The audit: what fails is patched where it stands, at most twice, then cut; no other sentence changes.

Mechanical checks come first. The analyst is asked only about sentences that pass them in words too far from their
quotes, and each sentence once.
"""

from langgraph.runtime import Runtime

from triptych.agents.audit import Fault, faults, undecided
from triptych.errors import ArchiveError, BudgetError
from triptych.graphs.branches import each
from triptych.graphs.events import Abstained, MemoAudited
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
    held, failed, judged = ledger(state), Failures(), dict[Sentence, str]()
    total, first, cut = len(list(citing.sentences(memo))), 0, 0
    for n in range(PATCHES):
        found = await _found(memo, held, runtime, judged)
        first = first if n else len(found)
        mended = {f.sentence: await _patched(f, state, runtime, failed) for f in found}
        cut += sum(new is None for new in mended.values())
        memo = _replaced(memo, mended)
    left = [f.sentence for f in await _found(memo, held, runtime, judged)]
    memo, cut = _replaced(memo, dict.fromkeys(left)), cut + len(left)
    runtime.stream_writer(MemoAudited(total, first, first - cut, cut))
    limits = (*memo.limits, *_told(cut), *_abstained([failed[s] for s in left if s in failed], runtime))
    update = {
        "limits": limits,
        "sources": citing.cited_sources(memo, state["brief"], held),
        "stop_reason": runtime.context.allowance.stop_reason or memo.stop_reason,
    }
    return memo.model_copy(update=update)


async def _found(
    memo: Memo, held: Ledger, runtime: Runtime[Panel], judged: dict[Sentence, str]
) -> list[Fault]:
    """What fails: by the mechanical checks, and of what they cannot decide, what the analyst says fails."""
    asked = {s: quotes for s, quotes in undecided(memo, held).items() if s not in judged}
    work = {str(n): runtime.context.analyst.entails(s.text, q) for n, (s, q) in enumerate(asked.items())}
    answers, _ = await each(work, runtime, "entailment check")
    # A sentence that could not be asked about has passed all that could be checked.
    judged |= {sentence: answers.get(str(n), "") for n, sentence in enumerate(asked)}
    doubted = [Fault(s, judged[s]) for s in dict.fromkeys(citing.sentences(memo)) if judged.get(s)]
    return [*faults(memo, held), *doubted]


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


def _replaced(memo: Memo, mended: dict[Sentence, Sentence | None]) -> Memo:
    return citing.changed(memo, lambda sentence: mended.get(sentence, sentence))


def _told(cut: int) -> tuple[str, ...]:
    if not cut:
        return ()
    return (
        ("1 sentence failed the audit and was cut.",)
        if cut == 1
        else (f"{cut} sentences failed the audit and were cut.",)
    )


def _abstained(reasons: list[str], runtime: Runtime[Panel]) -> tuple[str, ...]:
    """Each reason once, told as an event and as a limit of the memo."""
    distinct = list(dict.fromkeys(reasons))
    for why in distinct:
        runtime.stream_writer(Abstained("patch", why))
    return tuple(given_up("patch", why) for why in distinct)
