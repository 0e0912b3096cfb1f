"""The noun: routes to its verbs, each of which is imported when it is called."""

import click

from triptych.commands.shared.groups import LazyNoun

_HERE = "triptych.commands.memos"
COMMANDS = {
    "list": (f"{_HERE}.listing:list_memos", "List the newest memos, newest first."),
    "show": (f"{_HERE}.show:show_memo", "Show one memo: its id, a beginning of it, or `latest`."),
    "search": (f"{_HERE}.search:search_memos", "Search memos, claims, critiques and sources."),
    "diff": (f"{_HERE}.diff:diff_memos", "Show what changed from one memo to another."),
    "verify": (f"{_HERE}.verify:verify_memos", "Check every quote against its stored source."),
    "resolve": (f"{_HERE}.resolve:resolve", "Record what came of a proposition."),
    "export": (f"{_HERE}.export:export", "Write memos as md, json, html, pdf, docx or bundle."),
    "import": (f"{_HERE}.import_:import_memos", "Take in memos that another archive exported."),
    "delete": (f"{_HERE}.delete:delete_memos", "Delete memos and what nothing else uses."),
    "tag": (f"{_HERE}.tag:tag_memo", "Give a memo tags, and list them."),
    "schema": (f"{_HERE}.schema:show_schema", "Print the JSON Schema of an exported memo."),
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
