"""A claim that rules refute is put back into the words of its quote, and what it said stays in its history."""

from types import ModuleType
from typing import Any

from triptych.agents.verification.claims import Entailment, corroboration, own_words, reading_of, settled
from triptych.store.records import Claim, Source

TEXT = "Prices fell. The H100 has 80 GB of memory. It may reach 90 GB one day."


def claim(make: ModuleType, text: str) -> tuple[Claim, dict[str, Source]]:
    source = make.source(TEXT)
    quote = make.quote(TEXT).model_copy(update={"source_id": source.id})
    return make.claim(TEXT).model_copy(update={"text": text, "citations": (quote,)}), {source.id: source}


def after(make: ModuleType, text: str, second: Entailment | None = None) -> Claim:
    stated, sources = claim(make, text)
    return settled(stated, reading_of(text, stated.citations, sources), second, sources)


def test_what_its_quotes_bear_stays_and_says_how_that_was_found(make: ModuleType) -> None:
    found = after(make, "The H100 has 80 GB of memory.")
    assert (found.verdict, found.checked, found.independent, found.history) == (
        "supported",
        "mechanical",
        1,
        (),
    )


def test_a_wrong_figure_is_put_back_into_the_words_of_the_quote(make: ModuleType) -> None:
    found = after(make, "The H100 has 96 GB of memory.")
    assert (found.text, found.verdict) == ("The H100 has 80 GB of memory.", "supported")
    (before,) = found.history
    assert (before.text, before.because, before.round) == ("The H100 has 96 GB of memory.", "", 0)
    assert before.reason == "it says 96 GB where its quote says 80 GB"


def test_where_rules_cannot_tell_a_second_reading_decides(make: ModuleType) -> None:
    said = "The H100 reaches 90 GB one day."
    fine = after(make, said, Entailment("supported"))
    assert (fine.text, fine.verdict, fine.checked) == (said, "supported", "entailment")
    wrong = after(make, said, Entailment("partial", "that it is certain"))
    assert (wrong.text, wrong.history[0].reason) == ("It may reach 90 GB one day.", "that it is certain")


def test_where_nobody_can_tell_the_claim_stays_and_its_verdict_says_so(make: ModuleType) -> None:
    found = after(make, "The H100 reaches 90 GB one day.")
    assert (found.verdict, found.history) == ("partial", ())
    assert found.checked.startswith("mechanical: its quote gives it as a possibility")


def test_a_second_reading_cannot_overrule_the_rules(make: ModuleType) -> None:
    assert (
        after(make, "The H100 has 96 GB of memory.", Entailment("supported")).text
        == "The H100 has 80 GB of memory."
    )


def test_the_sentence_of_the_quotes_that_is_most_like_a_text_is_taken(make: ModuleType) -> None:
    stated, _ = claim(make, "x")
    assert own_words("memory of the H100", stated.citations) == "The H100 has 80 GB of memory."


def test_a_claim_without_any_verified_quote_is_never_supported(make: ModuleType) -> None:
    stated, sources = claim(make, "Prices fell.")
    loose: Any = stated.citations[0].model_copy(update={"verdict": "unverified"})
    bare = stated.model_copy(update={"citations": (loose,)})
    found = settled(bare, reading_of(bare.text, bare.citations, sources), Entailment("supported"), sources)
    assert found.verdict == "unverified"


def test_sources_that_bear_a_claim_only_together_are_not_independent_witnesses(make: ModuleType) -> None:
    texts = {"a.org": "The H100 has 80 GB of memory.", "b.org": "Each H200 comes with memory of 141 GB."}
    sources = [make.source(text, publisher=who) for who, text in texts.items()]
    quotes = tuple(make.quote(text, who) for who, text in texts.items())
    both = make.claim(TEXT).model_copy(
        update={"text": "The H100 has 80 GB and the H200 141 GB.", "citations": quotes}
    )
    held = {s.id: s for s in sources}
    assert corroboration(both, held) == 1
    assert corroboration(both.model_copy(update={"text": texts["a.org"]}), held) == 1
