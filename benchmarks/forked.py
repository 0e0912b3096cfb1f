"""`triptych` in processes of their own, forked from one that has loaded everything: each starts in no time, and is real.

A process that is killed is a process that is killed; what is done to it before it begins is said by a `Deed`.
"""

import gc
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

Deed = Callable[[], None]
"""Done in the process before its command begins; it is pickled."""

_OURS = ("TRIPTYCH_", "OPENAI_", "TAVILY_", "SEARXNG_")
_LONGEST = 120.0  # seconds
_NONE: Mapping[str, str] = MappingProxyType({})
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["benchmarks.forked_loaded"])


class Ended(NamedTuple):
    """How a process ended: its exit code, negative for a signal, what it said and how long it took."""

    code: int
    out: str
    err: str
    seconds: float

    @property
    def killed(self) -> bool:
        """Whether it was killed."""
        return self.code == -signal.SIGKILL


@dataclass
class Started:
    """A process under way."""

    process: BaseProcess
    said: Path
    began: float = field(default_factory=time.monotonic)

    @property
    def pid(self) -> int:
        """Its number."""
        assert self.process.pid
        return self.process.pid

    def told(self) -> str:
        """What it has said on stderr so far."""
        return (self.said / "err").read_text("utf-8")

    def wait(self, longest: float = _LONGEST) -> Ended:
        """Wait for its end. Raises TimeoutError where it takes longer; it is killed then."""
        self.process.join(longest)
        code, seconds = self.process.exitcode, time.monotonic() - self.began
        if code is None:
            self.end()
            raise TimeoutError(f"it took more than {longest} s, and said: {self.told()}")
        out, err = ((self.said / name).read_text("utf-8") for name in ("out", "err"))
        return Ended(code, out, err, seconds)

    def end(self) -> None:
        """Kill it, unless it has ended."""
        self.process.kill()
        self.process.join()


def start(
    home: Path, *args: str, environment: Mapping[str, str] = _NONE, deed: Deed | None = None
) -> Started:
    """Start `triptych` with that home.

    Args:
        home: its home, where it also stands.
        args: of its command line.
        environment: variables beside its home.
        deed: what is done before it begins.
    """
    said = Path(tempfile.mkdtemp(prefix="said-", dir=home.parent))
    for name in ("out", "err"):
        (said / name).touch()
    given = {"TRIPTYCH_HOME": str(home), **environment}
    process = _CONTEXT.Process(target=_do, args=(args, given, said, deed))
    process.start()
    return Started(process, said)


def triptych(
    home: Path, *args: str, environment: Mapping[str, str] = _NONE, deed: Deed | None = None
) -> Ended:
    """Do a command to its end; arguments as of `start`."""
    return start(home, *args, environment=environment, deed=deed).wait()


def _do(args: tuple[str, ...], environment: Mapping[str, str], said: Path, deed: Deed | None) -> None:
    gc.freeze()  # to look through what was loaded before would copy all of it
    for name in [name for name in os.environ if name.startswith(_OURS)]:
        del os.environ[name]
    os.environ.update(environment)
    os.chdir(environment["TRIPTYCH_HOME"])
    for number, name in enumerate(("out", "err"), start=1):
        os.dup2(os.open(said / name, os.O_WRONLY | os.O_APPEND), number)
    sys.argv = ["triptych", *args]
    from triptych.cli import main

    if deed:
        deed()
    main()
