-- The rows by family of indicators, country and month that the facts in the temporary table touched_facts can
-- change (table affected), and the facts that these rows rest on (table needed).
-- Variables run: the open run; families: a JSON list of {indicator, family}.
-- Table earlier_keys has indicator, iso3 and month of the touched facts as they were in the release before.
CREATE OR REPLACE TEMP TABLE families AS
SELECT unnest(
    from_json(getvariable('families'), '[{"indicator": "VARCHAR", "family": "VARCHAR"}]'), recursive := true
);

CREATE OR REPLACE TEMP TABLE keyed AS
SELECT
    f.fact_id, f.duplicate_of, coalesce(k.family, f.indicator) AS family, f.indicator, f.iso3,
    CAST(date_trunc('month', coalesce(f.period_end, f.period_start)) AS DATE) AS month
FROM base.facts AS f
LEFT JOIN families AS k ON k.indicator = f.indicator;

-- What carries an outcome from one row into another: the same claim, and a revision of it.
CREATE OR REPLACE TEMP TABLE ties AS
WITH pairs AS (
    SELECT fact_id AS one, other_id AS other FROM base.relations
    WHERE (run_to IS NULL OR run_to = getvariable('run'))
        AND (
            relation = 'duplicate_of'
            OR (relation = 'supersedes' AND (origin = 'decision' OR starts_with(rule, 'revision.')))
        )
    UNION ALL
    SELECT fact_id, duplicate_of FROM keyed WHERE duplicate_of IS NOT NULL
)
SELECT one, other FROM pairs
UNION
SELECT other, one FROM pairs;

CREATE OR REPLACE TEMP TABLE affected AS
WITH RECURSIVE reached AS (
    SELECT fact_id FROM touched_facts
    UNION
    SELECT t.other FROM reached AS r JOIN ties AS t ON t.one = r.fact_id
)
SELECT DISTINCT family, iso3, month FROM (
    SELECT k.family, k.iso3, k.month FROM reached AS r JOIN keyed AS k ON k.fact_id = r.fact_id
    UNION ALL
    SELECT coalesce(k.family, e.indicator), e.iso3, e.month
    FROM earlier_keys AS e LEFT JOIN families AS k ON k.indicator = e.indicator
);

CREATE OR REPLACE TEMP TABLE needed AS
WITH RECURSIVE reached AS (
    SELECT k.fact_id FROM keyed AS k
    WHERE EXISTS (
        FROM affected AS a
        WHERE a.family = k.family AND a.iso3 IS NOT DISTINCT FROM k.iso3 AND a.month IS NOT DISTINCT FROM k.month
    )
    UNION
    SELECT t.other FROM reached AS r JOIN ties AS t ON t.one = r.fact_id
)
SELECT fact_id FROM reached;
