"""Asking a person before something goes that does not come back."""

import sys

import click

from triptych import console


def agreed(question: str, yes: bool) -> bool:
    """Whether the user agrees: by `--yes`, or by saying so on a terminal when asked on stderr.

    Raises:
        click.UsageError: neither; nobody is there to be asked.
        click.Abort: the user left at the question.
    """
    if yes:
        return True
    if not (_attended(sys.stdin) and _attended(sys.stderr)):
        raise click.UsageError("Nobody is at a terminal to be asked: give --yes to go ahead.")
    try:
        answer = click.confirm(question, default=False, err=True)
    except click.Abort:
        console.note("")  # the end of the line with the question
        raise
    if not answer:
        console.note("Nothing was done.")
    return answer


def _attended(stream: object) -> bool:
    return stream is not None and bool(getattr(stream, "isatty", lambda: False)())
