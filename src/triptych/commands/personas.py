"""`triptych personas`: who may sit on the panel."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from triptych import console, paths
from triptych.commands.shared.groups import NounGroup
from triptych.commands.shared.listing import Column, Form, formats, put_list
from triptych.commands.shared.output import put_json
from triptych.errors import ExitCode, PersonaError

if TYPE_CHECKING:
    from triptych.store.records import Lens, Persona

FIELDS = ("key", "name", "title", "question", "origin", "lenses", "fault")
COLUMNS = (
    Column("KEY", lambda row: row["key"]),
    Column("FROM", lambda row: row["origin"]),
    Column("LENSES", lambda row: len(row["lenses"]), right=True),
    Column("QUESTION", lambda row: row["question"], gives=True),
)


@click.group(cls=NounGroup)
def personas() -> None:
    """The experts who may sit on the panel. Without a command: list.

    \b
    Example:
      triptych personas
      triptych personas show sceptic
      triptych personas new hardware-buyer
    """


@personas.command("list")
@formats
def list_personas(form: Form | None) -> None:
    """List the personas, and where each comes from.

    `shipped` comes with Triptych, `user` is your own, `override` is your own in the place of a shipped one.

    \b
    Example:
      triptych personas list --json
    """
    from triptych.personas.loader import load_all, problems

    folder = paths.user_personas()
    broken = problems(folder)
    rows = [] if _unlistable(folder) else [_row(one, folder) for one in load_all(folder).values()]
    faults = [dict.fromkeys(FIELDS) | {"lenses": [], "fault": one.message} for one in broken]
    put_list(rows if form is None else [*rows, *faults], FIELDS, COLUMNS, form)
    for one in broken:
        console.warn(one)
