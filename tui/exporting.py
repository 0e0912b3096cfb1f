"""Memos written as files, as `triptych memos export` writes them."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from triptych.errors import InputError
from triptych.graphs.exports import FORMATS
from triptych.store import files
from triptych.store.archive import Archive
from triptych.store.interchange.exporting import exported
from triptych.store.interchange.names import file_name


def export(
    archive: Archive,
    memos: Sequence[str],
    form: str,
    place: str,
    replace: bool = False,
    tell: Callable[[int], None] = lambda _: None,
) -> list[Path]:
    """Write each memo as a file and say where they are.

    Args:
        archive: where the memos are.
        memos: their full ids.
        form: a name among `FORMATS`.
        place: a folder, made if it is not there, or for one memo a file.
        replace: whether files that are there are replaced.
        tell: told how many are written.

    Raises:
        InputError: the place cannot be written to, or a file is there already.
        ArchiveError: the archive cannot be used.
    """
    if not place.strip():
        raise InputError("It is not said where to.", "Name a file or a folder.")
    written = []
    for number, path in enumerate(
        _written(archive, memos, form, Path(place).expanduser(), place, replace), start=1
    ):
        written.append(path)
        tell(number)
    return written


def _written(
    archive: Archive, memos: Sequence[str], form: str, path: Path, place: str, replace: bool
) -> Iterator[Path]:
    suffix = FORMATS[form].suffix
    folder = path if len(memos) > 1 or place.rstrip().endswith(("/", "\\")) or path.is_dir() else None
    if folder is not None:
        _make(folder)
    for memo_id in memos:
        memo = exported(archive, memo_id)
        file = files.writable(folder / file_name(memo.memo, suffix) if folder is not None else path, archive)
        if file.exists() and not replace:
            raise InputError(f"{file} is there already.", "Name another place, or allow it to be replaced.")
        told = FORMATS[form].write(memo)
        if isinstance(told, str):
            files.write(file, told)
        else:
            files.write_bytes(file, told)
        yield file


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise InputError(f"{folder} cannot become a folder: {e.strerror or e}.", "Name another.") from e
