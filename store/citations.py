"""Quotes as rows, each under its owner: a claim, critique, sentence of the memo, side of a settlement."""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from triptych.store.records import Citation
from triptych.store.rows import Row

OwnerKind = Literal["claim", "critique", "reply", "settlement", "proposition", "sentence"]
Side = Literal["", "supports", "opposes"]


class Owner(NamedTuple):
    """What quotes, and its quotes in order."""

    kind: OwnerKind
    id: str
    side: Side
    citations: tuple[Citation, ...]


class Citations:
    """All quotes of one run, by owner, from their rows in order."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._by_owner: dict[tuple[str, str, str], list[Citation]] = {}
        for row in rows:
            owner = (row["owner_kind"], row["owner_id"], row["side"])
            self._by_owner.setdefault(owner, []).append(_citation(row))

    def of(self, kind: OwnerKind, owner: str, side: Side = "") -> tuple[Citation, ...]:
        """The quotes of one owner, in order."""
        return tuple(self._by_owner.get((kind, owner, side), ()))


def citation_rows(run: str, owner: Owner) -> Iterator[dict[str, object]]:
    """The rows of table `citation` for one owner."""
    for position, citation in enumerate(owner.citations):
        yield {
            "run_id": run,
            "owner_kind": owner.kind,
            "owner_id": owner.id,
            "side": owner.side,
            "position": position,
            "source_id": citation.source_id,
            "quote": citation.quote,
            "start_char": citation.start,
            "end_char": citation.end,
            "publisher": citation.publisher,
            "published_at": citation.published_at,
            "verdict": citation.verdict,
            "checked": citation.checked,
        }


def _citation(row: Row) -> Citation:
    return Citation(
        source_id=row["source_id"],
        quote=row["quote"],
        start=row["start_char"],
        end=row["end_char"],
        publisher=row["publisher"],
        published_at=row["published_at"],
        verdict=row["verdict"],
        checked=row["checked"],
    )
