"""Where things live. `TRIPTYCH_HOME` moves all of it, `TRIPTYCH_ARCHIVE` the archive alone; nothing else decides a path."""

import os
from pathlib import Path

import platformdirs

HOME_VARIABLE = "TRIPTYCH_HOME"
ARCHIVE_VARIABLE = "TRIPTYCH_ARCHIVE"


def home() -> Path:
    """The folder of everything Triptych keeps; it need not exist yet."""
    named = os.environ.get(HOME_VARIABLE)
    return Path(named).expanduser() if named else Path(platformdirs.user_data_dir("triptych"))


def archive() -> Path:
    """The DuckDB archive file: `TRIPTYCH_ARCHIVE`, else `archive.duckdb` in the home."""
    named = os.environ.get(ARCHIVE_VARIABLE)
    return Path(named).expanduser() if named else home() / "archive.duckdb"


def user_personas() -> Path:
    """The user's own persona files; one there overrides a shipped one of the same key."""
    return home() / "personas"


def config() -> Path:
    """The settings file (TOML)."""
    return home() / "config.toml"
