"""A brief under review as values: its rows, and what is done to them. No widget is known here.

Invariant: after each change ids are unique and in order, and the question that all personas share asks for the propositions
that there are. `numbered` gives them the ids that a run expects.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeVar

if TYPE_CHECKING:
    from triptych.store.records import Brief, Persona, Proposition, Question

T = TypeVar("T")
Kind = Literal["heading", "question", "query", "proposition"]
PROPOSITIONS = ""
"""The part that no persona's key names."""


@dataclass(frozen=True)
class Place:
    """Where something stands in a brief."""

    part: str
    """A persona's key, or `PROPOSITIONS`."""
    item: int = -1
    """Which question or proposition of the part, from 0; -1 is its heading."""
    query: int = -1
    """Which query of the question, from 0; -1 is the question itself."""

    @property
    def kind(self) -> Kind:
        """What stands there."""
        if self.item < 0:
            return "heading"
        if self.part == PROPOSITIONS:
            return "proposition"
        return "question" if self.query < 0 else "query"


@dataclass(frozen=True)
class Row:
    """One row of the review."""

    place: Place
    label: str
    text: str
    breach: str = ""
    """Which rule it breaks; a brief with one is not put to the panel."""
    doubt: str = ""
    """What may keep it from being settled; told, and put to the panel all the same."""


def rows(brief: "Brief", personas: "Sequence[Persona]") -> tuple[Row, ...]:
    """The brief row by row: for each persona its questions, each with its queries, and then the propositions."""
    from triptych.agents.brief_rules import breaches
    from triptych.agents.briefs import doubts

    broken = {(b.id, -1 if b.query is None else b.query): b.why for b in reversed(breaches(brief, personas))}
    doubted = {which: why for which, _, why in (told.partition(": ") for told in doubts(brief))}
    found = (*(row for p in personas for row in _part(brief, p)), *_debate(brief))
    ids = _ids(brief)
    return tuple(
        replace(
            row,
            breach=broken.get((ids.get(replace(row.place, query=-1), row.place.part), row.place.query), ""),
            doubt=doubted.get(ids[row.place], "") if row.place.kind == "proposition" else "",
        )
        for row in found
    )


def reworded(brief: "Brief", place: Place, text: str) -> "Brief":
    """The brief with another text there; a proposition is written as `TEXT (due DATE)`. Raises InputError for a bad date."""
    from triptych.agents.briefs import statement

    if place.kind == "proposition":
        before = brief.propositions[place.item]
        worded, due = statement(text, before.horizon)
        basis = before.basis if worded == before.text else None
        after = before.model_copy(update={"text": worded, "horizon": due, "basis": basis})
        return _judging(brief, [after if p is before else p for p in brief.propositions])
    question = question_at(brief, place)
    if place.kind == "query":
        queries = [*question.queries]
        queries[place.query] = _query(text)
        return _with_queries(brief, question, queries)
    # A question that only ever searched for its own words goes on to do so.
    queries = [text] if question.queries == (question.text,) else [*question.queries]
    return _with_question(
        brief, question, question.model_copy(update={"text": text, "queries": tuple(queries)})
    )


def added(brief: "Brief", at: Place, text: str) -> "tuple[Brief, Place]":
    """The brief with something new behind what stands there, and where that is: a question behind a question, and so on.

    Raises:
        InputError: the proposition's date is none.
    """
    if at.part == PROPOSITIONS:
        return _proposed(brief, at.item + 1, text), Place(PROPOSITIONS, at.item + 1)
    if at.query >= 0:
        question = question_at(brief, at)
        queries = [*question.queries[: at.query + 1], _query(text), *question.queries[at.query + 1 :]]
        return _with_queries(brief, question, queries), replace(at, query=at.query + 1)
    return _asked(brief, at, text), Place(at.part, at.item + 1)


def searched(brief: "Brief", at: Place, text: str) -> "tuple[Brief, Place]":
    """The brief with a further query for the question that stands there, before its others, and where that is."""
    question = question_at(brief, at)
    return _with_queries(brief, question, [_query(text), *question.queries]), replace(at, query=0)


def removed(brief: "Brief", place: Place) -> "Brief":
    """The brief without what stands there."""
    if place.kind == "proposition":
        return _judging(brief, [p for n, p in enumerate(brief.propositions) if n != place.item])
    question = question_at(brief, place)
    if place.kind == "query":
        left_over = [q for n, q in enumerate(question.queries) if n != place.query]
        return _with_queries(brief, question, left_over)
    return _asking(brief, [q for q in brief.questions if q is not question])


def moved(brief: "Brief", place: Place, by: int) -> "tuple[Brief, Place]":
    """The brief with what stands there moved among its like, and where it stands then."""
    if place.kind == "query":
        question = question_at(brief, place)
        queries, query = _shifted(question.queries, place.query, by)
        return _with_queries(brief, question, queries), replace(place, query=query)
    if place.kind == "proposition":
        order, item = _shifted(brief.propositions, place.item, by)
        return _judging(brief, order), replace(place, item=item)
    own, item = _shifted(_of(brief, place.part), place.item, by)
    rest = iter(own)
    questions = [next(rest) if q.persona == place.part else q for q in brief.questions]
    return _asking(brief, questions), replace(place, item=item)


def written(brief: "Brief", place: Place) -> str:
    """What stands there, as it is edited."""
    if place.kind == "proposition":
        one = brief.propositions[place.item]
        return f"{one.text} (due {one.horizon.isoformat()})"
    question = question_at(brief, place)
    return question.text if place.kind == "question" else question.queries[place.query]


def numbered(brief: "Brief", panel: Sequence[str]) -> "Brief":
    """The brief with the ids that a run of that panel expects: `E.q1`, in the order of the panel."""
    from triptych.graphs.state import prefixes

    names = prefixes(tuple(panel))
    ordered = (q for key in panel for q in _of(brief, key))
    return brief.model_copy(update={"questions": _counted(ordered, lambda q: names[q.persona])})


def question_at(brief: "Brief", place: Place) -> "Question":
    """The question that stands there, or whose query does."""
    return _of(brief, place.part)[place.item]


def _of(brief: "Brief", part: str) -> "list[Question]":
    return [q for q in brief.questions if q.persona == part]


def _part(brief: "Brief", persona: "Persona") -> Iterator[Row]:
    yield Row(Place(persona.key), persona.name, persona.question)
    for number, question in enumerate(_of(brief, persona.key)):
        yield Row(Place(persona.key, number), f"{number + 1} {question.lens}", question.text)
        for which, query in enumerate(question.queries):
            yield Row(Place(persona.key, number, which), "search", query)


def _debate(brief: "Brief") -> Iterator[Row]:
    yield Row(Place(PROPOSITIONS), "Propositions", "What the panel gives probabilities to and argues about")
    for number, one in enumerate(brief.propositions):
        yield Row(Place(PROPOSITIONS, number), one.id, f"{one.text} (due {one.horizon.isoformat()})")


def _ids(brief: "Brief") -> Mapping[Place, str]:
    found = {Place(PROPOSITIONS, n): one.id for n, one in enumerate(brief.propositions)}
    for part in {q.persona for q in brief.questions}:
        found |= {Place(part, n): q.id for n, q in enumerate(_of(brief, part))}
    return found


def _asked(brief: "Brief", at: Place, text: str) -> "Brief":
    from triptych.agents.briefs import OWN
    from triptych.store.records import Question

    new = Question(id="", persona=at.part, lens=OWN, text=text, queries=(_query(text),))
    before = _of(brief, at.part)[: at.item + 1]
    place = brief.questions.index(before[-1]) + 1 if before else _first(brief, at.part)
    return _asking(brief, [*brief.questions[:place], new, *brief.questions[place:]])


def _first(brief: "Brief", part: str) -> int:
    return next((n for n, q in enumerate(brief.questions) if q.persona == part), len(brief.questions))


def _proposed(brief: "Brief", place: int, text: str) -> "Brief":
    from triptych.agents.briefs import statement
    from triptych.store.records import Proposition

    worded, due = statement(text, brief.horizon)
    new = Proposition(id="", text=worded, horizon=due)
    return _judging(brief, [*brief.propositions[:place], new, *brief.propositions[place:]])


def _with_question(brief: "Brief", before: "Question", after: "Question") -> "Brief":
    return _asking(brief, [after if q is before else q for q in brief.questions])


def _with_queries(brief: "Brief", question: "Question", queries: Sequence[str]) -> "Brief":
    return _with_question(brief, question, question.model_copy(update={"queries": tuple(queries)}))


def _asking(brief: "Brief", questions: "Sequence[Question]") -> "Brief":
    return brief.model_copy(update={"questions": _counted(questions, lambda q: q.persona)})


def _judging(brief: "Brief", propositions: "Sequence[Proposition]") -> "Brief":
    from triptych.agents.analyst import DEBATED

    after = tuple(p.model_copy(update={"id": f"P{n}"}) for n, p in enumerate(propositions, start=1))
    asked = tuple(
        _following(q, brief.propositions, after) if q.lens == DEBATED else q for q in brief.questions
    )
    return brief.model_copy(update={"propositions": after, "questions": asked})


def _following(
    question: "Question", before: "Sequence[Proposition]", after: "Sequence[Proposition]"
) -> "Question":
    """The question that all share, where it asks for the propositions as they were, for those that there are now."""
    old, new = (" ".join(p.text for p in those) for those in (before, after))
    update: dict[str, object] = {"text": question.text.replace(old, new)} if old else {}
    if len(question.queries) == len(before):
        kept = dict(zip((p.text for p in before), question.queries, strict=True))
        update["queries"] = tuple(kept.get(p.text) or _query(p.text) for p in after)
    return question.model_copy(update=update)


def _counted(questions: "Iterable[Question]", prefix: "Callable[[Question], str]") -> "tuple[Question, ...]":
    counts: Counter[str] = Counter()
    made = []
    for question in questions:
        counts[question.persona] += 1
        made.append(question.model_copy(update={"id": f"{prefix(question)}.q{counts[question.persona]}"}))
    return tuple(made)


def _query(text: str) -> str:
    """A query as a brief's Markdown keeps it, where `·` stands between queries."""
    return " ".join(text.replace("·", " ").split())


def _shifted(those: Sequence[T], at: int, by: int) -> tuple[list[T], int]:
    order = list(those)
    to = max(0, min(len(order) - 1, at + by))
    order.insert(to, order.pop(at))
    return order, to
