"""`triptych personas score`: how near each forecaster came to what happened."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from triptych import console
from triptych.commands.shared.app import App, archive_option, pass_app
from triptych.commands.shared.listing import Column, Form, Row, formats, put_list
from triptych.errors import InputError

if TYPE_CHECKING:
    from triptych.store.scoring import Score

SUMMARY = (
    "forecaster", "is_median", "n", "brier_final", "n_blind", "brier_blind", "n_both", "gained", "calibration_error",
)  # fmt: skip
COLUMNS = (
    Column("FORECASTER", lambda row: _name(row), gives=True),
    Column("N", lambda row: row["n"], right=True),
    Column("BRIER", lambda row: _figure(row["brier_final"]), right=True),
    Column("BLIND", lambda row: _figure(row["brier_blind"]), right=True),
    Column("GAINED", lambda row: _figure(row["gained"], sign="+"), right=True),
    Column("CALIBRATION ERROR", lambda row: _figure(row["calibration_error"]), right=True),
)
BIN = ("forecaster", "is_median", "low", "high", "n", "forecast", "observed")
BIN_COLUMNS = (
    Column("FORECASTER", lambda row: _name(row), gives=True),
    Column("SAID", lambda row: f"{row['low']:.0%}-{row['high']:.0%}"),
    Column("N", lambda row: row["n"], right=True),
    Column("MEAN SAID", lambda row: f"{row['forecast']:.0%}", right=True),
    Column("CAME TRUE", lambda row: f"{row['observed']:.0%}", right=True),
)


@click.command
@click.option("--persona", "keys", multiple=True, metavar="KEY", help="This one only; may be given again.")
@click.option("--calibration", is_flag=True, help="Also what came true of what was said, in five bins.")
@formats
@archive_option
@pass_app
def score(app: App, keys: tuple[str, ...], calibration: bool, form: Form | None) -> None:
    """Score each persona, and the panel's median, by the propositions that are resolved.

    BRIER is the mean of (p - o)² over the N last probabilities, p in 0..1 and the outcome o as 0 or 1: 0 is best, 1 is
    worst, and always saying 50 % gets 0.25. BLIND is the same of the probabilities before the debate. GAINED is what
    the debate took off, over the forecasts that have both: positive is better. The calibration error is how far, on
    average, what was said lies from how often it came true, in bins of 20 points; with few forecasts it is mostly
    chance. --json gives all of it; --csv gives the summary, or the bins with --calibration.

    \b
    Example:
      triptych personas score
      triptych personas score --calibration --persona investor
    """
    from triptych.store.resolutions import resolved_forecasts
    from triptych.store.scoring import scores

    found = scores(resolved_forecasts(app.archive))
    _put([one.model_dump(mode="json") for one in _asked(found, keys)], calibration, form)
    if not found:
        resolve = app.line("memos resolve MEMO PROPOSITION yes|no")
        console.note(f"No proposition is resolved yet. Say what came of one: {resolve}")


def _asked(found: Sequence["Score"], keys: Sequence[str]) -> list["Score"]:
    """Those that are asked for, all if none is named. Raises InputError where one is not there."""
    there = [one.forecaster for one in found]
    for key in keys:
        if found and key not in there:
            raise InputError(
                f"{key!r} has said nothing of a resolved proposition.",
                f"There is a score for: {', '.join(dict.fromkeys(there))}",
            )
    return [one for one in found if not keys or one.forecaster in keys]


def _put(rows: list[Row], calibration: bool, form: Form | None) -> None:
    if form != "csv" or not calibration:
        put_list(rows, SUMMARY, COLUMNS, form)
    if calibration and form in (None, "csv"):
        if form is None and rows:
            console.raw("\n")
        put_list(_bins(rows, empty=form is not None), BIN, BIN_COLUMNS, form)


def _bins(rows: list[Row], empty: bool) -> list[Row]:
    """A row for each bin of each forecaster, the empty ones if asked for."""
    who = [({"forecaster": row["forecaster"], "is_median": row["is_median"]}, row["bins"]) for row in rows]
    return [owner | one for owner, bins in who for one in bins if one["n"] or empty]


def _name(row: Row) -> str:
    return "panel median" if row["is_median"] else str(row["forecaster"])


def _figure(value: float | None, sign: str = "") -> str:
    return "-" if value is None else f"{value:{sign}.3f}"
