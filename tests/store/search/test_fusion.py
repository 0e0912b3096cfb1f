"""Rankings are merged by reciprocal rank: what stands high in both comes first, and no score is compared."""

import pytest

from triptych.store.search.fusion import K, fused


def merged(*rankings: str, limit: int = 10) -> str:
    return "".join(one for one, _ in fused(rankings, lambda one: one, limit))


def test_what_both_rankings_have_comes_first() -> None:
    assert merged("abc", "xby") == "baxcy"


def test_its_worth_is_the_sum_over_the_rankings() -> None:
    ((one, worth), *_) = fused(["ab", "cb"], lambda one: one, 10)
    assert one == "b"
    assert worth == pytest.approx(2 / (K + 2))


def test_equal_worth_comes_in_the_order_of_the_rankings() -> None:
    assert merged("ab", "cd") == "acbd"


def test_one_ranking_stays_as_it_is_and_the_limit_limits() -> None:
    assert merged("cab", "") == "cab"
    assert merged("abc", "xyz", limit=2) == "ax"


def test_the_first_ranking_gives_what_is_the_same_by_its_key() -> None:
    assert [one for one, _ in fused([["a1"], ["a2"]], lambda one: one[0], 5)] == ["a1"]
