"""`triptych memos schema`: what the JSON of an exported memo looks like."""

import click

from triptych.commands.shared.output import put_exactly


@click.command("schema")
def show_schema() -> None:
    """Print the JSON Schema of the files that `triptych memos export --format json` writes.

    \b
    Example:
      triptych memos schema > memo.schema.json
    """
    from triptych.store.interchange.memo_file import schema

    put_exactly(schema())
