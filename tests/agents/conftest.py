"""What the tests of the agents share: a factory of passages, claims and briefs."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

_FACTORY = Path(__file__).with_name("factory.py")


@pytest.fixture(scope="session")
def make(loaded: Callable[[str, Path], ModuleType]) -> ModuleType:
    """The module `factory`: `make.passage(text)`, `make.claim(text, "I1")`, `make.brief(…)`, `make.Shelf(…)`."""
    return loaded("agents_factory", _FACTORY)
