-- What verification found of each claim, what moved each stance, who seconded each critique, and which replies were refused.

ALTER TABLE claim ADD COLUMN verdict VARCHAR DEFAULT 'unverified';
ALTER TABLE claim ADD COLUMN checked VARCHAR DEFAULT '';
ALTER TABLE claim ADD COLUMN independent INTEGER DEFAULT 0;
ALTER TABLE claim_change ADD COLUMN reason VARCHAR DEFAULT '';
ALTER TABLE stance ADD COLUMN moved_by VARCHAR[] DEFAULT [];
ALTER TABLE critique ADD COLUMN seconded VARCHAR[] DEFAULT [];
ALTER TABLE critique ADD COLUMN query VARCHAR DEFAULT '';
ALTER TABLE reply ADD COLUMN refused VARCHAR DEFAULT '';

CREATE OR REPLACE VIEW claims AS
SELECT
    m.id AS memo_id, c.id, c.persona, q.text AS question, c.text, c.kind, c.confidence, c.status,
    -- Claims of before verification have the worst verdict among their quotes.
    CASE WHEN c.checked = '' THEN coalesce(e.verdict, 'unverified') ELSE c.verdict END AS verdict,
    c.checked,
    c.independent,
    coalesce(e.publishers, 0) AS publishers,
    coalesce(e.citations, 0) AS citations,
    (SELECT count(*) FROM claim_change h WHERE h.run_id = c.run_id AND h.claim_id = c.id) AS changes
FROM claim c
JOIN memo m ON m.run_id = c.run_id
LEFT JOIN question q ON q.run_id = c.run_id AND q.id = c.question_id
LEFT JOIN (
    SELECT
        t.run_id, t.owner_id, count(*) AS citations, count(DISTINCT s.publisher) AS publishers,
        CASE
            WHEN bool_or(t.verdict = 'contradicted') THEN 'contradicted'
            WHEN bool_or(t.verdict = 'unverified') THEN 'unverified'
            WHEN bool_or(t.verdict = 'partial') THEN 'partial'
            ELSE 'supported'
        END AS verdict
    FROM citation t LEFT JOIN source s ON s.id = t.source_id
    WHERE t.owner_kind = 'claim'
    GROUP BY t.run_id, t.owner_id
) e ON e.run_id = c.run_id AND e.owner_id = c.id;

CREATE OR REPLACE VIEW critiques AS
SELECT
    m.id AS memo_id, q.id, q.round, q.critic, q.seconded, q.target, q.kind, q.severity, q.failed_check, q.argument,
    (
        SELECT count(*) FROM citation t
        WHERE t.run_id = q.run_id AND t.owner_kind = 'critique' AND t.owner_id = q.id
    ) AS citations,
    r.persona AS replied_by, r.answer, r.argument AS reply, r.text AS new_text, r.refused
FROM critique q
JOIN memo m ON m.run_id = q.run_id
LEFT JOIN reply r ON r.run_id = q.run_id AND r.critique_id = q.id;

CREATE OR REPLACE VIEW stance_shifts AS
SELECT
    m.id AS memo_id, s.persona, s.proposition_id, p.text AS proposition, s.from_probability, s.to_probability,
    s.because, s.moved_by, s.reasons, s.round
FROM (
    SELECT
        run_id, persona, proposition_id, round, because, moved_by, reasons, probability AS to_probability,
        lag(probability) OVER earlier AS from_probability,
        row_number() OVER earlier AS nth
    FROM stance
    WINDOW earlier AS (PARTITION BY run_id, persona, proposition_id ORDER BY round, position)
) s
JOIN memo m ON m.run_id = s.run_id
LEFT JOIN proposition p ON p.run_id = s.run_id AND p.id = s.proposition_id
WHERE s.nth > 1 AND s.from_probability IS DISTINCT FROM s.to_probability;

CREATE VIEW claim_changes AS
SELECT m.id AS memo_id, h.claim_id, h.position + 1 AS step, h.text, h.status, h.confidence, h.round, h.because, h.reason
FROM claim_change h
JOIN memo m ON m.run_id = h.run_id;

COMMENT ON VIEW claims IS 'One row for each claim of each memo.';
COMMENT ON COLUMN claims.memo_id IS 'The memo it belongs to.';
COMMENT ON COLUMN claims.id IS 'Claim id, unique within its memo: E1, I2.';
COMMENT ON COLUMN claims.persona IS 'Key of the persona that states it.';
COMMENT ON COLUMN claims.question IS 'Text of the research question it answers.';
COMMENT ON COLUMN claims.text IS 'The claim as it stands after the debate.';
COMMENT ON COLUMN claims.kind IS 'fact, estimate, judgement or forecast.';
COMMENT ON COLUMN claims.confidence IS 'low, medium or high.';
COMMENT ON COLUMN claims.status IS 'standing, revised, withdrawn or contested.';
COMMENT ON COLUMN claims.verdict IS
    'Whether its quotes bear its text: supported, partial, contradicted or unverified.';
COMMENT ON COLUMN claims.checked IS 'How that verdict came about, and what is wanting; empty in early memos.';
COMMENT ON COLUMN claims.independent IS 'Independent sources that bear it out: copies of one text count once.';
COMMENT ON COLUMN claims.publishers IS 'How many different publishers it quotes.';
COMMENT ON COLUMN claims.citations IS 'How many quotes it stands on.';
COMMENT ON COLUMN claims.changes IS 'How often verification or the debate changed it.';

COMMENT ON VIEW critiques IS 'One row for each critique, with the reply to it where there is one.';
COMMENT ON COLUMN critiques.memo_id IS 'The memo it belongs to.';
COMMENT ON COLUMN critiques.id IS 'Critique id, unique within its memo.';
COMMENT ON COLUMN critiques.round IS 'Debate round, from 1.';
COMMENT ON COLUMN critiques.critic IS 'Key of the persona that objects.';
COMMENT ON COLUMN critiques.seconded IS 'Keys of the other personas that raised the same.';
COMMENT ON COLUMN critiques.target IS 'Id of the claim or proposition it objects to.';
COMMENT ON COLUMN critiques.kind IS
    'unsupported, contradicted, stale, missing context, logic or alternative.';
COMMENT ON COLUMN critiques.severity IS 'minor, major or fatal.';
COMMENT ON COLUMN critiques.failed_check IS 'The named check that failed; empty when only evidence speaks.';
COMMENT ON COLUMN critiques.argument IS 'The objection.';
COMMENT ON COLUMN critiques.citations IS 'How many quotes it brings.';
COMMENT ON COLUMN critiques.replied_by IS 'Key of the persona that replied.';
COMMENT ON COLUMN critiques.answer IS 'concede, revise, rebut or stand.';
COMMENT ON COLUMN critiques.reply IS 'The argument of the reply.';
COMMENT ON COLUMN critiques.new_text IS 'The new text of the claim where the reply revises it.';
COMMENT ON COLUMN critiques.refused IS 'Why the rules did not let the reply have its effect; empty where it had.';

COMMENT ON VIEW stance_shifts IS 'One row for each time a persona moved its probability for a proposition.';
COMMENT ON COLUMN stance_shifts.memo_id IS 'The memo it belongs to.';
COMMENT ON COLUMN stance_shifts.persona IS 'Key of the persona that moved.';
COMMENT ON COLUMN stance_shifts.proposition_id IS 'Proposition id, unique within its memo.';
COMMENT ON COLUMN stance_shifts.proposition IS 'Text of the proposition.';
COMMENT ON COLUMN stance_shifts.from_probability IS 'Probability before, 0-100; null where it abstained.';
COMMENT ON COLUMN stance_shifts.to_probability IS 'Probability after, 0-100; null where it abstains.';
COMMENT ON COLUMN stance_shifts.because IS 'What moved it, in words.';
COMMENT ON COLUMN stance_shifts.moved_by IS 'Ids of the claims and critiques that moved it.';
COMMENT ON COLUMN stance_shifts.reasons IS 'Ids of the claims it rests on.';
COMMENT ON COLUMN stance_shifts.round IS 'The round after which it moved.';

COMMENT ON VIEW claim_changes IS 'One row for each earlier form of a claim: its history.';
COMMENT ON COLUMN claim_changes.memo_id IS 'The memo it belongs to.';
COMMENT ON COLUMN claim_changes.claim_id IS 'The claim.';
COMMENT ON COLUMN claim_changes.step IS 'From 1, the oldest form first.';
COMMENT ON COLUMN claim_changes.text IS 'The claim as it was worded then.';
COMMENT ON COLUMN claim_changes.status IS 'Its status then.';
COMMENT ON COLUMN claim_changes.confidence IS 'Its confidence then.';
COMMENT ON COLUMN claim_changes.round IS 'The debate round that changed it; 0 where verification did.';
COMMENT ON COLUMN claim_changes.because IS 'Id of the critique that changed it; empty where verification did.';
COMMENT ON COLUMN claim_changes.reason IS 'Why it was changed, in words.';
