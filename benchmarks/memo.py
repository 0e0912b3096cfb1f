"""How long a whole memo takes on the starter collection, beside what it costs to import LangGraph.

python -m benchmarks.memo
"""

import os
import sys
import tempfile
from statistics import median

from benchmarks.measure import TRIPTYCH, row, seconds, table

TIMES = 5
IDEA = "Will LLM inference hardware be commodified, and does NVIDIA keep its margins?"


def main() -> None:
    """Print the figures; ratios are to the import."""
    with tempfile.TemporaryDirectory() as home:
        env = os.environ | {"TRIPTYCH_HOME": home, "TRIPTYCH_ARCHIVE": ""}
        bare = seconds((sys.executable, "-c", "import langgraph.graph"), TIMES, env)
        run = (*TRIPTYCH, "run", IDEA, "--quiet")
        table(
            [
                row("python -c 'import langgraph.graph'", bare),
                row("triptych run, two rounds", seconds(run, TIMES, env), median(bare)),
                row("triptych run --rounds 0", seconds((*run, "--rounds", "0"), TIMES, env), median(bare)),
                row("triptych brief", seconds((*TRIPTYCH, "brief", IDEA), TIMES, env), median(bare)),
            ]
        )


if __name__ == "__main__":
    main()
