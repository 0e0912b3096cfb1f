"""What earlier processes did of a list: which ideas have their memo, and which runs can go on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from triptych.agents.budget import NOTHING, Amount
from triptych.graphs.keeping.file import KeptFile
from triptych.graphs.keeping.folder import RunFolder, folder_of
from triptych.graphs.keeping.forks import going_on
from triptych.graphs.keeping.kept import Kept
from triptych.graphs.many.ideas import Idea
from triptych.graphs.many.result import Result
from triptych.graphs.many.tally import Tally
from triptych.graphs.request import Request
from triptych.store import memos, runs
from triptych.store.archive import Archive
from triptych.store.records import Run
from triptych.store.runs import RunRow


@dataclass(frozen=True, slots=True)
class Begun:
    """A run that can go on, and what it has used."""

    row: RunRow
    folder: RunFolder
    used: Amount
    seconds: float

    def record(self, request: Request, archive: Archive) -> Run:
        """The record with which it goes on: a run whose memo was written in part does so as a new one.

        Raises ArchiveError.
        """
        return going_on(self.row, self.folder, request, archive)


@dataclass(frozen=True, slots=True)
class Earlier:
    """What is known of each idea."""

    results: Mapping[str, Result]
    begun: Mapping[str, Begun]

    @classmethod
    def of(cls, archive: Archive, tally: Tally) -> "Earlier":
        """As archive and tally have it. Raises ArchiveError where one of them, or a run's folder, cannot be read."""
        rows = {row.id: row for row in runs.listing(archive)} if tally.results else {}
        known = {text: (one, _newest(one.run, rows, archive)) for text, one in tally.results.items()}
        results = {text: _on_record(one, row, archive) for text, (one, row) in known.items()}
        begun = {text: open_ for text, (_, row) in known.items() if row and (open_ := _begun(row, archive))}
        return cls(results, begun)

    def result(self, idea: Idea) -> Result:
        """What became of an idea so far."""
        found = self.results.get(idea.text)
        return replace(found, line=idea.line) if found else Result(idea.line, idea.text)

    def used(self) -> Amount:
        """What all runs of the list have used."""
        total = NOTHING
        for text, result in self.results.items():
            total = total.plus(
                self.begun[text].used.plus(result.earlier) if text in self.begun else result.used
            )
        return total


def _newest(run: str, rows: Mapping[str, RunRow], archive: Archive) -> RunRow | None:
    """The run as which a run went on last; itself where it did not, None where it is not on record."""
    row, seen = rows.get(run), set[str]()
    while row and row.id not in seen:
        seen.add(row.id)
        row = rows.get(folder_of(archive.path, row.id).went_on_as) or row
    return row


def _on_record(result: Result, row: RunRow | None, archive: Archive) -> Result:
    """The result as the archive has it: its process may have ended before it said so, and a memo may be deleted."""
    if row is None:
        return _without_memo(result)
    result = replace(result.at_least(row.calls, row.tokens, row.cost_usd), run=row.id)
    if row.state != "done" or row.memo is None:
        return _without_memo(result)
    if result.outcome == "done":
        return result
    claims = len(memos.load(archive, row.memo).ledger.claims)
    return replace(result.to_do(), outcome="done", memo=row.memo, claims=claims)


def _without_memo(result: Result) -> Result:
    return replace(result, outcome="not_begun", memo=None) if result.outcome == "done" else result


def _begun(row: RunRow, archive: Archive) -> Begun | None:
    """What can be gone on with. Where nothing bore on the idea it is looked for anew: the library may have grown."""
    folder = folder_of(archive.path, row.id)
    if row.state in ("done", "no_evidence") or not folder.path.is_dir():
        return None
    before = Kept(KeptFile(folder.answers, row.id)).before
    tokens = sum(call.tokens_in + call.tokens_out for call in before.calls)
    cost = sum(call.cost_usd or 0.0 for call in before.calls)
    return Begun(row, folder, Amount(cost, tokens, len(before.searches)), before.seconds)
