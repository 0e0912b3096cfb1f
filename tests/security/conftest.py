"""A home of one's own, and an archive in it."""

import shutil
from pathlib import Path

import pytest

from triptych.store.archive import Archive


@pytest.fixture(autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIPTYCH_HOME", str(tmp_path_factory.mktemp("home")))


@pytest.fixture
def archive(empty_archive: Path, tmp_path: Path) -> Archive:
    return Archive(Path(shutil.copy(empty_archive, tmp_path)))
