"""The archive as a place to work: how long its user waits, with ten thousand memos in it.

    python -m benchmarks.archive [--folder FOLDER] [--memos 10000]

Four tables: commands as processes of their own; search itself, beside SQLite's FTS5 and bare tantivy on the same texts;
one more memo; and memos a second by one process and by four. Without a folder the archive is made anew, which takes
some minutes.
"""

import argparse
import tempfile
from pathlib import Path

from benchmarks.archive_commands import commands
from benchmarks.archive_search import search
from benchmarks.archive_writing import many, one_more
from benchmarks.many import MEMOS, archive_of


def main() -> None:
    """Print the tables, each as soon as it is there."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.archive")
    parser.add_argument("--folder", type=Path, help="where the archive is kept, to be used again")
    parser.add_argument("--memos", type=int, default=MEMOS, help=f"how many ({MEMOS})")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as fresh:
        archive = archive_of(given.folder or Path(fresh), given.memos)
        for table in (commands, search, one_more):
            print("\n".join([*table(archive), ""]), flush=True)
    print("\n".join(many()))


if __name__ == "__main__":
    main()
