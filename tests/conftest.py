"""What holds for every test: it speaks to this machine only, and knows nothing of the developer's keys.

Both hold for the whole session, so that fixtures which live longer than a test, and the processes that they start, are
under them too.
"""

import gc
import importlib.util
import ipaddress
import os
import shutil
import socket
import ssl
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import certifi
import pytest
from filelock import FileLock

from triptych import environment, paths
from triptych.agents.sources import starter
from triptych.store import driver
from triptych.store.archive import Archive
from triptych.store.records import Source

pytest_plugins = ["pytester"]

Shared = Callable[[str, Callable[[Path], None]], Path]
SLOW = ("tests/tui/screens/", "tests/tui/test_hostile.py")
"""Where the files are that take longest: they come first, so that no process is left alone with one."""

VARIABLES = (
    environment.MODEL_KEY,
    environment.MODEL_URL,
    environment.MODEL_NAME,
    environment.TAVILY_KEY,
    environment.TAVILY_URL,
    environment.SEARXNG_URL,
)


class Strays(list[str]):
    """The addresses and names outside this machine that were asked for."""

    def connecting(self, connect: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(this: socket.socket, address: Any) -> Any:
            if this.family in (socket.AF_INET, socket.AF_INET6) and not _here(address[0]):
                self.append(str(address))
                raise ConnectionRefusedError(f"a test may not connect to {address}")
            return connect(this, address)

        return guarded

    def resolving(self, resolve: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(host: Any, *args: Any, **kwargs: Any) -> Any:
            if host and not _here(host) and not _address(host):
                self.append(str(host))
                raise socket.gaierror(socket.EAI_NONAME, f"a test may not look up {host}")
            return resolve(host, *args, **kwargs)

        return guarded


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """More workers than processors: a third of what tests do is to wait for a screen, a process or a disk."""
    processors = os.cpu_count() or 1
    return processors + (processors + 1) // 2


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take longest come first, so that at the end no worker waits for the last of them."""
    items.sort(key=lambda item: not any(slow in item.path.as_posix() for slow in SLOW))


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What is loaded by now stays: collections of unused objects need not go through it."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    """Libraries complain of what is left at the end."""
    gc.unfreeze()


@pytest.fixture(scope="session", autouse=True)
def _collector() -> Iterator[None]:
    """The collector's callbacks as they were: one that hypothesis leaves behind makes DuckDB complain of leaks at exit."""
    before = list(gc.callbacks)
    yield
    gc.callbacks[:] = before


@pytest.fixture(scope="session")
def _strays() -> Iterator[Strays]:
    found = Strays()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, found.connecting(getattr(socket.socket, name)))
        patch.setattr(socket, "getaddrinfo", found.resolving(socket.getaddrinfo))
        yield found


@pytest.fixture(autouse=True)
def strays(_strays: Strays) -> Iterator[Strays]:
    """What the test asked for outside this machine. It fails, even where its code has swallowed the refusal."""
    yield _strays
    found = sorted(set(_strays))
    _strays.clear()
    assert not found, f"the test reached for the network: {', '.join(found)}"


@pytest.fixture(scope="session", autouse=True)
def _no_authorities() -> Iterator[None]:
    """The world's certificate authorities are not read: none vouches for this machine, and each client would read them."""
    load = ssl.SSLContext.load_verify_locations
    theirs = (certifi.where(), ssl.get_default_verify_paths().openssl_cafile)

    def others(this: ssl.SSLContext, cafile: Any = None, capath: Any = None, cadata: Any = None) -> None:
        if cafile not in theirs:
            load(this, cafile, capath, cadata)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl.SSLContext, "load_verify_locations", others)
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_keys() -> Iterator[None]:
    """Neither the variables of whoever runs the tests, nor a `.env` where they are run or in that person's home."""
    theirs = {folder / ".env" for folder in (Path.cwd(), paths.home())}
    read = environment._file
    with pytest.MonkeyPatch.context() as patch:
        for name in VARIABLES:
            patch.delenv(name, raising=False)
        patch.setattr(environment, "_file", lambda path: {} if path in theirs else read(path))
        yield


@pytest.fixture(scope="session", autouse=True)
def _one_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """All archives have one folder to spill to, and with it one engine: to start one takes longer than most tests.

    It may touch what is below the folder of temporary files, not the files of one archive only.
    """
    config = dict(driver._config(tmp_path_factory.mktemp("engine") / "spilled"))
    config["allowed_directories"] = [f"{os.path.realpath(tempfile.gettempdir())}/"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(driver, "_config", lambda path: config)
        yield


@pytest.fixture(scope="session", autouse=True)
def _read_once() -> Iterator[None]:
    """The starter collection is read once, not for each archive that gets it."""
    read, known = starter.starter_sources, dict[tuple[tuple[str, str], ...], Mapping[str, Source]]()

    def remembered(texts: Mapping[str, str]) -> dict[str, Source]:
        key = tuple(texts.items())
        if key not in known:
            known[key] = read(texts)
        return dict(known[key])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(starter, "starter_sources", remembered)
        yield


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Shared:
    """`shared(name, make)`: a folder, for reading only, that is made once for all the workers of a run of the tests."""
    own = tmp_path_factory.getbasetemp()
    root = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def made(name: str, make: Callable[[Path], None]) -> Path:
        folder = root / f"shared-{name}"
        with FileLock(f"{folder}.lock"):
            if not folder.exists():
                half = root / f"half-{name}"
                shutil.rmtree(half, ignore_errors=True)
                half.mkdir()
                make(half)
                half.rename(folder)
        return folder

    return made


@pytest.fixture(scope="session")
def empty_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an archive where nothing is yet, to be copied: to open one takes a fifth of what its migrations take."""
    path = tmp_path_factory.mktemp("empty") / "archive.duckdb"
    with Archive(path).session():
        return path


def _here(host: str | bytes) -> bool:
    found = _address(host)
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return _name(host) in ("localhost", "") or (
        found is not None and (found.is_loopback or found.is_unspecified)
    )


def _address(host: str | bytes) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that is written there, in whatever way: such as `127.1` or `0x7f000001`."""
    with suppress(OSError):
        return ipaddress.IPv4Address(socket.inet_aton(_name(host)))
    with suppress(ValueError):
        return ipaddress.ip_address(_name(host))
    return None


def _name(host: str | bytes) -> str:
    return (host.decode() if isinstance(host, bytes) else host).lower()


@pytest.fixture(scope="session")
def loaded() -> Callable[[str, Path], ModuleType]:
    """`loaded(name, path)`: the module of a file beside the tests, which no package holds."""

    def load(name: str, path: Path) -> ModuleType:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
        return module

    return load
