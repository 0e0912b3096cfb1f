"""What the tests of the agents share: a factory of passages, claims and briefs."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

_FACTORY = Path(__file__).with_name("factory.py")


@pytest.fixture(scope="session")
def make() -> ModuleType:
    """The module `factory`: `make.passage(text)`, `make.claim(text, "I1")`, `make.brief(…)`, `make.Shelf(…)`."""
    spec = importlib.util.spec_from_file_location("agents_factory", _FACTORY)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
