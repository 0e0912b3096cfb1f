-- What a run asked of chat models and of the web, and the budget that it was given.

ALTER TABLE run ADD COLUMN budget JSON DEFAULT '{}';

CREATE TABLE model_call (
    run_id VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    item INTEGER NOT NULL,
    repair BOOLEAN NOT NULL,
    role VARCHAR NOT NULL,
    persona VARCHAR NOT NULL,
    task VARCHAR NOT NULL,
    model VARCHAR NOT NULL,
    endpoint VARCHAR NOT NULL,
    mode VARCHAR NOT NULL,
    tokens_in BIGINT NOT NULL,
    tokens_out BIGINT NOT NULL,
    tokens_cached BIGINT NOT NULL,
    tokens_reasoning BIGINT NOT NULL,
    cost_usd DOUBLE,
    seconds DOUBLE NOT NULL,
    attempts INTEGER NOT NULL,
    outcome VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    started_at TIMESTAMP NOT NULL,
    PRIMARY KEY (run_id, number)
);

-- Apart, so that a user can do without it: `keep_calls = false` in the settings.
CREATE TABLE model_call_text (
    run_id VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    request VARCHAR NOT NULL,
    answer VARCHAR NOT NULL,
    PRIMARY KEY (run_id, number)
);

CREATE TABLE page_read (
    run_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    url VARCHAR NOT NULL,
    outcome VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    seconds DOUBLE NOT NULL,
    PRIMARY KEY (run_id, position)
);

CREATE VIEW calls AS
SELECT
    m.id AS memo_id, c.run_id, c.number, c.item, c.repair, c.role, c.persona, c.task, c.model, c.endpoint, c.mode,
    c.tokens_in, c.tokens_out, c.tokens_cached, c.tokens_reasoning, c.cost_usd, c.seconds, c.attempts, c.outcome,
    c.detail, c.started_at, t.request, t.answer
FROM model_call c
LEFT JOIN memo m ON m.run_id = c.run_id
LEFT JOIN model_call_text t ON t.run_id = c.run_id AND t.number = c.number;

CREATE VIEW page_reads AS
SELECT m.id AS memo_id, p.run_id, p.url, p.outcome, p.reason, p.source_id, p.seconds
FROM page_read p
LEFT JOIN memo m ON m.run_id = p.run_id;

COMMENT ON VIEW calls IS 'One row for each call of a chat model; a repair turn is a call of its own.';
COMMENT ON COLUMN calls.memo_id IS 'The memo that the run wrote; null where it wrote none.';
COMMENT ON COLUMN calls.run_id IS 'The run.';
COMMENT ON COLUMN calls.number IS 'From 1, in the order in which the calls of the run ended.';
COMMENT ON COLUMN calls.item IS 'The number that a call and its repair turn share.';
COMMENT ON COLUMN calls.repair IS 'Whether it is the one further turn that shows the model what was wrong.';
COMMENT ON COLUMN calls.role IS 'brief, research, debate, edit or audit.';
COMMENT ON COLUMN calls.persona IS 'Key of the persona that speaks; empty where none does.';
COMMENT ON COLUMN calls.task IS 'Name of the prompt.';
COMMENT ON COLUMN calls.model IS 'The model that was asked for.';
COMMENT ON COLUMN calls.endpoint IS 'Host and port of its endpoint.';
COMMENT ON COLUMN calls.mode IS 'How structure was asked for: schema, tools or text; prose where none was.';
COMMENT ON COLUMN calls.tokens_in IS 'Tokens sent.';
COMMENT ON COLUMN calls.tokens_out IS 'Tokens received, those of hidden reasoning included.';
COMMENT ON COLUMN calls.tokens_cached IS 'Of the tokens sent, those that the endpoint had in its cache.';
COMMENT ON COLUMN calls.tokens_reasoning IS 'Of the tokens received, those of hidden reasoning.';
COMMENT ON COLUMN calls.cost_usd IS 'Cost in US dollars; null where the price is not known.';
COMMENT ON COLUMN calls.seconds IS 'Seconds it took, waiting and retries included.';
COMMENT ON COLUMN calls.attempts IS 'Requests that were made for it.';
COMMENT ON COLUMN calls.outcome IS 'ok, invalid, cut, refused or failed.';
COMMENT ON COLUMN calls.detail IS 'Why it is not ok; empty where it is.';
COMMENT ON COLUMN calls.started_at IS 'When it began, UTC.';
COMMENT ON COLUMN calls.request IS 'The messages as JSON; null where they are not kept.';
COMMENT ON COLUMN calls.answer IS 'The text that came back; null where it is not kept.';

COMMENT ON VIEW page_reads IS 'One row for each web address that a run tried to read.';
COMMENT ON COLUMN page_reads.memo_id IS 'The memo that the run wrote; null where it wrote none.';
COMMENT ON COLUMN page_reads.run_id IS 'The run.';
COMMENT ON COLUMN page_reads.url IS 'The address.';
COMMENT ON COLUMN page_reads.outcome IS 'read or failed.';
COMMENT ON COLUMN page_reads.reason IS 'Why it failed; empty where it was read.';
COMMENT ON COLUMN page_reads.source_id IS 'The source that came of it; empty where none did.';
COMMENT ON COLUMN page_reads.seconds IS 'Seconds it took.';
