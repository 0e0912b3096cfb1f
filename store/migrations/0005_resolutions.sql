-- What came of the propositions, beside the memos and never in them, and how near each forecaster was.

CREATE TABLE resolution (
    memo_id VARCHAR NOT NULL,
    proposition_id VARCHAR NOT NULL,
    outcome BOOLEAN NOT NULL,
    resolved_on DATE NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    PRIMARY KEY (memo_id, proposition_id)
);

CREATE VIEW resolutions AS
SELECT
    r.memo_id, m.title, r.proposition_id, p.text AS proposition, p.horizon, r.outcome, r.resolved_on, r.recorded_at
FROM resolution r
JOIN memo m ON m.id = r.memo_id
LEFT JOIN proposition p ON p.run_id = m.run_id AND p.id = r.proposition_id;

CREATE VIEW forecasts AS
WITH taken AS (
    -- A stance that did not move has no row: the last one holds. `first` and `last` keep an abstention's null.
    SELECT
        run_id, persona, proposition_id,
        first(probability ORDER BY position) FILTER (WHERE round = 0) AS blind,
        last(probability ORDER BY round, position) AS final
    FROM stance
    GROUP BY run_id, persona, proposition_id
),
own AS (
    SELECT p.run_id, p.id AS proposition_id, k.key AS forecaster, t.blind, t.final
    FROM proposition p
    JOIN persona k ON k.run_id = p.run_id
    LEFT JOIN taken t ON t.run_id = p.run_id AND t.persona = k.key AND t.proposition_id = p.id
),
said AS (
    SELECT run_id, proposition_id, forecaster, false AS is_median, blind, final FROM own
    UNION ALL
    SELECT run_id, proposition_id, 'panel', true, median(blind), median(final)
    FROM own
    GROUP BY run_id, proposition_id
)
SELECT
    m.id AS memo_id, s.proposition_id, p.text AS proposition, p.horizon, s.forecaster, s.is_median, s.blind, s.final,
    r.outcome,
    pow(s.blind / 100 - CAST(r.outcome AS INTEGER), 2) AS brier_blind,
    pow(s.final / 100 - CAST(r.outcome AS INTEGER), 2) AS brier_final
FROM said s
JOIN memo m ON m.run_id = s.run_id
JOIN proposition p ON p.run_id = s.run_id AND p.id = s.proposition_id
LEFT JOIN resolution r ON r.memo_id = m.id AND r.proposition_id = s.proposition_id;

COMMENT ON VIEW resolutions IS 'One row for each proposition of which it is on record whether it came true.';
COMMENT ON COLUMN resolutions.memo_id IS 'The memo it belongs to.';
COMMENT ON COLUMN resolutions.title IS 'Title of the memo.';
COMMENT ON COLUMN resolutions.proposition_id IS 'Proposition id, unique within its memo.';
COMMENT ON COLUMN resolutions.proposition IS 'Text of the proposition.';
COMMENT ON COLUMN resolutions.horizon IS 'The day by which it was to come true.';
COMMENT ON COLUMN resolutions.outcome IS 'True where it came true, false where it did not.';
COMMENT ON COLUMN resolutions.resolved_on IS 'The day on which that was known.';
COMMENT ON COLUMN resolutions.recorded_at IS 'When it was put on record, UTC.';

COMMENT ON VIEW forecasts IS 'One row for each memo, proposition and forecaster: each persona, and the panel''s median.';
COMMENT ON COLUMN forecasts.memo_id IS 'The memo it belongs to.';
COMMENT ON COLUMN forecasts.proposition_id IS 'Proposition id, unique within its memo.';
COMMENT ON COLUMN forecasts.proposition IS 'Text of the proposition.';
COMMENT ON COLUMN forecasts.horizon IS 'The day by which it is to come true.';
COMMENT ON COLUMN forecasts.forecaster IS 'Key of the persona; panel for the median.';
COMMENT ON COLUMN forecasts.is_median IS
    'True for the median of the personas, those that abstain left out; false for a persona, whatever its key.';
COMMENT ON COLUMN forecasts.blind IS
    'Probability before the debate, 0-100; null where there was none.';
COMMENT ON COLUMN forecasts.final IS
    'The last probability, 0-100; null where the forecaster abstains in the end.';
COMMENT ON COLUMN forecasts.outcome IS 'Whether the proposition came true; null while that is not on record.';
COMMENT ON COLUMN forecasts.brier_blind IS
    'Squared distance of blind / 100 from the outcome as 0 or 1: 0 is best, 0.25 is a coin, 1 is worst.';
COMMENT ON COLUMN forecasts.brier_final IS 'The same of the last probability.';
