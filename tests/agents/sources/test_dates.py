from datetime import date, datetime

import pytest

from triptych.agents.sources.dates import parse_date


@pytest.mark.parametrize(
    "value",
    [
        "2024-07-25",
        "2024-07-25T17:45:22Z",
        "Thu, 25 Jul 2024 17:45:22 GMT",
        "D:20240725174522+02'00'",
        "25 July 2024",
        "July 25, 2024",
        date(2024, 7, 25),
        datetime(2024, 7, 25, 12),
    ],
)
def test_a_day_is_read_however_it_is_written(value: object) -> None:
    assert parse_date(value) == date(2024, 7, 25)


def test_a_month_or_a_year_is_its_first_day() -> None:
    assert parse_date("July 2024") == date(2024, 7, 1)
    assert parse_date(2024) == date(2024, 1, 1)


@pytest.mark.parametrize("value", ["", "yesterday", "now", "31 February 2024", None, [], "D:20249999"])
def test_what_names_no_day_gives_none_and_never_today(value: object) -> None:
    assert parse_date(value) is None
