"""A run that never ends: its events, told from a thread as a run tells them."""

import time
from collections.abc import Iterator
from itertools import count

from triptych.graphs.events import (
    BriefReady,
    ClaimsStated,
    ClaimVerified,
    CritiqueRaised,
    Event,
    RunStarted,
    Searched,
    SectionText,
    StanceTaken,
)
from triptych.tui.runs import Running

PANEL = ("engineer", "investor", "strategist")
PER_SECOND = 200


class Feed:
    """Tells a run's events from a thread, as a run does."""

    def __init__(self) -> None:
        self.told, self.pause, self.over = 0, 1 / PER_SECOND, False
        self._start = time.perf_counter()

    @property
    def rate(self) -> float:
        """Events a second up to now."""
        return self.told / (time.perf_counter() - self._start)

    def reached(self, events: int) -> bool:
        """Whether so many were told."""
        return self.told >= events

    def into(self, running: Running) -> None:
        """Tell events until it is over."""
        at = time.perf_counter()
        for event in stream():
            if self.over:
                return
            running.heard(event)
            self.told += 1
            at = max(at + self.pause, time.perf_counter() - 1)
            time.sleep(max(0.0, at - time.perf_counter()))


def stream() -> Iterator[Event]:
    """The events of a run that never ends."""
    questions = {f"{key[0].upper()}.q{n}": key for key in PANEL for n in range(1, 7)}
    yield RunStarted("RUN", "Will memory bandwidth be a bottleneck?", PANEL, "embedded")
    yield BriefReady(
        dict.fromkeys(PANEL, 6),
        dict.fromkeys(questions, "Bottleneck"),
        ("By 2028 bandwidth bounds it.", "By 2028 prices fall by half."),
        ("P1", "P2"),
        {key: f"What of {key} bounds the price of a token?" for key in questions},
        questions,
    )
    for n in count(1):
        question, persona = list(questions.items())[n // 6 % len(questions)]
        claim = f"{persona[0].upper()}{n // 6 % 60 + 1}"
        yield (
            Searched(
                persona, question, f"memory bandwidth {n}", 5, (f"{n:064}",), (f"A page on memory, {n}",)
            ),
            ClaimsStated(
                persona, question, (claim,), (f"A claim on bandwidth, price and power, number {n}.",)
            ),
            ClaimVerified(claim, "partial", False, "a figure is not in its quote", f"A claim, number {n}."),
            SectionText(f"section-{n // 600}", f"Words of a section as they are written, {n}. "),
            CritiqueRaised(
                f"C{n // 6 % 40 + 1}", persona, claim, "stale", "major", f"It is out of date, {n}."
            ),
            StanceTaken(persona, f"P{n % 2 + 1}", 1, n % 100, (n + 7) % 100),
        )[n % 6]
