"""What stands beside a memo and not in it: its tags, and which memo follows which."""

from triptych.store import memos
from triptych.store.archive import Archive
from triptych.store.records import Dossier, Record
from triptych.store.rows import fetch


class Beside(Record):
    """What the archive knows of a memo that the memo itself does not say."""

    tags: tuple[str, ...]
    """By name."""
    updates: str | None
    """Id of the memo that it follows."""
    updates_there: bool
    """False where that one is not in this archive: deleted, or never imported."""
    followed_by: tuple[str, ...]
    """Ids of the memos that follow it, the oldest first."""


def shown(archive: Archive, ref: str) -> tuple[Dossier, Beside]:
    """The memo that is meant by `ref`, as `memos.resolve` has it, and what stands beside it, in one session.

    Raises:
        InputError: nothing or more than one memo is meant by it.
        ArchiveCorrupt: what is stored is not what a memo must be.
        ArchiveError: the archive cannot be used.
    """
    with archive.reading() as connection:
        memo_id = memos.named(connection, ref)
        return memos.get(connection, memo_id), Beside(**fetch(connection, _BESIDE, [memo_id])[0])


_BESIDE = """
SELECT
    coalesce((SELECT list(name ORDER BY name) FROM tag WHERE memo_id = $1), []) AS tags,
    nullif(m.updates, '') AS updates,
    EXISTS (SELECT 1 FROM memo e WHERE e.id = m.updates) AS updates_there,
    coalesce((SELECT list(id ORDER BY created_at, id) FROM memo WHERE updates = $1), []) AS followed_by
FROM memo m WHERE m.id = $1
"""
