"""What the tests of the graph share: a small library, and a way to put another analyst in the embedded one's place."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from triptych.agents.analyst import ClaimDraft
from triptych.agents.embedded import analyst
from triptych.agents.sources import library
from triptych.store.archive import Archive
from triptych.store.records import Citation, Passage

_Embedded = analyst.EmbeddedAnalyst

_DOUBLES = Path(__file__).parents[1] / "doubles" / "panel.py"

Analysts = list[Any]
ThinkWith = Callable[..., Analysts]
Doing = Callable[..., Analysts]
Stating = Callable[..., Callable[..., list[ClaimDraft]]]


@pytest.fixture(autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIPTYCH_HOME", str(tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="session")
def panel(loaded: Callable[[str, Path], ModuleType]) -> ModuleType:
    """The module `tests/doubles/panel.py`: documents, a brief, requests, and analysts that watch, fail or invent."""
    return loaded("panel_doubles", _DOUBLES)


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory, panel: ModuleType) -> Path:
    """A folder with an archive, its library and its index, to be copied."""
    folder = tmp_path_factory.mktemp("stocked") / "home"
    folder.mkdir()
    made = Archive(folder / "archive.duckdb")
    panel.library_of(made)
    library.Library(made).ready()
    return folder


@pytest.fixture
def archive(tmp_path: Path, stocked: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    """An archive whose library holds the four documents on grid batteries, and nothing else."""
    monkeypatch.setattr(library, "load_starter", lambda archive, folder: 0)
    copied = Path(shutil.copytree(stocked, tmp_path / "home"))
    return Archive(copied / "archive.duckdb", wait=5.0)


@pytest.fixture
def think_with(monkeypatch: pytest.MonkeyPatch) -> ThinkWith:
    """`think_with(Double, …)`: runs think with `Double(corpus, …)`; the analysts made are in the list it returns."""

    def put(double: Callable[..., Any], *args: Any, **kwargs: Any) -> Analysts:
        made: Analysts = []

        def make(corpus: Any) -> Any:
            made.append(double(corpus, *args, **kwargs))
            return made[-1]

        monkeypatch.setattr(analyst, "EmbeddedAnalyst", make)
        return made

    return put


class _Doing(_Embedded):
    """The embedded analyst with some of its tasks done by the functions that a test gives."""

    def __init__(self, corpus: Any, **tasks: Callable[..., Any]) -> None:
        super().__init__(corpus)
        for name, task in tasks.items():
            setattr(self, name, _awaited(task))


def _awaited(task: Callable[..., Any]) -> Callable[..., Any]:
    async def done(*args: Any) -> Any:
        return task(*args)

    return done


@pytest.fixture
def doing(think_with: ThinkWith) -> Doing:
    """`doing(critique=…, entails=…)`: runs think with the embedded analyst, but for the tasks that are given."""

    def put(**tasks: Callable[..., Any]) -> Analysts:
        return think_with(_Doing, **tasks)

    return put


@pytest.fixture
def stating() -> Stating:
    """`stating({text: quote})`: research in which each persona states these texts, each on that sentence of a document."""

    def put(said: Mapping[str, str]) -> Callable[..., list[ClaimDraft]]:
        def research(
            persona: Any, question: Any, brief: Any, passages: Sequence[Passage]
        ) -> list[ClaimDraft]:
            found = [(text, quote, p) for text, quote in said.items() for p in passages if quote in p.text]
            return [_draft(text, quote, passage) for text, quote, passage in found]

        return research

    return put


def _draft(text: str, quote: str, passage: Passage) -> ClaimDraft:
    start = passage.start + passage.text.index(quote)
    cited = Citation(source_id=passage.source_id, quote=quote, start=start, end=start + len(quote))
    return ClaimDraft(text, "fact", "medium", (cited,), passage.publisher, 1.0)
