"""The audit: what fails is patched where it stands, at most twice, then cut; no other sentence changes."""

from langgraph.runtime import Runtime

from triptych.agents.audit import Fault, faults
from triptych.errors import ArchiveError
from triptych.graphs.branches import reason
from triptych.graphs.events import Abstained, MemoAudited
from triptych.graphs.nodes.assemble import given_up
from triptych.graphs.state import Panel, PanelState, ledger
from triptych.store import citing
from triptych.store.records import Memo, Sentence

PATCHES = 2  # tries to mend one sentence before it is cut

Failures = dict[Sentence, str]
"""Sentences that the analyst could not be asked to mend, and why."""


async def audit(state: PanelState, runtime: Runtime[Panel]) -> PanelState:
    """The memo with every failing sentence patched or cut, and its sources numbered."""
    memo, held = state["memo"], ledger(state)
    total, first = len(list(citing.sentences(memo))), len(faults(memo, held))
    failed: Failures = {}
    cut = 0
    for _ in range(PATCHES):
        mended = {f.sentence: await _patched(f, state, runtime, failed) for f in faults(memo, held)}
        cut += sum(new is None for new in mended.values())
        memo = _replaced(memo, mended)
    left = [f.sentence for f in faults(memo, held)]
    memo, cut = _replaced(memo, dict.fromkeys(left)), cut + len(left)
    runtime.stream_writer(MemoAudited(total, first, first - cut, cut))
    limits = (*memo.limits, *_told(cut), *_abstained([failed[s] for s in left if s in failed], runtime))
    sources = citing.cited_sources(memo, state["brief"], held)
    return {"memo": memo.model_copy(update={"limits": limits, "sources": sources})}


async def _patched(
    fault: Fault, state: PanelState, runtime: Runtime[Panel], failed: Failures
) -> Sentence | None:
    """What takes the place of a failing sentence: None cuts it, itself leaves it to the next try."""
    about = [state["claims"][i] for i in fault.sentence.claims if i in state["claims"]]
    try:
        return await runtime.context.analyst.patch(fault.sentence, fault.reason, about)
    except ArchiveError:
        raise
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
