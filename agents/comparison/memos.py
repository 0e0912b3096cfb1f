"""What is different between two memos. The same two always give the same answer."""

from typing import Any

from triptych.agents.comparison import brief, claims
from triptych.agents.comparison.changes import Setting, changed
from triptych.agents.comparison.conclusions import conclusions
from triptych.agents.comparison.pairs import paired
from triptych.agents.comparison.records import Comparison, Edition
from triptych.agents.comparison.sources import Texts
from triptych.store.records import Dossier


def compare(before: Dossier, after: Dossier) -> Comparison:
    """What is different between an earlier and a later memo; they need not be on one brief."""
    texts = Texts(before.sources, after.sources)
    return Comparison(
        before=_edition(before),
        after=_edition(after),
        conclusions_changed=tuple(conclusions(before, after)),
        sources_new=texts.new,
        sources_gone=texts.gone,
        sources_rewritten=texts.rewritten,
        **_claims(before, after),
        **_brief(before, after),
    )


def _edition(dossier: Dossier) -> Edition:
    memo = dossier.memo
    told = memo.model_dump(include={"id", "title", "as_of", "analyst", "panel", "stop_reason"})
    return Edition(bottom_line=tuple(sentence.text for sentence in memo.bottom_line), **told)


def _claims(before: Dossier, after: Dossier) -> dict[str, Any]:
    old, new = before.ledger.claims, after.ledger.claims
    same = claims.pairs(old, new)
    was, now = _setting(before, before), _setting(before, after)
    both = [changed(old[n], new[m], was, now) for n, m in same]
    known, again = {n for n, _ in same}, {m for _, m in same}
    return {
        "claims_appeared": tuple(one for m, one in enumerate(new) if m not in again),
        "claims_vanished": tuple(one for n, one in enumerate(old) if n not in known),
        "claims_changed": tuple(one for one in both if one.changes),
        "claims_same": sum(not one.changes for one in both),
    }


def _setting(before: Dossier, dossier: Dossier) -> Setting:
    texts = {q.id: q.text for q in dossier.brief.questions}
    return Setting(dossier.ledger, texts, brief.known_as(before, dossier))


def _brief(before: Dossier, after: Dossier) -> dict[str, Any]:
    put = paired(before.brief.propositions, after.brief.propositions, brief.same_proposition)
    asked = paired(before.brief.questions, after.brief.questions, brief.same_question)
    return {
        "stances_moved": tuple(brief.stances(before, after, put.found())),
        "propositions_new": brief.propositions(put.after.values()),
        "propositions_gone": brief.propositions(put.before.values()),
        "questions_new": brief.questions(asked.after.values()),
        "questions_gone": brief.questions(asked.before.values()),
    }
