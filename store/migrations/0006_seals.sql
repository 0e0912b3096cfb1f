-- What each part of a memo was when it was published, as a digest of each; and one over all of these.

CREATE TABLE seal (
    run_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    PRIMARY KEY (run_id, kind, name)
);

CREATE TABLE seal_head (
    run_id VARCHAR PRIMARY KEY,
    -- Null for a memo of before there were seals: so much is known of it, and no more.
    sha256 VARCHAR
);

INSERT INTO seal_head SELECT DISTINCT run_id, NULL FROM memo;
