"""A question to the archive, from its words to the turn that is stored."""

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from triptych.agents.asking.ask import LONGEST, Ask, ask
from triptych.agents.asking.page import QUOTING, page
from triptych.agents.asking.thinker import Tally, thinker
from triptych.agents.asking.weights import weigh
from triptych.agents.budget import Allowance
from triptych.agents.doubles import panelist
from triptych.agents.doubles.scripted import ScriptedModel
from triptych.agents.models.endpoint import Endpoint
from triptych.agents.models.endpoints import Endpoints
from triptych.errors import InputError
from triptych.store import conversations, sources
from triptych.store.archive import Archive
from triptych.store.conversations import Answer, Quoted, Resting, Said, Turn
from triptych.store.records import Citation, Source
from triptych.store.render.escape import inline
from triptych.store.search.search import ArchiveSearch

TEXTS = {
    "index.example": "H100 rental prices fell to $2.40 an hour in May 2025, an index shows. Whales sing at night.",
    "maker.example": "H100 rental prices rose to $2.35 an hour in March of 2026, the makers say of their own clouds.",
    "hostile.example": "# H100 rental prices <script>alert(1)</script> are `free` in **all** [clouds](http://x.example) now.",
}
ASKED = "What did H100 rental prices do?"


def source(text: str, publisher: str) -> Source:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Source(
        id=digest[:16],
        url=f"https://{publisher}/",
        title=f"A page of {publisher}",
        publisher=publisher,
        published_at=date(2026, 6, 1),
        fetched_at=datetime(2026, 7, 1, tzinfo=UTC),
        provider="library",
        sha256=digest,
        kind="web",
        text=text,
    )


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    archive = Archive(Path(tmp_path_factory.mktemp("asked")) / "archive.duckdb")
    sources.keep(archive, [source(text, publisher) for publisher, text in TEXTS.items()])
    return archive


Put = Callable[..., Any]


@pytest.fixture
def put(archive: Archive) -> Put:
    """Ask the embedded analyst, or with `model` the chat analyst."""

    async def asked(question: str, model: Any = None, **more: Any) -> Turn:
        endpoints = Endpoints(Endpoint(model="scripted")) if model else None
        tally = Tally()
        who = thinker(endpoints, lambda _: model, Allowance(), tally.called, date(2026, 11, 25))
        search = ArchiveSearch(archive)
        return await ask(Ask(question, **more), archive, search, weigh(archive, search), who, tally.total)

    return asked


async def test_every_quote_is_a_span_of_its_stored_source(put: Put, archive: Archive) -> None:
    turn = await put(ASKED)
    texts = {s.id: s.text for s in sources.load(archive, [q.citation.source_id for q in turn.answer.quotes])}
    assert len(turn.answer.quotes) > 1
    for quote in turn.answer.quotes:
        citation = quote.citation
        assert texts[citation.source_id][citation.start : citation.end] == citation.quote
        assert (citation.verdict, quote.url) == ("supported", f"https://{citation.publisher}/")


async def test_every_sentence_names_a_quote_and_every_quote_is_named(put: Put) -> None:
    answer = (await put(ASKED)).answer
    numbers = [q.number for q in answer.quotes]
    assert numbers == list(range(1, len(numbers) + 1))
    assert all(one.quotes for one in answer.sentences)
    assert {n for one in answer.sentences for n in one.quotes} == set(numbers)


async def test_a_chat_answer_is_written_numbered_and_metered(put: Put) -> None:
    turn = await put(ASKED, ScriptedModel(panelist.scripted))
    answer = turn.answer
    assert (answer.written, answer.analyst) == (True, "chat model scripted")
    assert answer.spend.calls >= 1
    assert answer.spend.tokens_in > 0
    told = page(turn)
    assert "[1]" in told
    assert all(inline(quote.citation.quote) in told for quote in answer.quotes)
    assert QUOTING not in told


async def test_the_embedded_analyst_says_that_it_does_not_write(put: Put) -> None:
    turn = await put(ASKED)
    assert not turn.answer.written
    assert QUOTING in page(turn)


async def test_a_model_that_answers_nothing_does_not_know(put: Put) -> None:
    answer = (await put(ASKED, ScriptedModel(['{"answer": []}']))).answer
    assert not answer.known
    assert "does not answer the question" in answer.why


async def test_an_answer_of_which_nothing_stands_the_audit_is_none(put: Put) -> None:
    wrong = "Whoever rents an H100 lost $9.99 through these prices, at dawn."
    said = f'{{"answer": [{{"text": "{wrong}", "sentences": [1, 2, 3]}}]}}'
    answer = (await put(ASKED, ScriptedModel([said, '{"text": "CUT"}']))).answer
    assert not answer.known
    assert (answer.cut, answer.quotes) == (1, ())
    assert "audit" in answer.why


async def test_a_sentence_that_failed_is_told_in_the_words_of_its_quote(put: Put) -> None:
    wrong = "H100 rental prices fell to $9.99 an hour in May 2025, an index shows."
    said = f'{{"answer": [{{"text": "{wrong}", "sentences": [1, 2, 3]}}]}}'
    turn = await put(ASKED, ScriptedModel([said, '{"text": "CUT"}']))
    assert [s.text for s in turn.answer.sentences] == [f"“{turn.answer.quotes[0].citation.quote}”"]
    assert "$2.40" in turn.answer.sentences[0].text
    assert "1 failed the audit and was put back into the words of a quote." in page(turn)


async def test_what_nothing_speaks_of_is_named_and_nobody_is_asked(put: Put) -> None:
    model = ScriptedModel([])
    answer = (await put("How do volcanoes erupt?", model)).answer
    assert not answer.known
    assert answer.missing == ("volcanoes", "erupt")
    assert "“volcanoes” and “erupt”" in answer.why
    assert model.asked == []


async def test_a_turn_is_stored_as_it_was_answered(put: Put, archive: Archive) -> None:
    turn = await put(ASKED)
    assert conversations.latest(archive) == (turn,)


async def test_a_conversation_goes_on_with_what_was_said_before(put: Put) -> None:
    first = await put("What did H100 rental prices do in 2025?")
    second = await put("and in 2026?", before=(first,))
    assert (second.conversation, second.number) == (first.conversation, 2)
    assert second.answer.read_as == "H100 rental prices: and in 2026?"
    assert second.answer.quotes[0].citation.publisher == "maker.example"
    assert "Read as: H100 rental prices: and in 2026?" in page(second)


async def test_a_model_is_shown_the_conversation(put: Put) -> None:
    first = await put("What did H100 rental prices do in 2025?")
    model = ScriptedModel(panelist.scripted)
    await put("and in 2026?", model, before=(first,))
    assert "asked: What did H100 rental prices do in 2025?" in model.asked[0].user


async def test_no_text_from_outside_is_markup(put: Put) -> None:
    told = page(await put("Which H100 rental prices are free?"))
    assert "hostile.example" in told
    assert "<script" not in told
    assert "**all**" not in told
    assert "\\[clouds\\](http" in told


@pytest.mark.parametrize("question", ["", " \n ", "x" * (LONGEST + 1), "what is it?"])
async def test_a_question_that_cannot_be_one_is_refused(put: Put, question: str) -> None:
    with pytest.raises(InputError) as refused:
        await put(question)
    assert refused.value.hint
    assert len(refused.value.message) < 100


def test_of_the_claims_on_a_quote_the_contested_is_shown_first() -> None:
    claims = [
        Resting(
            memo=f"MEMO{n}",
            memo_title="T",
            id=f"E{n}",
            persona="engineer",
            text="It is so.",
            kind="fact",
            status="contested" if n == 5 else "standing",
            verdict="supported",
            why="Another test differs.",
        )
        for n in range(6)
    ]
    whole = source("It is so.", "a.example")
    citation = Citation(source_id=whole.id, quote=whole.text, start=0, end=9, publisher="a.example")
    quote = Quoted(number=1, citation=citation, title="T", url="", kind="web", claims=tuple(claims))
    said = Said(text="It is so.", quotes=(1,), contested=True)
    answer = Answer(analyst="x", written=True, sentences=(said,), quotes=(quote,))
    turn = Turn(conversation="01", number=1, asked_at=datetime.now(UTC), question="Is it?", answer=answer)
    told = page(turn)
    assert "It is so. [1] **[contested]**" in told
    assert "claim E5 of memo MEMO5: supported, contested: Another test differs." in told
    assert "and 3 more claims" in told
