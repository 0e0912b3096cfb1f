"""`triptych memos resolve`: what came of a memo's propositions."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import click

from triptych import console
from triptych.agents.sources.clean import one_line
from triptych.commands.shared.app import App, archive_option, pass_app
from triptych.commands.shared.asking import DayType
from triptych.commands.shared.listing import Column, Form, Row, formats, put_list

if TYPE_CHECKING:
    from triptych.store.resolutions import Changed, Resolvable

FIELDS = ("memo_id", "proposition_id", "proposition", "horizon", "outcome", "resolved_on", "forecasts")
COLUMNS = (
    Column("ID", lambda row: row["proposition_id"]),
    Column("HORIZON", lambda row: row["horizon"]),
    Column("OUTCOME", lambda row: _word(row["outcome"])),
    Column("PANEL", lambda row: ", ".join(_moved(one) for one in row["forecasts"] if one["is_median"])),
    Column("PROPOSITION", lambda row: row["proposition"], gives=True),
)


@click.command
@click.argument("memo", default="latest")
@click.argument("proposition", required=False)
@click.argument(
    "outcome", type=click.Choice(["yes", "no"], case_sensitive=False), required=False, metavar="[yes|no]"
)
@click.option(
    "--on", type=DayType(), metavar="YYYY-MM-DD", help="When the outcome was known. Default: today."
)
@click.option("--withdraw", is_flag=True, help="Take back the outcome that is on record.")
@formats
@archive_option
@pass_app
def resolve(
    app: App,
    memo: str,
    proposition: str | None,
    outcome: str | None,
    on: date | None,
    withdraw: bool,
    form: Form | None,
) -> None:
    """Put on record whether a proposition came true. Without PROPOSITION: list those of MEMO.

    The outcome stands beside the memo, which stays as it is; a second one replaces the first. `triptych personas score`
    then says how near each persona was. The list shows the panel's median, before the debate and after; --json has
    what each persona said, too.

    \b
    Example:
      triptych memos resolve latest
      triptych memos resolve latest P1 yes
      triptych memos resolve 01KB7X P2 no --on 2027-03-31
      triptych memos resolve 01KB7X P2 --withdraw
    """
    from triptych.store import memos, resolutions

    _refuse_mixture(proposition, outcome, on, withdraw)
    memo_id = memos.resolve(app.archive, memo)
    if proposition is None:
        _put_all(app, memo_id, resolutions.propositions(app.archive, memo_id), form)
    elif withdraw:
        _tell(resolutions.withdraw(app.archive, memo_id, proposition), form)
    else:
        came_true, today = outcome == "yes", _today()
        _tell(resolutions.record(app.archive, memo_id, proposition, came_true, on or today, today), form)


def _refuse_mixture(proposition: str | None, outcome: str | None, on: date | None, withdraw: bool) -> None:
    if withdraw and (proposition is None or outcome or on):
        raise click.UsageError("--withdraw takes MEMO and PROPOSITION, and neither an outcome nor --on.")
    if on and not outcome:
        raise click.UsageError("--on is the day of an outcome: give PROPOSITION and yes or no, too.")
    if proposition and not outcome and not withdraw:
        raise click.UsageError(f"Say what came of {proposition}: yes or no, or --withdraw.")


def _today() -> date:
    """The day here or in UTC, as a memo's day is: whichever is later, so that neither counts as the future."""
    moment = datetime.now(UTC)
    return max(moment.date(), moment.astimezone().date())


def _put_all(app: App, memo_id: str, found: list["Resolvable"], form: Form | None) -> None:
    put_list([_row(one, form) for one in found], FIELDS, COLUMNS, form)
    unresolved = [one.proposition_id for one in found if one.outcome is None]
    if not found:
        console.note(f"Memo {memo_id} has no propositions.")
    elif form is None and unresolved:
        example = app.line(f"memos resolve {memo_id} {unresolved[0]} yes")
        console.note(f"Say what came of one, yes or no: {example}")


def _tell(changed: "Changed", form: Form | None) -> None:
    before, now = changed.before, changed.now
    if before.outcome is not None:
        console.note(f"It was on record as {_word(before.outcome)}, known {before.resolved_on}.")
    if now.resolved_on and now.resolved_on < now.horizon:
        console.note(f"That was before its horizon, {now.horizon}: should it turn, resolve it again.")
    if form is not None:
        put_list([_row(now, form)], FIELDS, COLUMNS, form)
    elif now.outcome is None:
        console.data(f"withdrawn: {_named(now)}")
    else:
        console.data(f"resolved: {_word(now.outcome)}, known {now.resolved_on}: {_named(now)}")


def _named(one: "Resolvable") -> str:
    return f"{one.memo_id} {one.proposition_id} {one_line(one.proposition)}"


def _row(one: "Resolvable", form: Form | None) -> Row:
    """The proposition, JSON-ready; what its forecasts repeat of it is left out, and a CSV has them as text."""
    repeated = {"forecasts": {"__all__": {"memo_id", "proposition_id", "outcome"}}}
    row = one.model_dump(mode="json", exclude=repeated)
    said = [f"{forecast['forecaster']} {_moved(forecast)}" for forecast in row["forecasts"]]
    return row | {"forecasts": said} if form == "csv" else row


def _moved(forecast: dict[str, Any]) -> str:
    """The probability in the end, after that of before the debate where it moved."""
    blind, final = _percent(forecast["blind"]), _percent(forecast["final"])
    return final if blind == final else f"{blind} → {final}"


def _percent(probability: float | None) -> str:
    return "-" if probability is None else f"{probability:g}%"


def _word(outcome: bool | None) -> str:
    return "open" if outcome is None else ("yes" if outcome else "no")
