"""The command `triptych` itself: routes to the other commands and turns every end into an exit code."""

import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from triptych import console
from triptych.commands.shared.app import App, FileType
from triptych.commands.shared.groups import LazyGroup
from triptych.commands.shared.outcome import exit_code
from triptych.errors import ExitCode

DEBUG_VARIABLE = "TRIPTYCH_DEBUG"

COMMANDS = {
    "run": ("triptych.commands.run:run", "Write a memo on an idea."),
    "brief": ("triptych.commands.brief:brief", "Print only the brief: what the panel would ask."),
    "resume": ("triptych.commands.resume:resume", "Go on with a run that was cut off, stopped or failed."),
    "runs": ("triptych.commands.runs:runs", "The runs: list, show, cancel, prune."),
    "replay": ("triptych.commands.replay:replay", "Make a run's memo again from its answers, offline."),
    "ask": ("triptych.commands.ask:ask", "Ask the archive a question."),
    "memos": (
        "triptych.commands.memos.group:memos",
        "The memos in the archive: list, show, verify, resolve.",
    ),
    "sql": ("triptych.commands.sql:sql", "Ask the archive in SQL, which can do nothing but read."),
    "library": ("triptych.commands.library:library", "The evidence at hand: add, list, remove, search."),
    "personas": (
        "triptych.commands.personas:personas",
        "Who may sit on the panel: list, show, new, check, score.",
    ),
    "backup": ("triptych.commands.backup:backup", "Copy the whole archive to a file."),
    "restore": ("triptych.commands.backup:restore", "Put a backup in the archive's place."),
    "export-db": ("triptych.commands.export_db:export_db", "Copy the archive as tables for other tools."),
    "evaluate": ("triptych.commands.evaluate:evaluate", "Measure what the debate is worth."),
    "doctor": ("triptych.commands.doctor:doctor", "What is set up, what is missing, and how to mend it."),
}


class Triptych(LazyGroup):
    """The root command, behind whose `main` no exception passes."""

    def main(
        self, args: Sequence[str] | None = None, prog_name: str | None = None, *_: Any, **extra: Any
    ) -> NoReturn:
        console.prepare()
        given = list(sys.argv[1:] if args is None else args)
        debug = "--debug" in given or bool(os.environ.get(DEBUG_VARIABLE))
        extra["standalone_mode"] = False
        work = super().main
        code = exit_code(lambda: work(given, prog_name or "triptych", **extra), debug)
        if code == ExitCode.INTERRUPTED and threading.active_count() > 1:
            # A thread that still reads a page would hold up the interpreter's end, or make it complain.
            os._exit(code)
        sys.exit(code)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        # Both are caught before click sees them: it would add an empty line, and warnings at exit.
        except KeyboardInterrupt as e:
            console.note(": ".join(("interrupted", *map(str, e.args))))
            ctx.exit(ExitCode.INTERRUPTED)
        except BrokenPipeError:
            console.hang_up()
            ctx.exit(ExitCode.FAILED)


@click.group(
    "triptych",
    cls=Triptych,
    table=COMMANDS,
    invoke_without_command=True,
    no_args_is_help=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--archive", type=FileType(), help="The archive file to use.")
@click.option("--web", is_flag=True, help="Show the interface in a browser on this machine.")
@click.option("--port", type=click.IntRange(0, 65535), help="Where --web listens; 0 takes any that is free.")
@click.option("--debug", is_flag=True, help="Show the traceback when something fails.")
@click.version_option(package_name="triptych", message="%(prog)s %(version)s")
@click.pass_context
def app(ctx: click.Context, archive: Path | None, web: bool, port: int | None, debug: bool) -> None:
    """A panel of experts researches an idea, argues claim by claim, and merges one memo.

    With no command, on a terminal, it opens the interface in which all of this is done.

    \b
    Example:
      triptych run "Will LLM inference be commodified?" > memo.md

    TRIPTYCH_HOME moves all that Triptych keeps; TRIPTYCH_ARCHIVE, or --archive, moves the archive alone.
    """
    ctx.obj = App(archive)
    if port is not None and not web:
        raise click.UsageError("--port is for --web.")
    if web and ctx.invoked_subcommand is not None:
        raise click.UsageError("--web shows the interface; it takes no command.")
    if web:
        _serve(ctx.obj, port)
    elif ctx.invoked_subcommand is None:
        _begin(ctx)


def _begin(ctx: click.Context) -> None:
    """Open the interface where a person sits at a terminal; elsewhere print the help."""
    if not (console.is_terminal(sys.stdin) and console.is_terminal(sys.stdout)):
        console.data(ctx.get_help())
        return
    from triptych.tui.launch import run

    run(ctx.obj.archive_path)


def _serve(app: App, port: int | None) -> None:
    """Serve the interface until Ctrl-C."""
    from triptych.tui.web import PORT, serve

    def tell(address: str) -> None:
        console.data(address)
        console.note(
            "Open it in a browser on this machine. Closing a tab ends its session; Ctrl-C ends all of it."
        )

    serve(app.archive_path, tell, port=PORT if port is None else port)
