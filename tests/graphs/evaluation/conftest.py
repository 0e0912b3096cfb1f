"""What the tests of the evaluation share: one case of the set, and its collection."""

import pytest

from triptych.graphs.evaluation.cases import Case, cases
from triptych.graphs.evaluation.collection import Collection, collect


@pytest.fixture(scope="session")
def case() -> Case:
    """The first case of the set."""
    return cases()[0]


@pytest.fixture(scope="session")
def collection(case: Case, tmp_path_factory: pytest.TempPathFactory) -> Collection:
    """Its collection, for reading only."""
    return collect(case, tmp_path_factory.mktemp("collection"))
