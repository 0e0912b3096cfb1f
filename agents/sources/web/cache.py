"""What engines answered and pages said, on disk for some days; it can be lost at any time.

Invariant: an entry is named by the hash of all that decides it and replaced in one step, so that two processes may
share the folder. What cannot be read back whole is as if it were not there.
"""

import hashlib
import json
import logging
import re
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from triptych.errors import InputError, ServiceError

if TYPE_CHECKING:
    from cachelib import FileSystemCache

CacheMode = Literal["normal", "fresh", "offline"]
"""`fresh` reads nothing from the cache but fills it; `offline` uses nothing else, also what is too old otherwise."""
VERSION = 1
"""Changes whenever what is kept, or the reading of pages, does."""
_DAY = 86_400
_KEPT = 30 * _DAY
"""How long a file stays for `offline`, however short the limit of age."""
_OURS = re.compile(r"[0-9a-f]{64}|.*\.__wz_cache")
_DAMAGE = (ValueError, TypeError, KeyError, AttributeError, RecursionError, OSError)
Value = TypeVar("Value")


class Cache:
    """A folder of remembered answers.

    Args:
        folder: where they are, and nothing else; made if it is not there, for this user only.
        days: how old an answer may be; 0 remembers nothing.
        mode: what it is used for.
        clock: the time in seconds since 1970.

    Raises:
        InputError: the folder cannot be used.
    """

    def __init__(
        self, folder: Path, days: float, mode: CacheMode = "normal", clock: Callable[[], float] = time.time
    ) -> None:
        self.folder, self.mode = folder, mode
        self._seconds = days * _DAY
        self._clock = clock
        kept = max(_KEPT, self._seconds)
        self._files = _files(folder, int(kept))
        _sweep(folder, clock() - kept)

    async def remembered(
        self,
        what: str,
        key: object,
        ask: Callable[[], Awaitable[Value]],
        dump: Callable[[Value], Any],
        load: Callable[[Any], Value],
    ) -> Value:
        """The answer as it was kept, or what `ask` gives, which is kept then.

        Args:
            what: what messages call it.
            key: all that decides the answer, as JSON values, and no secret.
            ask: raises rather than give an answer that is not worth keeping.
            dump: the answer as JSON values.
            load: the answer from them; raises ValueError, TypeError or KeyError for what is none.

        Raises:
            ServiceError: it is not there, and nothing else may be used. Also what `ask` raises.
        """
        name = _hash(key)
        kept = None if self.mode == "fresh" else self._kept(name, load)
        if kept is not None:
            return kept
        if self.mode == "offline":
            raise ServiceError(f"{what}: not in the cache.", "Run without --offline.")
        answer = await ask()
        if self._seconds:
            with _silent():
                self._files.set(name, {"at": self._clock(), "value": dump(answer)})
        return answer

    def _kept(self, name: str, load: Callable[[Any], Value]) -> Value | None:
        try:
            with _silent():
                entry = self._files.get(name)
            if entry is None or self._is_old(entry["at"]):
                return None
            return load(entry["value"])
        except _DAMAGE:
            return None

    def _is_old(self, at: float) -> bool:
        return self.mode != "offline" and not 0 <= self._clock() - at < self._seconds


def _files(folder: Path, seconds: int) -> "FileSystemCache":
    from cachelib import FileSystemCache
    from cachelib.serializers import JSONSerializer

    class Files(FileSystemCache):
        serializer = JSONSerializer()  # type: ignore[assignment]  # of the base that all serializers have

        def _run_safely(self, fn: Callable[..., Any], *args: Any, **options: Any) -> Any:
            return fn(*args, **options)  # the library's own waits ten seconds for a file that is not ours

    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        with _silent():
            return Files(str(folder), threshold=0, default_timeout=seconds, mode=0o600)
    except OSError as e:
        reason = e.strerror or str(e)
        raise InputError(f"The cache {folder} cannot be used: {reason}.", "Make the folder writable.") from e


def _sweep(folder: Path, before: float) -> None:
    """Remove what was written before then; the library's own limit reads every file at every write."""
    for path in folder.iterdir():
        with suppress(OSError):  # another process may be sweeping, too
            if _OURS.fullmatch(path.name) and path.stat().st_mtime < before:
                path.unlink()


def _hash(key: object) -> str:
    text = json.dumps([VERSION, key], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


_lock = threading.Lock()
_deaf = logging.NullHandler()


def _foreign(record: logging.LogRecord) -> bool:
    return "cachelib" not in record.pathname


@contextmanager
def _silent() -> Iterator[None]:
    """Keeps what cachelib says of damaged files off stderr: it logs to the root, and configures that if it is bare."""
    root = logging.getLogger()
    with _lock:
        root.addHandler(_deaf)
        root.addFilter(_foreign)
        try:
            yield
        finally:
            root.removeFilter(_foreign)
            root.removeHandler(_deaf)
