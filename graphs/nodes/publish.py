"""The end of a run: memo, ledger, spend and the run's own end in one transaction."""

from datetime import UTC, datetime

from langgraph.runtime import Runtime

from triptych.errors import NoEvidenceError
from triptych.graphs.state import Panel, PanelState, ledger
from triptych.graphs.threads import unbroken
from triptych.store import citing, memos
from triptych.store.records import Dossier


async def publish(state: PanelState, runtime: Runtime[Panel]) -> PanelState:
    """Write the memo; the same memo twice is written once.

    Raises:
        NoEvidenceError: the audit left no sentence that cites anything.
    """
    panel, memo, held = runtime.context, state["memo"], ledger(state)
    if not any(citing.citations(s, held) for s in citing.sentences(memo)):
        raise NoEvidenceError("No evidence: no statement survived the audit, so there is no memo.")
    found = await panel.desk.sources(memo.sources)
    dossier = Dossier(
        memo=memo,
        brief=state["brief"],
        personas=panel.personas,
        ledger=held,
        sources=tuple(found[i] for i in memo.sources),
        spend=panel.meter.rows,
    )
    ended = panel.run.model_copy(update={"state": "done", "ended_at": datetime.now(UTC)})
    await unbroken(memos.publish, panel.archive, dossier, ended)
    return {}
