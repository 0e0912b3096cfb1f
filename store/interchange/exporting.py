"""A memo out of the archive into its file, with every source that anything in it quotes."""

from datetime import UTC

import duckdb

from triptych.store import dossiers, memos, runs, sources, tags
from triptych.store.archive import Archive
from triptych.store.interchange.memo_file import MemoFile, Outcome
from triptych.store.records import Dossier, Run
from triptych.store.rows import aware, fetch


def exported(archive: Archive, memo_id: str) -> MemoFile:
    """The file of the memo of that full id.

    Raises:
        InputError: there is no such memo.
        ArchiveCorrupt: what is stored is not what a memo must be.
        ArchiveError: the archive cannot be used.
    """
    with archive.reading() as connection:
        return file_of(connection, memo_id)


def quoted(dossier: Dossier) -> tuple[str, ...]:
    """Ids of all sources of a memo: those that it lists, in its order, then those that only its ledger quotes, by id."""
    cited = {citation.source_id for owner in dossiers.owners(dossier) for citation in owner.citations}
    return (*dossier.memo.sources, *sorted(cited - set(dossier.memo.sources)))


def file_of(connection: duckdb.DuckDBPyConnection, memo_id: str) -> MemoFile:
    """Inside a session: the file of a memo. Raises as `exported` does."""
    dossier = memos.get(connection, memo_id)
    rows = fetch(connection, "SELECT created_at FROM memo WHERE id = $1", [memo_id])
    return MemoFile(
        created_at=rows[0]["created_at"].replace(tzinfo=UTC),
        memo=dossier.memo,
        brief=dossier.brief,
        personas=dossier.personas,
        ledger=dossier.ledger,
        spend=dossier.spend,
        run=_ended(runs.get(connection, dossier.memo.run)),
        tags=tags.get(connection, memo_id),
        resolutions=_outcomes(connection, memo_id),
        sources=tuple(sources.get(connection, quoted(dossier))),
    )


def _ended(run: Run) -> Run:
    """A run that was killed between its memo and its own end has done what it was for."""
    return run if run.state not in ("running", "interrupted") else run.model_copy(update={"state": "done"})


def _outcomes(connection: duckdb.DuckDBPyConnection, memo_id: str) -> tuple[Outcome, ...]:
    rows = fetch(connection, _OUTCOMES, [memo_id])
    return tuple(Outcome(**row | {"recorded_at": aware(row["recorded_at"])}) for row in rows)


_OUTCOMES = """
SELECT proposition_id AS proposition, outcome, resolved_on, recorded_at
FROM resolution WHERE memo_id = $1 ORDER BY proposition_id
"""
