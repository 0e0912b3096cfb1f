"""The collection of a case: the starter documents, its own, and nothing of the user's."""

from pathlib import Path

import pytest

from triptych.agents.sources.starter import starter_files
from triptych.agents.verification.citations import checked
from triptych.graphs.evaluation.cases import AS_OF, Case, Quoted
from triptych.graphs.evaluation.collection import Collection, collect
from triptych.store import library


def test_it_holds_the_starter_documents_and_those_of_the_case(case: Case, collection: Collection) -> None:
    held = {entry.source_id for entry in library.entries(collection.archive)}
    own = {s.id for s in (*collection.starter.values(), *collection.documents.values())}
    assert own == set(held)
    assert len(collection.starter) == len(starter_files())
    assert set(collection.documents) == {d.key for d in case.documents}


def test_a_document_is_a_page_of_its_publisher_fetched_on_the_day_of_the_run(
    case: Case, collection: Collection
) -> None:
    for document in case.documents:
        source = collection.documents[document.key]
        assert (source.publisher, source.published_at, source.kind) == (
            document.publisher,
            document.published,
            "web",
        )
        assert source.fetched_at.date() == AS_OF


def test_it_is_the_same_whenever_it_is_made(case: Case, collection: Collection, tmp_path: Path) -> None:
    again = collect(case, tmp_path)
    assert again.documents == collection.documents
    assert again.starter.keys() == collection.starter.keys()


def test_a_true_quote_is_cited_where_it_stands(case: Case, collection: Collection) -> None:
    for statement in case.true:
        (quoted,) = statement.quotes
        cited = collection.citation(quoted)
        source = collection.starter[quoted.starter]
        assert source.text[cited.start : cited.end] == cited.quote == quoted.quote
        assert (cited.publisher, cited.published_at) == (source.publisher, source.published_at)


def test_an_invented_quote_is_cited_all_the_same_and_stands_nowhere(
    case: Case, collection: Collection
) -> None:
    (invented,) = (p for p in case.planted if p.error == "fabricated quote")
    cited = collection.citation(invented.quotes[0])
    sources = {s.id: s for s in collection.starter.values()}
    assert cited.source_id in sources
    assert checked(cited, sources).verdict == "unverified"


def test_a_document_that_the_case_does_not_have_is_a_fault_of_the_set(collection: Collection) -> None:
    with pytest.raises(KeyError, match="nowhere"):
        collection.citation(Quoted(quote="x", document="nowhere"))
