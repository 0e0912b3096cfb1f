-- What users may build on: plural names, documented columns. The tables behind them may change.

CREATE VIEW memos AS
SELECT
    m.id, m.run_id, m.title, m.idea, m.as_of, m.created_at, m.analyst, m.panel, m.stop_reason, m.bottom_line,
    (SELECT count(*) FROM claim c WHERE c.run_id = m.run_id) AS claims,
    (SELECT count(*) FROM claim c WHERE c.run_id = m.run_id AND c.status = 'contested') AS contested,
    (SELECT count(*) FROM critique q WHERE q.run_id = m.run_id) AS critiques,
    (SELECT count(*) FROM memo_source s WHERE s.memo_id = m.id) AS sources
FROM memo m;

CREATE VIEW claims AS
SELECT
    m.id AS memo_id, c.id, c.persona, q.text AS question, c.text, c.kind, c.confidence, c.status,
    coalesce(e.verdict, 'unverified') AS verdict,
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

CREATE VIEW critiques AS
SELECT
    m.id AS memo_id, q.id, q.round, q.critic, q.target, q.kind, q.severity, q.failed_check, q.argument,
    (
        SELECT count(*) FROM citation t
        WHERE t.run_id = q.run_id AND t.owner_kind = 'critique' AND t.owner_id = q.id
    ) AS citations,
    r.persona AS replied_by, r.answer, r.argument AS reply, r.text AS new_text
FROM critique q
JOIN memo m ON m.run_id = q.run_id
LEFT JOIN reply r ON r.run_id = q.run_id AND r.critique_id = q.id;

CREATE VIEW stance_shifts AS
SELECT
    m.id AS memo_id, s.persona, s.proposition_id, p.text AS proposition, s.from_probability, s.to_probability,
    s.because, s.reasons, s.round
FROM (
    SELECT
        run_id, persona, proposition_id, round, because, reasons, probability AS to_probability,
        lag(probability) OVER earlier AS from_probability,
        row_number() OVER earlier AS nth
    FROM stance
    WINDOW earlier AS (PARTITION BY run_id, persona, proposition_id ORDER BY round, position)
) s
JOIN memo m ON m.run_id = s.run_id
LEFT JOIN proposition p ON p.run_id = s.run_id AND p.id = s.proposition_id
WHERE s.nth > 1 AND s.from_probability IS DISTINCT FROM s.to_probability;

CREATE VIEW sources AS
SELECT
    s.id, s.url, s.title, s.publisher, s.author, s.published_at, s.fetched_at, s.provider, s.kind, s.sha256,
    length(s.text) AS characters,
    (
        SELECT count(DISTINCT (t.run_id, t.owner_id)) FROM citation t
        WHERE t.owner_kind = 'claim' AND t.source_id = s.id
    ) AS claims,
    (SELECT count(DISTINCT n.memo_id) FROM memo_source n WHERE n.source_id = s.id) AS memos,
    l.source_id IS NOT NULL AS in_library,
    coalesce(l.starter, false) AS starter
FROM source s
LEFT JOIN library l ON l.source_id = s.id;

CREATE VIEW spend AS
SELECT
    m.id AS memo_id, s.run_id, s.node, s.calls, s.searches, s.tokens_in, s.tokens_out, s.cost_usd, s.seconds
FROM step_spend s
LEFT JOIN memo m ON m.run_id = s.run_id;

COMMENT ON VIEW memos IS 'One row for each memo, with what it rests on in figures.';
COMMENT ON COLUMN memos.id IS 'Memo id; time-ordered.';
COMMENT ON COLUMN memos.run_id IS 'The run that wrote it.';
COMMENT ON COLUMN memos.title IS 'Title of the memo.';
COMMENT ON COLUMN memos.idea IS 'The idea as it was given.';
COMMENT ON COLUMN memos.as_of IS 'The day the memo speaks of.';
COMMENT ON COLUMN memos.created_at IS 'When it was published, UTC.';
COMMENT ON COLUMN memos.analyst IS 'What wrote it.';
COMMENT ON COLUMN memos.panel IS 'Persona keys, in the order in which they speak.';
COMMENT ON COLUMN memos.stop_reason IS 'Why the run stopped.';
COMMENT ON COLUMN memos.bottom_line IS 'The bottom line as plain text.';
COMMENT ON COLUMN memos.claims IS 'Number of claims in its ledger.';
COMMENT ON COLUMN memos.contested IS 'How many of those claims stand as contested.';
COMMENT ON COLUMN memos.critiques IS 'Number of critiques in its debate.';
COMMENT ON COLUMN memos.sources IS 'Number of sources that the memo cites.';

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
    'The worst verdict among its citations, worst first: contradicted, unverified, partial, supported.';
COMMENT ON COLUMN claims.publishers IS 'How many different publishers it quotes.';
COMMENT ON COLUMN claims.citations IS 'How many quotes it stands on.';
COMMENT ON COLUMN claims.changes IS 'How often the debate changed it.';

COMMENT ON VIEW critiques IS 'One row for each critique, with the reply to it where there is one.';
COMMENT ON COLUMN critiques.memo_id IS 'The memo it belongs to.';
COMMENT ON COLUMN critiques.id IS 'Critique id, unique within its memo.';
COMMENT ON COLUMN critiques.round IS 'Debate round, from 1.';
COMMENT ON COLUMN critiques.critic IS 'Key of the persona that objects.';
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

COMMENT ON VIEW stance_shifts IS 'One row for each time a persona moved its probability for a proposition.';
COMMENT ON COLUMN stance_shifts.memo_id IS 'The memo it belongs to.';
COMMENT ON COLUMN stance_shifts.persona IS 'Key of the persona that moved.';
COMMENT ON COLUMN stance_shifts.proposition_id IS 'Proposition id, unique within its memo.';
COMMENT ON COLUMN stance_shifts.proposition IS 'Text of the proposition.';
COMMENT ON COLUMN stance_shifts.from_probability IS 'Probability before, 0-100; null where it abstained.';
COMMENT ON COLUMN stance_shifts.to_probability IS 'Probability after, 0-100; null where it abstains.';
COMMENT ON COLUMN stance_shifts.because IS 'What moved it.';
COMMENT ON COLUMN stance_shifts.reasons IS 'Ids of the claims it rests on.';
COMMENT ON COLUMN stance_shifts.round IS 'The round after which it moved.';

COMMENT ON VIEW sources IS 'One row for each stored source, without its text.';
COMMENT ON COLUMN sources.id IS 'Source id: the first 16 hex digits of sha256.';
COMMENT ON COLUMN sources.url IS 'Its address; may be empty.';
COMMENT ON COLUMN sources.title IS 'Its title.';
COMMENT ON COLUMN sources.publisher IS 'Domain or plain name of its publisher.';
COMMENT ON COLUMN sources.author IS 'Its author; may be empty.';
COMMENT ON COLUMN sources.published_at IS 'The day it was published, where known.';
COMMENT ON COLUMN sources.fetched_at IS 'When it was read, UTC.';
COMMENT ON COLUMN sources.provider IS 'What found or read it.';
COMMENT ON COLUMN sources.kind IS 'web, pdf, feed, podcast, file or starter.';
COMMENT ON COLUMN sources.sha256 IS 'sha256 of its text in UTF-8.';
COMMENT ON COLUMN sources.characters IS 'Length of its text in characters.';
COMMENT ON COLUMN sources.claims IS 'How many claims of all memos quote it.';
COMMENT ON COLUMN sources.memos IS 'How many memos list it as a source.';
COMMENT ON COLUMN sources.in_library IS 'Whether the library holds it.';
COMMENT ON COLUMN sources.starter IS 'Whether it came with the starter collection.';

COMMENT ON VIEW spend IS 'One row for each step of each run: what it used.';
COMMENT ON COLUMN spend.memo_id IS 'The memo that the run wrote; null where it wrote none.';
COMMENT ON COLUMN spend.run_id IS 'The run.';
COMMENT ON COLUMN spend.node IS 'The step.';
COMMENT ON COLUMN spend.calls IS 'Calls of a model.';
COMMENT ON COLUMN spend.searches IS 'Searches made.';
COMMENT ON COLUMN spend.tokens_in IS 'Tokens sent.';
COMMENT ON COLUMN spend.tokens_out IS 'Tokens received.';
COMMENT ON COLUMN spend.cost_usd IS 'Cost in US dollars.';
COMMENT ON COLUMN spend.seconds IS 'Seconds it took.';
