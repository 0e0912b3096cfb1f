"""How a command ends: every way out becomes one exit code and at most one message."""

import errno
import sys
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
    except OSError as e:
        if e.filename is not None or e.errno not in _FULL:
            return _fault(e, debug)
        # Only click writes past `console`: the help and the version.
        console.hang_up(sys.stdout)
        console.fail(f"stdout cannot be written: {e.strerror}.")
        return ExitCode.FAILED
    # The one place where anything else may end: a fault of ours must not show as a traceback.
    except Exception as e:
        return _fault(e, debug)
    return code if isinstance(code, int) else ExitCode.DONE


_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EIO)
_DEBUG = "Run the same with triptych --debug (or TRIPTYCH_DEBUG=1) to see where, and report it."


def _fault(error: Exception, debug: bool) -> ExitCode:
    console.fail(f"internal: {type(error).__name__}: {error}", "" if debug else _DEBUG)
    return _traced(error, ExitCode.FAILED, debug)


def _see_help(error: click.UsageError) -> str:
    return f"See: {error.ctx.command_path} --help" if error.ctx else ""


def _traced(error: Exception, code: ExitCode, debug: bool) -> ExitCode:
    if debug:
        console.note("".join(traceback.format_exception(error)))
    return code
