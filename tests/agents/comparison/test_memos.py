"""What is different between two memos beside their claims, and how it is told."""

from collections.abc import Callable
from datetime import date
from types import ModuleType

from triptych.agents.comparison.memos import compare
from triptych.agents.comparison.page import document
from triptych.store.records import Claim, Dossier, Question, Sentence, Stance
from triptych.store.render.markdown import written

Stating = Callable[..., Claim]
With = Callable[..., Dossier]


def _page(before: Dossier, after: Dossier) -> str:
    return written(document(compare(before, after)))


def test_identical_memos_have_no_difference(dossier: Dossier) -> None:
    found = compare(dossier, dossier)
    assert found.same
    assert found.claims_same == len(dossier.ledger.claims)
    assert "Nothing changed" in written(document(found))


def test_a_later_day_alone_is_no_difference(dossier: Dossier, having: With) -> None:
    later = having(memo={"id": "MEMO-0002", "as_of": date(2026, 9, 1), "title": "Another title"})
    assert compare(dossier, later).same


def test_the_bottom_line_is_compared(dossier: Dossier, having: With) -> None:
    later = having(memo={"bottom_line": (Sentence(text="Margins will not hold."),)})
    assert not compare(dossier, later).same
    page = _page(dossier, later)
    assert "**Before:** Decoding is bound by memory. Margins hold, for now." in page
    assert "**After:** Margins will not hold." in page


def test_stances_are_compared_where_they_ended_with_the_median(dossier: Dossier, having: With) -> None:
    moved = (
        Stance(persona="engineer", proposition="P1", round=0, probability=90),
        Stance(persona="engineer", proposition="P1", round=1, probability=40),
        Stance(persona="investor", proposition="P1", round=0, probability=60),
    )
    (put,) = compare(dossier, having(stances=moved)).stances_moved
    assert [(m.who, m.median, m.before, m.after) for m in put.moves] == [
        ("engineer", False, 55, 40),
        ("investor", False, None, 60),
        ("panel", True, 55, 50),
    ]
    page = _page(dossier, having(stances=moved))
    assert "| P1 | Prices halve by 2028. | engineer | 55% | 40% |" in page
    assert "| investor | abstained | 60% |" in page
    assert "| **panel median** | 55% | 50% |" in page


def test_a_proposition_is_known_again_by_its_words_and_not_by_its_number(
    dossier: Dossier, having: With
) -> None:
    first, second = dossier.brief.propositions
    renumbered = (second.model_copy(update={"id": "P1"}), first.model_copy(update={"id": "P2"}))
    stances = (Stance(persona="engineer", proposition="P2", round=0, probability=20),)
    found = compare(dossier, having(brief={"propositions": renumbered}, stances=stances))
    assert (found.propositions_new, found.propositions_gone) == ((), ())
    assert [(put.before, put.after) for put in found.stances_moved] == [("P1", "P2")]


def test_another_bar_is_another_proposition(dossier: Dossier, having: With) -> None:
    first, second = dossier.brief.propositions
    higher = second.model_copy(update={"text": "Margins stay over 70 %."})
    found = compare(dossier, having(brief={"propositions": (first, higher)}))
    assert [p.text for p in found.propositions_gone] == ["Margins stay over 60 %."]
    assert [p.text for p in found.propositions_new] == ["Margins stay over 70 %."]


def test_questions_are_compared_by_who_asks_them(dossier: Dossier, having: With) -> None:
    kept, dropped = dossier.brief.questions
    own = Question(id="E.q2", persona="engineer", lens="limit", text=dropped.text, queries=())
    found = compare(dossier, having(brief={"questions": (kept, own)}))
    assert [(q.persona, q.text) for q in found.questions_gone] == [("investor", "Who earns?")]
    assert [(q.persona, q.text) for q in found.questions_new] == [("engineer", "Who earns?")]


def test_sources_are_new_gone_or_have_another_text(dossier: Dossier, having: With, make: ModuleType) -> None:
    kept, changed, dropped = dossier.sources
    again = make.source("Its text of today.").model_copy(update={"url": changed.url, "title": changed.title})
    fresh = make.source("A new page.", "New on [the](https://x.example) shelf", "fresh.example")
    found = compare(dossier, having(sources=(kept, again, fresh)))
    assert [s.id for s in found.sources_new] == [fresh.id]
    assert [s.id for s in found.sources_gone] == [dropped.id]
    assert [(s.before.id, s.after.id) for s in found.sources_rewritten] == [(changed.id, again.id)]
    page = _page(dossier, having(sources=(kept, again, fresh)))
    assert "- **another text**:" in page
    assert "[the](https" not in page


def test_claims_of_one_quote_are_told_once_with_what_became_of_them(
    dossier: Dossier, having: With, stating: Stating
) -> None:
    new = [
        stating("E8", "Heat limits every rack.", source="heat", status="contested"),
        stating("I8", "Heat limits every rack.", source="heat", persona="investor"),
    ]
    page = _page(dossier, having(claims=[*dossier.ledger.claims, *new]))
    assert page.count("Heat limits every rack.") == 1
    assert (
        "- E8 engineer, I8 investor: Heat limits every rack. (unnamed publisher, undated) **[contested]**"
        in page
    )


def test_texts_from_outside_act_as_nothing(dossier: Dossier, having: With, stating: Stating) -> None:
    evil = stating("E8", "<script>x</script> **bold** \x1b]52;c;x\x07 \u202e| `code`\n# Head", source="evil")
    page = _page(dossier, having(claims=[*dossier.ledger.claims, evil]))
    assert "<script" not in page
    assert "\\*\\*bold" in page
    assert "\n# Head" not in page
    assert not any(sign in page for sign in ("\x1b", "\x07", "\u202e"))
