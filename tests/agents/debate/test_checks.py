"""The named checks of a claim's provenance: a boast of its own vendor, a figure too old, a figure with one voice."""

from datetime import date, timedelta
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triptych.agents.debate.checks import (
    BY_EVIDENCE,
    CHECKS,
    LONE,
    STALE,
    STALE_DAYS,
    UNQUOTED,
    VENDOR,
    boasts,
    fails,
    lone,
    stale,
)

AS_OF = date(2026, 11, 22)
PRICE = "The GPU rental price is $4 per hour."


def told(make: ModuleType, said: str, *publishers: str) -> Any:
    """One statement that each of these publishers makes."""
    return make.claim(said, citations=tuple(make.quote(said, p) for p in publishers))


@pytest.mark.parametrize(
    ("publisher", "said"),
    [
        ("AMD", "AMD claims that its GPU reaches 5.3 TB/s."),
        ("Groq", "Groq says that its LPU serves 300 tokens per second."),
        ("Amazon Web Services", "AWS says that its chip costs 50% less."),
    ],
)
def test_a_vendor_s_figure_for_what_it_sells_is_a_boast(make: ModuleType, publisher: str, said: str) -> None:
    assert boasts(told(make, said, publisher))
    assert not boasts(told(make, said, "Gartner"))
    assert not boasts(told(make, said, publisher, "b.org")), "somebody else bears it out"
    assert fails(VENDOR, told(make, said, publisher), make.brief())


@pytest.mark.parametrize(
    "said",
    [
        "NVIDIA reported that its revenue was $57 billion in fiscal 2026.",
        "NVIDIA said in its annual report that two buyers took 39% of its chips.",
        "NVIDIA says that its net income rose by 65%.",
        "NVIDIA says that its customers ordered $500 billion of systems.",
        "NVIDIA says that it bought a licence for $20 billion.",
    ],
)
def test_of_its_own_accounts_a_firm_is_the_best_witness(make: ModuleType, said: str) -> None:
    assert not boasts(told(make, said, "NVIDIA"))
    assert not fails(VENDOR, told(make, said, "NVIDIA"), make.brief())


def test_a_vendor_without_a_figure_boasts_of_nothing_that_can_be_checked(make: ModuleType) -> None:
    assert not boasts(told(make, "AMD claims that its GPU is the best of all.", "AMD"))


def at(make: ModuleType, said: str, *days: int | None) -> Any:
    """A statement with a source of each of these ages in days; None is undated."""
    when = [None if d is None else AS_OF - timedelta(d) for d in days]
    quotes = tuple(make.quote(said, f"{n}.org", day) for n, day in enumerate(when))
    return make.claim(said, citations=quotes)


def test_a_moving_figure_is_stale_from_eighteen_months_on(make: ModuleType) -> None:
    assert not stale(at(make, PRICE, STALE_DAYS), AS_OF)
    assert stale(at(make, PRICE, STALE_DAYS + 1), AS_OF)
    assert fails(STALE, at(make, PRICE, STALE_DAYS + 1), make.brief())


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(0, 4 * STALE_DAYS)), min_size=1, max_size=4))
def test_it_is_as_old_as_its_newest_source_in_whatever_order(
    make: ModuleType, days: list[int | None]
) -> None:
    dated = [d for d in days if d is not None]
    wanted = bool(dated) and min(dated) > STALE_DAYS
    assert stale(at(make, PRICE, *days), AS_OF) == stale(at(make, PRICE, *reversed(days)), AS_OF) == wanted


@pytest.mark.parametrize(
    ("said", "moves"),
    [
        (PRICE, True),
        ("Makers hold a gross margin of 12%.", True),
        ("A GPU currently draws 700 W.", True),
        ("Today a GPU draws 700 W.", True),
        ("The GPU has 80 GB of memory.", False),
        ("Prices of GPUs are falling.", False),
    ],
)
def test_only_a_figure_of_what_moves_grows_stale(make: ModuleType, said: str, moves: bool) -> None:
    assert stale(at(make, said, 3 * STALE_DAYS), AS_OF) == moves


def test_a_figure_of_one_voice_is_alone_however_many_print_it(make: ModuleType) -> None:
    twice = told(make, PRICE, "a.org", "b.org")
    assert not lone(twice)
    assert lone(twice.model_copy(update={"independent": 1}))
    assert lone(told(make, PRICE, "a.org"))
    assert not lone(told(make, "Prices of GPUs are falling.", "a.org"))
    assert fails(LONE, told(make, PRICE, "a.org"), make.brief())


def test_what_only_evidence_shows_fails_with_it_alone(make: ModuleType) -> None:
    claim = told(make, PRICE, "a.org")
    beside, against = make.quote("Bananas cost $9.", "b.org"), make.quote(PRICE.replace("$4", "$9"), "b.org")
    for check in BY_EVIDENCE - {"conflicting figures", "opposite direction"}:
        assert fails(check, claim, make.brief(), [beside])
        assert not fails(check, claim, make.brief())
    assert fails("conflicting figures", claim, make.brief(), [beside, against])
    assert not fails("conflicting figures", claim, make.brief(), [beside])


def test_a_claim_that_its_quotes_bear_fails_no_check_of_its_own(make: ModuleType) -> None:
    sound = told(make, PRICE, "a.org", "b.org").model_copy(update={"verdict": "supported", "independent": 2})
    assert not any(fails(check, sound, make.brief("GPU rental prices")) for check in CHECKS)
    assert fails(UNQUOTED, sound.model_copy(update={"verdict": "contradicted"}), make.brief())
    assert not fails("I do not like it", sound, make.brief())
