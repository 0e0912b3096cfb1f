"""`triptych personas`: who may sit on the panel. How near they were is commands/shared/scores.py."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from triptych import console, paths
from triptych.commands.shared.groups import NounGroup
from triptych.commands.shared.listing import Column, Form, formats, put_list
from triptych.commands.shared.output import put_json, put_markdown
from triptych.commands.shared.scores import score
from triptych.errors import ExitCode, PersonaError
from triptych.graphs.words import counted

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
      triptych personas score
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
    rows = [_row(persona, folder) for persona in load_all(folder).values()]
    broken = problems(folder)
    faults = [dict.fromkeys(FIELDS) | {"fault": one.message} for one in broken]
    put_list(rows if form is None else [*rows, *faults], FIELDS, COLUMNS, form)
    for one in broken:
        console.warn(one)


def _row(persona: "Persona", folder: Path) -> dict[str, Any]:
    from triptych.personas.loader import origin

    said = persona.model_dump(mode="json", include={"key", "name", "title", "question"})
    lenses = [lens.name for lens in persona.lenses]
    return said | {"origin": origin(persona.key, folder), "lenses": lenses, "fault": None}


@personas.command("show")
@click.argument("key")
@click.option("--json", "as_json", is_flag=True, help="The persona as JSON.")
def show_persona(key: str, as_json: bool) -> None:
    """Show one persona: its question, its stance, the tests it applies.

    \b
    Example:
      triptych personas show investor
    """
    from triptych.personas.loader import select

    (persona,) = select((key,), paths.user_personas())
    if as_json:
        put_json(persona.model_dump(mode="json"))
    else:
        put_markdown(_page(persona))


def _page(persona: "Persona") -> str:
    """A persona as Markdown."""
    parts = [
        f"# {persona.name}: {persona.title}",
        f"*{persona.question}*",
        persona.stance,
        f"**Critique.** {persona.critique}",
        f"**Prefers:** {', '.join(persona.prefers)}",
        *map(_lens, persona.lenses),
    ]
    return "\n\n".join(parts)


def _lens(lens: "Lens") -> str:
    asks = f"- Asks: {lens.ask}" + (f"\n- Compares: {lens.compare}" if lens.compare else "")
    return f"## {lens.name}\n\n{lens.test}\n\n{asks}\n- Looks for: {', '.join(lens.terms)}"


@personas.command("new")
@click.argument("key")
def new_persona(key: str) -> None:
    """Begin a persona of your own, from the commented example or from the shipped one of that KEY.

    \b
    Example:
      triptych personas new hardware-buyer
    """
    from triptych.personas.loader import write_new

    path = write_new(key, paths.user_personas())
    console.data(str(path))
    console.note(f"Edit it, then: triptych personas check {shlex.quote(str(path))}")


@personas.command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH...]")
@click.pass_context
def check_personas(ctx: click.Context, files: tuple[Path, ...]) -> None:
    """Check persona files: file, key, and what is expected there. Without PATH: all of your own.

    \b
    Example:
      triptych personas check
      triptych personas check hardware-buyer.toml
    """
    sound = [_sound(path) for path in files or _own()]
    if not all(sound):
        ctx.exit(ExitCode.USAGE)


def _own() -> list[Path]:
    """The user's persona files. Raises PersonaError if their folder cannot be listed."""
    from triptych.personas.builtin import is_persona_file
    from triptych.personas.loader import load_all

    folder = paths.user_personas()
    load_all(folder)  # says what is wrong with the folder, if anything is
    found = sorted(path for path in folder.glob("*") if is_persona_file(path.name))
    if not found:
        console.note(f"No personas of your own in {folder}. Begin one: triptych personas new KEY")
    return found


def _sound(path: Path) -> bool:
    from triptych.personas.loader import check

    try:
        persona = check(path)
    except PersonaError as e:
        console.fail(e.message, e.hint)
        return False
    console.data(f"ok: {path}: {persona.name}, {counted(len(persona.lenses), 'lens', 'lenses')}")
    return True


personas.add_command(score)
