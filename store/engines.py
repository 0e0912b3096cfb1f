"""DuckDB in memory, ready for the next session: to start it takes longer than all else that a short session does.

Invariant: what waits here has no file attached and is used by one session at a time; each session gets a connection of
its own to it, so that no transaction, temporary table or local setting of one is there for the next.
"""

import atexit
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

import duckdb

_FILES = "SELECT 1 FROM duckdb_databases() WHERE NOT internal AND database_name <> 'memory'"
Config = Mapping[str, str | bool | int | float | list[str]]
KEPT = 2
ALLOWED = ("allowed_directories", "allowed_paths")
"""Settings that name what may be touched."""


class Engines:
    """Those that wait; at most `KEPT` of them, whatever they were started with."""

    def __init__(self) -> None:
        self._idle: list[tuple[Config, duckdb.DuckDBPyConnection]] = []
        self._lock = threading.Lock()
        self._process = os.getpid()
        self._inherited: list[object] = []
        self._starting: threading.Thread | None = None

    def prepare(self, config: Config) -> None:
        """Start an engine with this configuration while the caller does other things; the next session waits for it."""
        self._starting = threading.Thread(target=self._start, args=(config,), name="duckdb-start")
        self._starting.start()

    @contextmanager
    def connection(self, config: Config) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection to an engine that was started with this configuration; it waits for the next if all goes well."""
        engine = self._taken(config) or _begun(config)
        try:
            connection = engine.cursor()
            try:
                yield connection
            finally:
                connection.close()
        except BaseException:
            engine.close()
            raise
        self._put_back(config, engine)

    def clear(self) -> None:
        """Stop all that wait."""
        with self._lock:
            idle, self._idle = self._idle, []
        for _, engine in idle:
            engine.close()

    def _start(self, config: Config) -> None:
        with suppress(duckdb.Error):  # the session that finds none tries again, and says what is wrong
            self._put_back(config, _begun(config))

    def _taken(self, config: Config) -> duckdb.DuckDBPyConnection | None:
        starting, self._starting = self._starting, None
        if starting is not None and self._process == os.getpid():
            starting.join()
        with self._lock:
            if self._process != os.getpid():
                # A forked process has none of their threads: it cannot even close them.
                self._inherited.append(self._idle)
                self._idle, self._process = [], os.getpid()
            for number, (own, engine) in enumerate(self._idle):
                if own == config:
                    del self._idle[number]
                    return engine
        return None

    def _put_back(self, config: Config, engine: duckdb.DuckDBPyConnection) -> None:
        if engine.execute(_FILES).fetchone():
            engine.close()  # one could not be detached, or a session has attached more
            return
        with self._lock:
            self._idle.append((config, engine))
            old, self._idle = self._idle[:-KEPT], self._idle[-KEPT:]
        for _, one in old:
            one.close()


def _begun(config: Config) -> duckdb.DuckDBPyConnection:
    """A new engine, for good without any file but those that `ALLOWED` settings name."""
    engine = duckdb.connect(":memory:", config={k: v for k, v in config.items() if k not in ALLOWED})
    for name in ALLOWED:  # DuckDB takes them only once it runs
        if name in config:
            engine.execute(f"SET GLOBAL {name} = {_list(config[name])}")
    engine.execute("SET GLOBAL enable_external_access = false")
    return engine


def _list(names: object) -> str:
    quoted = (f"'{name.replace(chr(39), 2 * chr(39))}'" for name in names) if isinstance(names, list) else ()
    return f"[{', '.join(quoted)}]"


engines = Engines()
atexit.register(engines.clear)
