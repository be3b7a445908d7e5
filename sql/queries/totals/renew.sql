-- The roles and monthly totals as they were worked out take the place of those that they differ from.
-- Table stale_roles: the facts whose role is another than before.
CREATE OR REPLACE TEMP TABLE stale_roles AS
SELECT t.fact_id FROM told_figures AS t
LEFT JOIN base.figures AS g ON g.fact_id = t.fact_id
WHERE g.fact_id IS NULL
    OR (t.claim_id, t.role, t.because, t.refers_to) IS DISTINCT FROM (g.claim_id, g.role, g.because, g.refers_to);

DELETE FROM base.figures
WHERE fact_id IN (SELECT fact_id FROM stale_roles)
    OR (
        fact_id IN (SELECT fact_id FROM earlier_keys)
        AND fact_id NOT IN (SELECT fact_id FROM base.facts)
    );

INSERT INTO base.figures BY NAME
FROM told_figures WHERE fact_id IN (SELECT fact_id FROM stale_roles);

DELETE FROM base.aggregates_monthly AS m
WHERE EXISTS (
    FROM affected AS a
    WHERE a.family = coalesce((SELECT any_value(family) FROM families AS k WHERE k.indicator = m.indicator), m.indicator)
        AND a.iso3 IS NOT DISTINCT FROM m.iso3
        AND a.month IS NOT DISTINCT FROM m.month
);

INSERT INTO base.aggregates_monthly BY NAME FROM told_aggregates_monthly;
