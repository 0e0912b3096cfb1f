"""Which rows of a run must find their like elsewhere: the foreign keys that DuckDB does not hold."""

from typing import NamedTuple

PARTS = (
    "brief", "question", "proposition", "persona", "claim", "claim_change", "citation", "stance", "critique",
    "settlement", "reply", "seal", "seal_head",
)  # fmt: skip
"""The tables whose rows are written with a memo only, all with a `run_id`."""


class Reference(NamedTuple):
    """Rows (run, who, id named) and the rows (run, id) among which that id must be; what belongs to no run has ''."""

    what: str
    rows: str
    among: str


_CLAIMS = "SELECT run_id, id FROM claim"
_CRITIQUES = "SELECT run_id, id FROM critique"
_PERSONAS = "SELECT run_id, key FROM persona"
_PROPOSITIONS = "SELECT run_id, id FROM proposition"
_OWNERS = """
SELECT run_id, 'claim ' || id FROM claim
UNION ALL SELECT run_id, 'critique ' || id FROM critique
UNION ALL SELECT run_id, 'reply ' || id FROM reply
UNION ALL SELECT run_id, 'proposition ' || id FROM proposition
UNION ALL SELECT run_id, 'settlement ' || position FROM settlement
"""

REFERENCES = (
    Reference("run", "SELECT run_id, 'memo ' || id, run_id FROM memo", "SELECT id, id FROM run"),
    Reference("run", "SELECT run_id, 'spend of ' || node, run_id FROM step_spend", "SELECT id, id FROM run"),
    Reference(
        "brief of run", "SELECT run_id, 'memo ' || id, run_id FROM memo", "SELECT run_id, run_id FROM brief"
    ),
    *(
        Reference(
            "memo of run",
            f"SELECT DISTINCT run_id, 'table {table}', run_id FROM {table}",
            "SELECT run_id, run_id FROM memo",
        )
        for table in PARTS
    ),
    Reference("persona", "SELECT run_id, 'question ' || id, persona FROM question", _PERSONAS),
    Reference("persona", "SELECT run_id, 'claim ' || id, persona FROM claim", _PERSONAS),
    Reference("persona", "SELECT run_id, 'critique ' || id, critic FROM critique", _PERSONAS),
    Reference("persona", "SELECT run_id, 'reply ' || id, persona FROM reply", _PERSONAS),
    Reference("persona", "SELECT run_id, 'stance ' || position, persona FROM stance", _PERSONAS),
    Reference(
        "question",
        "SELECT run_id, 'claim ' || id, question_id FROM claim",
        "SELECT run_id, id FROM question",
    ),
    Reference(
        "proposition", "SELECT run_id, 'stance ' || position, proposition_id FROM stance", _PROPOSITIONS
    ),
    Reference("claim", "SELECT run_id, 'stance ' || position, unnest(reasons) FROM stance", _CLAIMS),
    Reference(
        "claim or critique",
        "SELECT run_id, 'stance ' || position, unnest(moved_by) FROM stance",
        f"{_CLAIMS} UNION ALL {_CRITIQUES}",
    ),
    Reference("persona", "SELECT run_id, 'critique ' || id, unnest(seconded) FROM critique", _PERSONAS),
    Reference("claim", "SELECT run_id, 'change ' || position, claim_id FROM claim_change", _CLAIMS),
    Reference("claim", "SELECT run_id, 'settlement ' || position, claim_id FROM settlement", _CLAIMS),
    Reference("claim", "SELECT run_id, 'reply ' || id, claim_id FROM reply", _CLAIMS),
    Reference("critique", "SELECT run_id, 'reply ' || id, critique_id FROM reply", _CRITIQUES),
    Reference("critique", "SELECT run_id, 'change of ' || claim_id, because FROM claim_change", _CRITIQUES),
    Reference(
        "claim or proposition",
        "SELECT run_id, 'critique ' || id, target FROM critique",
        f"{_CLAIMS} UNION ALL {_PROPOSITIONS}",
    ),
    Reference(
        "owner",
        "SELECT run_id, 'citation ' || position, owner_kind || ' ' || owner_id FROM citation "
        "WHERE owner_kind <> 'sentence'",
        _OWNERS,
    ),
    Reference(
        "memo",
        "SELECT '', 'resolution of ' || proposition_id, memo_id FROM resolution",
        "SELECT '', id FROM memo",
    ),
    Reference("memo", "SELECT '', 'tag ' || name, memo_id FROM tag", "SELECT '', id FROM memo"),
    Reference(
        "proposition",
        "SELECT m.run_id, 'resolution', r.proposition_id FROM resolution r JOIN memo m ON m.id = r.memo_id",
        _PROPOSITIONS,
    ),
)
