"""An answer goes through the audit that memos go through: what its quotes do not bear is mended, cut or marked."""

from types import ModuleType
from typing import Any

import pytest

from triptych.agents.asking.auditing import PATCHES, Audited, audited
from triptych.agents.verification.claims import Entailment
from triptych.errors import BudgetError, ServiceError
from triptych.store.records import Citation, Sentence, Source

TEXT = "H100 rental prices fell to $2.40 an hour in May 2025. Owners are not pleased with it."
FELL = "H100 rental prices fell to $2.40 an hour in May 2025."


class Reader:
    """An analyst that mends and reads as it is told to, and remembers what it was asked."""

    def __init__(self, patches: Any = (), verdict: Any = "supported") -> None:
        self.patches, self.verdict = list(patches), verdict
        self.mended: list[tuple[str, str]] = []
        self.read: list[str] = []

    async def patch(self, sentence: Sentence, fault: str, claims: Any) -> Sentence | None:
        self.mended.append((sentence.text, fault))
        assert [c.text for c in claims] == [FELL]
        new = self.patches.pop(0)
        if isinstance(new, Exception):
            raise new
        return sentence.model_copy(update={"text": new}) if new else None

    async def entails(self, text: str, quotes: Any, role: str = "audit") -> Entailment | None:
        self.read.append(text)
        if isinstance(self.verdict, Exception):
            raise self.verdict
        return Entailment(self.verdict, "the reason") if self.verdict else None


@pytest.fixture
def source(make: ModuleType) -> Source:
    made: Source = make.source(TEXT)
    return made


@pytest.fixture
def citation(source: Source) -> Citation:
    return Citation(source_id=source.id, quote=FELL, start=0, end=len(FELL))


async def audit(reader: Reader, source: Source, *said: Sentence) -> Audited:
    analyst: Any = reader
    return await audited(said, {source.id: source}, analyst)


async def test_what_its_quotes_bear_is_left_as_it_is(source: Source, citation: Citation) -> None:
    reader = Reader()
    left = await audit(reader, source, Sentence(text=f"“{FELL}”", citations=(citation,)))
    assert [s.text for s in left.sentences] == [f"“{FELL}”"]
    assert left.sentences[0].citations[0].verdict == "supported"
    assert (left.cut, reader.mended, reader.read) == (0, [], [])


async def test_a_quote_that_stands_in_no_source_takes_its_sentence_along(
    source: Source, citation: Citation
) -> None:
    invented = citation.model_copy(
        update={"quote": "H100 rental prices rose to the skies for ever and ever."}
    )
    left = await audit(Reader(), source, Sentence(text="They rose.", citations=(invented,)))
    assert left == Audited((), 1)


async def test_a_quote_that_stands_elsewhere_is_moved_there(source: Source, citation: Citation) -> None:
    moved = citation.model_copy(update={"start": 5, "end": 5 + len(FELL)})
    left = await audit(Reader(), source, Sentence(text=f"“{FELL}”", citations=(moved,)))
    (kept,) = left.sentences[0].citations
    assert source.text[kept.start : kept.end] == kept.quote == FELL


async def test_a_figure_of_no_quote_is_mended(source: Source, citation: Citation) -> None:
    reader = Reader([FELL])
    wrong = FELL.replace("$2.40", "$9.90")
    left = await audit(reader, source, Sentence(text=wrong, citations=(citation,)))
    assert [s.text for s in left.sentences] == [FELL]
    assert reader.mended[0][0] == wrong
    assert "$9.90" in reader.mended[0][1]


WRONG = FELL.replace("$2.40", "$4.90")


async def test_what_stays_wrong_is_put_back_into_the_words_of_its_quote(
    source: Source, citation: Citation
) -> None:
    reader = Reader([FELL.replace("$2.40", f"${n}.90") for n in range(5, 9)])
    left = await audit(reader, source, Sentence(text=WRONG, citations=(citation,)))
    assert [s.text for s in left.sentences] == [f"“{FELL}”"]
    assert (left.cut, left.restored) == (0, 1)
    assert len(reader.mended) == PATCHES


async def test_what_is_put_back_twice_is_said_once(source: Source, citation: Citation) -> None:
    said = [Sentence(text=FELL.replace("$2.40", f"${n}.90"), citations=(citation,)) for n in (5, 6)]
    left = await audit(Reader([None, None]), source, *said)
    assert [s.text for s in left.sentences] == [f"“{FELL}”"]


async def test_a_quote_turned_round_is_put_back_where_nobody_mends_it(
    source: Source, citation: Citation
) -> None:
    turned = "H100 rental prices rose to $2.40 an hour in May 2025."
    reader = Reader([None])
    left = await audit(reader, source, Sentence(text=turned, citations=(citation,)))
    assert [s.text for s in left.sentences] == [f"“{FELL}”"]
    assert len(reader.mended) == 1, "whoever has given a sentence up is not asked again"


async def test_what_is_of_other_words_than_its_quote_is_cut(source: Source, citation: Citation) -> None:
    said = Sentence(text="Whales sang 77 songs to Poseidon for H100 reasons.", citations=(citation,))
    assert await audit(Reader([None]), source, said) == Audited((), 1)


FREE = "Renting the hardware became cheaper for whoever wanted it, H100 or not."


async def test_what_rules_cannot_decide_is_read(source: Source, citation: Citation) -> None:
    reader = Reader()
    left = await audit(reader, source, Sentence(text=FREE, citations=(citation,)))
    assert [s.text for s in left.sentences] == [FREE]
    assert reader.read == [FREE], "each wording is read once"


async def test_what_a_reading_faults_is_mended_and_else_cut(source: Source, citation: Citation) -> None:
    said = Sentence(text=FREE, citations=(citation,))
    assert (await audit(Reader([FELL], "contradicted"), source, said)).sentences[0].text == FELL
    assert await audit(Reader([None], "partial"), source, said) == Audited((), 1)


@pytest.mark.parametrize("error", [ServiceError("down"), BudgetError("spent")])
async def test_what_nobody_could_read_or_mend_is_left_in_and_marked(
    source: Source, citation: Citation, error: Exception
) -> None:
    reader = Reader([error] * PATCHES, error)
    left = await audit(reader, source, Sentence(text=FREE, citations=(citation,)))
    assert [(s.text, s.marked) for s in left.sentences] == [(FREE, True)]


async def test_what_a_rule_faults_is_cut_even_where_nobody_could_mend_it(
    source: Source, citation: Citation
) -> None:
    reader = Reader([ServiceError("down")] * PATCHES)
    left = await audit(reader, source, Sentence(text="Owners let it for $9.90.", citations=(citation,)))
    assert left == Audited((), 1)
