"""Whether the file of a memo holds together in itself: what can be seen without any archive, each fault with its place."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from triptych.errors import InputError
from triptych.store import dossiers, tags
from triptych.store.interchange.exporting import quoted
from triptych.store.interchange.memo_file import MemoFile
from triptych.store.interchange.reading import parsed
from triptych.store.records import Claim, Critique, Proposition, Question, Reply, Source
from triptych.store.runs import ID

Named = Question | Proposition | Claim | Critique | Reply

_SHOWN = 60  # characters of a quote


def sound(data: bytes) -> MemoFile:
    """The memo that the bytes of a file hold, its parts in the order in which they are written, whoever wrote it.

    Raises:
        InputError: they are no such file, or it does not hold together; the message names the first fault.
    """
    file = parsed(data)
    for fault in _faults(file):
        raise InputError(fault, "Nothing of it was taken in.")
    return _ordered(file)


def _ordered(file: MemoFile) -> MemoFile:
    places = {name: number for number, name in enumerate(quoted(file.dossier))}
    last = len(places)
    by_place = sorted(file.sources, key=lambda source: (places.get(source.id, last), source.id))
    by_proposition = sorted(file.resolutions, key=lambda outcome: outcome.proposition)
    update = {
        "sources": tuple(by_place),
        "resolutions": tuple(by_proposition),
        "tags": tuple(sorted(file.tags)),
    }
    return file.model_copy(update=update)


def _faults(file: MemoFile) -> Iterator[str]:
    yield from _id_faults(file)
    yield from _time_faults(file)
    yield from _source_faults(file)
    yield from _quote_faults(file)
    yield from _beside_faults(file)


def _id_faults(file: MemoFile) -> Iterator[str]:
    named = [
        ("memo.id", file.memo.id),
        ("run.id", file.run.id),
        ("memo.updates", file.memo.updates or "none"),
    ]
    for where, name in named:
        if not ID.fullmatch(name):
            yield f"{where}: it is not 4 to 64 letters, digits, hyphens and underscores."
    if file.memo.run != file.run.id:
        yield "memo.run: it is not the id of the run."
    if file.run.state in ("running", "interrupted"):
        yield f"run.state: a run that has published its memo is not {file.run.state}."
    yield from _twice("personas", (persona.key for persona in file.personas))
    for where, those in _lists_of(file):
        yield from _twice(where, (one.id for one in those))


def _lists_of(file: MemoFile) -> Iterator[tuple[str, Sequence[Named]]]:
    """What is named by id within a memo."""
    yield "brief.questions", file.brief.questions
    yield "brief.propositions", file.brief.propositions
    yield "ledger.claims", file.ledger.claims
    yield "ledger.critiques", file.ledger.critiques
    yield "ledger.replies", file.ledger.replies


def _time_faults(file: MemoFile) -> Iterator[str]:
    times: list[tuple[str, datetime | None]] = [
        ("run.started_at", file.run.started_at),
        ("run.ended_at", file.run.ended_at),
    ]
    times += [(f"sources.{n}.fetched_at", source.fetched_at) for n, source in enumerate(file.sources)]
    for where, moment in times:
        if moment is not None and moment.tzinfo is None:
            yield f"{where}: the time does not say its zone; write it in UTC, as 2026-03-01T09:30:00Z."


def _source_faults(file: MemoFile) -> Iterator[str]:
    used = set(quoted(file.dossier))
    seen: set[str] = set()
    for number, source in enumerate(file.sources):
        where = f"sources.{number}"
        if not _bears_its_hash(source):
            yield f"{where}: its id and sha256 are not those of its text."
        elif source.id in seen:
            yield f"{where}: source {source.id} is there twice."
        elif source.id not in used:
            yield f"{where}: nothing in the memo quotes source {source.id}."
        seen.add(source.id)
    if absent := sorted(used - seen):
        yield f"sources: source {absent[0]}, which the memo quotes, is not among them."


def _bears_its_hash(source: Source) -> bool:
    digest = hashlib.sha256(source.text.encode()).hexdigest()
    return source.sha256 == digest and source.id == digest[:16]


def _quote_faults(file: MemoFile) -> Iterator[str]:
    texts = {source.id: source.text for source in file.sources}
    for owner in dossiers.owners(file.dossier):
        for number, quote in enumerate(owner.citations):
            verbatim = (
                0 <= quote.start < quote.end
                and texts[quote.source_id][quote.start : quote.end] == quote.quote
            )
            if not verbatim:
                side = f" {owner.side}" if owner.side else ""
                yield (
                    f"{owner.kind} {owner.id}{side}: citation {number + 1} is not verbatim at {quote.start}-{quote.end} "
                    f"of source {quote.source_id}: {_shown(quote.quote)!r}."
                )


def _beside_faults(file: MemoFile) -> Iterator[str]:
    for number, name in enumerate(file.tags):
        if tags.normal(name) != name:
            yield f"tags.{number}: {name!r} is kept as {tags.normal(name)!r}; write it so."
    yield from _twice("tags", file.tags)
    yield from _twice("resolutions", (outcome.proposition for outcome in file.resolutions))
    known = {proposition.id for proposition in file.brief.propositions}
    for number, outcome in enumerate(file.resolutions):
        if outcome.proposition not in known:
            yield f"resolutions.{number}: the brief has no proposition {outcome.proposition!r}."


def _twice(where: str, names: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for number, name in enumerate(names):
        if name in seen:
            yield f"{where}.{number}: {name!r} is there twice."
        seen.add(name)


def _shown(words: str) -> str:
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"
