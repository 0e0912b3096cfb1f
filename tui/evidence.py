"""Lists of evidence as the interface shows them: read as far as they are looked at, filtered by what there is."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from textual.content import Content

from triptych.tui import signs
from triptych.tui.text import QUIET, line
from triptych.tui.widgets.rows import Column

if TYPE_CHECKING:
    from triptych.store.evidence import ClaimLine, Counts, Filters, Portion, SourceLine

Row = TypeVar("Row")
NAMES = ("verdict", "status", "persona", "kind", "publisher")
"""What can be chosen from a list, in the order in which it is offered."""


class Lazy(Sequence["Row | Unread"], Generic[Row]):
    """All rows of a list, of which only those are read that somebody looks at.

    Args:
        portion: the first ones, with how many there are.
        most: how many are read at a time.
        want: told that there are rows to be read.
    """

    def __init__(self, portion: "Portion[Row]", most: int, want: Callable[[], object]) -> None:
        self._total, self._most, self._want = portion.total, most, want
        self._rows: dict[int, Row] = {}
        self.wanted: set[int] = set()
        """Numbers of the first rows of the portions to be read."""
        self.put(portion)

    def put(self, portion: "Portion[Row]") -> None:
        """Take in rows that were read."""
        self._rows.update(enumerate(portion.rows, start=portion.first))
        self.wanted.discard(portion.first)

    def __len__(self) -> int:
        return self._total

    @overload
    def __getitem__(self, at: int) -> "Row | Unread": ...
    @overload
    def __getitem__(self, at: slice) -> "list[Row | Unread]": ...
    def __getitem__(self, at: int | slice) -> "Row | Unread | list[Row | Unread]":
        if isinstance(at, slice):
            return [self[n] for n in range(*at.indices(self._total))]
        number = at + self._total if at < 0 else at
        if not 0 <= number < self._total:
            raise IndexError(at)
        if number not in self._rows:
            self._ask(number - number % self._most)
            return Unread(number)
        return self._rows[number]

    def _ask(self, first: int) -> None:
        if first not in self.wanted:
            self.wanted.add(first)
            self._want()


class Unread:
    """Stands in the place of a row that is being read."""

    def __init__(self, number: int) -> None:
        self.number = number


def _of(cell: Callable[[Row], Content]) -> "Callable[[Row | Unread], Content]":
    """The cell; of a row that is being read nothing."""

    def shown(row: "Row | Unread") -> Content:
        return Content.styled("…", QUIET) if isinstance(row, Unread) else cell(row)

    return shown


def _published(source: "SourceLine") -> Content:
    return Content(str(source.published_at)) if source.published_at else Content.styled("undated", QUIET)


SOURCES: "tuple[Column[SourceLine | Unread], ...]" = (
    Column("Source", _of(lambda source: line(source.title or source.publisher))),
    Column("Publisher", _of(lambda source: line(source.publisher, QUIET)), 20, least=56),
    Column("Kind", _of(lambda source: line(source.kind)), 7, least=96),
    Column("Published", _of(_published), 10, least=70),
    Column("Claims", _of(lambda source: _number(source.claims)), 6, right=True),
    Column("Memos", _of(lambda source: _number(source.memos)), 5, right=True, least=60),
)
CLAIMS: "tuple[Column[ClaimLine | Unread], ...]" = (
    Column("Id", _of(lambda claim: line(claim.id)), 4),
    Column("Persona", _of(lambda claim: line(claim.persona)), 12, least=96),
    Column("Claim", _of(lambda claim: line(claim.text))),
    Column("Verdict", _of(lambda claim: signs.verdict(claim.verdict)), 14),
    Column("Status", _of(lambda claim: signs.status(claim.status)), 11, least=66),
    Column("Sources", _of(lambda claim: _number(claim.independent)), 7, right=True, least=104),
)


def _number(count: int) -> Content:
    return Content(f"{count:,}") if count else Content.styled("0", QUIET)


def told(filters: "Filters") -> Content:
    """The filters that are set, in a line."""
    chosen = [_value(name, value) for name in NAMES if (value := getattr(filters, name))]
    return Content(" · ").join(chosen) if chosen else Content.styled("no filter", QUIET)


def options(counts: "Counts", filters: "Filters") -> list[tuple[str, Content]]:
    """What can be chosen: to take a filter away first, then each value with how many rows have it."""
    chosen = [(name, value) for name in NAMES if (value := getattr(filters, name))]
    away = [
        (f"{name}=", Content.assemble("any ", name, ", not only ", _value(name, value)))
        for name, value in chosen
    ]
    values = [
        (
            f"{name}={value}",
            Content.assemble((f"{name}  ", QUIET), _value(name, value), (f"  {count:,}", QUIET)),
        )
        for name in NAMES
        for value, count in counts.get(name, ())
        if value != getattr(filters, name)
    ]
    return [*away, *values]


def with_choice(filters: "Filters", choice: str) -> "Filters":
    """The filters with what was chosen among `options`."""
    name, _, value = choice.partition("=")
    changed: dict[str, Any] = {name: value}
    return replace(filters, **changed)


def _value(name: str, value: str) -> Content:
    known = {"verdict": signs.VERDICT_SIGNS, "status": signs.STATUS_SIGNS}.get(name, {})
    if value in known:
        sign, word, style = known[value]
        return Content.styled(f"{sign} {word}", style)
    return line(value)
