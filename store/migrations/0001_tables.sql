-- Every value of a run as plain rows. Timestamps are UTC; spans count characters from 0, the end excluded.
-- References are by id and hold no foreign keys: DuckDB forbids to delete and insert under one key in one
-- transaction when they do. `triptych memos verify` finds what points nowhere.

CREATE TABLE migration (number INTEGER PRIMARY KEY, name VARCHAR NOT NULL, applied_at TIMESTAMP NOT NULL);

CREATE TABLE identity (id VARCHAR PRIMARY KEY, created_at TIMESTAMP NOT NULL);

CREATE TABLE run (
    id VARCHAR PRIMARY KEY,
    idea VARCHAR NOT NULL,
    config VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    started_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,
    panel VARCHAR[] NOT NULL,
    rounds INTEGER NOT NULL,
    message VARCHAR NOT NULL,
    versions JSON NOT NULL
);

CREATE TABLE memo (
    id VARCHAR PRIMARY KEY,
    run_id VARCHAR NOT NULL,
    idea VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    as_of DATE NOT NULL,
    analyst VARCHAR NOT NULL,
    panel VARCHAR[] NOT NULL,
    stop_reason VARCHAR NOT NULL,
    created_at TIMESTAMP NOT NULL,
    bottom_line VARCHAR NOT NULL,
    document JSON NOT NULL
);

CREATE TABLE memo_source (
    memo_id VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    source_id VARCHAR NOT NULL,
    PRIMARY KEY (memo_id, number)
);

CREATE TABLE brief (run_id VARCHAR PRIMARY KEY, document JSON NOT NULL);

CREATE TABLE question (
    run_id VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    persona VARCHAR NOT NULL,
    lens VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    queries VARCHAR[] NOT NULL,
    PRIMARY KEY (run_id, id)
);

CREATE TABLE proposition (
    run_id VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    horizon DATE NOT NULL,
    PRIMARY KEY (run_id, id)
);

CREATE TABLE persona (
    run_id VARCHAR NOT NULL,
    key VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    document JSON NOT NULL,
    PRIMARY KEY (run_id, key)
);

CREATE TABLE claim (
    run_id VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    persona VARCHAR NOT NULL,
    question_id VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    confidence VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    PRIMARY KEY (run_id, id)
);

CREATE TABLE claim_change (
    run_id VARCHAR NOT NULL,
    claim_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    confidence VARCHAR NOT NULL,
    round INTEGER NOT NULL,
    because VARCHAR NOT NULL,
    PRIMARY KEY (run_id, claim_id, position)
);

CREATE TABLE citation (
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
    checked VARCHAR NOT NULL,
    PRIMARY KEY (run_id, owner_kind, owner_id, side, position)
);

CREATE TABLE stance (
    run_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    persona VARCHAR NOT NULL,
    proposition_id VARCHAR NOT NULL,
    round INTEGER NOT NULL,
    probability INTEGER,
    reasons VARCHAR[] NOT NULL,
    because VARCHAR NOT NULL,
    PRIMARY KEY (run_id, position)
);

CREATE TABLE critique (
    run_id VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    round INTEGER NOT NULL,
    critic VARCHAR NOT NULL,
    target VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    severity VARCHAR NOT NULL,
    failed_check VARCHAR NOT NULL,
    argument VARCHAR NOT NULL,
    PRIMARY KEY (run_id, id)
);

CREATE TABLE settlement (
    run_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    claim_id VARCHAR NOT NULL,
    round INTEGER NOT NULL,
    query VARCHAR NOT NULL,
    PRIMARY KEY (run_id, position)
);

CREATE TABLE reply (
    run_id VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    critique_id VARCHAR NOT NULL,
    persona VARCHAR NOT NULL,
    claim_id VARCHAR NOT NULL,
    answer VARCHAR NOT NULL,
    argument VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    PRIMARY KEY (run_id, id)
);

CREATE TABLE step_spend (
    run_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    node VARCHAR NOT NULL,
    calls BIGINT NOT NULL,
    searches BIGINT NOT NULL,
    tokens_in BIGINT NOT NULL,
    tokens_out BIGINT NOT NULL,
    cost_usd DOUBLE NOT NULL,
    seconds DOUBLE NOT NULL,
    PRIMARY KEY (run_id, position)
);

CREATE TABLE source (
    id VARCHAR PRIMARY KEY,
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

CREATE TABLE library (
    source_id VARCHAR PRIMARY KEY,
    added_at TIMESTAMP NOT NULL,
    origin VARCHAR NOT NULL,
    starter BOOLEAN NOT NULL
);

CREATE TABLE passage (
    source_id VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    start_char BIGINT NOT NULL,
    end_char BIGINT NOT NULL,
    PRIMARY KEY (source_id, number)
);

CREATE TABLE library_change (number BIGINT PRIMARY KEY, kind VARCHAR NOT NULL, source_id VARCHAR NOT NULL);

INSERT INTO identity SELECT CAST(uuid() AS VARCHAR), epoch_ms(epoch_ms(current_timestamp));
