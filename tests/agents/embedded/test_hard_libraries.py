"""Whole runs over libraries and ideas that nobody would wish for: a memo, or one clear refusal; never a traceback."""

import shutil
from pathlib import Path
from types import ModuleType

import pytest

from triptych.agents.sources import library as libraries
from triptych.agents.sources.passages import split
from triptych.graphs.events import RunEnded
from triptych.graphs.request import Request
from triptych.graphs.runner import run
from triptych.store import library as shelf
from triptych.store.archive import Archive
from triptych.store.verify import verify

GOOD = (
    "GPU inference is limited by memory bandwidth, because decoding reads every weight for each token. "
    "The H100 has 80 GB of memory and a bandwidth of 3.35 TB/s. GPU inference is becoming a commodity for most buyers."
)
HARD = {
    "empty": "",
    "one word": "GPU",
    "scraps": "GPU. Inference. Fast. Yes.",
    "one long sentence": "GPU inference " + "and memory bandwidth limits decoding of tokens " * 110 + ".",
    "figures": "12% 34 GB $5 7.5 TB/s 1,000 2030 9-17% 3.14 50ms\n" * 200,
    "german": "Die Inferenz großer Modelle auf der GPU wird durch die Bandbreite begrenzt. " * 9,
    "chinese": "大型语言模型推理受到内存带宽的限制。GPU 推理价格将在2030年下降40%。" * 20,
}


@pytest.fixture
def folder(empty_archive: Path, tmp_path: Path) -> Path:
    """A folder with an archive in which there is nothing yet."""
    shutil.copy(empty_archive, tmp_path / "archive.duckdb")
    return tmp_path


async def ended(
    make: ModuleType, folder: Path, monkeypatch: pytest.MonkeyPatch, text: str, idea: str
) -> RunEnded:
    """How a run on a library of this one text ends; whatever it stored is sound."""
    monkeypatch.setattr(libraries, "load_starter", lambda archive, folder: 0)
    monkeypatch.setenv("TRIPTYCH_HOME", str(folder))
    archive = Archive(folder / "archive.duckdb")
    if text:
        source = make.source(text)
        shelf.add(archive, [source], {source.id: split(text)}, "by hand")
    events = [e async for e in run(Request(idea, as_of=make.AS_OF), archive)]
    assert verify(archive).faults == ()
    last = events[-1]
    assert isinstance(last, RunEnded)
    return last


@pytest.mark.parametrize("name", HARD)
async def test_a_library_that_says_nothing_quotable_gives_no_memo(
    make: ModuleType, folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    last = await ended(make, folder, monkeypatch, HARD[name], "GPU inference")
    assert (last.state, last.memo) == ("no_evidence", None)
    assert last.message.startswith("No evidence")


@pytest.mark.parametrize(
    "idea",
    [
        "GPU inference",
        "Will GPU inference be a commodity, and does Cerebras keep its lead?",
        "GPU inference {topic} {0} “x” [/] 🚀",
    ],
)
async def test_a_library_of_one_document_gives_a_memo_of_what_it_says(
    make: ModuleType, folder: Path, monkeypatch: pytest.MonkeyPatch, idea: str
) -> None:
    assert (await ended(make, folder, monkeypatch, GOOD, idea)).state == "done"
