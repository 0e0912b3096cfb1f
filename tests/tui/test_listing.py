"""What of the list of memos is shown, in what order."""

from datetime import UTC, date, datetime

from triptych.store.overview import Glance
from triptych.store.search.hits import Hit
from triptych.tui.listing import SORTS, View, chosen, found_in, next_sort, tags


def memo(
    number: int, title: str, *, claims: int = 0, contested: int = 0, cost: float = 0, tag: str = ""
) -> Glance:
    return Glance(
        id=f"M{number}",
        title=title,
        idea=title,
        as_of=date(2026, 1, number),
        created_at=datetime(2026, 1, number, tzinfo=UTC),
        panel=("engineer",),
        claims=claims,
        contested=contested,
        verdicts=(claims, 0, 0, 0),
        sources=0,
        cost_usd=cost,
        tokens=0,
        searches=0,
        tags=(tag,) if tag else (),
        stop_reason="complete",
    )


MEMOS = (
    memo(4, "beta", claims=1, contested=1, tag="chips"),
    memo(3, "Alpha", claims=9, cost=2.0),
    memo(2, "gamma", claims=9, contested=1, tag="power"),
    memo(1, "alpha two", cost=1.0, tag="chips"),
)


def ids(view: View) -> str:
    return " ".join(one.id for one in chosen(MEMOS, view))


def test_orders_have_the_newest_first_among_equals() -> None:
    assert [ids(View(sort=name)) for name in SORTS] == [
        "M4 M3 M2 M1",
        "M3 M1 M4 M2",
        "M3 M2 M4 M1",
        "M4 M2 M3 M1",
        "M3 M1 M4 M2",
    ]


def test_orders_go_round() -> None:
    names = [name := "newest", *(name := next_sort(name) for _ in SORTS)]
    assert names[0] == names[-1]
    assert set(names) == set(SORTS)


def test_a_tag_and_words_leave_what_has_them() -> None:
    assert ids(View(tag="chips")) == "M4 M1"
    assert ids(View(words=" ALPHA ")) == "M3 M1"
    assert ids(View(words="alpha chips")) == "M1"
    assert ids(View(words="nothing")) == ""


def test_what_the_search_found_comes_first_best_first() -> None:
    assert ids(View(words="alpha", found=("M2", "M1"))) == "M2 M1 M3"
    assert ids(View(words="alpha", found=("M2",), tag="chips")) == "M1"


def test_tags_are_counted() -> None:
    assert tags(MEMOS) == [("chips", 2), ("power", 1)]


def test_hits_are_gathered_by_memo() -> None:
    def hit(place: str, memo: str) -> Hit:
        return Hit(place=place, id=memo, memo=memo, title="", text="", snippet="")  # type: ignore[arg-type]

    assert list(
        found_in([hit("claims", "M2"), hit("sources", ""), hit("memos", "M1"), hit("claims", "M2")])
    ) == [
        "M2",
        "M1",
    ]
