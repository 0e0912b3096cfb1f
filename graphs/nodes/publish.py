"""The end of a run: memo, ledger, spend and the run's own end in one transaction."""

from collections.abc import Iterator
from datetime import UTC, datetime

from langgraph.runtime import Runtime

from triptych.errors import NoEvidenceError
from triptych.graphs.state import Panel, PanelState, ledger
from triptych.graphs.threads import in_turn
from triptych.store import citing, memos
from triptych.store.records import Brief, Citation, Dossier, Ledger


async def publish(state: PanelState, runtime: Runtime[Panel]) -> PanelState:
    """Write the memo; the same memo twice is written once.

    Raises:
        NoEvidenceError: the audit left no sentence that cites anything.
    """
    panel, memo, held = runtime.context, state["memo"], ledger(state)
    if not any(citing.citations(s, held) for s in citing.sentences(memo)):
        raise NoEvidenceError("No evidence: no statement survived the audit, so there is no memo.")
    found = await panel.desk.sources(memo.sources)
    quoted = await panel.desk.sources({c.source_id for c in _quotes(state["brief"], held)})
    await panel.journal.flush()
    dossier = Dossier(
        memo=memo,
        brief=state["brief"],
        personas=panel.personas,
        ledger=held,
        sources=tuple(found[i] for i in memo.sources),
        spend=panel.meter.rows,
    )
    ended = panel.run.model_copy(
        update={"state": "interrupted" if panel.partial else "done", "ended_at": datetime.now(UTC)}
    )
    await in_turn(memos.publish, panel.archive, dossier, ended, tuple(quoted.values()))
    return {}


def _quotes(brief: Brief, held: Ledger) -> Iterator[Citation]:
    """All that the ledger and the brief quote, printed or not."""
    for said in (held.claims, held.critiques, held.replies):
        for one in said:
            yield from one.citations
    for settlement in held.settlements:
        yield from (*settlement.supports, *settlement.opposes)
    yield from (p.basis for p in brief.propositions if p.basis)
