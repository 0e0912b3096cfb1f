"""Claim ids: one prefix a persona, with which no id can be taken for another's."""

from itertools import combinations

import pytest

from triptych.graphs.state import prefixes


@pytest.mark.parametrize(
    ("panel", "expected"),
    [
        (("engineer", "investor", "strategist"), ["E", "I", "S"]),
        (("strategist", "sceptic"), ["S", "SC"]),
        (("sceptic", "strategist"), ["S", "ST"]),
        (("vc-first-principles",), ["V"]),
        (("critic", "partner", "regulator"), ["CR", "PA", "RE"]),
        (("e2e", "engineer"), ["E", "EN"]),
        (("engineer", "e2e"), ["E", "EE"]),
    ],
)
def test_the_shortest_prefix_that_is_free(panel: tuple[str, ...], expected: list[str]) -> None:
    assert list(prefixes(panel).values()) == expected


@pytest.mark.parametrize(
    "panel", [("ab", "a-b", "ab-", "a--b", "ab--"), ("c1", "c2", "c3"), ("p-1", "r-1", "x1", "x2")]
)
def test_no_two_personas_can_come_to_one_id(panel: tuple[str, ...]) -> None:
    found = prefixes(panel)
    ids = {key: {f"{prefix}{n}" for n in range(1, 200)} for key, prefix in found.items()}
    assert list(found) == list(panel)
    assert all(not (ids[a] & ids[b]) for a, b in combinations(panel, 2))
    assert not set(found.values()) & {"C", "P", "R"}
