"""Deleting memos with what their runs kept beside the archive."""

import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from triptych.graphs.keeping.deleting import delete
from triptych.graphs.keeping.folder import folder_of, folders
from triptych.store import memos
from triptych.store.archive import Archive
from triptych.store.interchange.exporting import exported
from triptych.store.interchange.importing import importer
from triptych.store.interchange.memo_file import text

_FACTORY = Path(__file__).parents[2] / "store" / "dossier_factory.py"


@pytest.fixture
def make(loaded: Callable[[str, Path], ModuleType]) -> ModuleType:
    return loaded("dossier_factory", _FACTORY)


@pytest.fixture
def empty(empty_archive: Path, tmp_path: Path) -> Archive:
    return Archive(Path(shutil.copy(empty_archive, tmp_path)))


@pytest.mark.parametrize("run", ["RUN-0001", "01_KB7X", "01KB7X"])
def test_a_memo_goes_with_all_that_its_run_kept_whatever_id_it_came_with(
    empty: Archive, make: ModuleType, run: str
) -> None:
    memos.publish(empty, make.dossier("MEMO-0001", run), make.run(run))
    data = text(exported(empty, "MEMO-0001")).encode()
    delete(empty, ["MEMO-0001"])
    with importer(empty) as taking:
        taking.take(data)
    folder_of(empty.path, run).make()
    assert [memo.run for memo in delete(empty, ["MEMO-0001"]).memos] == [run]
    assert memos.listing(empty) == []
    assert folders(empty.path) == []
