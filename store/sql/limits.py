"""What one query may use."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The bounds of one query; whatever passes one of them is stopped or cut.

    Attributes:
        seconds: how long it may run, once it has the archive.
        rows: how many rows come back at most.
        memory: what the database may use, in MiB.
        size: of all rows that come back together, as JSON, in MiB.
        patience: seconds for which it may keep others from the archive, or as many as it takes to copy that. What takes
            longer begins anew on a copy.
    """

    seconds: float = 10.0
    rows: int = 10_000
    memory: int = 512
    size: int = 64
    patience: float = 2.0
