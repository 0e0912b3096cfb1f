"""What `triptych doctor` looks at; it opens an archive that is there, and never makes one."""

import os
import platform
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from triptych import __version__, paths
from triptych.errors import TriptychError
from triptych.graphs.doctor.finding import Finding, State
from triptych.graphs.doctor.installation import Installation
from triptych.graphs.words import counted
from triptych.settings import Settings

Told = Iterator[tuple[State, str, str]]
_HOME = paths.HOME_VARIABLE


def examine(here: Installation, calls: bool) -> Iterator[Finding]:
    """Everything that there is to know about this installation, piece by piece, what is outside last.

    Args:
        here: whose archive and settings.
        calls: whether models and search engines are asked.
    """
    yield Finding("versions", "ok", f"triptych {__version__}, Python {platform.python_version()}")
    for name, look in _LOOKS.items():
        found = _looked(here, name, look)
        if name == "settings" and found[-1].state == "broken":
            here.settings = Settings()  # told once; the rest is looked at with the defaults
        if name == "archive" and found[-1].state == "ok":
            found += [one for name, look in _OF_ARCHIVE.items() for one in _looked(here, name, look)]
        yield from found
    from triptych.graphs.doctor.reach import reached

    yield from reached(here, calls)


def _looked(here: Installation, name: str, look: Callable[[Installation], Told]) -> list[Finding]:
    found = []
    try:
        for told in look(here):
            found.append(Finding(name, *told))
    except TriptychError as e:
        found.append(Finding(name, "broken", e.message, e.hint))
    return found


def _home(here: Installation) -> Told:
    home = paths.home()
    fault = _unwritable(home)
    if home.exists() and not home.is_dir():
        yield "missing", f"{home} is not a folder", f"Move it aside, or set {_HOME} to a folder."
    elif home.is_dir() and fault:
        yield "missing", f"{home} is not writable ({fault})", f"Make it writable, or set {_HOME}."
    elif fault:
        yield "missing", f"{home} cannot be made ({fault})", f"Set {_HOME} to a folder that you may write to."
    else:
        yield "ok", f"{home}{'' if home.is_dir() else ' (made when first needed)'}", ""


def _unwritable(folder: Path) -> str:
    """Why nothing can be written to the folder, or to what is there of its path; empty if something can."""
    there = next(one for one in (folder.absolute(), *folder.absolute().parents) if os.path.lexists(one))
    try:
        # A file without a name: permissions alone do not tell, and nothing is left behind.
        with tempfile.TemporaryFile(dir=there):
            return ""
    except OSError as e:
        return f"{there}: {e.strerror or e}"


def _settings(here: Installation) -> Told:
    from triptych.personas.loader import origin

    file = paths.config()
    panel = ", ".join(here.settings.panel)
    folder = paths.user_personas()
    for key in here.settings.panel if _listable(folder) else ():
        origin(key, folder)
    where = str(file) if file.is_file() else f"defaults (no {file})"
    yield "ok", f"{where}: panel {panel}; {counted(here.settings.rounds, 'round')} at most", ""


def _listable(folder: Path) -> bool:
    """Whether the folder can be listed or is not there; else its own finding says so."""
    try:
        os.listdir(folder)
    except OSError as e:
        return isinstance(e, FileNotFoundError)
    return True


def _archive(here: Installation) -> Told:
    path = here.archive_path
    if not path.exists():
        yield _no_archive(path)
        return
    from triptych.store.memos import listing

    memos = len(listing(here.archive, limit=1_000_000))
    megabytes = path.stat().st_size / 1e6
    yield "ok", f"{path}: {counted(memos, 'memo')}, {megabytes:.1f} MB", ""


def _no_archive(path: Path) -> tuple[State, str, str]:
    folder = path.absolute().parent
    if folder.is_dir() or folder.is_relative_to(paths.home().absolute()):
        return "note", f"{path}: not there yet; the first command that needs it makes it", ""
    return "broken", f"the folder {folder} does not exist", f"mkdir -p '{folder}'"


def _library(here: Installation) -> Told:
    from triptych.store.library import entries

    held = entries(here.archive)
    passages = sum(entry.passages for entry in held)
    starter = sum(entry.starter for entry in held)
    documents = f"{counted(len(held), 'document')}, {starter} of them from the starter collection"
    yield "ok", f"{documents}; {counted(passages, 'passage')}", ""


def _index(here: Installation) -> Told:
    from triptych.agents.sources.index_files import VERSION
    from triptych.agents.sources.library import Library
    from triptych.store.changes import head

    standing = head(here.archive)
    yield _standing(Library(here.archive).index_folder, VERSION, standing.archive, standing.number, "passage")


def _search(here: Installation) -> Told:
    from triptych.store.log import standing
    from triptych.store.search.fields import VERSION
    from triptych.store.search.search import ArchiveSearch

    now = standing(here.archive)
    yield _standing(ArchiveSearch(here.archive).folder, VERSION, now.archive, now.number, "text")


def _standing(folder: Path, version: int, archive: str, number: int, one: str) -> tuple[State, str, str]:
    """How a search index is, beside where what it is of stands."""
    from triptych.store.search.folder import load_state

    state = load_state(folder, version)
    if folder.exists() and not folder.is_dir():
        return "broken", f"{folder} is not a folder", "Move it aside; the next search builds the index."
    if state is None or state.archive != archive:
        return "note", f"{folder}: not built yet; the next search builds it", ""
    if state.number != number:
        return "note", f"{folder}: behind; the next search brings it up to date", ""
    return "ok", f"{folder}: up to date, {counted(state.documents, one)}", ""


def _personas(here: Installation) -> Told:
    from triptych.personas.loader import load_all, problems, select

    folder = paths.user_personas()
    for one in problems(folder):
        yield "note", f"broken, and not used: {one.message}", one.hint
    yield "ok", ", ".join(load_all(folder)), ""
    select(here.settings.panel, folder)


_OF_ARCHIVE: dict[str, Callable[[Installation], Told]] = {
    "library": _library,
    "index": _index,
    "search": _search,
}
_LOOKS: dict[str, Callable[[Installation], Told]] = {
    "home": _home,
    "settings": _settings,
    "archive": _archive,
    "personas": _personas,
}
