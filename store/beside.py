"""What stands beside a memo and not in it: its tags, and which memo follows which."""

from triptych.store import refs
from triptych.store.archive import Archive
from triptych.store.records import Record
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


def beside(archive: Archive, memo_id: str) -> Beside:
    """What stands beside the memo of that full id.

    Raises:
        InputError: there is no such memo.
        ArchiveError: the archive cannot be used.
    """
    with archive.session() as connection:
        rows = fetch(connection, _BESIDE, [memo_id])
    if not rows:
        raise refs.unknown("memo", memo_id, refs.MEMO_HINT)
    return Beside(**rows[0])


_BESIDE = """
SELECT
    coalesce((SELECT list(name ORDER BY name) FROM tag WHERE memo_id = $1), []) AS tags,
    nullif(m.updates, '') AS updates,
    EXISTS (SELECT 1 FROM memo e WHERE e.id = m.updates) AS updates_there,
    coalesce((SELECT list(id ORDER BY created_at, id) FROM memo WHERE updates = $1), []) AS followed_by
FROM memo m WHERE m.id = $1
"""
