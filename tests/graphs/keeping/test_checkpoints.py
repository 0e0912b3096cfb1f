"""The file of a run's checkpoints, as whoever goes on with the run at once finds it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from triptych.graphs.keeping import checkpoints
from triptych.graphs.keeping.folder import RunFolder, folder_of


def folder(tmp_path: Path) -> RunFolder:
    made = folder_of(tmp_path / "archive.duckdb", "RUN-0001")
    made.make()
    return made


async def test_a_file_that_was_let_go_of_is_free_whatever_somebody_still_holds_of_it(tmp_path: Path) -> None:
    run = folder(tmp_path)
    async with checkpoints.saver(run) as saver:
        await saver.setup()
        write = (
            "INSERT INTO writes (thread_id, checkpoint_id, task_id, idx, channel) VALUES (?, '', '', 0, '')"
        )
        await saver.conn.executemany(write, [("one",), ("two",)])
        await saver.conn.commit()
        half_read = await saver.conn.execute("SELECT thread_id FROM writes")
        await half_read.fetchone()
        await saver.conn.execute(write, ("three",))
    with closing(sqlite3.connect(run.checkpoints, timeout=0)) as next_one:
        next_one.execute("BEGIN IMMEDIATE")
        held = next_one.execute("SELECT thread_id FROM writes ORDER BY thread_id").fetchall()
    assert held == [("one",), ("two",)]
    assert half_read
