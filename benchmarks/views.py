"""Queries on the views that count, beside the same views with a subquery for each row, as migration 2 to 7 had them.

    python -m benchmarks.views --folder FOLDER

FOLDER is one of `benchmarks.many`. Each query is the first of a process, as with `triptych sql`: most of its time is reading.
"""

import argparse
import re
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import duckdb

from benchmarks.many import MEMOS, archive_of
from triptych.store import memos, schema

TIMES = 5
GROUPED = 11
"""The migration that made them anew."""
QUERIES = (
    ("memos", "select count(*) from {view}"),
    ("memos", "select * from {view} where id = '{memo}'"),
    ("claims", "select verdict, count(*) from {view} group by verdict"),
    ("claims", "select persona, text, verdict from {view} where memo_id = '{memo}'"),
    ("claims", "select * from {view}"),
    ("critiques", "select * from {view} where memo_id = '{memo}'"),
    ("sources", "select publisher, count(*) from {view} group by publisher"),
    ("sources", "select * from {view} where id = '{source}'"),
)


def before(view: str) -> str:
    """A statement that makes a view as it was before it was made anew, as a temporary one: `before_claims`."""
    earlier = "".join(one.sql for one in schema.migrations() if one.number < GROUPED)
    made = re.findall(rf"CREATE (?:OR REPLACE )?VIEW {view} (AS.*?;)", earlier, re.DOTALL)[-1]
    return f"CREATE TEMP VIEW before_{view} {made}"


def _once(path: Path, view: str, query: str) -> None:
    """In a process of its own: print the seconds that the query takes."""
    with duckdb.connect(path, read_only=True, config={"threads": 1}) as connection:
        connection.execute(before(view))
        start = time.perf_counter()
        connection.execute(query).fetchall()
        print(time.perf_counter() - start)


def _seconds(path: Path, view: str, query: str) -> float:
    line = [sys.executable, "-m", "benchmarks.views", "--path", str(path), "--view", view, "--query", query]
    return float(subprocess.run(line, check=True, capture_output=True, encoding="utf-8").stdout)


def _line(path: Path, view: str, query: str) -> str:
    """A query on a view as it was and as it is, by turns."""
    pairs = [
        (
            _seconds(path, view, query.format(view=f"before_{view}")),
            _seconds(path, view, query.format(view=view)),
        )
        for _ in range(TIMES)
    ]
    earlier, now = (sorted(seconds) for seconds in zip(*pairs, strict=True))
    figures = "   ".join(f"{s[0]:5.3f} {median(s):5.3f} {s[-1]:5.3f} s" for s in (earlier, now))
    return f"{query.format(view=view)[:64]:64} {figures}   {median(earlier) / median(now):4.1f} x"


def main() -> None:
    """Print a line for each query: minimum, median and maximum before and now, and their ratio."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.views")
    parser.add_argument("--folder", type=Path, help="of an archive of benchmarks.many, or where to make one")
    parser.add_argument("--memos", type=int, default=MEMOS, help=f"how many ({MEMOS})")
    for name in ("--path", "--view", "--query"):
        parser.add_argument(name, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.query:
        _once(Path(given.path), given.view, given.query)
        return
    archive = archive_of(given.folder, given.memos)
    rows = memos.listing(archive, given.memos)
    memo = rows[len(rows) // 2].id
    source = memos.load(archive, memo).memo.sources[0]
    for view, query in QUERIES:
        filled = query.replace("{memo}", memo).replace("{source}", source)
        print(_line(archive.path, view, filled), flush=True)


if __name__ == "__main__":
    main()
