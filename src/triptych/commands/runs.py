"""`triptych runs`: every attempt at a memo, who does it, what it kept, and how to be rid of that."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from triptych import console
from triptych.agents.sources.clean import one_line
from triptych.commands.shared.agreement import agreed
from triptych.commands.shared.app import App, archive_option, pass_app
from triptych.commands.shared.groups import LazyNoun
from triptych.commands.shared.listing import Column, Form, formats, put_list
from triptych.errors import ExitCode, InputError
from triptych.graphs.words import counted

if TYPE_CHECKING:
    from triptych.graphs.keeping.folder import RunFolder
    from triptych.graphs.keeping.standing import Standing

_HERE = "triptych.commands.runs"
_MEGABYTE = 1_000_000
COLUMNS = (
    Column("RUN", lambda row: row["id"], short=10),
    Column("STARTED", lambda row: row["started_at"][:16].replace("T", " ")),
    Column("STATE", lambda row: row["state"]),
    Column("MEMO", lambda row: "yes" if row["memo"] else ""),
    Column("CALLS", lambda row: row["calls"] or "", right=True),
    Column("COST", lambda row: f"${row['cost_usd']:.4f}" if row["cost_usd"] else "", right=True),
    Column("KEPT", lambda row: _size(row["kept_bytes"]), right=True),
    Column("IDEA", lambda row: row["idea"], gives=True),
)
_RARE = ("MEMO", "CALLS", "COST", "KEPT")
"""Columns that are left out where no run has anything in them."""
FIELDS = (
    *("id", "state", "started_at", "ended_at", "idea", "panel", "memo", "message"),
    *("calls", "tokens", "cost_usd", "kept_bytes", "resumable", "owner"),
)


@click.group(
    cls=LazyNoun,
    table={
        "list": (f"{_HERE}:list_runs", "List the newest runs, newest first."),
        "show": (f"{_HERE}:show_run", "Show one run: how it stands and how to go on."),
        "cancel": (f"{_HERE}:cancel", "Stop a run that another process does."),
        "prune": (f"{_HERE}:prune", "Drop what runs kept to go on and to be replayed."),
    },
)
def runs() -> None:
    """The runs, and what each kept to go on with. Without a command: list.

    \b
    Example:
      triptych runs
      triptych runs show 01KB7X
      triptych runs cancel 01KB7X
      triptych runs prune --days 30
    """


@click.command("list")
@click.option(
    "--limit", type=click.IntRange(1), default=20, metavar="N", help="At most so many. Default: 20."
)
@formats
@archive_option
@pass_app
def list_runs(app: App, limit: int, form: Form | None) -> None:
    """List the newest runs, newest first.

    `running` is done by some process now; `cut off` was, by one that ended before the run did; `stopped` was stopped by its
    user. These, and what failed, go on with `triptych resume RUN`.

    \b
    Example:
      triptych runs list --limit 5
      triptych runs list --json
    """
    from triptych.graphs.keeping.standing import standings, strays

    rows = [_row(one) for one in standings(app.archive, limit)]
    columns = [one for one in COLUMNS if one.title not in _RARE or any(one.shown(row) for row in rows)]
    put_list(rows, FIELDS, columns, form)
    if lost := strays(app.archive):
        size, named = _size(sum(one.size for one in lost)), lost[0].run
        console.note(
            f"{counted(len(lost), 'run')} that the archive does not know kept something here ({size}); "
            f"drop it with: {app.line(f'runs prune {named}')}"
            + (f", and so on to {lost[-1].run}" if len(lost) > 1 else "")
        )


@click.command("show")
@click.argument("run")
@click.option("--json", "as_json", is_flag=True, help="As a JSON object.")
@archive_option
@pass_app
def show_run(app: App, run: str, as_json: bool) -> None:
    """Show one run: its id, or a beginning of it.

    \b
    Example:
      triptych runs show 01KB7X
    """
    from triptych.graphs.keeping.standing import standing

    one = standing(app.archive, run)
    row = _row(one)
    if as_json:
        console.raw(f"{console.json_text(row)}\n")
        return
    told = {name: row[name] for name in FIELDS if row[name] not in (None, "", 0, 0.0)}
    told |= {"panel": ", ".join(row["panel"]), "resumable": "yes" if one.resumable else "no"}
    for name, value in told.items():
        console.data(f"{name:<12} {one_line(str(value))}")
    if one.resumable:
        console.note(f"go on with: {app.line(f'resume {one.row.id}')}")
    if one.successor:
        console.note(f"It went on as {one.successor}.")


@click.command("cancel")
@click.argument("run")
@archive_option
@pass_app
def cancel(app: App, run: str) -> None:
    """Stop a run that another process does, as Ctrl-C there would: what is under way ends, and what there is becomes a memo.

    It is stopped within a second or two; whatever else that process does goes on.

    \b
    Example:
      triptych runs cancel 01KB7X
    """
    from triptych.graphs.keeping.owner import ask_to_stop
    from triptych.graphs.keeping.standing import standing

    one = standing(app.archive, run)
    if one.owner is None or one.folder is None:
        raise InputError(f"No process does run {one.row.id}: it is {one.state}.", _further(app, one))
    who, new = one.owner.told(), ask_to_stop(one.folder)
    told = f"told {who} to stop it" if new else f"{who} was told to stop it already"
    console.note(f"{told}; see how it ends with: {app.line(f'runs show {one.row.id}')}")


@click.command("prune")
@click.argument("chosen", nargs=-1, metavar="[RUN]...")
@click.option(
    "--days",
    type=click.FloatRange(0),
    metavar="N",
    help="Of every run that ended N days ago or earlier, with its memo or without evidence. Default: 30.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@archive_option
@pass_app
@click.pass_context
def prune(ctx: click.Context, app: App, chosen: tuple[str, ...], days: float | None, yes: bool) -> None:
    """Drop what runs kept. Their memos stay; what is dropped can neither go on nor be replayed.

    \b
    Example:
      triptych runs prune --days 30
      triptych runs prune 01KB7X
    """
    if chosen and days is not None:
        raise click.UsageError("Name runs, or give --days for all that are older; not both.")
    going = _going(app, chosen, 30.0 if days is None else days)
    if not going:
        console.note("There is nothing to drop.")
        return
    size = _size(sum(folder.size for folder in going))
    for told in going.values():
        console.note(f"  {told}")
    if not agreed(f"Drop what {counted(len(going), 'run')} kept ({size})?", yes):
        ctx.exit(ExitCode.FAILED)
    if sum(not _drop(folder) for folder in going):
        ctx.exit(ExitCode.USAGE)


def _drop(folder: "RunFolder") -> bool:
    """Drop what a run kept and say so; False, with the reason told, where somebody has gone on with it. Raises ArchiveError."""
    from triptych.graphs.keeping.owner import drop

    try:
        drop(folder)
    except InputError as e:
        console.fail(e.message, e.hint)
        return False
    console.data(f"dropped: {folder.run}")
    return True


def _going(app: App, chosen: tuple[str, ...], days: float) -> "dict[RunFolder, str]":
    """What is to be dropped, and how each is told; a run of which there is no record goes only by its name."""
    from triptych.graphs.keeping.standing import prunable, standing, strays

    lost = {folder.run: folder for folder in strays(app.archive)} if chosen else {}
    going = {lost[ref]: f"{ref} is not on record" for ref in chosen if ref in lost}
    known = [standing(app.archive, ref) for ref in dict.fromkeys(chosen) if ref not in lost]
    for one in known:
        if one.owner:
            one.ready()
    for one in known if chosen else prunable(app.archive, datetime.now(UTC), days):
        if one.folder:
            going[one.folder] = f"{one.row.id} {one.state}: {one_line(one.row.idea)}"
    return going


def _row(one: "Standing") -> dict[str, Any]:
    plain = one.row.model_dump(mode="json")
    more = {
        "state": one.state,
        "kept_bytes": one.folder.size if one.folder else 0,
        "resumable": one.resumable,
        "owner": one.owner.told() if one.owner else None,
    }
    return {name: (plain | more)[name] for name in FIELDS}


def _size(size: int) -> str:
    return f"{size / _MEGABYTE:.1f} MB" if size else ""


def _further(app: App, one: "Standing") -> str:
    return (
        f"Go on with it: {app.line(f'resume {one.row.id}')}" if one.resumable else "There is nothing to stop."
    )
