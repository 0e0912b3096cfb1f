"""Questions that somebody who decides on what memos say may have, as queries on the documented views."""

from triptych.store.records import Record


class Example(Record):
    """A query, and what it answers."""

    asks: str
    sql: str


EXAMPLES = (
    Example(
        asks="Which claims stand contested, who contests them, and why?",
        sql="""
SELECT m.title, c.id, c.persona, c.text, q.critic, q.severity, q.argument
FROM claims c
JOIN memos m ON m.id = c.memo_id
JOIN critiques q ON q.memo_id = c.memo_id AND q.target = c.id
WHERE c.status = 'contested'
ORDER BY m.created_at DESC, c.id, q.id
""".strip(),
    ),
    Example(
        asks="Whose mind did the debate change most, and by what?",
        sql="""
SELECT m.title, s.persona, s.proposition, s.from_probability, s.to_probability, s.because
FROM stance_shifts s
JOIN memos m ON m.id = s.memo_id
ORDER BY abs(s.to_probability - s.from_probability) DESC NULLS LAST, m.created_at DESC, s.persona
LIMIT 20
""".strip(),
    ),
    Example(
        asks="Which facts rest on one source alone, or on none?",
        sql="""
SELECT m.title, c.id, c.text, c.independent, c.verdict, c.confidence
FROM claims c
JOIN memos m ON m.id = c.memo_id
WHERE c.kind = 'fact' AND c.status <> 'withdrawn' AND c.independent < 2
ORDER BY m.created_at DESC, c.confidence = 'high' DESC, c.id
""".strip(),
    ),
    Example(
        asks="What did each model cost, a month?",
        sql="""
SELECT strftime(started_at, '%Y-%m') AS month, model, count(*) AS calls,
    sum(tokens_in) AS tokens_in, sum(tokens_out) AS tokens_out, round(sum(cost_usd), 2) AS usd
FROM calls
GROUP BY ALL
ORDER BY month DESC, usd DESC NULLS LAST, model
""".strip(),
    ),
    Example(
        asks="What was claimed at first, what became of it, and why?",
        sql="""
SELECT m.title, h.claim_id, h.text AS was, c.text AS is_now, c.status, h.reason
FROM claim_changes h
JOIN claims c ON c.memo_id = h.memo_id AND c.id = h.claim_id
JOIN memos m ON m.id = h.memo_id
ORDER BY m.created_at DESC, h.claim_id, h.step
""".strip(),
    ),
)
