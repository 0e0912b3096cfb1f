"""The ledger of a run as rows, and back, in the order in which it was said."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import duckdb

from triptych.store.citations import Citations, Owner
from triptych.store.records import Change, Claim, Critique, Ledger, Record, Reply, Settlement, Stance
from triptych.store.rows import Row, insert


def put(connection: duckdb.DuckDBPyConnection, run: str, ledger: Ledger) -> None:
    """Inside a session: insert a run's ledger, which must not be there yet, but for its quotes: those are `owners`."""
    insert(connection, "claim", _positioned(run, map(_claim_row, ledger.claims)))
    insert(connection, "claim_change", [row for claim in ledger.claims for row in _change_rows(run, claim)])
    insert(connection, "stance", _positioned(run, map(_stance_row, ledger.stances)))
    insert(connection, "critique", _positioned(run, map(_critique_row, ledger.critiques)))
    insert(connection, "settlement", _positioned(run, map(_settlement_row, ledger.settlements)))
    insert(connection, "reply", _positioned(run, map(_reply_row, ledger.replies)))


def from_rows(tables: Mapping[str, Sequence[Row]]) -> Ledger:
    """The ledger that the rows of a run's tables make up, each table in order.

    Raises:
        pydantic.ValidationError: they are not what a ledger must be.
    """
    citations = Citations(tables["citation"])
    return Ledger(
        claims=_claims(tables, citations),
        stances=tuple(Stance(**_renamed(row, _STANCE)) for row in tables["stance"]),
        critiques=tuple(
            Critique(**_renamed(row, _CRITIQUE), citations=citations.of("critique", row["id"]))
            for row in tables["critique"]
        ),
        settlements=tuple(
            Settlement(
                **_renamed(row, _SETTLEMENT),
                supports=citations.of("settlement", str(number), "supports"),
                opposes=citations.of("settlement", str(number), "opposes"),
            )
            for number, row in enumerate(tables["settlement"])
        ),
        replies=tuple(
            Reply(**_renamed(row, _REPLY), citations=citations.of("reply", row["id"]))
            for row in tables["reply"]
        ),
    )


def owners(ledger: Ledger) -> Iterator[Owner]:
    """Everything in the ledger that quotes, with its quotes. A settlement is named by its position."""
    for claim in ledger.claims:
        yield Owner("claim", claim.id, "", claim.citations)
    for critique in ledger.critiques:
        yield Owner("critique", critique.id, "", critique.citations)
    for number, settlement in enumerate(ledger.settlements):
        yield Owner("settlement", str(number), "supports", settlement.supports)
        yield Owner("settlement", str(number), "opposes", settlement.opposes)
    for reply in ledger.replies:
        yield Owner("reply", reply.id, "", reply.citations)


_CLAIM = {"question_id": "question"}
_STANCE = {"proposition_id": "proposition"}
_CRITIQUE = {"failed_check": "check"}
_SETTLEMENT = {"claim_id": "claim"}
_REPLY = {"critique_id": "critique", "claim_id": "claim"}


def _claims(tables: Mapping[str, Sequence[Row]], citations: Citations) -> tuple[Claim, ...]:
    history: dict[str, list[Change]] = {}
    for row in tables["claim_change"]:
        change = {field: value for field, value in row.items() if field != "claim_id"}
        history.setdefault(row["claim_id"], []).append(Change(**change))
    return tuple(
        Claim(
            **_renamed(row, _CLAIM),
            citations=citations.of("claim", row["id"]),
            history=tuple(history.get(row["id"], ())),
        )
        for row in tables["claim"]
    )


def _renamed(row: Row, names: dict[str, str]) -> Row:
    """The fields of a record from the columns of its table."""
    return {names.get(key, key): value for key, value in row.items()}


def _columns(record: Record, names: dict[str, str], without: Sequence[str] = ()) -> Row:
    """The columns of a table from the fields of a record."""
    columns = {field: column for column, field in names.items()}
    fields = record.model_dump(exclude={"citations", *without})
    return {columns.get(key, key): value for key, value in fields.items()}


def _positioned(run: str, rows: Iterable[Row]) -> list[Row]:
    return [{"run_id": run, "position": number} | row for number, row in enumerate(rows)]


def _claim_row(claim: Claim) -> Row:
    return _columns(claim, _CLAIM, ["history"])


def _change_rows(run: str, claim: Claim) -> list[Row]:
    return _positioned(run, ({"claim_id": claim.id} | change.model_dump() for change in claim.history))


def _stance_row(stance: Stance) -> Row:
    return _columns(stance, _STANCE) | {"reasons": list(stance.reasons), "moved_by": list(stance.moved_by)}


def _critique_row(critique: Critique) -> Row:
    return _columns(critique, _CRITIQUE) | {"seconded": list(critique.seconded)}


def _settlement_row(settlement: Settlement) -> Row:
    return _columns(settlement, _SETTLEMENT, ["supports", "opposes"])


def _reply_row(reply: Reply) -> Row:
    return _columns(reply, _REPLY)
