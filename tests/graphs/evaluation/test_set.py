"""The frozen set is what it says: each planted error is one that a checker could see, and each true claim is true."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from typing import Any

import pytest
from rapidfuzz import fuzz

from triptych.agents.desk import distinct
from triptych.agents.language.direction import opposed
from triptych.agents.language.figures import Figure, figures, measured, years
from triptych.agents.language.genres import genre, host_of
from triptych.agents.language.measures import Interval, intervals, same_measure
from triptych.agents.language.sentences import MAX_WORDS, MIN_WORDS, Quotable, quotables
from triptych.agents.language.text import stem_set, words
from triptych.agents.sources.clean import clean
from triptych.agents.sources.passages import split
from triptych.agents.sources.sentences import sentences
from triptych.agents.sources.starter import starter_files, starter_sources
from triptych.graphs.evaluation.cases import AS_OF, Case, Document, Planted, Quoted, cases, statements
from triptych.store.records import Passage, Source

PANEL = ("engineer", "investor", "strategist")
CHECKS = {
    "fabricated quote": ("verification", "quote", ("dropped",)),
    "wrong figure": ("verification", "figure", ("corrected", "dropped")),
    "reversed negation": ("verification", "negation", ("corrected", "dropped", "withdrawn")),
    "copied text": ("verification", "copied", ("counted once",)),
    "wrong source": ("debate", "conflicting figures", ("contested", "revised", "withdrawn")),
    "reversed source": ("debate", "opposite direction", ("contested", "revised", "withdrawn")),
    "stale figure": ("debate", "stale", ("contested", "revised", "withdrawn")),
    "vendor boast": ("debate", "vendor on itself", ("contested", "revised", "withdrawn")),
}
EIGHTEEN_MONTHS = 548
NEARLY = 85  # a fuzzy matcher that snaps at 90 leaves what is below this well alone
NUMBER = re.compile(
    r"[$€£]?\d[\d.,]*(?:%|x\b)?(?:\s*(?:[kKMGTP](?:W|B(?:/s)?)\b|thousand|million|billion|trillion))?"
)

every_case = pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)


@cache
def starter() -> dict[str, Source]:
    return {name.removesuffix(".md"): s for name, s in starter_sources(starter_files()).items()}


@cache
def right_sentences() -> tuple[Quotable, ...]:
    """Every sentence of the starter collection that can be quoted alone."""
    found = (p for s in starter().values() for p in passages(s.text, s.id, s.title, s.publisher, s.url))
    return tuple(quotables(found))


def passages(text: str, key: str, title: str, publisher: str, url: str) -> list[Passage]:
    return [
        Passage(
            id=f"{key}:{a}",
            source_id=key,
            start=a,
            end=b,
            text=text[a:b],
            title=title,
            publisher=publisher,
            url=url,
        )
        for a, b in split(text)
    ]


def pages(document: Document) -> list[Passage]:
    text = clean(document.text)
    return passages(text, document.key, document.title, document.publisher, document.url)


def document(case: Case, quoted: Quoted) -> Document | Source:
    if quoted.starter:
        return starter()[quoted.starter]
    return next(d for d in case.documents if d.key == quoted.document)


def planted(error: str) -> list[Any]:
    found = [(c, p) for c in cases() for p in c.planted if p.error == error]
    return [pytest.param(c, p, id=f"{c.name}, {p.persona}") for c, p in found]


def quotes(statement: Planted) -> list[str]:
    return [q.quote for q in statement.quotes]


def others(case: Case, persona: str) -> list[str]:
    """What the true claims of the rest of the panel quote."""
    return [q.quote for s in case.true if s.persona != persona for q in s.quotes]


def plain(text: str) -> str:
    """Letters and digits alone, so that no typography hides a quote."""
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", text)).casefold().strip()


def names(text: str) -> set[str]:
    """The words with a capital that are no part of a figure."""
    for figure in reversed(figures(text)):
        text = text[: figure.start] + text[figure.end :]
    return {w.removesuffix("'s") for w in words(text) if w[:1].isupper()}


def stood(case: Case) -> Iterator[tuple[str, str]]:
    """Each quote that must stand, with the text that it must stand in."""
    for statement in (*case.planted, *case.true):
        if getattr(statement, "error", "") != "fabricated quote":
            yield from ((q.quote, document(case, q).text) for q in statement.quotes)


def test_there_are_ten_ideas() -> None:
    assert [case.name[:3] for case in cases()] == [f"{n:02}-" for n in range(1, 11)]


def test_every_kind_of_error_is_planted_in_at_least_four_ideas() -> None:
    spread = Counter(error for case in cases() for error in {p.error for p in case.planted})
    assert set(spread) == set(CHECKS)
    assert min(spread.values()) >= 4
    assert 36 <= sum(len(case.planted) for case in cases()) <= 42


@every_case
def test_each_error_names_the_check_that_must_find_it(case: Case) -> None:
    for error in case.planted:
        assert (error.by, error.check, error.outcomes) == CHECKS[error.error]
        assert error.why.endswith(".")


@every_case
def test_nobody_on_the_panel_states_more_than_its_questions_can_hold(case: Case) -> None:
    assert {s.persona for s in case.planted} == set(PANEL)
    for those in (case.planted, case.true):
        said = Counter(s.persona for s in those)
        assert set(said) <= set(PANEL)
        assert max(said.values()) <= 2


@every_case
def test_what_is_wrong_is_stated_before_what_is_true(case: Case) -> None:
    said = [s for persona in PANEL for s in statements(case, persona)]
    assert sorted(s.text for s in said) == sorted(s.text for s in (*case.planted, *case.true))
    for persona in PANEL:
        wrong = [isinstance(s, Planted) for s in statements(case, persona)]
        assert wrong == sorted(wrong, reverse=True)


@every_case
def test_each_claim_speaks_of_the_idea(case: Case) -> None:
    for statement in (*case.planted, *case.true):
        assert stem_set(case.idea) & stem_set(statement.quotes[0].quote), statement.text


@every_case
def test_addresses_are_reserved_and_publishers_invented(case: Case) -> None:
    known = {source.publisher for source in starter().values()}
    hosts = [host_of(d.url) for d in case.documents]
    assert all(host.endswith(".example") for host in hosts)
    assert len(set(hosts)) == len(hosts)
    assert not known & {d.publisher for d in case.documents}
    assert all(d.published <= AS_OF for d in case.documents)


@every_case
def test_each_document_is_plain_prose_whose_sentences_stand_alone(case: Case) -> None:
    for page in case.documents:
        text = clean(page.text)
        said = [text[a:b] for a, b in sentences(text)]
        assert 5 <= len(said) <= 12, page.key
        assert [q.text for q in quotables(pages(page))] == said, page.key


@every_case
def test_each_quote_stands_in_its_document(case: Case) -> None:
    for quote, text in stood(case):
        assert quote in text
        assert MIN_WORDS <= len(quote.split()) <= MAX_WORDS


@pytest.mark.parametrize(("case", "error"), planted("fabricated quote"))
def test_a_fabricated_quote_stands_nowhere_and_is_like_no_sentence(case: Case, error: Planted) -> None:
    for quoted in error.quotes:
        text = document(case, quoted).text
        assert plain(quoted.quote) not in plain(text)
        assert fuzz.partial_ratio(plain(quoted.quote), plain(text)) < NEARLY


@pytest.mark.parametrize(("case", "error"), planted("wrong figure"))
def test_a_wrong_figure_stands_in_no_quote_and_all_other_words_do(case: Case, error: Planted) -> None:
    held = [f for quote in quotes(error) for f in figures(quote)]
    strange = [f for f in figures(error.text) if not any(f.agrees(h, tolerance=1e-9) for h in held)]
    unheard = years(error.text) - {year for quote in quotes(error) for year in years(quote)}
    assert strange or unheard
    assert NUMBER.sub("#", error.text) == NUMBER.sub("#", quotes(error)[0])


@pytest.mark.parametrize(("case", "error"), planted("reversed negation"))
def test_a_reversed_negation_keeps_the_figures_and_most_words_of_its_quote(
    case: Case, error: Planted
) -> None:
    (quote,) = quotes(error)
    assert {f.text for f in figures(error.text)} == {f.text for f in figures(quote)}
    assert years(error.text) == years(quote)
    assert len(stem_set(error.text) & stem_set(quote)) >= 0.75 * len(stem_set(error.text))
    assert plain(error.text) not in plain(quote)


@pytest.mark.parametrize(("case", "error"), planted("copied text"))
def test_copied_texts_are_one_text_of_two_publishers(case: Case, error: Planted) -> None:
    one, two = (document(case, q) for q in error.quotes)
    assert isinstance(one, Document)
    assert isinstance(two, Document)
    assert one.publisher != two.publisher
    assert one.title != two.title
    assert fuzz.ratio(one.text, two.text) >= 90
    assert len(distinct([*pages(one), *pages(two)])) == 1


@every_case
def test_no_other_two_documents_are_alike(case: Case) -> None:
    copies = [{q.document for q in p.quotes} for p in case.planted if p.error == "copied text"]
    for one, two in combinations(case.documents, 2):
        if {one.key, two.key} not in copies:
            assert fuzz.ratio(one.text, two.text) < 70


@pytest.mark.parametrize(("case", "error"), planted("wrong source"))
def test_a_wrong_source_contradicts_a_figure_that_another_on_the_panel_quotes(
    case: Case, error: Planted
) -> None:
    assert [error.text] == quotes(error)
    pairs = {q.text: same_measure(error.text, q.text) for q in right_sentences()}
    found = {text: pair.agree for text, pair in pairs.items() if pair}
    assert found
    assert not any(found.values())
    assert set(found) & set(others(case, error.persona))


@pytest.mark.parametrize(("case", "error"), planted("reversed source"))
def test_a_reversed_source_points_the_other_way_than_what_another_on_the_panel_quotes(
    case: Case, error: Planted
) -> None:
    assert [error.text] == quotes(error)
    assert not measured(error.text)
    against = {q.text for q in right_sentences() if opposed(error.text, q.text)}
    assert against & set(others(case, error.persona))


@pytest.mark.parametrize(("case", "error"), planted("stale figure"))
def test_a_stale_figure_is_older_than_eighteen_months(case: Case, error: Planted) -> None:
    assert [error.text] == quotes(error)
    assert measured(error.text)
    for quoted in error.quotes:
        page = document(case, quoted)
        published = page.published if isinstance(page, Document) else page.published_at
        assert published is not None
        assert (AS_OF - published).days > EIGHTEEN_MONTHS


@pytest.mark.parametrize(("case", "error"), planted("vendor boast"))
def test_a_vendor_boasts_of_its_own_and_nobody_bears_it_out(case: Case, error: Planted) -> None:
    assert [error.text] == quotes(error)
    assert measured(error.text)
    page = document(case, error.quotes[0])
    assert genre(page.publisher, page.url, error.text) == "vendor"
    assert genre(page.publisher, "", error.text) == "vendor"
    alike = (same_measure(error.text, q.text) for q in right_sentences() if q.text != error.text)
    assert not any(pair and pair.agree for pair in alike)


@every_case
def test_true_claims_come_from_the_starter_collection_with_its_figures_years_and_names(case: Case) -> None:
    assert 2 <= len(case.true) <= 3
    for claim in case.true:
        (quoted,) = claim.quotes
        assert quoted.starter
        assert years(claim.text) <= years(quoted.quote)
        assert all(_given(own, quoted.quote) for own in intervals(claim.text)), claim.text
        assert all(_counted(f, quoted.quote) for f in figures(claim.text) if not f.dimension), claim.text
        assert names(claim.text.partition(" ")[2]) <= names(quoted.quote), claim.text


def _given(own: Interval, quote: str) -> bool:
    """Whether a quote gives a figure or a range, in whatever unit."""
    held = [(i.low, i.high) for i in intervals(quote) if i.dimension == own.dimension]
    return any((own.low, own.high) == pytest.approx(ends) for ends in held)


def _counted(own: Figure, quote: str) -> bool:
    """Whether a quote gives a bare number, as it is or as a share."""
    held = figures(quote)
    return any(
        own.agrees(f, tolerance=1e-9) or (f.dimension == "[share]" and f.value == 100 * own.value)
        for f in held
    )


def test_many_true_claims_are_worded_otherwise_than_their_quotes() -> None:
    reworded = [s for case in cases() for s in case.true if plain(s.text) != plain(s.quotes[0].quote)]
    assert len(reworded) >= 8
