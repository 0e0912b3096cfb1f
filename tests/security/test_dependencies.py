"""What is pinned is known: each package reviewed, under a licence that we may use, and in no version that is known to be bad.

Nothing here asks anybody: the lists stand beside this file.
"""

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.specifiers import SpecifierSet

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
REVIEWED = tomllib.loads((HERE / "packages.toml").read_text(encoding="utf-8"))
ADVISORIES = tomllib.loads((HERE / "advisories.toml").read_text(encoding="utf-8"))
PACKAGES: dict[str, list[str]] = REVIEWED["packages"]
ALLOWED = frozenset(REVIEWED["allowed"] + REVIEWED["unchanged"])
SAID = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "MIT License, Apache License, Version 2.0": "MIT OR Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "BSD-3-Clause, Apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",
}
"""How older metadata words a licence."""


def plain(name: str) -> str:
    """The name of a package as an index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(text: str) -> dict[str, str]:
    """Version by name; a line that pins nothing is an error."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    found = [re.fullmatch(r"([A-Za-z0-9._-]+)==([A-Za-z0-9.+!-]+)", line) for line in lines]
    assert all(found), [line for line, one in zip(lines, found, strict=True) if not one]
    return {plain(one[1]): one[2] for one in found if one}


PINS = pinned((ROOT / "constraints.txt").read_text(encoding="utf-8"))


def unreviewed(pins: dict[str, str]) -> list[str]:
    """What is pinned and not in the list."""
    return sorted(pins.keys() - PACKAGES.keys())


def bad(pins: dict[str, str], advisories: list[dict[str, Any]]) -> list[str]:
    """The advisories that a pin falls under."""
    return [
        f"{one['package']} {pins[one['package']]}: {one['id']}"
        for one in advisories
        if one["package"] in pins and pins[one["package"]] in SpecifierSet(one["affected"], prereleases=True)
    ]


def permitted(expression: str) -> bool:
    """Whether an SPDX expression leaves a choice in which every licence is allowed."""
    while "(" in expression:
        expression = re.sub(
            r"\(([^()]*)\)", lambda inner: "MIT" if permitted(inner[1]) else "none", expression
        )
    return any(ALLOWED.issuperset(choice.split(" AND ")) for choice in expression.split(" OR "))


def installed(name: str) -> str | None:
    """The licence that an installed package names, as an SPDX expression; None where it is not installed."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return None
    if "License-Expression" in told:
        return str(told["License-Expression"])
    classified = [
        one.rsplit(" :: ", 1)[-1] for one in told.get_all("Classifier") or () if "License ::" in one
    ]
    worded = told["License"].split("\n")[0] if "License" in told else ""
    said = [one for one in classified if one != "OSI Approved"] or [worded]
    return " OR ".join(SAID.get(one, one) for one in said)


def test_every_pinned_package_has_been_reviewed() -> None:
    assert unreviewed(PINS) == []


def test_no_review_is_left_of_a_package_that_is_gone() -> None:
    assert sorted(PACKAGES.keys() - PINS.keys()) == []


def test_every_review_says_why_the_package_is_there() -> None:
    assert [name for name, (_, why) in PACKAGES.items() if len(why) < 3] == []


@pytest.mark.parametrize("name", PACKAGES)
def test_the_licence_is_the_one_reviewed_and_may_be_used(name: str) -> None:
    licence = PACKAGES[name][0]
    assert permitted(licence), licence
    assert installed(name) in (None, licence)


def test_no_pinned_version_is_known_to_be_bad() -> None:
    assert bad(PINS, ADVISORIES["advisory"]) == []


def test_every_advisory_is_about_a_package_of_ours_and_can_be_looked_up() -> None:
    for one in ADVISORIES["advisory"]:
        assert one["package"] in PINS, one
        assert re.fullmatch(r"CVE-\d{4}-\d{4,}|GHSA(-[0-9a-z]{4}){3}", one["id"]), one
        assert one["what"]
    assert ADVISORIES["as_of"].year >= 2025


def test_a_pin_that_goes_back_to_a_bad_version_is_caught() -> None:
    assert bad({"duckdb": "1.0.0"}, ADVISORIES["advisory"]) == ["duckdb 1.0.0: CVE-2024-41672"]


def test_a_package_that_nobody_reviewed_is_caught() -> None:
    assert unreviewed(pinned("duckdb==2.0.0\nleft_Pad==1.0")) == ["left-pad"]


@pytest.mark.parametrize(
    ("expression", "may"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later", True),
        ("MIT AND GPL-3.0-only", False),
        ("MPL-2.0 AND (Apache-2.0 OR MIT)", True),
        ("MIT AND (GPL-3.0-only OR AGPL-3.0-only)", False),
        ("", False),
    ],
)
def test_a_licence_that_is_not_allowed_is_caught(expression: str, may: bool) -> None:
    assert permitted(expression) is may


def _required() -> Iterator[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    yield from project["project"]["dependencies"]
    for extra in project["project"]["optional-dependencies"].values():
        yield from extra
    yield from project["dependency-groups"]["dev"]


def test_everything_that_the_project_names_is_pinned() -> None:
    names = {plain(re.split(r"[<>=!~\[; ]", one)[0]) for one in _required()}
    assert sorted(names - PINS.keys()) == []
