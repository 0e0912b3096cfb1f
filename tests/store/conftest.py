"""What the tests of the store share: an archive in a temporary folder, and a factory of memos."""

import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from triptych.store.archive import Archive

_FACTORY = Path(__file__).with_name("dossier_factory.py")


@pytest.fixture(autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIPTYCH_HOME", str(tmp_path_factory.mktemp("home")))


@pytest.fixture
def archive(empty_archive: Path, tmp_path: Path) -> Archive:
    """An archive where nothing is yet."""
    return Archive(Path(shutil.copy(empty_archive, tmp_path)), wait=5.0)


@pytest.fixture
def unmade(tmp_path: Path) -> Archive:
    """An archive whose file is made by its first session."""
    return Archive(tmp_path / "unmade.duckdb", wait=5.0)


@pytest.fixture(scope="session")
def make(loaded: Callable[[str, Path], ModuleType]) -> ModuleType:
    """The module `dossier_factory`: `make.dossier()`, `make.run()`, `make.source(text)`, `make.quote(…)`."""
    return loaded("dossier_factory", _FACTORY)
