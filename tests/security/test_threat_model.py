"""The page on security names what is there: each place in the code, and each test that holds it."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and line.count("|") == 5]


def named_in(text: str) -> Iterator[tuple[str, str]]:
    """File and name of every test; `::test_x` is one of the file that was named last."""
    file = ""
    for named, test in re.findall(r"`([\w/.]*)::(test_\w+)`", text):
        file = named or file
        yield file, test


@cache
def known_in(file: str) -> frozenset[str]:
    source = (ROOT / file).read_text(encoding="utf-8")
    return frozenset(re.findall(r"^(?:async )?def (test_\w+)\(", source, re.MULTILINE))


def test_every_test_that_is_named_is_there() -> None:
    named = list(named_in(PAGE))
    assert len(named) > 50
    assert [f"{file}::{test}" for file, test in named if test not in known_in(file)] == []


def test_every_place_that_is_named_is_there() -> None:
    places = set(re.findall(r"`((?:agents|graphs|personas|store|tui|src|tests)/[\w/.]*)`", PAGE))
    assert len(places) > 40
    assert sorted(place for place in places if not (ROOT / place).exists()) == []


def test_every_attack_has_what_stops_it_and_a_test() -> None:
    attacks = [row for row in ROWS if not row.startswith(("| attack", "|---"))]
    assert len(attacks) > 25
    assert [row for row in attacks if "::test_" not in row.split("|")[4]] == []
    assert [row for row in attacks if not row.split("|")[2].strip()] == []
