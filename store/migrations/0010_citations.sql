-- Every quote with what rests on it and where it stands.

CREATE VIEW citations AS
SELECT
    m.id AS memo_id, t.owner_kind AS quoted_by, t.owner_id AS quoted_by_id, t.side, t.quote, t.source_id,
    s.title AS source, t.publisher, s.url, t.published_at, t.start_char, t.end_char, t.verdict, t.checked
FROM citation t
JOIN memo m ON m.run_id = t.run_id
LEFT JOIN source s ON s.id = t.source_id;

COMMENT ON VIEW citations IS 'One row for each quote of each memo, with what rests on it.';
COMMENT ON COLUMN citations.memo_id IS 'The memo it belongs to.';
COMMENT ON COLUMN citations.quoted_by IS 'claim, critique, reply, settlement, proposition or sentence.';
COMMENT ON COLUMN citations.quoted_by_id IS 'Id of that claim, critique, reply or proposition; else its number, from 0.';
COMMENT ON COLUMN citations.side IS 'supports or opposes, for what settling found; else empty.';
COMMENT ON COLUMN citations.quote IS 'The words, verbatim.';
COMMENT ON COLUMN citations.source_id IS 'The source that holds them.';
COMMENT ON COLUMN citations.source IS 'Title of that source.';
COMMENT ON COLUMN citations.publisher IS 'Domain or plain name of its publisher.';
COMMENT ON COLUMN citations.url IS 'Its address; may be empty.';
COMMENT ON COLUMN citations.published_at IS 'The day it was published, where known.';
COMMENT ON COLUMN citations.start_char IS 'Where the quote begins in the text of the source, in characters from 0.';
COMMENT ON COLUMN citations.end_char IS 'Where it ends, itself excluded.';
COMMENT ON COLUMN citations.verdict IS 'Whether the quote stands in its source: supported where it does.';
COMMENT ON COLUMN citations.checked IS 'How that was found.';
