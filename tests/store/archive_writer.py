"""A child process of the tests: `archive_writer.py write|read ARCHIVE TEMPLATE NAME COUNT`.

`write` publishes memos made from the template and prints the id of each once it is published; `read` lists
and loads until its input ends. Neither catches anything: an error ends it with a traceback.
"""

import sys
import threading
from pathlib import Path

from triptych.store import memos
from triptych.store.archive import Archive
from triptych.store.records import Dossier, Run


def write(archive: Archive, dossier: Dossier, run: Run, name: str, count: int) -> None:
    for number in range(count):
        key = f"{name}-{number:04}"
        memo = dossier.memo.model_copy(update={"id": key, "run": f"RUN-{key}"})
        memos.publish(
            archive, dossier.model_copy(update={"memo": memo}), run.model_copy(update={"id": f"RUN-{key}"})
        )
        print(key, flush=True)


def read(archive: Archive, dossier: Dossier) -> None:
    ended = threading.Event()

    def wait() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=wait, daemon=True).start()
    seen = polls = 0
    while not ended.is_set():
        rows = memos.listing(archive, limit=1000)
        assert len(rows) >= seen, f"{len(rows)} memos after {seen}"
        if rows:
            assert memos.load(archive, rows[0].id).ledger == dossier.ledger
        seen, polls = len(rows), polls + 1
    print(polls, flush=True)


def main() -> None:
    task, path, template, name, count = sys.argv[1:]
    dossier_json, run_json = Path(template).read_text(encoding="utf-8").split("\n")
    archive, dossier = Archive(Path(path), wait=60), Dossier.model_validate_json(dossier_json)
    print("ready", flush=True)
    if task == "read":
        read(archive, dossier)
    else:
        write(archive, dossier, Run.model_validate_json(run_json), name, int(count))


if __name__ == "__main__":
    main()
