"""What the runs of one setting come to, and a run as JSON."""

import json

import pytest

from triptych.graphs.evaluation.cases import Planted, Quoted, Statement
from triptych.graphs.evaluation.measure import Measured, as_json, contested, totals
from triptych.graphs.evaluation.outcomes import Found, Held
from triptych.store.records import (
    Claim,
    ClaimStatus,
    Conformity,
    Disagreement,
    Dossier,
    Ledger,
    Memo,
)

ERROR = Planted(
    persona="engineer",
    text="Cells cost $90.",
    quotes=(Quoted(quote="Cells cost $80.", document="d"),),
    error="wrong figure",
    by="verification",
    check="figure",
    outcomes=("corrected",),
    why="It is $80.",
)
TRUE = Statement(persona="investor", text="Cells cost $80.", quotes=ERROR.quotes)
CAUGHT, MISSED = Found(ERROR, "corrected", ("it says $90",)), Found(ERROR, "missed", ())


def run(case: str = "01-cells", setting: str = "debate", **given: object) -> Measured:
    return Measured(case, setting, **given)  # type: ignore[arg-type]


def test_the_runs_of_a_setting_are_added_up_in_the_order_of_the_settings() -> None:
    runs = [run("01", "debate", asks=3), run("01", "one", asks=1), run("02", "debate", asks=4)]
    assert [(t.setting, len(t.runs), t.sum("asks")) for t in totals(runs)] == [
        ("debate", 2, 7),
        ("one", 1, 1),
    ]


def test_a_share_is_one_of_all_living_claims_of_all_runs() -> None:
    (total,) = totals([run(claims=10, supported=10), run(claims=30, supported=20)])
    assert total.share("supported") == pytest.approx(0.75)


def test_without_claims_there_is_no_share() -> None:
    (total,) = totals([run(failure="It failed.")])
    assert total.share("supported") is None


def test_errors_that_were_caught_and_truths_that_were_lost_are_counted() -> None:
    lost, kept, reworded = Held(TRUE, True, False), Held(TRUE, False, False), Held(TRUE, False, True)
    (total,) = totals(
        [
            run(errors=(CAUGHT, MISSED), truths=(lost, kept), withdrawn=("A quote.",)),
            run(errors=(CAUGHT,), truths=(reworded,)),
        ]
    )
    assert (total.caught, len(total.errors)) == (2, 3)
    assert total.lost == 2
    assert total.runs[0].gone == (TRUE.text, "A quote.")
    assert total.corrected == 1


def test_runs_that_failed_are_told_apart() -> None:
    (total,) = totals([run("01"), run("02", failure="It failed.")])
    assert [r.case for r in total.failures] == ["02"]
    assert total.finished == {"01"}
    assert [r.case for r in total.of({"02"}).runs] == ["02"]


def test_the_moves_of_all_runs_are_added_up() -> None:
    one, two = Conformity(moves=2, towards=1, evidenced=1), Conformity(moves=3, towards_evidenced=1)
    (total,) = totals([run(conformity=one), run(conformity=two)])
    assert total.conformity() == Conformity(moves=5, towards=1, evidenced=1, towards_evidenced=1)


@pytest.mark.parametrize(
    ("topics", "statuses", "counted"),
    [
        (("Cells",), ("contested", "standing"), 1),
        (("Cells", "Packs", ""), ("standing",), 2),
        ((), ("contested", "contested"), 2),
        ((), (), 0),
    ],
)
def test_disagreements_are_those_that_the_memo_lists_or_the_claims_that_are_contested(
    topics: tuple[str, ...], statuses: tuple[ClaimStatus, ...], counted: int
) -> None:
    claims = tuple(Claim.model_construct(status=status) for status in statuses)
    listed = tuple(Disagreement(topic=topic, sides=(), settled_by="") for topic in topics)
    memo, ledger = Memo.model_construct(disagreements=listed), Ledger.model_construct(claims=claims)
    assert contested(Dossier.model_construct(memo=memo, ledger=ledger)) == counted


def test_a_run_is_plain_json() -> None:
    measured = run(
        claims=2,
        errors=(CAUGHT,),
        truths=(Held(TRUE, False, True),),
        withdrawn=("A quote.",),
        archive="a.duckdb",
    )
    read = json.loads(json.dumps(as_json(measured)))
    assert set(read) == set(Measured.__slots__)
    assert (read["case"], read["setting"], read["claims"], read["archive"]) == (
        "01-cells",
        "debate",
        2,
        "a.duckdb",
    )
    assert read["errors"] == [
        {
            "persona": "engineer",
            "error": "wrong figure",
            "by": "verification",
            "text": "Cells cost $90.",
            "fate": "corrected",
            "caught": True,
            "checks": ["it says $90"],
        }
    ]
    assert read["truths"] == [
        {"persona": "investor", "text": "Cells cost $80.", "lost": False, "corrected": True}
    ]
    assert read["withdrawn"] == ["A quote."]
    assert read["conformity"] == Conformity().model_dump()
