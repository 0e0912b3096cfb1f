-- Views that count what belongs to a row by joining groups. With a subquery for each row, what a query did not ask for was
-- counted as well. A claim's publishers are those that its quotes name, so that no source is read for them.

CREATE OR REPLACE VIEW memos AS
SELECT
    m.id, m.run_id, m.title, m.idea, m.as_of, m.created_at, m.analyst, m.panel, m.stop_reason, m.bottom_line,
    coalesce(c.claims, 0) AS claims,
    coalesce(c.contested, 0) AS contested,
    coalesce(q.critiques, 0) AS critiques,
    coalesce(s.sources, 0) AS sources,
    t.tags,
    nullif(m.updates, '') AS updates
FROM memo m
LEFT JOIN (
    SELECT run_id, count(*) AS claims, count(*) FILTER (WHERE status = 'contested') AS contested
    FROM claim
    GROUP BY run_id
) c ON c.run_id = m.run_id
LEFT JOIN (SELECT run_id, count(*) AS critiques FROM critique GROUP BY run_id) q ON q.run_id = m.run_id
LEFT JOIN (SELECT memo_id, count(*) AS sources FROM memo_source GROUP BY memo_id) s ON s.memo_id = m.id
LEFT JOIN (SELECT memo_id, list(name ORDER BY name) AS tags FROM tag GROUP BY memo_id) t ON t.memo_id = m.id;

CREATE OR REPLACE VIEW claims AS
SELECT
    m.id AS memo_id, c.id, c.persona, q.text AS question, c.text, c.kind, c.confidence, c.status,
    -- Claims of before verification have the worst verdict among their quotes.
    CASE WHEN c.checked = '' THEN coalesce(e.verdict, 'unverified') ELSE c.verdict END AS verdict,
    c.checked,
    c.independent,
    coalesce(e.publishers, 0) AS publishers,
    coalesce(e.citations, 0) AS citations,
    coalesce(h.changes, 0) AS changes
FROM claim c
JOIN memo m ON m.run_id = c.run_id
LEFT JOIN question q ON q.run_id = c.run_id AND q.id = c.question_id
LEFT JOIN (
    SELECT
        run_id, owner_id, CAST(sum(citations) AS BIGINT) AS citations, count(*) AS publishers,
        CASE max(worst) WHEN 3 THEN 'contradicted' WHEN 2 THEN 'unverified' WHEN 1 THEN 'partial' ELSE 'supported' END
            AS verdict
    FROM (
        -- By publisher first: to count distinct ones within the groups of claims takes half as long again.
        SELECT
            run_id, owner_id, publisher, count(*) AS citations,
            max(CASE verdict WHEN 'contradicted' THEN 3 WHEN 'unverified' THEN 2 WHEN 'partial' THEN 1 ELSE 0 END)
                AS worst
        FROM citation
        WHERE owner_kind = 'claim'
        GROUP BY run_id, owner_id, publisher
    )
    GROUP BY run_id, owner_id
) e ON e.run_id = c.run_id AND e.owner_id = c.id
LEFT JOIN (
    SELECT run_id, claim_id, count(*) AS changes FROM claim_change GROUP BY run_id, claim_id
) h ON h.run_id = c.run_id AND h.claim_id = c.id;

CREATE OR REPLACE VIEW critiques AS
SELECT
    m.id AS memo_id, q.id, q.round, q.critic, q.seconded, q.target, q.kind, q.severity, q.failed_check, q.argument,
    coalesce(e.citations, 0) AS citations,
    r.persona AS replied_by, r.answer, r.argument AS reply, r.text AS new_text, r.refused
FROM critique q
JOIN memo m ON m.run_id = q.run_id
LEFT JOIN (
    SELECT run_id, owner_id, count(*) AS citations FROM citation WHERE owner_kind = 'critique' GROUP BY run_id, owner_id
) e ON e.run_id = q.run_id AND e.owner_id = q.id
LEFT JOIN reply r ON r.run_id = q.run_id AND r.critique_id = q.id;

CREATE OR REPLACE VIEW sources AS
SELECT
    s.id, s.url, s.title, s.publisher, s.author, s.published_at, s.fetched_at, s.provider, s.kind, s.sha256,
    length(s.text) AS characters,
    coalesce(t.claims, 0) AS claims,
    coalesce(n.memos, 0) AS memos,
    l.source_id IS NOT NULL AS in_library,
    coalesce(l.starter, false) AS starter
FROM source s
LEFT JOIN (
    SELECT source_id, count(*) AS claims
    FROM (SELECT DISTINCT source_id, run_id, owner_id FROM citation WHERE owner_kind = 'claim')
    GROUP BY source_id
) t ON t.source_id = s.id
LEFT JOIN (
    SELECT source_id, count(*) AS memos FROM (SELECT DISTINCT source_id, memo_id FROM memo_source) GROUP BY source_id
) n ON n.source_id = s.id
LEFT JOIN library l ON l.source_id = s.id;

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
COMMENT ON COLUMN memos.tags IS 'Its tags, by name; null where it has none.';
COMMENT ON COLUMN memos.updates IS 'Id of the memo that it follows; null where it follows none.';

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
