"""Work in the background tells what came of it by one message, and never ends the app."""

import threading
from dataclasses import dataclass

import pytest
from tests.tui.driving import rest, until
from textual.app import App
from textual.message import Message

from triptych.errors import ArchiveLocked
from triptych.tui.messages import Failed
from triptych.tui.work import Threads, background


@dataclass
class Done(Message):
    """The work is done."""

    number: int


class Worker(App[None]):
    """An app that notes what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()
        self.told: list[Message] = []

    @background("work")
    def work(self, number: int) -> Done:
        if number == 1:
            self.gate.wait(5)
        return Done(number)

    @background("lock")
    def locked(self) -> Done:
        raise ArchiveLocked("It is in use.", "Wait.")

    @background("fault")
    def fault(self) -> None:
        raise ZeroDivisionError("by nought")

    def on_done(self, event: Done) -> None:
        self.told.append(event)

    def on_failed(self, event: Failed) -> None:
        self.told.append(event)


async def test_the_message_of_the_newest_call_counts() -> None:
    app = Worker()
    async with app.run_test() as keys:
        app.work(1)
        app.work(2)
        await until(keys, lambda: app.told)
        app.gate.set()
        await rest(keys)
        assert app.told == [Done(2)] or [one.number for one in app.told if isinstance(one, Done)] == [2]


async def test_an_error_of_ours_is_told_with_what_mends_it() -> None:
    app = Worker()
    async with app.run_test() as keys:
        app.locked()
        await until(keys, lambda: app.told)
        (failed,) = app.told
        assert isinstance(failed, Failed)
        assert (failed.message, failed.hint) == ("It is in use.", "Wait.")


async def test_any_other_error_is_told_too_and_the_app_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    app = Worker()
    async with app.run_test() as keys:
        app.fault()
        await until(keys, lambda: app.told)
        (failed,) = app.told
        assert isinstance(failed, Failed)
        assert failed.message == "internal: ZeroDivisionError: by nought"
        app.work(3)
        await until(keys, lambda: len(app.told) == 2)


def test_nobody_waits_at_the_end_for_a_thread_that_waits() -> None:
    gate = threading.Event()
    threads = Threads()
    waiting = threads.submit(gate.wait, 5)
    threads.shutdown(wait=True)
    assert not waiting.done()
    gate.set()
    assert waiting.result(5)
