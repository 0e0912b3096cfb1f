-- The archive as a place to work: what changed in which order, tags, which memo follows which, and conversations.

-- Every memo and source that is stored or deleted takes the next number, so that an index beside the archive, which
-- knows the last number it has seen, can catch up in order.
CREATE TABLE archive_change (
    number BIGINT PRIMARY KEY,
    kind VARCHAR NOT NULL,
    what VARCHAR NOT NULL,
    id VARCHAR NOT NULL
);

INSERT INTO archive_change
SELECT row_number() OVER (ORDER BY what DESC, stored_at, id), 'put', what, id
FROM (
    SELECT 'source' AS what, fetched_at AS stored_at, id FROM source
    UNION ALL SELECT 'memo', created_at, id FROM memo
);

ALTER TABLE memo ADD COLUMN updates VARCHAR DEFAULT '';

CREATE TABLE tag (memo_id VARCHAR NOT NULL, name VARCHAR NOT NULL, PRIMARY KEY (memo_id, name));

CREATE TABLE conversation (
    id VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    asked_at TIMESTAMP NOT NULL,
    question VARCHAR NOT NULL,
    answer JSON NOT NULL,
    PRIMARY KEY (id, number)
);

CREATE OR REPLACE VIEW memos AS
SELECT
    m.id, m.run_id, m.title, m.idea, m.as_of, m.created_at, m.analyst, m.panel, m.stop_reason, m.bottom_line,
    (SELECT count(*) FROM claim c WHERE c.run_id = m.run_id) AS claims,
    (SELECT count(*) FROM claim c WHERE c.run_id = m.run_id AND c.status = 'contested') AS contested,
    (SELECT count(*) FROM critique q WHERE q.run_id = m.run_id) AS critiques,
    (SELECT count(*) FROM memo_source s WHERE s.memo_id = m.id) AS sources,
    (SELECT list(t.name ORDER BY t.name) FROM tag t WHERE t.memo_id = m.id) AS tags,
    nullif(m.updates, '') AS updates
FROM memo m;

CREATE VIEW tags AS SELECT memo_id, name FROM tag;

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

COMMENT ON VIEW tags IS 'One row for each tag of each memo.';
COMMENT ON COLUMN tags.memo_id IS 'The memo.';
COMMENT ON COLUMN tags.name IS 'The tag.';
