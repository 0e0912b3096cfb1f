"""The wheel: one package and nothing beside it, with all that it needs at run time inside."""

import subprocess
import sys
from collections import Counter
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

import pytest

import triptych

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    """The wheel of this very tree, built without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    (path,) = folder.iterdir()
    return ZipFile(path)


def _shipped(pattern: str) -> set[str]:
    """What the package must hold for each such file of the five folders."""
    folders = ("agents", "graphs", "personas", "store", "tui")
    return {f"triptych/{p.relative_to(ROOT).as_posix()}" for f in folders for p in (ROOT / f).rglob(pattern)}


def test_only_the_package_and_its_metadata_reach_site_packages(wheel: ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert tops == {"triptych", f"triptych-{triptych.__version__}.dist-info"}


def test_nothing_is_in_it_twice_or_by_accident(wheel: ZipFile) -> None:
    names = wheel.namelist()
    assert [name for name, count in Counter(names).items() if count > 1] == []
    assert [n for n in names if "__pycache__" in n or n.endswith((".pyc", ".duckdb", ".lock"))] == []
    assert [n for n in names if n.startswith(("triptych/tests", "triptych/src", "triptych/benchmarks"))] == []


@pytest.mark.parametrize("pattern", ["*.py", "*.sql", "*.toml", "*.md", "*.tcss", "*.html", "*.css", "*.js"])
def test_every_file_of_the_five_folders_is_in_it(wheel: ZipFile, pattern: str) -> None:
    wanted = _shipped(pattern)
    assert wanted
    assert wanted <= set(wheel.namelist())


def test_the_data_that_a_first_run_reads_is_in_it(wheel: ZipFile) -> None:
    names = set(wheel.namelist())
    assert "triptych/py.typed" in names
    assert "triptych/store/migrations/0001_tables.sql" in names
    assert "triptych/personas/engineer.toml" in names
    assert sum(n.startswith("triptych/agents/sources/starter/") and n.endswith(".md") for n in names) >= 30
    assert all(wheel.getinfo(n).file_size for n in names if n.endswith((".sql", ".toml", ".md")))


def test_it_brings_the_command_and_says_what_it_needs(wheel: ZipFile) -> None:
    info = f"triptych-{triptych.__version__}.dist-info"
    assert "triptych = triptych.cli:main" in wheel.read(f"{info}/entry_points.txt").decode()
    metadata = Parser().parsestr(wheel.read(f"{info}/METADATA").decode())
    needs = metadata.get_all("Requires-Dist") or []
    assert {"duckdb", "langgraph", "click"} <= {need.split(">")[0] for need in needs}
    assert metadata["Requires-Python"] == ">=3.11"
