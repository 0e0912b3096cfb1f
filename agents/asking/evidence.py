"""What the archive holds on a question: passages, and the quotes under what panels said, fused into one ranking."""

from collections.abc import Iterator, Sequence
from typing import Protocol

import duckdb

from triptych.agents.asking.fallen import without_fallen
from triptych.agents.asking.fusion import diverse, fused
from triptych.agents.asking.leads import Held, Lead
from triptych.agents.asking.wanted import Wanted
from triptych.store import citing, quoted
from triptych.store.archive import Archive
from triptych.store.conversations import Resting
from triptych.store.quoted import Statement
from triptych.store.records import Memo, Passage
from triptych.store.rows import fetch
from triptych.store.search.hits import Filters, Hit, Place

LOOKED_AT = 40
"""Hits that are looked at in each place."""
_MEMOS = 4  # of which parts are taken apart: each has its document read


class Searching(Protocol):
    """The search over the archive."""

    def search(
        self, query: str, filters: Filters = ..., limit: int = ..., *, loosely: bool = ...
    ) -> list[Hit]:
        """What a query finds, best first; loosely: what has any of its words."""
        ...


def held(
    archive: Archive, search: Searching, asked: Wanted, places: Sequence[Place], memo: str | None = None
) -> Held:
    """What the archive holds on a question.

    Args:
        archive: what is asked.
        search: the search over it.
        asked: what is wanted.
        places: where to look.
        memo: full id of the memo to which the question is put; None for all.

    Raises:
        ArchiveError: the archive or its index cannot be used.
    """
    looked_in: dict[Place, None] = dict.fromkeys((*places, "claims") if "critiques" in places else places)
    hits_in = {
        p: search.search(asked.query, Filters(places=(p,), memo=memo), LOOKED_AT, loosely=True)
        for p in looked_in
    }
    with archive.reading() as connection:
        if "claims" not in places and "claims" in hits_in:
            hits_in["claims"] = _criticised(connection, hits_in["claims"])
        found = list(hits_in.values())
        ranked = [list(_leads(connection, hits)) for hits in found]
        leads = diverse(fused(ranked))
        resting = tuple(quoted.resting(connection, [lead.span for lead in leads]))
        withdrawn = _withdrawn(connection, [hit for hits in found for hit in hits])
    return without_fallen(Held(tuple(leads), resting, tuple(withdrawn)))


def _leads(connection: duckdb.DuckDBPyConnection, hits: Sequence[Hit]) -> Iterator[Lead]:
    """The passages that hits lead to, in their order; withdrawn claims lead nowhere."""
    statements = {hit.id: _statement(hit) for hit in hits if hit.place in ("claims", "critiques")}
    parts = _parts(connection, [hit for hit in hits if hit.place == "memos"])
    below = quoted.quotes(connection, [*statements.values(), *(s for those in parts.values() for s in those)])
    for hit in hits:
        if hit.place == "sources":
            yield Lead(_passage(hit))
        elif hit.status != "withdrawn":
            own = [statements[hit.id]] if hit.id in statements else parts.get(hit.id, [])
            yield from (Lead(p, hit.text, hit.memo) for one in own for p in below.get(one, ()))


def _criticised(connection: duckdb.DuckDBPyConnection, claims: Sequence[Hit]) -> list[Hit]:
    """The claims to which somebody objected: a critique need not repeat what it is about."""
    objected = quoted.criticised(connection, [_statement(hit) for hit in claims])
    return [hit for hit in claims if _statement(hit) in objected]


def _statement(hit: Hit) -> Statement:
    return Statement(hit.memo, hit.place.removesuffix("s"), hit.id.rpartition("/")[2])


def _parts(connection: duckdb.DuckDBPyConnection, hits: Sequence[Hit]) -> dict[str, list[Statement]]:
    """What the sentences in parts of memos rest on: their claims, and their own quotes under the sentence's number."""
    best = hits[:_MEMOS]
    query = "SELECT id, document FROM memo WHERE id IN (SELECT unnest($1))"
    rows = fetch(connection, query, [[hit.memo for hit in best]]) if best else []
    memos = {row["id"]: Memo.model_validate_json(row["document"]) for row in rows}
    return {hit.id: list(_under(memos[hit.memo], hit.text)) for hit in best if hit.memo in memos}


def _under(memo: Memo, part: str) -> Iterator[Statement]:
    for number, sentence in enumerate(citing.sentences(memo)):
        if sentence.text in part:
            yield from (Statement(memo.id, "claim", claim) for claim in sentence.claims)
            yield Statement(memo.id, "sentence", str(number))


def _passage(hit: Hit) -> Passage:
    same = {
        name: getattr(hit, name)
        for name in ("id", "start", "end", "text", "title", "publisher", "url", "kind")
    }
    return Passage(source_id=hit.source, published_at=hit.day, **same)


def _withdrawn(connection: duckdb.DuckDBPyConnection, hits: Sequence[Hit]) -> list[Resting]:
    """The claims that the search found though they were withdrawn, best first."""
    gone = [_statement(hit) for hit in hits if hit.place == "claims" and hit.status == "withdrawn"]
    found = quoted.claims(connection, gone)
    return [found[one] for one in gone if one in found]
