"""What is different between two memos beside their claims, and how it is told."""

from collections.abc import Callable
from datetime import date
from types import ModuleType

import pytest

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
    page = written(document(found))
    assert "Nothing changed" in page
    assert "are not compared" in page


def test_a_later_day_alone_is_no_difference(dossier: Dossier, having: With) -> None:
    later = having(memo={"id": "MEMO-0002", "as_of": date(2026, 9, 1), "title": "Another title"})
    assert compare(dossier, later).same


def test_the_bottom_line_is_compared(dossier: Dossier, having: With) -> None:
    later = having(memo={"bottom_line": (Sentence(text="Margins will not hold."),)})
    assert not compare(dossier, later).same
    page = _page(dossier, later)
    assert "**Before:** Decoding is bound by memory. Margins hold, for now." in page
    assert "**After:** Margins will not hold." in page


def test_of_the_bottom_line_only_what_differs_is_told(dossier: Dossier, having: With) -> None:
    kept, _ = dossier.memo.bottom_line
    page = _page(dossier, having(memo={"bottom_line": (kept, Sentence(text="Margins will not hold."))}))
    assert "**Before:** Margins hold, for now." in page
    assert "**After:** Margins will not hold." in page
    assert "1 sentence is in both." in page
    assert "Decoding is bound" not in page


def test_a_part_with_nothing_to_tell_is_left_out(dossier: Dossier, having: With) -> None:
    page = _page(dossier, having(memo={"open_questions": ()}))
    assert [line for line in page.splitlines() if line.startswith("## ")] == ["## Conclusions that changed"]


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("bets", "Buy memory. (conviction 60%)"),
        ("agreements", "It is fast. (untested)"),
        ("disagreements", "Speed (would settle it: A test.)"),
        ("open_questions", "Who earns?"),
        ("change_our_mind", "Margins hold, for now."),
    ],
)
def test_what_a_memo_concludes_is_compared(dossier: Dossier, having: With, part: str, text: str) -> None:
    without = having(memo={part: ()})
    (gone,) = compare(dossier, without).conclusions_changed
    assert (gone.before, gone.after) == (text, "")
    (new,) = compare(without, dossier).conclusions_changed
    assert (new.before, new.after) == ("", text)


def test_a_bet_is_compared_with_its_conviction_and_what_carries_it(dossier: Dossier, having: With) -> None:
    (bet,) = dossier.memo.bets
    weaker = bet.model_copy(update={"conviction": 40, "carried_by": (Sentence(text="Prices rise."),)})
    page = _page(dossier, having(memo={"bets": (weaker,)}))
    assert "  - before: Buy memory. (conviction 60%)\n  - after: Buy memory. (conviction 40%)" in page
    assert "  - gained: carried by: Prices rise." in page
    assert "  - lost: carried by: Decoding is bound by memory." in page


def test_a_conclusion_is_known_again_by_the_proposition_that_it_names(dossier: Dossier, having: With) -> None:
    (matter,) = dossier.memo.disagreements
    old = matter.model_copy(update={"topic": "The evidence is divided: Prices halve by 2028."})
    new = matter.model_copy(update={"topic": "Prices halve by 2028."})
    (one,) = compare(
        having(memo={"disagreements": (old,)}), having(memo={"disagreements": (new,)})
    ).conclusions_changed
    assert one.before.startswith("The evidence is divided")
    assert one.after.startswith("Prices halve")
    assert (one.gained, one.lost) == ((), ())


def test_objections_are_compared_and_those_to_propositions_too(dossier: Dossier, having: With) -> None:
    found = compare(dossier, having(critiques=(), replies=(), settlements=()))
    assert [(c.aspect, c.before) for one in found.claims_changed for c in one.changes] == [
        ("objection", "contradicted by the investor, major, answer: revise, refused")
    ]
    assert [(put.after, put.moves) for put in found.stances_moved] == [("P2", ())]
    page = _page(dossier, having(critiques=(), replies=(), settlements=()))
    assert "## Propositions reworded or objected to" in page
    assert "- P2: objection gone: stale by the engineer, minor" in page


def test_who_wrote_a_memo_and_why_it_ended_is_compared(dossier: Dossier, having: With) -> None:
    page = _page(dossier, having(memo={"analyst": "chat analyst", "stop_reason": "the budget is spent"}))
    assert "- **analyst**: embedded analyst (no language model) → chat analyst" in page
    assert "- **ended**: nothing changed → the budget is spent" in page


def test_an_attributed_quote_is_printed_once_with_its_attribution_once(
    dossier: Dossier, having: With
) -> None:
    engineer, investor, bare = dossier.ledger.claims
    (cited,) = investor.citations
    quote = investor.model_copy(update={"text": cited.quote})
    named = investor.model_copy(update={"text": f"site1.org, November 2025: {cited.quote}"})
    page = _page(having(claims=(engineer, quote, bare)), having(claims=(engineer, named, bare)))
    assert "- I1 investor: site1.org, November 2025: “Margins hold” (now attributed)" in page
    assert page.count("Margins hold") == 1


def test_a_gained_quote_is_printed_with_its_source(dossier: Dossier, having: With) -> None:
    engineer, investor, bare = dossier.ledger.claims
    richer = investor.model_copy(update={"citations": (*investor.citations, engineer.citations[1])})
    page = _page(dossier, having(claims=(engineer, richer, bare)))
    assert "(**evidence 1 quote → 2 quotes**)" in page
    assert "  - quote gained: “not 21 ms” (site2.org, November 2025)" in page


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


def test_who_was_not_asked_did_not_abstain_and_no_median_is_none(dossier: Dossier, having: With) -> None:
    silent = (
        Stance(persona="engineer", proposition="P1", round=0),
        Stance(persona="investor", proposition="P1", round=0),
    )
    page = _page(dossier, having(stances=silent))
    assert "| engineer | 55% | abstained |" in page
    assert "| **panel median** | 55% | none |" in page
    alone = (
        *dossier.ledger.stances,
        Stance(persona="strategist", proposition="P1", round=0, probability=55),
    )
    assert "| strategist | – | 55% |" in _page(dossier, having(stances=alone))


def test_a_proposition_is_known_again_by_its_words_and_not_by_its_number(
    dossier: Dossier, having: With
) -> None:
    first, second = dossier.brief.propositions
    renumbered = (second.model_copy(update={"id": "P1"}), first.model_copy(update={"id": "P2"}))
    stances = (Stance(persona="engineer", proposition="P2", round=0, probability=20),)
    later = having(brief={"propositions": renumbered}, stances=stances, critiques=())
    found = compare(having(critiques=()), later)
    assert (found.propositions_new, found.propositions_gone) == ((), ())
    assert [(put.before, put.after) for put in found.stances_moved] == [("P1", "P2")]


def test_another_bar_is_another_proposition(dossier: Dossier, having: With) -> None:
    first, second = dossier.brief.propositions
    higher = second.model_copy(update={"text": "Margins stay over 70 %."})
    found = compare(dossier, having(brief={"propositions": (first, higher)}))
    assert [p.text for p in found.propositions_gone] == ["Margins stay over 60 %."]
    assert [p.text for p in found.propositions_new] == ["Margins stay over 70 %."]


def test_a_proposition_of_another_day_is_told_with_both_days(dossier: Dossier, having: With) -> None:
    first, second = dossier.brief.propositions
    later = first.model_copy(update={"horizon": date(2030, 12, 31)})
    page = _page(dossier, having(brief={"propositions": (later, second)}))
    assert "- **new**: Prices halve by 2028. (due 31 December 2030)" in page
    assert "- **gone**: Prices halve by 2028. (due 31 December 2028)" in page


def test_a_proposition_in_nearly_the_same_words_is_told_as_reworded(dossier: Dossier, having: With) -> None:
    first, second = dossier.brief.propositions
    reworded = first.model_copy(update={"text": "Prices will halve by 2028."})
    later = having(brief={"propositions": (reworded, second)})
    found = compare(dossier, later)
    assert (found.same, found.propositions_new, found.propositions_gone) == (False, (), ())
    assert "- P1: reworded from “Prices halve by 2028.” to “Prices will halve by 2028.”" in _page(
        dossier, later
    )


def test_two_propositions_of_one_brief_are_two(dossier: Dossier, having: With) -> None:
    first, second = dossier.brief.propositions
    share = first.model_copy(update={"text": "NVIDIA's share price will fall below $75 by the end of 2028."})
    sales = first.model_copy(
        update={"text": "NVIDIA's revenue from China will fall below $75 by the end of 2028."}
    )
    found = compare(
        having(brief={"propositions": (share, second)}), having(brief={"propositions": (sales, second)})
    )
    assert (len(found.propositions_new), len(found.propositions_gone)) == (1, 1)


@pytest.mark.parametrize(
    ("subject", "same"), [("LLM inference hardware in 2026", True), ("HBM memory", False)]
)
def test_a_claim_stays_under_its_question_where_that_is_only_reworded(
    dossier: Dossier, having: With, subject: str, same: bool
) -> None:
    first, second = dossier.brief.questions
    asks = "Which newcomers attack the established positions in {}, and what traction proves it?"
    before, after = (
        having(brief={"questions": (first.model_copy(update={"text": asks.format(on)}), second)})
        for on in ("LLM inference hardware", subject)
    )
    found = compare(before, after)
    assert (len(found.questions_new), len(found.questions_gone)) == (1, 1)
    assert (not found.claims_changed) is same


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
    assert "55 → 18 characters)" in page
    assert "[the](https" not in page


def test_of_a_source_that_was_redated_both_days_are_told(dossier: Dossier, having: With) -> None:
    first, *others = dossier.sources
    redated = first.model_copy(update={"published_at": date(2026, 2, 1)})
    page = _page(dossier, having(sources=(redated, *others)))
    assert "- **told otherwise**:" in page
    assert "(30 November 2025 → 1 February 2026)" in page


def test_a_new_text_of_an_address_whose_old_one_is_cited_still_says_so(
    dossier: Dossier, having: With, make: ModuleType
) -> None:
    kept = dossier.sources[0]
    second = make.source("A second text there.").model_copy(update={"url": kept.url})
    later = having(sources=(second, *dossier.sources))
    found = compare(dossier, later)
    assert (found.sources_new, found.sources_gone) == ((), ())
    assert [(s.before.id, s.after.id) for s in found.sources_rewritten] == [(kept.id, second.id)]
    assert "the earlier text is cited, too)" in _page(dossier, later)


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
