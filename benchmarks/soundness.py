"""Whether memos stand on their sources: real runs into one archive, every citation checked, then ten hands at copies.

    python -m benchmarks.soundness [--runs 50]

Ends with 1 where a run fails, the archive has a fault, or a hand is not found out.
"""

import argparse
import asyncio
import re
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from triptych.graphs.events import RunEnded
from triptych.graphs.request import Request
from triptych.graphs.runner import run
from triptych.store.archive import Archive
from triptych.store.verify import Verification, verify

LONGEST = 180.0  # seconds that a run may take

IDEAS = (
    "Will LLM inference hardware be commodified, and does NVIDIA keep its margins?",
    "Will custom silicon such as TPUs and Trainium take half of LLM inference from GPUs?",
    "Does high-bandwidth memory stay the bottleneck of LLM decoding?",
    "How far does the price of a million tokens fall, and who earns then?",
    "Is the moat of CUDA breached by portable kernels and compilers?",
    "Do inference providers have a business of their own, or only a discount on GPUs?",
    "Does speculative decoding make large models cheap enough to serve?",
    "Is electricity what limits data centres for AI inference?",
    "How long do GPUs earn their keep, and is their depreciation honest?",
    "Will quantisation to four bits become the default of LLM serving?",
    "Does separating prefill from decode pay for itself?",
    "Do hyperscalers earn back what they spend on AI data centres?",
    "Will LLMs run on local machines rather than in the cloud?",
    "Do export controls on accelerators help China's own chips?",
)

PANELS = (
    ("engineer", "investor", "strategist"),
    ("engineer", "sceptic"),
    ("investor", "strategist", "vc-first-principles"),
    ("engineer", "investor", "strategist", "sceptic"),
    ("strategist",),
)

ROUNDS = (2, 1, 3, 0)


class Hand(NamedTuple):
    """What somebody does to an archive, and what the line that tells of it must hold."""

    deed: str
    statement: str
    told: str


_QUOTE = "rowid = (SELECT min(rowid) FROM citation WHERE owner_kind = 'claim')"

HANDS = (
    Hand(
        "a quote reworded", f"UPDATE citation SET quote = quote || '!' WHERE {_QUOTE}", "its quote is not at"
    ),
    Hand(
        "a span shifted",
        f"UPDATE citation SET start_char = start_char + 1 WHERE {_QUOTE}",
        "its quote is not at",
    ),
    Hand(
        "a source reworded",
        f"UPDATE source SET text = text || '!' WHERE id = (SELECT source_id FROM citation WHERE {_QUOTE})",
        "its text does not have the sha256",
    ),
    Hand(
        "a claim reworded",
        "UPDATE claim SET text = text || ' Surely.' WHERE rowid = (SELECT min(rowid) FROM claim)",
        "claim .+ was altered",
    ),
    Hand(
        "a claim deleted",
        "DELETE FROM claim WHERE rowid = (SELECT min(rowid) FROM claim)",
        "claim .+ is missing",
    ),
    Hand(
        "a history deleted",
        "DELETE FROM claim_change WHERE rowid = (SELECT min(rowid) FROM claim_change)",
        "claim .+ was altered",
    ),
    Hand(
        "a probability changed",
        "UPDATE stance SET probability = 100 - coalesce(probability, 1) "
        "WHERE rowid = (SELECT min(rowid) FROM stance WHERE probability IS DISTINCT FROM 50)",
        "stance .+ was altered",
    ),
    Hand(
        "an answer flipped",
        "UPDATE reply SET answer = if(answer = 'rebut', 'concede', 'rebut') "
        "WHERE rowid = (SELECT min(rowid) FROM reply)",
        "reply .+ was altered",
    ),
    Hand(
        "a sentence reworded",
        """UPDATE memo SET document = regexp_replace(document, '"text":"', '"text":"Surely: ')
        WHERE rowid = (SELECT min(rowid) FROM memo)""",
        "its document was altered",
    ),
    Hand(
        "a seal deleted",
        "DELETE FROM seal WHERE rowid = (SELECT min(rowid) FROM seal)",
        "its seal was altered",
    ),
)


def main() -> None:
    """Print what was checked, and which hands were found out."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soundness")
    parser.add_argument("--runs", type=int, default=50, help="how many runs to make (50)")
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder) / "archive.duckdb")
        failures = [told for number in range(runs) if (told := asyncio.run(_failure(archive, number, runs)))]
        found = _checked(archive)
        missed = sum(not _found_out(archive, hand) for hand in HANDS)
    print(
        f"{runs - len(failures)} of {runs} runs wrote a memo; {len(HANDS) - missed} of {len(HANDS)} hands found"
    )
    if failures or missed or not found.sound or found.memos != runs:
        raise SystemExit(1)


async def _failure(archive: Archive, number: int, runs: int) -> str:
    """Why run of that number wrote no memo; empty where it did."""
    request = Request(
        idea=IDEAS[number % len(IDEAS)],
        panel=PANELS[number % len(PANELS)],
        rounds=ROUNDS[number % len(ROUNDS)],
        personas_folder=archive.path.parent / "personas",
    )
    start = time.perf_counter()
    try:
        failure = await asyncio.wait_for(_told(request, archive), LONGEST)
    except TimeoutError:
        failure = f"it had not ended after {LONGEST:.0f} s"
    spent = f"{time.perf_counter() - start:.1f} s"
    print(f"run {number + 1} of {runs}: {failure or spent}: {request.idea}", file=sys.stderr, flush=True)
    return failure


async def _told(request: Request, archive: Archive) -> str:
    failure = "it told of no end"
    async for event in run(request, archive):
        if isinstance(event, RunEnded):
            failure = "" if event.memo else event.message or event.state
    return failure


def _checked(archive: Archive) -> Verification:
    start = time.perf_counter()
    found = verify(archive)
    spent = time.perf_counter() - start
    print(f"{'memos':24} {found.memos:6}")
    print(f"{'citations':24} {found.citations:6}")
    print(f"{'sources':24} {found.sources:6}")
    print(f"{'faults':24} {len(found.faults):6}")
    print(f"{'seconds of verification':24} {spent:6.2f}")
    for fault in found.faults:
        print(f"fault: {fault}")
    return found


def _found_out(archive: Archive, hand: Hand) -> bool:
    """Whether what the hand does to a copy is told, in lines."""
    copy = Archive(archive.path.with_name("copy.duckdb"))
    shutil.copyfile(archive.path, copy.path)
    with copy.session() as connection:
        altered = connection.execute(hand.statement).fetchone()
    told = [fault for fault in verify(copy).faults if re.search(hand.told, fault)]
    print(f"{hand.deed:24} {told[0] if told else 'MISSED'}")
    return altered == (1,) and bool(told)


if __name__ == "__main__":
    main()
