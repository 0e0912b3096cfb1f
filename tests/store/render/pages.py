"""A memo varied, and its page read: what the tests of the memo's page share."""

import re
from collections.abc import Iterable
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from triptych.store import citing
from triptych.store.records import (
    Change,
    Citation,
    Claim,
    Critique,
    Dossier,
    Ledger,
    Memo,
    Reply,
    Settlement,
    Stance,
)


def numbered(dossier: Dossier) -> Dossier:
    """The dossier with the sources that its memo cites, numbered as they are printed."""
    sources = citing.cited_sources(dossier.memo, dossier.brief, dossier.ledger)
    by_id = {s.id: s for s in dossier.sources}
    memo = dossier.memo.model_copy(update={"sources": sources})
    return dossier.model_copy(update={"memo": memo, "sources": tuple(by_id[i] for i in sources)})


def with_memo(dossier: Dossier, **update: Any) -> Dossier:
    changed = dossier.memo.model_copy(update=update)
    return dossier.model_copy(update={"memo": Memo.model_validate(changed.model_dump())})


def with_ledger(dossier: Dossier, **update: Iterable[Any]) -> Dossier:
    changed = dossier.ledger.model_copy(update={kind: tuple(those) for kind, those in update.items()})
    return dossier.model_copy(update={"ledger": Ledger.model_validate(changed.model_dump())})


def with_claim(dossier: Dossier, claim: str, **update: Any) -> Dossier:
    """The dossier with one claim changed."""
    found = (c.model_copy(update=update) if c.id == claim else c for c in dossier.ledger.claims)
    return with_ledger(dossier, claims=found)


def of_before(dossier: Dossier) -> Dossier:
    """The dossier as it was kept before there were verdicts, moves, seconds, refusals and reasons."""
    ledger = dossier.ledger
    old = with_ledger(
        dossier,
        claims=(_without(c, "verdict", "checked", "independent", history=_bare(c)) for c in ledger.claims),
        stances=(_without(s, "moved_by") for s in ledger.stances),
        critiques=(_without(c, "seconded") for c in ledger.critiques),
        replies=(_without(r, "refused") for r in ledger.replies),
    )
    return old.model_copy(update={"memo": _without(dossier.memo, "debate_end", "conformity")})


def stances(proposition: str, **said: tuple[int | None, ...]) -> list[Stance]:
    """`stances("P1", engineer=(70, 55))`: what each persona said, round by round."""
    return [
        Stance(persona=key, proposition=proposition, round=n, probability=value)
        for key, values in said.items()
        for n, value in enumerate(values)
    ]


def change(text: str, because: str, **more: Any) -> Change:
    given = {"status": "standing", "confidence": "medium", "round": 1} | more
    return Change.model_validate({"text": text, "because": because} | given)


def critique(number: int, target: str, argument: str, **more: Any) -> Critique:
    given: dict[str, Any] = {"round": 1, "critic": "investor", "kind": "contradicted", "severity": "major"}
    given |= {"check": "", **more}
    return Critique.model_validate({"id": f"C{number}", "target": target, "argument": argument} | given)


def reply(number: int, claim: str, answer: str, argument: str, **more: Any) -> Reply:
    given = {"id": f"R{number}", "critique": f"C{number}", "persona": "engineer", "claim": claim}
    return Reply.model_validate(given | {"answer": answer, "argument": argument} | more)


def settlement(claim: str, **more: Any) -> Settlement:
    return Settlement.model_validate({"claim": claim, "round": 1, "query": "?"} | more)


def part(page: str, title: str) -> str:
    return page.split(f"\n## {title}\n\n")[1].split("\n\n## ")[0].rstrip("\n")


def memo_without_sources(page: str) -> str:
    return page.split("\n## Sources\n")[0]


def headings(page: str) -> list[str]:
    return [line.removeprefix("## ") for line in page.splitlines() if line.startswith("## ")]


def numbers(page: str) -> list[int]:
    return [int(n) for n in re.findall(r"(?<!\\)\[(\d+)\]", page)]


def tokens(page: str) -> list[Token]:
    found = MarkdownIt("commonmark").enable("table").parse(page)
    return [token for block in found for token in (block, *(block.children or []))]


def shape(page: str) -> list[str]:
    return [t.type for t in tokens(page) if t.type not in ("text", "text_special", "inline", "softbreak")]


def own_sources(dossier: Dossier) -> Dossier:
    """The dossier with a source of its own behind every quote, numbered as they are printed."""
    apart = _Apart(dossier)
    put = Dossier.model_validate(apart.put(dossier.model_dump()))
    return numbered(put.model_copy(update={"sources": tuple(apart.sources)}))


class _Apart:
    """Gives every quote a source of its own."""

    def __init__(self, dossier: Dossier) -> None:
        self._known, self.sources = {s.id: s for s in dossier.sources}, list(dossier.sources)

    def put(self, value: Any) -> Any:
        if isinstance(value, dict):
            again = {name: self.put(inner) for name, inner in value.items()}
            return self._quote(again) if again.keys() == Citation.model_fields.keys() else again
        return [self.put(inner) for inner in value] if isinstance(value, list | tuple) else value

    def _quote(self, citation: dict[str, Any]) -> dict[str, Any]:
        name = f"{len(self.sources):016x}"
        self.sources.append(self._known[citation["source_id"]].model_copy(update={"id": name}))
        return citation | {"source_id": name}


def _bare(claim: Claim) -> tuple[Change, ...]:
    return tuple(_without(c, "reason") for c in claim.history)


def _without(record: Any, *fields: str, **update: Any) -> Any:
    """The record with some fields as they are where nothing was said."""
    return record.model_copy(update={f: type(record).model_fields[f].default for f in fields} | update)
