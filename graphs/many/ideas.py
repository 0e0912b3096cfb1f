"""A list of ideas: one a line, known to be usable before anything is spent on the first."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from triptych.agents.sources.clean import one_line
from triptych.errors import InputError, TriptychError
from triptych.graphs.request import plain_idea

_COMMENT = "#"
_LINE_END = re.compile(r"\r\n|\r|\n")
_SHOWN = 3  # faults of a list that are told; the rest are counted
_WORD = re.compile(r"[a-z0-9]+")
_LONGEST_NAME = 60
_HINT = "Write one idea a line; blank lines, and lines that begin with #, are skipped."


@dataclass(frozen=True, slots=True)
class Idea:
    """An idea, and the line on which it stands."""

    line: int
    text: str

    @property
    def file_name(self) -> str:
        """A name for the file of its memo: the same whenever the idea is, and safe wherever it came from."""
        plain = unicodedata.normalize("NFKD", self.text).encode("ascii", "ignore").decode().lower()
        words = "-".join(_WORD.findall(plain))[:_LONGEST_NAME].strip("-")
        digest = hashlib.sha256(self.text.encode()).hexdigest()[:8]
        return f"{words or 'idea'}-{digest}.md"


def ideas(text: str, name: str) -> tuple[Idea, ...]:
    """The ideas of a list, in its order.

    Args:
        text: the list.
        name: what messages call it.

    Raises:
        InputError: there is none, or a line cannot be an idea, or says what an earlier one says; all of it in one line.
    """
    found = tuple(_written(text))
    if not found:
        raise InputError(f"{name} holds no idea.", _HINT)
    if faults := list(_faults(found)):
        more = f"; and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
        raise InputError(f"{name}: {'; '.join(faults[:_SHOWN])}{more}.", "Mend the list; nothing was begun.")
    return found


def _written(text: str) -> Iterator[Idea]:
    for number, line in enumerate(_LINE_END.split(text), start=1):
        idea = one_line(line)
        if idea and not idea.startswith(_COMMENT):
            yield Idea(number, idea)


def _faults(found: Sequence[Idea]) -> Iterator[str]:
    first: dict[str, int] = {}
    for idea in found:
        try:
            plain_idea(idea.text)
        except TriptychError as e:
            yield f"line {idea.line}: {e.message.rstrip('.')}"
        said = idea.text.casefold()
        if said in first:
            yield f"line {idea.line} says the same as line {first[said]}"
        first.setdefault(said, idea.line)
