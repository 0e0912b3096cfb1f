import json
import logging
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from triptych.agents.sources.web.cache import Cache, CacheMode
from triptych.errors import InputError, ServiceError

DAY = 86_400


class Asked:
    """Something to ask; counts how often it was."""

    def __init__(self, answer: Any = None) -> None:
        self.answer = answer if answer is not None else {"said": "yes"}
        self.times = 0

    async def __call__(self) -> Any:
        self.times += 1
        return self.answer


async def _ask(cache: Cache, asked: Asked, key: object = "k") -> Any:
    return await cache.remembered("the page", key, asked, lambda value: value, dict)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "home" / "cache"


async def test_what_was_answered_is_not_asked_again_by_another_process(folder: Path) -> None:
    asked = Asked()
    assert await _ask(Cache(folder, 7), asked) == await _ask(Cache(folder, 7), asked) == {"said": "yes"}
    assert asked.times == 1


async def test_another_key_is_another_answer(folder: Path) -> None:
    cache, asked = Cache(folder, 7), Asked()
    await _ask(cache, asked, ["a", 1])
    await _ask(cache, asked, ["a", 2])
    assert asked.times == 2


async def test_an_answer_grows_too_old(folder: Path) -> None:
    now = [0.0]
    cache, asked = Cache(folder, 7, clock=lambda: now[0]), Asked()
    for day in (0, 6.9, 7.1, 13):
        now[0] = day * DAY
        await _ask(cache, asked)
    assert asked.times == 2


async def test_a_lower_limit_of_age_holds_for_what_is_there_already(folder: Path) -> None:
    asked = Asked()
    await _ask(Cache(folder, 30, clock=lambda: 0.0), asked)
    await _ask(Cache(folder, 1, clock=lambda: 2.0 * DAY), asked)
    assert asked.times == 2


async def test_no_days_means_no_memory(folder: Path) -> None:
    cache, asked = Cache(folder, 0), Asked()
    await _ask(cache, asked)
    await _ask(cache, asked)
    assert asked.times == 2


async def test_fresh_asks_again_and_keeps_the_new_answer(folder: Path) -> None:
    await _ask(Cache(folder, 7), Asked({"n": 1}))
    assert await _ask(Cache(folder, 7, "fresh"), Asked({"n": 2})) == {"n": 2}
    assert await _ask(Cache(folder, 7), Asked({"n": 3})) == {"n": 2}


async def test_offline_uses_nothing_else_and_that_when_it_is_too_old_too(folder: Path) -> None:
    asked = Asked()
    await _ask(Cache(folder, 1, clock=lambda: 0.0), asked)
    offline = Cache(folder, 1, "offline", clock=lambda: 10.0 * DAY)
    assert await _ask(offline, asked) == {"said": "yes"}
    with pytest.raises(ServiceError, match=r"the page: not in the cache\. Run without --offline"):
        await _ask(offline, asked, "other")
    assert asked.times == 1


async def test_a_fault_is_not_kept(folder: Path) -> None:
    async def fails() -> Any:
        raise ServiceError("down.")

    cache = Cache(folder, 7)
    with pytest.raises(ServiceError):
        await cache.remembered("x", "k", fails, dict, dict)
    assert await _ask(cache, Asked()) == {"said": "yes"}


DAMAGE = [b"", b"\x00", b"\xff" * 100, b"\xff\xff\xff\x7f{\"at\": 1", b"\xff\xff\xff\x7f[" + b"[" * 100_000,
          b"\xff\xff\xff\x7f{}", b"\xff\xff\xff\x7f[]", b"\xff\xff\xff\x7f{\"at\": \"x\", \"value\": 1}"]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("mode", ["normal", "offline"])
async def test_a_damaged_file_is_as_if_it_were_not_there_and_nobody_hears_of_it(
    folder: Path, damage: bytes, mode: CacheMode, capfd: pytest.CaptureFixture[str]
) -> None:
    asked = Asked()
    await _ask(Cache(folder, 7), asked)
    for path in folder.iterdir():
        path.write_bytes(damage)
    cache = Cache(folder, 7, mode)
    if mode == "offline":
        with pytest.raises(ServiceError, match="not in the cache"):
            await _ask(cache, asked)
    else:
        assert await _ask(cache, asked) == {"said": "yes"}
        assert (await _ask(cache, asked), asked.times) == ({"said": "yes"}, 2)
    assert capfd.readouterr() == ("", "")


async def test_what_cannot_be_loaded_is_as_if_it_were_not_there(folder: Path) -> None:
    def load(_kept: Any) -> Any:
        raise ValueError("of another version")

    cache, asked = Cache(folder, 7), Asked()
    await _ask(cache, asked)
    await cache.remembered("x", "k", asked, dict, load)
    assert asked.times == 2


async def test_a_folder_that_cannot_be_written_costs_the_memory_only(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    cache, asked = Cache(folder, 7), Asked()
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    assert await _ask(cache, asked) == {"said": "yes"}
    assert capfd.readouterr() == ("", "")


async def test_the_root_logger_is_left_as_it_was(folder: Path) -> None:
    root = logging.getLogger()
    before = list(root.handlers), list(root.filters)
    await _ask(Cache(folder, 7), Asked())
    assert (list(root.handlers), list(root.filters)) == before


async def test_only_the_user_may_read_it_and_nothing_in_it_is_a_program(folder: Path) -> None:
    await _ask(Cache(folder, 7), Asked())
    assert folder.stat().st_mode & 0o777 == 0o700
    files = list(folder.iterdir())
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert all(json.loads(path.read_bytes()[4:]) is not None for path in files)


def test_a_file_in_the_place_of_the_folder_is_an_error_of_the_user(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("x")
    with pytest.raises(InputError, match="cannot be used"):
        Cache(tmp_path / "cache", 7)


async def test_many_at_once_in_one_folder_lose_nothing(folder: Path) -> None:
    import asyncio

    asked = Asked()

    def fill(first: int) -> None:
        cache = Cache(folder, 7)
        for n in range(first, first + 20):
            asyncio.run(_ask(cache, asked, n))

    threads = [threading.Thread(target=fill, args=(n * 20,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    offline = Cache(folder, 7, "offline")
    for n in range(80):
        assert await _ask(offline, asked, n) == {"said": "yes"}


async def test_what_nobody_can_want_any_more_is_swept_and_nothing_else(folder: Path) -> None:
    await _ask(Cache(folder, 7), Asked(), "old")
    (old,) = folder.iterdir()
    (folder / "notes.txt").write_text("not ours")
    torn = folder / "tmpabc.__wz_cache"
    torn.write_bytes(b"half")
    for path in (old, torn, folder / "notes.txt"):
        os.utime(path, (0, 0))
    await _ask(Cache(folder, 7), Asked(), "new")
    names = {path.name for path in folder.iterdir()}
    assert "notes.txt" in names
    assert len(names) == 2
    assert not names & {old.name, torn.name}
