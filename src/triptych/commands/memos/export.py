"""`triptych memos export`: memos as files, in every format."""

from collections.abc import Sequence
from pathlib import Path

import click

from triptych import console
from triptych.commands.shared import output
from triptych.commands.shared.app import App, archive_option, pass_app
from triptych.errors import InputError
from triptych.graphs.exports import FORMATS, Format

__all__ = ["FORMATS", "export"]

_SUFFIXES = {one.suffix: one for one in FORMATS.values()}


@click.command("export")
@click.argument("memos", nargs=-1, metavar="[MEMO]...")
@click.option("--all", "everything", is_flag=True, help="Every memo in the archive.")
@click.option("--format", "named", type=click.Choice(list(FORMATS)), help="Default: as FILE ends, else md.")
@click.option("-o", "--output", "place", metavar="FILE|FOLDER/", help="Where to; default: stdout.")
@click.option("--force", is_flag=True, help="Replace files that are there.")
@archive_option
@pass_app
def export(
    app: App, memos: tuple[str, ...], everything: bool, named: str | None, place: str | None, force: bool
) -> None:
    """Write memos as files: Markdown, JSON, HTML, PDF, DOCX or a bundle.

    A memo is named by its id, a beginning of it, or `latest`, which is the default. In a FOLDER, and for several memos,
    each file is named by the memo's day, title and id. A file that is there is not replaced without --force.

    JSON is the whole memo: whatever it rests on, tags and outcomes, and the full text of each source that it quotes. Take
    it into another archive with `triptych memos import`; `triptych memos schema` describes it. Calls of models are not in
    it. A bundle is a zip of the PDF, Markdown, JSON and the cited sources as text files, for a study tool. Both hold
    texts of others, which may not be yours to publish.

    \b
    Example:
      triptych memos export latest -o memo.pdf
      triptych memos export 01KB7X 01KB9A --format html -o memos/
      triptych memos export --all --format json -o backup/
      triptych memos export latest --format json | gzip > memo.json.gz
    """
    if everything and memos:
        raise click.UsageError("Name memos, or give --all; not both.")
    if place is not None and not place.strip():
        raise InputError("-o names nothing.", "Name a file or a folder.")
    ids = _ids(app, memos or ("latest",), everything)
    form, folder, file = _form(named, place), _folder(place, len(ids)), _file(place)
    if folder is None and file is None and form.binary:
        output.refuse_terminal(f"A {form.suffix} file")
    if folder is not None:
        _make(folder)
    elif file is not None:
        _refuse_there(app, file, force)
    for memo_id in ids:
        _export(app, memo_id, form, folder, file, force)


def _ids(app: App, refs: Sequence[str], everything: bool) -> list[str]:
    from triptych.store.memos import listing, resolve

    if not everything:
        return list(dict.fromkeys(resolve(app.archive, ref) for ref in refs))
    ids = [row.id for row in reversed(listing(app.archive, _ALL))]
    if not ids:
        console.note("No memos yet.")
    return ids


_ALL = 2**31


def _form(named: str | None, place: str | None) -> Format:
    """The format that is named, else the one that the file's name ends in."""
    if named is not None:
        return FORMATS[named]
    if place is None or place == "-" or _is_folder(place):
        return FORMATS["md"]
    suffix = Path(place).suffix.lower()
    if suffix not in _SUFFIXES:
        raise InputError(
            f"What is {place} to be? Its end names no format.",
            f"Let it end in {', '.join(_SUFFIXES)}, or say --format.",
        )
    return _SUFFIXES[suffix]


def _folder(place: str | None, count: int) -> Path | None:
    """The folder that files are to go to, or None where it is one file or stdout."""
    if place is not None and place != "-" and (_is_folder(place) or count > 1):
        return Path(place)
    if count > 1:
        raise InputError(f"{count} memos do not fit on stdout.", "Name a folder for them: -o FOLDER/")
    return None


def _is_folder(place: str) -> bool:
    return place.endswith(("/", "\\")) or Path(place).is_dir()


def _file(place: str | None) -> Path | None:
    return None if place is None or place == "-" or _is_folder(place) else Path(place)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise InputError(
            f"{folder} is no folder and cannot become one: {e.strerror}.", "Name another."
        ) from e


def _refuse_there(app: App, file: Path, force: bool) -> None:
    output.target(file, app.archive)
    if file.is_file() and not force:
        raise InputError(f"{file} is there already.", "Name another file, or give --force to replace it.")


def _export(
    app: App, memo_id: str, form: Format, folder: Path | None, file: Path | None, force: bool
) -> None:
    from triptych.store.interchange.exporting import exported
    from triptych.store.interchange.names import file_name

    memo = exported(app.archive, memo_id)
    if folder is not None:
        file = folder / file_name(memo.memo, form.suffix)
        _refuse_there(app, file, force)
    written = form.write(memo)
    if form.suffix == ".json" and isinstance(written, str):
        _warn_of_faults(memo_id, written)
    if file is not None:
        _save(file, written)
        console.note(f"wrote {file}")
    else:
        _put(written, form)


def _warn_of_faults(memo_id: str, written: str) -> None:
    from triptych.store.interchange.checking import sound

    try:
        sound(written.encode())
    except InputError as e:
        console.warn(
            InputError(
                f"`memos import` will refuse memo {memo_id}: {e.message}", "See: triptych memos verify"
            )
        )


def _save(file: Path, written: str | bytes) -> None:
    if isinstance(written, str):
        output.write(file, written)
    else:
        output.write_bytes(file, written)


def _put(written: str | bytes, form: Format) -> None:
    if isinstance(written, bytes):
        output.put_bytes(written)
    elif form.suffix == ".md":
        output.put_markdown(written)
    else:
        output.put_exactly(written)
