"""`triptych evaluate`: what the debate is worth, measured on a frozen set of ideas with planted errors."""

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from triptych import console
from triptych.commands.shared.app import App, FileType, pass_app
from triptych.commands.shared.equipping import UNSEARCHED, refuse_keyless, thinking
from triptych.commands.shared.output import put_json, put_markdown, target
from triptych.errors import ExitCode, InputError
from triptych.graphs.words import counted

if TYPE_CHECKING:
    from triptych.graphs.evaluation.cases import Case
    from triptych.graphs.evaluation.measure import Measured
    from triptych.graphs.evaluation.settings import Setting
    from triptych.settings import Settings

_KEYS = ("debate", "no-debate", "one", "models")


@click.command
@click.option(
    "--case",
    "names",
    multiple=True,
    metavar="NAME",
    help="Only this idea of the set, by the beginning of its name. May be repeated.",
)
@click.option(
    "--setting", "keys", multiple=True, type=click.Choice(_KEYS), help="Only this setting. May be repeated."
)
@click.option(
    "--rounds", type=click.IntRange(1, 10), default=2, show_default=True, help="Debate rounds at most."
)
@click.option(
    "--questions", type=click.IntRange(3, 6), default=6, show_default=True, help="Of each persona at most."
)
@click.option(
    "--keep", type=FileType(), metavar="DIR", help="Keep the archives of the runs in DIR, a folder an idea."
)
@click.option("--details", is_flag=True, help="List every planted error and what became of it.")
@click.option("-o", "--output", type=FileType(), metavar="FILE", help="Write the table to FILE.")
@click.option("--json", "as_json", is_flag=True, help="All figures of all runs, as JSON.")
@thinking
@pass_app
@click.pass_context
def evaluate(
    ctx: click.Context,
    app: App,
    /,
    names: tuple[str, ...],
    keys: tuple[str, ...],
    rounds: int,
    questions: int,
    keep: Path | None,
    details: bool,
    output: Path | None,
    as_json: bool,
    **gear: Any,
) -> None:
    """Measure what the debate is worth.

    Ten ideas are run on the starter collection, as of one day, with planted errors and with true claims that must
    survive. Each is run in several settings:

    \b
      debate      the panel with its debate
      no-debate   the panel without it
      one         one persona alone
      models      the panel with different models, where personas have their own

    Your archive is neither read nor changed. With a chat model this costs thirty runs and more; --case and --setting
    make it fewer, and a limit such as --max-cost holds for each of them.

    \b
    Example:
      triptych evaluate
      triptych evaluate --case 01 --details
      triptych evaluate --model investor=NAME --setting debate --setting models --json
    """
    from triptych.graphs.evaluation import measure
    from triptych.graphs.evaluation.measure import totals
    from triptych.graphs.evaluation.report import report

    file = target(output, app.archive)
    chosen, settings = _cases(names), _settings(gear, app.settings, keys, rounds)
    runs = _run(chosen, settings, questions, _usable(keep))
    for archive in dict.fromkeys(run.archive for run in runs if run.archive):
        console.note(f"kept {archive}")
    if as_json:
        put_json([measure.as_json(run) for run in runs], file)
    else:
        put_markdown(report(totals(runs), {s.key: s.title for s in settings}, details), file)
    if any(run.failure for run in runs):
        ctx.exit(ExitCode.FAILED)


def _cases(names: tuple[str, ...]) -> list["Case"]:
    """The chosen ideas of the set. Raises InputError for a name that none begins with."""
    from triptych.graphs.evaluation.cases import cases

    whole = cases()
    unknown = [n for n in names if not any(c.name.startswith(n) for c in whole)]
    if unknown:
        raise InputError(
            f"No idea of the set is called {unknown[0]}.", f"There are: {', '.join(c.name for c in whole)}"
        )
    return [c for c in whole if not names or any(c.name.startswith(n) for n in names)]


def _usable(folder: Path | None) -> Path | None:
    """The folder for what is kept, made where there is none. Raises InputError before anything is run."""
    if folder is not None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as e:
            raise InputError(
                f"{folder} cannot hold the archives: {e.strerror or e}.", "Name another folder."
            ) from e
        if not os.access(folder, os.W_OK):
            raise InputError(f"The folder {folder} is not writable.", "Name another folder.")
    return folder


def _settings(
    gear: dict[str, Any], settings: "Settings", keys: tuple[str, ...], rounds: int
) -> list["Setting"]:
    """The chosen settings. Raises InputError where different models are asked for and none are given."""
    from triptych import paths
    from triptych.commands.shared.equipping import setup
    from triptych.graphs.evaluation.settings import PANEL
    from triptych.graphs.evaluation.settings import settings as made
    from triptych.personas.loader import select

    equipped = setup({**UNSEARCHED, **gear}, settings, select(PANEL, paths.user_personas()))
    refuse_keyless(equipped)
    found = [s for s in made(equipped, rounds) if not keys or s.key in keys]
    if "models" in keys and not any(s.key == "models" for s in found):
        raise InputError(
            "Different models are to be compared, but no persona has one of its own.",
            "Give it one, e.g. --model investor=NAME.",
        )
    return found


def _run(
    cases: list["Case"], settings: list["Setting"], questions: int, keep: Path | None
) -> list["Measured"]:
    import asyncio
    from tempfile import TemporaryDirectory

    if keep:
        return asyncio.run(_measured(cases, settings, questions, keep))
    # Around the event loop, not in it: its end waits for threads that still write there when a run is interrupted.
    with TemporaryDirectory(prefix="triptych-evaluate-") as scratch:
        runs = asyncio.run(_measured(cases, settings, questions, Path(scratch)))
    return [replace(run, archive="") for run in runs]


async def _measured(
    cases: list["Case"], settings: list["Setting"], questions: int, folder: Path
) -> list["Measured"]:
    from contextlib import aclosing

    from triptych.graphs.evaluation.evaluate import evaluate as measured

    runs: list[Measured] = []
    async with aclosing(measured(cases, settings, folder, questions)) as done:
        async for run in done:
            runs.append(run)
            console.note(_told(run, len(runs), len(cases) * len(settings)))
    return runs


def _told(run: "Measured", number: int, of: int) -> str:
    head = f"{number}/{of} {run.case}, {run.setting}"
    if run.failure:
        return f"{head}: failed: {run.failure}"
    caught = sum(e.caught for e in run.errors)
    return (
        f"{head}: {caught} of {counted(len(run.errors), 'planted error')} caught, {counted(run.claims, 'claim')}, "
        f"{run.seconds:.1f} seconds"
    )
