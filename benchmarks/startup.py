"""How long `triptych --help` and `triptych memos` take beside a bare interpreter.

python -m benchmarks.startup
"""

import os
import sys
import tempfile
from statistics import median

from benchmarks.measure import TRIPTYCH, row, seconds, table

TIMES = 9


def main() -> None:
    """Print the figures; ratios are to the bare interpreter."""
    with tempfile.TemporaryDirectory() as home:
        env = os.environ | {"TRIPTYCH_HOME": home, "TRIPTYCH_ARCHIVE": ""}
        bare = seconds((sys.executable, "-c", "pass"), TIMES, env)
        beside = median(bare)
        table(
            [
                row("python -c pass", bare),
                row("triptych --help", seconds((*TRIPTYCH, "--help"), TIMES, env), beside),
                row("triptych memos (empty archive)", seconds((*TRIPTYCH, "memos"), TIMES, env), beside),
            ]
        )


if __name__ == "__main__":
    main()
