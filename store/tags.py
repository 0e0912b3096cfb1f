"""Tags: a user's own words for memos, kept beside them and never in them.

Invariant: everything here writes to the table `tag` alone, and every tag there is as `normal` makes it.
"""

import unicodedata
from collections.abc import Sequence

import duckdb

from triptych.errors import InputError
from triptych.store import memos, refs
from triptych.store.archive import Archive
from triptych.store.render.lines import line
from triptych.store.rows import insert

LONGEST = 40  # characters of a tag


def of(archive: Archive, memo_id: str) -> tuple[str, ...]:
    """The tags of the memo of that full id, by name.

    Raises:
        InputError: there is no such memo.
        ArchiveError: the archive cannot be used.
    """
    with archive.reading() as connection:
        _refuse_unknown(connection, memo_id)
        return get(connection, memo_id)


def change(
    archive: Archive, memo_id: str, add: Sequence[str] = (), remove: Sequence[str] = ()
) -> tuple[str, ...]:
    """Give a memo tags and take others away, all or none; returns those that it has then, by name.

    A tag that it has already is not given twice.

    Raises:
        InputError: there is no such memo, a tag is none, or one to be taken away is not there.
        ArchiveError: the archive cannot be used.
    """
    wanted, unwanted = [normal(name) for name in add], [normal(name) for name in remove]
    with archive.session() as connection:
        _refuse_unknown(connection, memo_id)
        _refuse_absent(memo_id, unwanted, get(connection, memo_id))
        connection.execute(_DELETE, [memo_id, unwanted])
        put(connection, memo_id, wanted)
        return get(connection, memo_id)


def normal(name: str) -> str:
    """A tag as it is kept: lower case, composed characters, single spaces, nothing invisible.

    Raises:
        InputError: nothing is left of it, it is too long, or it holds a comma, which stands between tags.
    """
    kept = line(unicodedata.normalize("NFC", line(name).lower()))
    if not kept:
        raise InputError(f"{name!r} is no tag: nothing of it can be read.", "Give letters or digits.")
    if "," in kept:
        raise InputError(f"A tag holds no comma: {kept!r}.", "Give several tags one after the other.")
    if len(kept) > LONGEST:
        raise InputError(
            f"A tag has at most {LONGEST} characters; {kept[:LONGEST]!r}… has {len(kept)}.", "Shorten it."
        )
    return kept


def get(connection: duckdb.DuckDBPyConnection, memo_id: str) -> tuple[str, ...]:
    """Inside a session: the tags of a memo, by name."""
    rows = connection.execute("SELECT name FROM tag WHERE memo_id = $1 ORDER BY name", [memo_id])
    return tuple(str(name) for (name,) in rows.fetchall())


def put(connection: duckdb.DuckDBPyConnection, memo_id: str, names: Sequence[str]) -> None:
    """Inside a session: give a memo those of the tags, as `normal` makes them, that it does not have."""
    there = get(connection, memo_id)
    new = [name for name in dict.fromkeys(names) if name not in there]
    insert(connection, "tag", [{"memo_id": memo_id, "name": name} for name in new])


_DELETE = "DELETE FROM tag WHERE memo_id = $1 AND name IN (SELECT unnest($2))"


def _refuse_unknown(connection: duckdb.DuckDBPyConnection, memo_id: str) -> None:
    if not memos.exists(connection, memo_id):
        raise refs.unknown("memo", memo_id, refs.MEMO_HINT)


def _refuse_absent(memo_id: str, unwanted: Sequence[str], there: Sequence[str]) -> None:
    for name in unwanted:
        if name not in there:
            has = ", ".join(there) or "no tag"
            raise InputError(f"Memo {memo_id} is not tagged {name!r}; it has {has}.", "Name one of its tags.")
