-- Conversations with the archive, to be read by SQL.

CREATE VIEW conversations AS
SELECT
    c.id, c.number, c.asked_at, c.question,
    nullif(c.answer ->> 'read_as', '') AS read_as,
    json_array_length(c.answer, 'sentences') > 0 AS known,
    array_to_string(c.answer ->> '$.sentences[*].text', ' ') AS answer,
    nullif(c.answer ->> 'why', '') AS why,
    c.answer ->> 'analyst' AS analyst,
    nullif(c.answer ->> 'memo', '') AS memo_id,
    json_array_length(c.answer, 'quotes')::INTEGER AS quotes,
    (c.answer ->> '$.spend.calls')::INTEGER AS calls,
    (c.answer ->> '$.spend.tokens_in')::BIGINT AS tokens_in,
    (c.answer ->> '$.spend.tokens_out')::BIGINT AS tokens_out,
    (c.answer ->> '$.spend.cost_usd')::DOUBLE AS cost_usd
FROM conversation c;

COMMENT ON VIEW conversations IS 'One row for each question that was put to the archive.';
COMMENT ON COLUMN conversations.id IS 'Id of the conversation; time-ordered.';
COMMENT ON COLUMN conversations.number IS 'Which question of the conversation it is, from 1.';
COMMENT ON COLUMN conversations.asked_at IS 'When it was asked, UTC.';
COMMENT ON COLUMN conversations.question IS 'The question as it was asked.';
COMMENT ON COLUMN conversations.read_as IS
    'The question with what it took over from the one before it; null where it stands alone.';
COMMENT ON COLUMN conversations.known IS 'Whether there is an answer.';
COMMENT ON COLUMN conversations.answer IS 'The sentences of the answer; empty where there is none.';
COMMENT ON COLUMN conversations.why IS 'Why there is no answer; null where there is one.';
COMMENT ON COLUMN conversations.analyst IS 'What answered.';
COMMENT ON COLUMN conversations.memo_id IS 'The memo to which it was put; null for the whole archive.';
COMMENT ON COLUMN conversations.quotes IS 'Number of quotes that the answer rests on.';
COMMENT ON COLUMN conversations.calls IS 'Calls of a chat model.';
COMMENT ON COLUMN conversations.tokens_in IS 'Tokens in.';
COMMENT ON COLUMN conversations.tokens_out IS 'Tokens out.';
COMMENT ON COLUMN conversations.cost_usd IS 'Cost in US dollars; 0 where the price is not known.';
