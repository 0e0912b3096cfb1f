"""How near forecasts came to what happened: Brier score and calibration, by forecaster.

Everything here is a pure function of forecasts whose outcome is known, and does not depend on their order.
Probabilities and scores are in 0..1.

The score is that of G. W. Brier, "Verification of forecasts expressed in terms of probability", Monthly Weather Review
78 (1950), in the form for events that happen or not: the mean of (p - o)², half of what Brier's sum over both
categories gives. Forecasts are sorted into bins and each bin's mean is held against the frequency observed in it, as
in the reliability term of A. H. Murphy, "A new vector partition of the probability score", Journal of Applied
Meteorology 12 (1973); the calibration error takes the absolute difference where that term takes its square.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from statistics import fmean
from typing import NamedTuple

from triptych.store.records import Record

EDGES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
"""Wide bins, as there are few forecasts. One on an edge counts in the upper bin, certainty in the last."""


class Forecast(Record):
    """What one forecaster said of one proposition, in percent as it is stored, and what came of it."""

    memo_id: str
    proposition_id: str
    forecaster: str
    """A persona's key, or `panel`."""
    is_median: bool
    """True for the median of the panel, as a persona may be called `panel` too."""
    blind: float | None
    """Before the debate; None where there was none."""
    final: float | None
    """In the end; None where it abstains."""
    outcome: bool | None
    """None while it is not on record."""


class Judged(NamedTuple):
    """A probability in 0..1, and whether what it was given to came true."""

    probability: float
    outcome: bool


class Bin(Record):
    """The forecasts from `low` up to `high`: how many, their mean, and how often what they spoke of came true."""

    low: float
    high: float
    n: int
    forecast: float | None
    """None where the bin is empty, as is `observed`."""
    observed: float | None


class Score(Record):
    """How one forecaster did."""

    forecaster: str
    is_median: bool
    n: int
    """Propositions with a known outcome and a last probability."""
    brier_final: float | None
    """None where there are none, as are the other scores."""
    n_blind: int
    """Those with a probability of before the debate."""
    brier_blind: float | None
    n_both: int
    """Those with both, which alone show what the debate did."""
    gained: float | None
    """What the debate took off the Brier score, over those with both: positive is better."""
    calibration_error: float | None
    bins: tuple[Bin, ...]
    """Of the last probabilities; all five, lowest first."""


def scores(forecasts: Iterable[Forecast]) -> tuple[Score, ...]:
    """The score of each forecaster by key, the panel's median last; those without an outcome are left out."""
    known = sorted((one for one in forecasts if one.outcome is not None), key=_who)
    return tuple(_score(*who, list(own)) for who, own in groupby(known, key=_who))


def brier(judged: Sequence[Judged]) -> float | None:
    """The mean of (p - o)²: 0 is best, 0.25 is what always saying 50 % gets, 1 is worst; None for none."""
    return _mean([(one.probability - one.outcome) ** 2 for one in judged])


def bins(judged: Sequence[Judged]) -> tuple[Bin, ...]:
    """All bins, lowest first, with what fell into each."""
    sorted_in: list[list[Judged]] = [[] for _ in EDGES[1:]]
    for one in judged:
        sorted_in[bisect_right(EDGES[1:-1], one.probability)].append(one)
    return tuple(
        Bin(
            low=low,
            high=high,
            n=len(fell),
            forecast=_mean([one.probability for one in fell]),
            observed=_mean([float(one.outcome) for one in fell]),
        )
        for (low, high), fell in zip(pairwise(EDGES), sorted_in, strict=True)
    )


def calibration_error(binned: Sequence[Bin]) -> float | None:
    """The mean distance of forecast and observed frequency, each bin counted by its forecasts; None for none."""
    filled = [
        (abs(one.forecast - one.observed), one.n)
        for one in binned
        if one.forecast is not None and one.observed is not None
    ]
    return fmean((far for far, _ in filled), weights=(n for _, n in filled)) if filled else None


def _who(forecast: Forecast) -> tuple[bool, str]:
    return forecast.is_median, forecast.forecaster


def _score(is_median: bool, forecaster: str, own: Sequence[Forecast]) -> Score:
    both = [one for one in own if one.blind is not None and one.final is not None]
    final, blind = _final(own), _blind(own)
    binned = bins(final)
    return Score(
        forecaster=forecaster,
        is_median=is_median,
        n=len(final),
        brier_final=brier(final),
        n_blind=len(blind),
        brier_blind=brier(blind),
        n_both=len(both),
        gained=_difference(brier(_blind(both)), brier(_final(both))),
        calibration_error=calibration_error(binned),
        bins=binned,
    )


def _final(own: Iterable[Forecast]) -> list[Judged]:
    return [Judged(one.final / 100, bool(one.outcome)) for one in own if one.final is not None]


def _blind(own: Iterable[Forecast]) -> list[Judged]:
    return [Judged(one.blind / 100, bool(one.outcome)) for one in own if one.blind is not None]


def _difference(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else before - after


def _mean(values: Sequence[float]) -> float | None:
    """The mean; `fmean` sums exactly, so that order makes no difference."""
    return fmean(values) if values else None
