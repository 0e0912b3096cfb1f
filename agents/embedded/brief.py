"""The brief: each persona's lenses put to the idea, filled with the names and measures that the evidence speaks of."""

import re
from collections.abc import Mapping, Sequence

from triptych.agents.analyst import DEBATED, Assignment, Evidence
from triptych.agents.embedded.comparisons import comparison
from triptych.agents.embedded.corpus import Corpus
from triptych.agents.embedded.frames import leader_of
from triptych.agents.embedded.phrases import is_question, phrase
from triptych.agents.embedded.propositions import propose
from triptych.agents.embedded.topic import Topic, bearing, neighbourhood, topic_of
from triptych.agents.language.names import survey
from triptych.agents.language.sentences import quotables
from triptych.agents.language.text import listing, stem_set, stems, term_stems
from triptych.agents.propositions import horizon_of
from triptych.errors import BudgetError, NoEvidenceError
from triptych.store.records import Brief, Entities, Lens, Passage, Persona, Proposition, Question

NEIGHBOURHOOD = 200  # passages looked at to learn what a topic is about
MOST_QUESTIONS = 6
_MORE = 120  # passages looked at for figures
_FIGURES = "price margin market share revenue demand spending"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


async def make_brief(task: Assignment, evidence: Evidence, corpus: Corpus) -> Brief:
    """Put the idea to every persona.

    Raises:
        NoEvidenceError: no passage bears on the idea.
    """
    found = await evidence.search(task.idea, NEIGHBOURHOOD)
    topic = topic_of(task.idea, corpus)
    if not bearing(topic, found):
        raise _nothing(task.idea, topic)
    near = neighbourhood(topic, found)
    horizon = horizon_of(task.as_of)
    named = phrase(task.idea)
    entities = survey(near, most=24)
    sentences = list(quotables(await _with_figures(found, named, leader_of(named, entities), evidence)))
    propositions = propose(task.idea, named, topic, sentences, entities, task.as_of, horizon)
    return Brief(
        idea=task.idea,
        topic=named,
        objective=_objective(task.idea, named),
        scope=_scope(near),
        as_of=task.as_of,
        horizon=horizon,
        questions=tuple(q for p in task.personas for q in _questions(p, task, named, near, propositions)),
        propositions=propositions,
        entities=entities,
    )


async def _with_figures(
    found: Sequence[Passage], named: str, leader: str, evidence: Evidence
) -> list[Passage]:
    """The passages and those on the subject's and its leader's figures, from which thresholds are taken."""
    try:
        more = await evidence.search(f"{named} {leader} {_FIGURES}", _MORE)
    except BudgetError:
        more = []  # the searches left are kept for research
    return list({p.id: p for p in (*found, *more)}.values())


def _nothing(idea: str, topic: Topic) -> NoEvidenceError:
    unknown = sorted(w for w in topic.unknown(idea))
    missed = f" It has no document with {listing(f'“{w}”' for w in unknown[:4])}." if unknown else ""
    return NoEvidenceError(
        f"No evidence: nothing in the library bears on “{idea}”, so there is no memo.{missed}",
        "Add documents in English on it with `triptych library add PATH|URL`, or name the subject in other words.",
    )


def _objective(idea: str, named: str) -> str:
    if is_question(idea):
        return f"Answer, for a technically astute investor and operator: {idea.rstrip()}"
    reader = "for a technically astute investor and operator"
    if compared := comparison(named):
        return f"Show how {compared.first} and {compared.second} compare{compared.rest}, and where that goes, {reader}."
    return f"Show how {named} works, who captures its value, and where that goes, {reader}."


def _scope(near: Sequence[Passage]) -> str:
    dates = sorted(p.published_at for p in near if p.published_at)
    span = f", published {dates[0]:%B %Y} to {dates[-1]:%B %Y}" if dates else ""
    sources = len({p.source_id for p in near})
    many = "s" * (sources != 1)
    return f"{len(near)} passage{'s' * (len(near) != 1)} of {sources} source{many} at hand bear on it{span}."


def _questions(
    persona: Persona,
    task: Assignment,
    named: str,
    near: Sequence[Passage],
    propositions: Sequence[Proposition],
) -> list[Question]:
    """What the debate is about first, then the persona's lenses on which there is most to read, in its own order."""
    prefix = task.prefixes[persona.key]
    weight = {lens.name: len(_seen(lens, near)) for lens in persona.lenses}
    most = min(MOST_QUESTIONS, task.questions)
    kept = set(sorted(weight, key=lambda name: -weight[name])[: max(1, most - 1)])
    asked = [_asked(persona, lens, named, _seen(lens, near)) for lens in persona.lenses if lens.name in kept]
    whole = [_debated(persona, task.idea, propositions)] if propositions else []
    return [q.model_copy(update={"id": f"{prefix}.q{n}"}) for n, q in enumerate(whole + asked, start=1)]


def _debated(persona: Persona, idea: str, propositions: Sequence[Proposition]) -> Question:
    """The question that every persona shares: the idea itself, or what speaks for and against the propositions."""
    text = (
        idea.strip()
        if is_question(idea)
        else f"What speaks for and what against each of these: {' '.join(p.text for p in propositions)}"
    )
    queries = (_tidy(p.basis.quote if p.basis else p.text) for p in propositions)
    return Question(id="", persona=persona.key, lens=DEBATED, text=text, queries=tuple(queries))


def _seen(lens: Lens, near: Sequence[Passage]) -> list[Passage]:
    """The passages in which this lens has something to look at, most first."""
    terms = term_stems(lens.terms)
    counted = [(len(terms & stem_set(p.text)), p) for p in near]
    return [p for n, p in sorted(counted, key=lambda x: (-x[0], x[1].id)) if n >= 2]


def _asked(persona: Persona, lens: Lens, named: str, seen: Sequence[Passage]) -> Question:
    names = survey(seen[:40], most=6)
    text = _filled(lens.ask, {"topic": named})
    compared = _compared(lens.compare, names)
    return Question(
        id="",
        persona=persona.key,
        lens=lens.name,
        text=f"{text} {compared}".strip(),
        queries=_queries(lens, named, names),
    )


def _compared(template: str, names: Entities) -> str:
    """The comparison with its names put in; nothing when a list that it needs is empty."""
    lists = {kind: listing(getattr(names, kind)) for kind in Entities.model_fields}
    if not template or any(f"{{{kind}}}" in template and not text for kind, text in lists.items()):
        return ""
    return _filled(template, lists)


def _filled(template: str, values: Mapping[str, str]) -> str:
    """The template with its placeholders replaced once; a brace of anything else stays as it is."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), template)


def _queries(lens: Lens, named: str, names: Entities) -> tuple[str, ...]:
    short = _tidy(named)
    first = f"{short} {' '.join(lens.terms[:3])}"
    second = f"{short} {' '.join(lens.terms[3:6])}"
    who = (*names.products[:1], *names.techniques[:1], *names.organisations[:2])[:3]
    third = " ".join((*who, lens.terms[0]))
    return (first, second, third) if who else (first, second)


def _tidy(text: str) -> str:
    """The words of a text that carry its subject, as one would type them into a search box."""
    return " ".join(dict.fromkeys(w for w in text.replace("?", " ").replace(",", " ").split() if stems(w)))
