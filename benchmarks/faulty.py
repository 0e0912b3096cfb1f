"""What can go wrong around a run: at its model, on its web, and on its own machine. Each fault strikes as a seed has it."""

import ctypes
import functools
import os
import random
import resource
import signal
import socket
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.forked import Deed
from benchmarks.killed import at
from benchmarks.outside import World
from triptych.agents.doubles import answers, misbehaviour
from triptych.agents.doubles.answers import Change
from triptych.agents.doubles.exchange import Request
from triptych.agents.doubles.plan import Misbehaviour, When
from triptych.store.archive import Archive

Sent = Callable[[], Misbehaviour]
Said = Callable[[], Misbehaviour | Change]
_SLOW = 0.05  # seconds between drops
_DRIP = 0.01

AT_THE_MODEL: dict[str, Said] = {
    "429": lambda: misbehaviour.status(429, retry_after=1),
    "429, for an hour": lambda: misbehaviour.status(429, retry_after=3600),
    "500": lambda: misbehaviour.status(500),
    "no answer": misbehaviour.hang,
    "no answer after the headers": lambda: misbehaviour.hang(after_headers=True),
    "hangs up": misbehaviour.disconnect,
    "cut stream": misbehaviour.cut,
    "cut body": misbehaviour.truncated,
    "half of the JSON around it": misbehaviour.half_body,
    "truncated JSON": answers.truncated_json,
    "another schema": answers.wrong_schema,
    "empty": answers.empty,
    "refuses": answers.refusal,
    "slow drip": lambda: misbehaviour.drip(_DRIP, 64),
    "endless drip": lambda: misbehaviour.endless(_SLOW),
    "redirect loop": misbehaviour.redirect_loop,
    "a page instead": misbehaviour.html,
}
ON_THE_WEB: dict[str, Sent] = {
    "search: 429": lambda: misbehaviour.status(429, retry_after=1),
    "search: 500": lambda: misbehaviour.status(500),
    "search: hangs up": misbehaviour.disconnect,
    "search: truncated JSON": misbehaviour.half_body,
    "search: redirect loop": misbehaviour.redirect_loop,
    "page: 404": lambda: misbehaviour.status(404),
    "page: redirect loop": misbehaviour.redirect_loop,
    "page: cut body": misbehaviour.truncated,
    "page: empty": lambda: misbehaviour.gives(b"", "text/html"),
}


@dataclass(frozen=True)
class Struck:
    """What is done to one run."""

    deed: Deed | None = None
    meanwhile: Callable[[], AbstractContextManager[Any]] = nullcontext


Strike = Callable[[World, Path, str, random.Random], Struck]
"""Prepares a fault for the run of a key in a home."""


def at_the_model(how: Said) -> Strike:
    """Once, now and then, or always from some call on."""

    def strike(world: World, home: Path, key: str, chance: random.Random) -> Struck:
        world.models.misbehave(
            how(), when=_some(chance, lambda r: r.headers.get("authorization") == f"Bearer {key}")
        )
        return Struck()

    return strike


def on_the_web(how: Sent, path: str) -> Strike:
    """Once, now and then, or always from some request on."""

    def strike(world: World, home: Path, key: str, chance: random.Random) -> Struck:
        # Runs are done one after another: what was planned for those before is over by then.
        turn = world.turn
        world.web.misbehave(how(), path=path, when=_some(chance, lambda r: world.turn == turn))
        return Struck()

    return strike


def _some(chance: random.Random, mine: When) -> When:
    first, turns = chance.choice((1, 2, 3, 5, 8, 13, 21, 30)), count(1)
    each = chance.choice((1_000, 1_000, 5, 1))

    def fits(request: Request) -> bool:
        if not mine(request):
            return False
        number = next(turns) - first
        return number >= 0 and number % each == 0

    return fits


@dataclass(frozen=True)
class Full:
    """A deed: from the n-th time on that the process comes to a point, no file may grow, as on a disk that is full."""

    point: str
    number: int

    def __call__(self) -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        at(self.point, self._filled)

    def _filled(self, work: Callable[..., Any]) -> Callable[..., Any]:
        turns = count(1)

        @functools.wraps(work)
        def done(*args: Any, **kwargs: Any) -> Any:
            if next(turns) == self.number:
                resource.setrlimit(resource.RLIMIT_FSIZE, (_SAYABLE, _SAYABLE))
            return work(*args, **kwargs)

        return done


_SAYABLE = 20_000
"""Bytes of what a process may still say on stderr, which is a file here."""


@dataclass(frozen=True)
class NoNames:
    """A deed: from some look-up on, no name can be looked up."""

    after: int

    def __call__(self) -> None:
        resolve, turns = socket.getaddrinfo, count(1)

        def lost(*args: Any, **kwargs: Any) -> Any:
            if next(turns) > self.after:
                raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
            return resolve(*args, **kwargs)

        socket.getaddrinfo = lost


@dataclass(frozen=True)
class Jumps:
    """A deed: after some looks at it, the clock on the wall has jumped by so many seconds."""

    by: float
    after: int

    def __call__(self) -> None:
        now, turns = time.time, count(1)
        time.time = lambda: now() + (self.by if next(turns) > self.after else 0.0)


@dataclass(frozen=True)
class Unprivileged:
    """A deed: the process may not write to its home."""

    home: str

    def __call__(self) -> None:
        os.chmod(self.home, 0o555)
        if os.geteuid() == 0:  # to whom no mode means anything, but for this
            ctypes.CDLL(None).capset((ctypes.c_uint32 * 2)(_CAPABILITIES, 0), (ctypes.c_uint32 * 6)())


_CAPABILITIES = 0x20080522
"""The version of the list of what root may do; an empty one is set."""


def _full(world: World, home: Path, key: str, chance: random.Random) -> Struck:
    points = (
        ("start", 1),
        ("memo", 1),
        ("checkpoint", chance.randint(1, 20)),
        ("answer", chance.randint(1, 60)),
    )
    return Struck(Full(*chance.choice(points)))


def _no_names(world: World, home: Path, key: str, chance: random.Random) -> Struck:
    return Struck(NoNames(chance.choice((0, 1, 3, 6, 10))))


def _jumps(world: World, home: Path, key: str, chance: random.Random) -> Struck:
    return Struck(Jumps(chance.choice((-86_400.0, -3_600.0, 3_600.0, 400 * 86_400.0)), chance.randint(1, 60)))


def _locked(world: World, home: Path, key: str, chance: random.Random) -> Struck:
    return Struck(meanwhile=Archive(home / "archive.duckdb").session)


def _read_only(world: World, home: Path, key: str, chance: random.Random) -> Struck:
    return Struck(Unprivileged(str(home)))


FAULTS: dict[str, Strike] = {
    **{f"model: {name}": at_the_model(how) for name, how in AT_THE_MODEL.items()},
    **{
        name: on_the_web(how, "/searx/search")
        for name, how in ON_THE_WEB.items()
        if name.startswith("search")
    },
    **{name: on_the_web(how, "/pages/*") for name, how in ON_THE_WEB.items() if name.startswith("page")},
    "lost DNS": _no_names,
    "full disk": _full,
    "archive locked": _locked,
    "home read-only": _read_only,
    "clock jumps": _jumps,
}
