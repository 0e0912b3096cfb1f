"""What a run was answered is there for its next part, whatever was known by then, and whatever failed meanwhile."""

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest

from triptych.agents.budget import Allowance
from triptych.agents.doubles.scripted import ScriptedModel
from triptych.agents.models.base import Completion, Usage
from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.speaker import Prompt, Speaker
from triptych.errors import ArchiveError
from triptych.graphs.keeping.file import KeptFile, Row
from triptych.graphs.keeping.kept import Kept
from triptych.graphs.keeping.part import within
from triptych.graphs.keeping.replayed import Replayed
from triptych.graphs.keeping.rows import Took

HERE = Endpoint("m", "http://127.0.0.1:1/v1")
THOUGHT = Completion("", Usage(9, 100, 0, 100), "length")


class Part:
    """What one process does of a run, against a model that says these things in turn."""

    def __init__(self, kept: Kept, *script: Completion | str) -> None:
        self.model = ScriptedModel(list(script))
        self._speaker = Speaker(
            lambda *_: HERE, lambda _: self.model, Allowance(None), lambda _: None, kept=kept
        )

    async def ask(self, branch: str) -> str:
        with within(branch):
            return await self._speaker.write(Prompt("prose", "research", branch, "Be exact.", branch, 100))

    @property
    def paid(self) -> list[int]:
        """The tokens that each request asked for."""
        return [asked.max_tokens for asked in self.model.asked]


async def test_what_could_not_be_written_waits_also_where_its_writer_was_cancelled(
    file: KeptFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    append, begun, go_on = KeptFile.append, threading.Event(), threading.Event()

    def full(kept: KeptFile, rows: Sequence[Row]) -> None:
        begun.set()
        go_on.wait(10)
        raise ArchiveError("The disk is full.")

    monkeypatch.setattr(KeptFile, "append", full)
    kept = Kept(file)
    kept.took("paid", 1.0)
    writing = asyncio.create_task(kept.write())
    await asyncio.to_thread(begun.wait, 10)
    writing.cancel()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await writing
    monkeypatch.setattr(KeptFile, "append", append)
    await kept.write()
    assert "took" in [row.kind for row in file.rows()]


@pytest.fixture
def file(tmp_path: Path) -> KeptFile:
    return KeptFile(tmp_path / "answers.sqlite", "RUN")


async def test_what_was_asked_with_more_tokens_is_found_by_who_does_not_know_yet_that_they_are_needed(
    file: KeptFile,
) -> None:
    first = Part(Kept(file), THOUGHT, "One.", "Two.")
    assert [await first.ask(branch) for branch in "ab"] == ["One.", "Two."]
    assert first.paid == [100, 400, 400]
    second = Part(Kept(file))
    assert [await second.ask(branch) for branch in "ba"] == ["Two.", "One."]
    assert second.paid == []


async def test_what_was_asked_with_fewer_is_found_by_who_would_ask_for_more(file: KeptFile) -> None:
    first, beside = Part(Kept(file), THOUGHT, "One."), Part(Kept(file), "Two.")
    assert [await first.ask("a"), await beside.ask("b")] == ["One.", "Two."]
    second = Part(Kept(file))
    assert [await second.ask(branch) for branch in "ab"] == ["One.", "Two."]
    assert second.paid == []
    replayed = Part(Replayed(file, "RUN", open_ended=False))
    assert [await replayed.ask(branch) for branch in "ab"] == ["One.", "Two."]


async def test_who_was_cut_off_between_a_thought_and_its_answer_asks_for_the_answer_alone(
    file: KeptFile,
) -> None:
    with pytest.raises(ArchiveError):
        await Part(Kept(_Full(file, after=1)), THOUGHT, "One.").ask("a")
    second = Part(Kept(file), "One.")
    assert await second.ask("a") == "One."
    assert second.paid == [400]


class _Full(KeptFile):
    """A file to which nothing can be written, after so many times that something could."""

    def __init__(self, file: KeptFile, after: int) -> None:
        super().__init__(file._path, "RUN")
        self.after, self.full = after, True

    def append(self, rows: Sequence[Row]) -> None:
        self.after -= 1
        if self.after < 0 and self.full:
            raise ArchiveError("The disk is full.")
        super().append(rows)


async def test_what_could_not_be_written_is_written_by_the_next_whatever_part_it_is_of(
    file: KeptFile,
) -> None:
    full = _Full(file, after=0)
    kept = Kept(full)
    kept.note(Took("a", 1.0))
    with pytest.raises(ArchiveError):
        await kept.write()
    full.full = False
    kept.note(Took("b", 1.0))
    await kept.write()
    assert [row.kind for row in file.rows()].count("took") == 2


async def test_the_time_for_which_a_run_was_held_is_none_of_its_work(file: KeptFile) -> None:
    now = [0.0]
    kept = Kept(file, lambda: now[0])
    now[0] = 3.0
    kept.note(Took("a", 1.0))
    await kept.write()
    assert Kept(file).before.seconds == 3.0


async def test_what_a_memo_in_part_rests_on_is_written_and_what_was_refused_meanwhile_is_not(
    file: KeptFile, panel: ModuleType
) -> None:
    """Else its quotes would stand in no source when it is made again."""
    kept = Kept(file)
    kept.refused("research", "the user stopped the run", begun=True)
    kept.keep_sources([panel._source("a.org", "Chips get cheaper.")])
    await kept.write_sources()
    assert [row.kind for row in file.rows()] == ["source"]


async def test_an_answer_that_nobody_has_told_of_yet_counts_as_a_call_that_was_made(file: KeptFile) -> None:
    await Part(Kept(file), "One.").ask("a")
    before = Kept(file).before
    assert (before.calls, before.answered) == ([], 1)
