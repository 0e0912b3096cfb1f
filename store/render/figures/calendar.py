"""Days on a line: where each stands, and which are named."""

from collections.abc import Iterator
from datetime import date

_DAYS_A_YEAR = 365.25


class Calendar:
    """A scale from the first to the last day, with a little room at both ends."""

    def __init__(self, first: date, last: date, left: float, right: float) -> None:
        self._first, self._last = first, last
        self._days = max((last - first).days, 30)
        self._left, self._wide = left, right - left

    def at(self, day: date) -> float:
        """Where a day stands."""
        return self._left + self._wide * (0.03 + 0.94 * (day - self._first).days / self._days)

    def ticks(self) -> Iterator[tuple[date, str]]:
        """The days that are named, at most some fifteen of them: years, or quarters where there are few."""
        years = self._days / _DAYS_A_YEAR
        if years < 2.5:
            yield from ((day, f"{day:%b %Y}") for day in self._quarters(1 if years < 0.7 else 3))
            return
        step = next((n for n in (1, 2, 5, 10, 20, 50, 100) if years / n <= 12), 500)
        for year in range(self._first.year + 1, self._last.year + 1):
            if year % step == 0:
                yield date(year, 1, 1), str(year)

    def _quarters(self, months: int) -> Iterator[date]:
        for month in range(self._first.year * 12, self._last.year * 12 + 12, months):
            day = date(month // 12, month % 12 + 1, 1)
            if self._first <= day <= self._last:
                yield day
