"""What one document of the index is made from."""

from dataclasses import dataclass

from triptych.store.search.hits import Hit


@dataclass(frozen=True)
class Entry:
    """One thing that can be found, with what it can be selected by beside what the hit says itself."""

    owner: str
    """The memo or source that it goes with: `memo:01K…`, `source:ab12…`."""
    hit: Hit
    """The hit as it will be given, but for snippet, marks and score."""
    panel: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    """Who published what it quotes, or what it is a passage of."""


def owner(what: str, key: str) -> str:
    """The owner's name of a memo or a source."""
    return f"{what}:{key}"
