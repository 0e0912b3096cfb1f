"""What fails the audit is patched where it stands, at most twice, then cut or marked; every other byte stays."""

from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import pytest

from triptych.agents.verification.claims import Entailment
from triptych.errors import ArchiveLocked
from triptych.graphs.events import Abstained, MemoAudited
from triptych.store import citing, memos
from triptych.store.archive import Archive
from triptych.store.records import Citation, Dossier, Memo, Sentence, Verdict
from triptych.store.verify import verify

ThinkWith = Callable[..., list[Any]]
FIGURE = Sentence(text="Grid batteries cost $77 billion.", claims=("E1",))
UNKNOWN = Sentence(text="Somebody said so.", claims=("E999",))
BARE = Sentence(text="It is known.")
ELSEWHERE = Sentence(
    text="It is written.",
    citations=(Citation(source_id="0" * 16, quote="It is written.", start=0, end=14),),
)
INVENTED = (FIGURE, UNKNOWN, BARE, ELSEWHERE)
FAR = Sentence(text="What wins a tender is the firm behind the box, not the box.", claims=("E6",))


def _unmended(sentence: Sentence, fault: str) -> Sentence:
    return sentence.model_copy(update={"text": f"{sentence.text} Again, $78 billion."})


async def _memo(archive: Archive, panel: ModuleType) -> tuple[Dossier, MemoAudited, list[Any]]:
    told = await panel.told(archive, panel.request(rounds=0))
    assert told[-1].state == "done", told[-1].message
    audited = next(e for e in told if isinstance(e, MemoAudited))
    return memos.load(archive, told[-1].memo), audited, told


def _sentences(dossier: Dossier) -> list[str]:
    return [s.model_dump_json() for s in citing.sentences(dossier.memo)]


async def test_invented_sentences_are_tried_twice_and_cut_and_no_other_changes(
    archive: Archive, panel: ModuleType, think_with: ThinkWith
) -> None:
    honest, _, _ = await _memo(archive, panel)
    made = think_with(panel.Inventing, INVENTED, _unmended)
    dossier, audited, _ = await _memo(archive, panel)
    assert len(made[0].asked) == 2 * len(INVENTED)
    assert _sentences(dossier) == _sentences(honest)
    assert dossier.memo.sources == honest.memo.sources
    assert dossier.memo.limits == (*honest.memo.limits, "4 sentences failed the audit and were cut.")
    assert (audited.faults, audited.patched, audited.cut) == (4, 0, 4)
    assert audited.sentences == len(_sentences(honest)) + 4
    assert verify(archive).faults == ()


async def test_the_analyst_is_told_what_is_wrong(
    archive: Archive, panel: ModuleType, think_with: ThinkWith
) -> None:
    made = think_with(panel.Inventing, INVENTED, lambda sentence, fault: None)
    await _memo(archive, panel)
    assert [fault for _, fault in made[0].asked] == [
        "$77 billion stands in no quote of it",
        "unknown claim E999",
        "no citation",
        "no quote of it stands in a source",
    ]


async def test_a_quote_that_is_said_to_be_verified_and_stands_nowhere_is_found_all_the_same(
    archive: Archive, panel: ModuleType, think_with: ThinkWith
) -> None:
    forged = ELSEWHERE.citations[0].model_copy(update={"verdict": "supported", "checked": "substring"})
    alone = ELSEWHERE.model_copy(update={"citations": (forged,)})
    beside = FIGURE.model_copy(update={"text": "Grid batteries cost something.", "citations": (forged,)})
    made = think_with(panel.Inventing, (alone, beside), lambda sentence, fault: None)
    _, audited, _ = await _memo(archive, panel)
    assert [fault for _, fault in made[0].asked] == [
        "no quote of it stands in a source",
        "a quote of it does not stand where it points",
    ]
    assert audited.cut == 2
    assert verify(archive).faults == ()


async def test_a_sentence_given_up_is_cut_at_once(
    archive: Archive, panel: ModuleType, think_with: ThinkWith
) -> None:
    made = think_with(panel.Inventing, (FIGURE,), lambda sentence, fault: None)
    dossier, audited, _ = await _memo(archive, panel)
    assert len(made[0].asked) == 1
    assert "$77 billion" not in dossier.model_dump_json()
    assert (audited.patched, audited.cut) == (0, 1)
    assert "1 sentence failed the audit and was cut." in dossier.memo.limits


async def test_a_patch_that_mends_is_kept_where_the_sentence_stood(
    archive: Archive, panel: ModuleType, think_with: ThinkWith
) -> None:
    honest, _, _ = await _memo(archive, panel)
    mended = Sentence(text="Grid batteries cost something.", claims=("E1",))
    made = think_with(panel.Inventing, (FIGURE,), lambda sentence, fault: mended)
    dossier, audited, _ = await _memo(archive, panel)
    assert len(made[0].asked) == 1
    paragraph = dossier.memo.sections[0].paragraphs[0]
    assert paragraph.sentences[0] == mended
    assert paragraph.sentences[1:] == honest.memo.sections[0].paragraphs[0].sentences
    assert sorted(_sentences(dossier)) == sorted([*_sentences(honest), mended.model_dump_json()])
    assert (audited.faults, audited.patched, audited.cut) == (1, 1, 0)
    assert dossier.memo.limits == honest.memo.limits


async def test_a_patch_changes_its_own_sentence_and_not_a_byte_of_any_other(
    archive: Archive, panel: ModuleType, think_with: ThinkWith
) -> None:
    mended = Sentence(text="Grid batteries cost something.", claims=("E1",))
    think_with(panel.Inventing, (mended,), _unmended)
    whole, _, _ = await _memo(archive, panel)
    think_with(panel.Inventing, (FIGURE,), lambda sentence, fault: mended)
    patched, _, _ = await _memo(archive, panel)
    assert _bytes(patched.memo) == _bytes(whole.memo)


def _bytes(memo: Memo) -> bytes:
    """All of a memo but the id of its run."""
    return memo.model_copy(update={"id": "", "run": ""}).model_dump_json().encode()


async def test_a_patch_that_changes_another_sentence_is_a_fault_of_ours_and_no_memo_hides_it(
    archive: Archive, panel: ModuleType, think_with: ThinkWith, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = citing.changed

    def careless(memo: Memo, what: citing.Change) -> Memo:
        def also(sentence: Sentence) -> Sentence | None:
            new = what(sentence)
            return new and new.model_copy(update={"text": new.text.replace("12%", "12 per cent")})

        return change(memo, also)

    think_with(panel.Inventing, (FIGURE,), lambda sentence, fault: None)
    monkeypatch.setattr(citing, "changed", careless)
    told: list[Any] = []
    with pytest.raises(RuntimeError, match="changed a sentence that it was not meant for"):
        await panel.heard(panel.events(archive, panel.request(rounds=0)), told)
    assert (told[-1].state, told[-1].memo) == ("failed", None)


async def test_a_second_try_may_mend_what_the_first_did_not(
    archive: Archive, panel: ModuleType, think_with: ThinkWith
) -> None:
    tries = iter(
        [
            FIGURE.model_copy(update={"text": "It costs $79 billion."}),
            FIGURE.model_copy(update={"text": "Yes."}),
        ]
    )
    made = think_with(panel.Inventing, (FIGURE,), lambda sentence, fault: next(tries))
    dossier, audited, _ = await _memo(archive, panel)
    assert [s.text for s, _ in made[0].asked] == [FIGURE.text, "It costs $79 billion."]
    assert dossier.memo.sections[0].paragraphs[0].sentences[0].text == "Yes."
    assert (audited.patched, audited.cut) == (1, 0)


async def test_a_patch_that_raises_costs_its_sentence_and_the_memo_says_so(
    archive: Archive, panel: ModuleType, think_with: ThinkWith
) -> None:
    def down(sentence: Sentence, fault: str) -> Sentence:
        raise RuntimeError("the endpoint fell over")

    honest, _, _ = await _memo(archive, panel)
    think_with(panel.Inventing, (FIGURE, BARE), down)
    dossier, audited, told = await _memo(archive, panel)
    assert _sentences(dossier) == _sentences(honest)
    assert audited.cut == 2
    assert "Gave up: patch (RuntimeError: the endpoint fell over)." in dossier.memo.limits
    assert [e.part for e in told if isinstance(e, Abstained)] == ["patch"]


async def test_an_archive_that_fails_in_a_patch_stops_the_run(
    archive: Archive, panel: ModuleType, think_with: ThinkWith
) -> None:
    def locked(sentence: Sentence, fault: str) -> Sentence:
        raise ArchiveLocked("In use.")

    think_with(panel.Inventing, (FIGURE,), locked)
    told = await panel.told(archive)
    assert (told[-1].state, told[-1].message) == ("failed", "In use.")


def _doubting(panel: ModuleType, verdict: Verdict, mend: Callable[..., Any]) -> Callable[..., Any]:
    """An analyst that writes a sentence far from its quote and, asked about it, gives this verdict."""

    def make(corpus: Any) -> Any:
        made = panel.Inventing(corpus, (FAR,), mend)

        async def entails(text: str, quotes: Sequence[str], role: str = "audit") -> Entailment:
            made.read.append((text, tuple(quotes), role))
            return Entailment(verdict, "who wins")

        made.read, made.entails = [], entails
        return made

    return make


def _down(sentence: Sentence, fault: str) -> Sentence:
    raise RuntimeError("the endpoint fell over")


async def test_a_sentence_that_rules_cannot_decide_is_read_once_with_its_quotes(
    archive: Archive, panel: ModuleType, think_with: ThinkWith
) -> None:
    made = think_with(_doubting(panel, "supported", _down))
    dossier, audited, _ = await _memo(archive, panel)
    (quote,) = dossier.ledger.claim("E6").citations
    assert made[0].read == [(FAR.text, (quote.quote,), "audit")]
    assert made[0].asked == []
    assert audited.faults == 0
    assert FAR.model_dump_json() in _sentences(dossier)


async def test_what_goes_beyond_its_quotes_and_nobody_could_mend_stays_with_a_mark(
    archive: Archive, panel: ModuleType, think_with: ThinkWith
) -> None:
    made = think_with(_doubting(panel, "partial", _down))
    dossier, audited, _ = await _memo(archive, panel)
    assert [fault for _, fault in made[0].asked] == ["who wins", "who wins"]
    marked = [s for s in citing.sentences(dossier.memo) if s.marked]
    assert marked == [FAR.model_copy(update={"marked": True})]
    assert (audited.faults, audited.patched, audited.cut) == (1, 0, 0)
    assert "1 sentence goes beyond its quotes and is marked." in dossier.memo.limits
    assert "Gave up: patch (RuntimeError: the endpoint fell over)." in dossier.memo.limits
    assert verify(archive).faults == ()


async def test_what_says_otherwise_than_its_quotes_is_cut_though_nobody_could_mend_it(
    archive: Archive, panel: ModuleType, think_with: ThinkWith
) -> None:
    think_with(_doubting(panel, "contradicted", _down))
    dossier, audited, _ = await _memo(archive, panel)
    assert FAR.text not in dossier.memo.model_dump_json()
    assert (audited.faults, audited.cut) == (1, 1)
    assert "1 sentence failed the audit and was cut." in dossier.memo.limits


async def test_what_goes_beyond_its_quotes_and_is_no_better_for_its_mending_is_cut(
    archive: Archive, panel: ModuleType, think_with: ThinkWith
) -> None:
    made = think_with(_doubting(panel, "partial", lambda sentence, fault: sentence))
    dossier, audited, _ = await _memo(archive, panel)
    assert len(made[0].asked) == 2
    assert FAR.text not in dossier.memo.model_dump_json()
    assert (audited.patched, audited.cut) == (0, 1)
