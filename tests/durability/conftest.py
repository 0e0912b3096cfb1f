"""What the tests of killed and spoilt runs share: an outside, a run that nobody disturbed, and one that was cut off."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from benchmarks.disturbed import Whole, killed, whole
from benchmarks.forked import Ended, triptych
from benchmarks.killed import Kill
from benchmarks.outside import World, world

ROOT = Path(__file__).parents[2]
KEY = "sk-test-CANARY-0123456789"

Copied = Callable[[], Path]
Triptych = Callable[..., Ended]


@pytest.fixture(scope="session")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A chat model and a web on loopback."""
    here = Path.cwd()
    os.chdir(ROOT)  # where the process that is forked finds its modules
    with world(tmp_path_factory.mktemp("outside") / "web") as made:
        yield made
    os.chdir(here)


@pytest.fixture(scope="session")
def undisturbed(outside: World, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """A small run of the chat model that nobody disturbed."""
    return whole(outside, tmp_path_factory.mktemp("undisturbed") / "whole", outside.small)


@pytest.fixture(scope="session")
def cut_off(outside: World, undisturbed: Whole, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the same run, killed in the midst of its debate, to be copied."""
    home = tmp_path_factory.mktemp("cut") / "home"
    assert killed(outside, home, undisturbed, Kill("node", 14)).killed
    return home


@pytest.fixture
def home(cut_off: Path, tmp_path: Path) -> Path:
    """A home with a run that was cut off."""
    return Path(shutil.copytree(cut_off, tmp_path / "home"))


@pytest.fixture
def call(outside: World) -> Triptych:
    """`call(home, "resume")`: the command line in a process of its own, with a key and the address of the model."""

    def done(home: Path, *args: str, **environment: str) -> Ended:
        return triptych(home, *args, environment=outside.environment(KEY) | environment)

    return done
