"""The noun: routes to its verbs, each of which is imported when it is called."""

import click

from triptych.commands.shared.groups import LazyNoun

_HERE = "triptych.commands.memos"
COMMANDS = {
    "list": (f"{_HERE}.listing:list_memos", "List the newest memos, newest first."),
    "show": (f"{_HERE}.show:show_memo", "Show one memo: its id, a beginning of it, or `latest`."),
    "verify": (f"{_HERE}.verify:verify_memos", "Check every quote against its stored source."),
    "resolve": (f"{_HERE}.resolve:resolve", "Record what came of a proposition."),
    "path": (f"{_HERE}.listing:show_path", "Print the path of the archive file."),
}


@click.group(cls=LazyNoun, table=COMMANDS)
def memos() -> None:
    """The memos in the archive. Without a command: list.

    \b
    Example:
      triptych memos
      triptych memos show latest
      triptych memos verify --all
      triptych memos resolve latest P1 yes
    """
