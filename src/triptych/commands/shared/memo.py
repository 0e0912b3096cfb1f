"""A memo on its way out: as Markdown, or as JSON with all that it rests on."""

from pathlib import Path
from typing import TYPE_CHECKING

from triptych.commands.shared import output

if TYPE_CHECKING:
    from triptych.store.records import Dossier


def put_memo(dossier: "Dossier", file: Path | None = None, as_json: bool = False) -> None:
    """Put out a memo to the file, or to stdout.

    Raises:
        InputError: the file cannot be written.
    """
    if as_json:
        # A source's text may be another's property and is long; whoever wants it asks the library.
        document = dossier.model_dump(mode="json", exclude={"sources": {"__all__": {"text"}}})
        output.put_json(document, file)
        return
    from triptych.store.render.markdown import memo

    output.put_markdown(memo(dossier), file)
