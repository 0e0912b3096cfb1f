-- The tables that have long texts, or many rows for each memo, lose their primary keys. Whenever rows are added to a table
-- with an index, DuckDB writes its last two thousand anew, and with them documents of megabytes; to one without, it adds
-- what is new. That no memo and no source is there twice is seen to by `memos.publish` and `sources.put`, and all other
-- rows here are written with a memo.

CREATE TABLE memo_anew (
    id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    idea VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    as_of DATE NOT NULL,
    analyst VARCHAR NOT NULL,
    panel VARCHAR[] NOT NULL,
    stop_reason VARCHAR NOT NULL,
    created_at TIMESTAMP NOT NULL,
    bottom_line VARCHAR NOT NULL,
    document JSON NOT NULL,
    updates VARCHAR DEFAULT ''
);
INSERT INTO memo_anew BY NAME SELECT * FROM memo ORDER BY rowid;
DROP TABLE memo;
ALTER TABLE memo_anew RENAME TO memo;

CREATE TABLE brief_anew (run_id VARCHAR NOT NULL, document JSON NOT NULL);
INSERT INTO brief_anew BY NAME SELECT * FROM brief ORDER BY rowid;
DROP TABLE brief;
ALTER TABLE brief_anew RENAME TO brief;

CREATE TABLE persona_anew (
    run_id VARCHAR NOT NULL,
    key VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    document JSON NOT NULL
);
INSERT INTO persona_anew BY NAME SELECT * FROM persona ORDER BY rowid;
DROP TABLE persona;
ALTER TABLE persona_anew RENAME TO persona;

CREATE TABLE question_anew (
    run_id VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    persona VARCHAR NOT NULL,
    lens VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    queries VARCHAR[] NOT NULL
);
INSERT INTO question_anew BY NAME SELECT * FROM question ORDER BY rowid;
DROP TABLE question;
ALTER TABLE question_anew RENAME TO question;

CREATE TABLE source_anew (
    id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    publisher VARCHAR NOT NULL,
    author VARCHAR NOT NULL,
    published_at DATE,
    fetched_at TIMESTAMP NOT NULL,
    provider VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    text VARCHAR NOT NULL
);
INSERT INTO source_anew BY NAME SELECT * FROM source ORDER BY rowid;
DROP TABLE source;
ALTER TABLE source_anew RENAME TO source;

CREATE TABLE memo_source_anew (
    memo_id VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    source_id VARCHAR NOT NULL
);
INSERT INTO memo_source_anew BY NAME SELECT * FROM memo_source ORDER BY rowid;
DROP TABLE memo_source;
ALTER TABLE memo_source_anew RENAME TO memo_source;

CREATE TABLE citation_anew (
    run_id VARCHAR NOT NULL,
    owner_kind VARCHAR NOT NULL,
    owner_id VARCHAR NOT NULL,
    side VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    source_id VARCHAR NOT NULL,
    quote VARCHAR NOT NULL,
    start_char BIGINT NOT NULL,
    end_char BIGINT NOT NULL,
    publisher VARCHAR NOT NULL,
    published_at DATE,
    verdict VARCHAR NOT NULL,
    checked VARCHAR NOT NULL
);
INSERT INTO citation_anew BY NAME SELECT * FROM citation ORDER BY rowid;
DROP TABLE citation;
ALTER TABLE citation_anew RENAME TO citation;

CREATE TABLE claim_change_anew (
    run_id VARCHAR NOT NULL,
    claim_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    confidence VARCHAR NOT NULL,
    round INTEGER NOT NULL,
    because VARCHAR NOT NULL,
    reason VARCHAR DEFAULT ''
);
INSERT INTO claim_change_anew BY NAME SELECT * FROM claim_change ORDER BY rowid;
DROP TABLE claim_change;
ALTER TABLE claim_change_anew RENAME TO claim_change;

CREATE TABLE stance_anew (
    run_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    persona VARCHAR NOT NULL,
    proposition_id VARCHAR NOT NULL,
    round INTEGER NOT NULL,
    probability INTEGER,
    reasons VARCHAR[] NOT NULL,
    because VARCHAR NOT NULL,
    moved_by VARCHAR[] DEFAULT []
);
INSERT INTO stance_anew BY NAME SELECT * FROM stance ORDER BY rowid;
DROP TABLE stance;
ALTER TABLE stance_anew RENAME TO stance;

CREATE TABLE settlement_anew (
    run_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    claim_id VARCHAR NOT NULL,
    round INTEGER NOT NULL,
    query VARCHAR NOT NULL
);
INSERT INTO settlement_anew BY NAME SELECT * FROM settlement ORDER BY rowid;
DROP TABLE settlement;
ALTER TABLE settlement_anew RENAME TO settlement;

CREATE TABLE step_spend_anew (
    run_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    node VARCHAR NOT NULL,
    calls BIGINT NOT NULL,
    searches BIGINT NOT NULL,
    tokens_in BIGINT NOT NULL,
    tokens_out BIGINT NOT NULL,
    cost_usd DOUBLE NOT NULL,
    seconds DOUBLE NOT NULL
);
INSERT INTO step_spend_anew BY NAME SELECT * FROM step_spend ORDER BY rowid;
DROP TABLE step_spend;
ALTER TABLE step_spend_anew RENAME TO step_spend;

CREATE TABLE seal_anew (
    run_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL
);
INSERT INTO seal_anew BY NAME SELECT * FROM seal ORDER BY rowid;
DROP TABLE seal;
ALTER TABLE seal_anew RENAME TO seal;
