"""How a command ends: every way out becomes one exit code and at most one message."""

import traceback
from collections.abc import Callable

import click

from triptych import console
from triptych.errors import ExitCode, TriptychError


def exit_code(work: Callable[[], object], debug: bool) -> int:
    """Do the work and say what its end means to the caller of the process.

    Args:
        work: what to do; an exit code that it returns is passed on.
        debug: True to show the traceback of what failed.
    """
    try:
        code = work()
    except TriptychError as e:
        console.fail(e.message, e.hint)
        return _traced(e, e.exit_code, debug)
    except click.UsageError as e:
        console.fail(e.format_message(), _see_help(e))
        return ExitCode.USAGE
    except click.ClickException as e:
        console.fail(e.format_message())
        return ExitCode.USAGE
    except (KeyboardInterrupt, click.Abort):
        console.note("interrupted")
        return ExitCode.INTERRUPTED
    # The one place where anything else may end: a fault of ours must not show as a traceback.
    except Exception as e:
        console.fail(f"internal: {type(e).__name__}: {e}", "" if debug else _DEBUG)
        return _traced(e, ExitCode.FAILED, debug)
    return code if isinstance(code, int) else ExitCode.DONE


_DEBUG = "Run the same with triptych --debug (or TRIPTYCH_DEBUG=1) to see where, and report it."


def _see_help(error: click.UsageError) -> str:
    return f"See: {error.ctx.command_path} --help" if error.ctx else ""


def _traced(error: Exception, code: ExitCode, debug: bool) -> ExitCode:
    if debug:
        console.note("".join(traceback.format_exception(error)))
    return code
