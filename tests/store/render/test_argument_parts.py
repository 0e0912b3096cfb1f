"""The argument in print: both sides with their evidence, what was said of each, and what would settle it."""

from types import ModuleType

from triptych.store.records import Claim, Disagreement, Dossier
from triptych.store.render.markdown import memo

APART, ARGUED = "Where it does not", "What was contested"


def _evidence(dossier: Dossier) -> dict[str, Claim]:
    return {c.id: c for c in dossier.ledger.claims}


def test_a_contested_claim_is_argued_from_critique_to_settling_to_reply(
    dossier: Dossier, pages: ModuleType
) -> None:
    part = pages.part(memo(pages.of_before(dossier)), ARGUED)
    assert part.split("\n- ")[-1] == (
        "E1, Engineer: Decoding takes 21 ms at best. “reads 70 GB of weights in 21 ms” "
        "(site0.org, November 2025, and 1 more) [1][2]\n"
        "  - C1, Investor: A test says otherwise. “found 30 ms” (site2.org, November 2025) [2]\n"
        "    - Settling found for it: “21 ms” (site0.org, November 2025) [1].\n"
        "    - R1, revises: True. Proposed text: “Decoding takes 21 ms at best.” "
        "“under load” (site2.org, November 2025) [2]"
    )


def test_who_seconded_a_critique_is_named(dossier: Dossier, pages: ModuleType) -> None:
    assert "C1, Investor (seconded by engineer): A test says" in pages.part(memo(dossier), ARGUED)


def test_a_reply_that_the_rules_refused_says_why(dossier: Dossier, pages: ModuleType) -> None:
    part = pages.part(memo(dossier), ARGUED)
    assert "- R1, revises (refused: It quotes nothing new): True. Proposed text: “" in part
    assert "R1, Engineer revises (refused: It quotes nothing new)" in pages.part(memo(dossier), APART)


def test_a_claim_that_stands_because_a_reply_was_refused_is_argued_out(
    dossier: Dossier, pages: ModuleType
) -> None:
    standing = pages.with_claim(dossier, "E1", status="standing")
    assert "- E1, Engineer: " in pages.part(memo(standing), ARGUED)
    allowed = pages.with_ledger(standing, replies=(), critiques=())
    assert ARGUED not in pages.headings(memo(allowed))


def test_settling_that_found_nothing_says_so_and_none_says_nothing(
    dossier: Dossier, pages: ModuleType
) -> None:
    nothing = pages.with_ledger(dossier, settlements=[pages.settlement("E1")])
    assert "    - Settling found nothing for or against it.\n" in memo(nothing)
    assert "Settling" not in memo(pages.with_ledger(dossier, settlements=[]))


def test_what_settling_found_against_a_claim_is_quoted_with_its_source(
    dossier: Dossier, pages: ModuleType
) -> None:
    found = _evidence(dossier)["E1"].citations[1:]
    page = memo(pages.with_ledger(dossier, settlements=[pages.settlement("E1", opposes=found)]))
    assert "Settling found against it: “not 21 ms” (site2.org, November 2025) [2]." in page


def test_a_quote_that_settling_found_is_not_printed_again_with_the_reply(
    dossier: Dossier, pages: ModuleType
) -> None:
    known = dossier.ledger.settlements[0].supports
    page = memo(
        pages.with_ledger(dossier, replies=[pages.reply(1, "E1", "rebut", "Borne out.", citations=known)])
    )
    assert "    - R1, rebuts: Borne out. [1]" in page


def test_what_one_search_found_is_told_once_for_all_critiques_of_its_round(
    dossier: Dossier, pages: ModuleType
) -> None:
    known = dossier.ledger.settlements[0].supports
    both = [pages.critique(1, "E1", "It is old."), pages.critique(3, "E1", "It is odd.")]
    answers = [pages.reply(n, "E1", "rebut", "Borne out.", citations=known) for n in (1, 3)]
    part = pages.part(memo(pages.with_ledger(dossier, critiques=both, replies=answers)), ARGUED)
    assert part.count("Settling found") == 1
    assert "    - R3, rebuts: Borne out. [1]" in part


def test_what_two_personas_quote_is_argued_once_under_both_names(dossier: Dossier, pages: ModuleType) -> None:
    first = _evidence(dossier)["E1"]
    twin = first.model_copy(update={"id": "I9", "persona": "investor", "history": ()})
    other = pages.critique(3, "I9", "Nor do I believe it.", critic="engineer")
    both = pages.with_ledger(
        dossier, claims=[*dossier.ledger.claims, twin], critiques=[*dossier.ledger.critiques, other]
    )
    part = pages.part(memo(both), ARGUED)
    assert part.count("“reads 70 GB of weights in 21 ms”") == 1
    assert "- E1, Engineer and I9, Investor: " in part
    assert "  - C1, Investor (seconded by engineer) on E1: A test" in part
    assert "  - C3, Engineer on I9: Nor do I believe it." in part


def test_a_critique_of_a_proposition_is_shown_with_its_quotes_and_whom_it_moved(
    dossier: Dossier, pages: ModuleType
) -> None:
    held = pages.critique(3, "P1", "Prices rose.", citations=_evidence(dossier)["I1"].citations)
    moved = [s.model_copy(update={"moved_by": ("C3",)}) for s in dossier.ledger.stances]
    page = memo(pages.with_ledger(dossier, critiques=[*dossier.ledger.critiques, held], stances=moved))
    assert pages.part(page, ARGUED).startswith(
        "- P1, put to the panel: Prices halve by 2028.\n"
        "  - C3, Investor: Prices rose. “‘Margins hold’” (site1.org, November 2025) [3]\n"
        "    - It moved engineer 70% → 55%.\n"
        "- P2, put to the panel: Margins stay over 60 %.\n"
        "  - C2, Engineer: Old.\n"
        "    - It moved nobody.\n"
    )


def test_a_side_names_whose_it_is_and_shows_the_quote_under_its_words(
    dossier: Dossier, pages: ModuleType
) -> None:
    part = pages.part(memo(pages.of_before(dossier)), APART)
    assert part.splitlines()[2:6] == [
        "- *fast* (engineer)",
        "  - Decoding is bound by memory. “reads 70 GB of weights in 21 ms” "
        "(site0.org, November 2025, and 1 more; E1) [1][2] **[contested]**",
        "- *slow* (investor)",
        "  - A test disagrees. “An independent test” (site2.org, November 2025) [2]",
    ]


def test_a_side_does_not_repeat_what_its_label_and_its_sentence_say(
    dossier: Dossier, pages: ModuleType
) -> None:
    apart = dossier.memo.disagreements[0]
    quote = "“reads 70 GB of weights in 21 ms”"
    said = apart.sides[0].sentences[0].model_copy(update={"text": quote})
    side = apart.sides[0].model_copy(update={"label": "Engineer: 70%", "sentences": (said,)})
    again = apart.model_copy(update={"sides": (side, apart.sides[1])})
    part = pages.part(memo(pages.with_memo(dossier, disagreements=(again,))), APART)
    assert "- *Engineer: 70%*\n" in part
    assert part.count(quote) == 1


def test_a_disagreement_tells_the_state_of_its_argument_before_what_would_settle_it(
    dossier: Dossier, pages: ModuleType
) -> None:
    part = pages.part(memo(pages.of_before(dossier)), APART)
    assert part.splitlines()[-3:] == [
        "- *The argument so far*",
        "  - E1: C1, Investor: contradicted, major → settling found 1 for, none against → R1, Engineer revises",
        "- *Would settle it:* A test.",
    ]


def test_a_critique_that_nobody_answered_is_told_as_such(dossier: Dossier, pages: ModuleType) -> None:
    silent = pages.with_ledger(dossier, replies=[], settlements=[])
    assert "contradicted, major → no reply\n" in pages.part(memo(silent), APART)


def test_a_claim_that_nobody_argued_about_has_no_state(dossier: Dossier, pages: ModuleType) -> None:
    assert "The argument so far" not in memo(pages.with_ledger(dossier, critiques=[], replies=[]))


def test_the_argument_about_the_same_quote_of_another_persona_counts(
    dossier: Dossier, pages: ModuleType
) -> None:
    twin = _evidence(dossier)["E1"].model_copy(update={"id": "I9", "persona": "investor", "history": ()})
    other = pages.critique(3, "I9", "Old.", check="stale", severity="minor", critic="engineer")
    both = pages.with_ledger(
        dossier, claims=[*dossier.ledger.claims, twin], critiques=[*dossier.ledger.critiques, other]
    )
    part = pages.part(memo(both), APART)
    assert "  - E1 and I9: C1, " in part
    assert "; C3, Engineer: stale, minor → no reply\n" in part


def _on_p2(dossier: Dossier) -> tuple[Disagreement, ...]:
    speed = dossier.memo.disagreements[0]
    return (speed.model_copy(update={"topic": "The evidence is divided: Margins stay over 60 %."}),)


def test_a_critique_of_the_proposition_belongs_to_its_disagreement(
    dossier: Dossier, pages: ModuleType
) -> None:
    part = pages.part(memo(pages.with_memo(dossier, disagreements=_on_p2(dossier))), APART)
    assert "- *The argument so far*\n  - P2: C2, Engineer: stale, minor → moved nobody\n  - E1: " in part


def test_a_split_for_which_no_disagreement_was_written_is_told_all_the_same(
    dossier: Dossier, pages: ModuleType
) -> None:
    said = pages.stances("P2", engineer=(80,), investor=(30,))
    bare = pages.with_ledger(pages.with_memo(dossier, disagreements=()), stances=said)
    assert pages.part(memo(bare), APART) == (
        "**Margins stay over 60 %.**\n\n"
        "- The panel is split: investor 30%, engineer 80%. Not each side names evidence that still stands.\n"
        "- *Would settle it:* The outcome itself, due 31 December 2028."
    )
    told = pages.with_memo(bare, disagreements=_on_p2(dossier))
    assert "The panel is split" not in pages.part(memo(told), APART)


def test_where_nobody_is_apart_that_is_said(dossier: Dossier, pages: ModuleType) -> None:
    calm = pages.with_memo(dossier, disagreements=())
    assert pages.part(memo(calm), APART) == "No two sources and no two personas were found apart."
