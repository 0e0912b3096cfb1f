"""Stems are the same in whatever thread they are taken: the stemmer below them is not made for several."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from triptych.agents.sources import terms

WORDS = [f"{start}{end}" for start in ("compet", "nation", "oper", "relat", "organ") for end in
         ("ition", "itions", "itive", "ational", "ationally", "ators", "ization", "izations", "ings", "edly")]  # fmt: skip


@pytest.fixture
def hurried() -> Iterator[None]:
    """Threads take turns as often as can be."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)
    terms.stem.cache_clear()


@pytest.mark.usefixtures("hurried")
def test_several_threads_at_once_get_the_stems_that_one_gets() -> None:
    terms.stem.cache_clear()
    alone = [terms.stem.__wrapped__(word) for word in WORDS]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: [terms.stem.__wrapped__(word) for word in WORDS], range(60)))
    assert all(one == alone for one in found)
