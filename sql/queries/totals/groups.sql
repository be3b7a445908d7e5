-- What the totals of each indicator and country rest on, as a digest: its facts and how they are related.
-- Parameters rules: what the totals are worked out with; groups: a JSON list of {indicator, iso3}, null for all.
INSERT INTO base.totals_groups
WITH asked AS (
    SELECT unnest(from_json(coalesce($groups, '[]'), '[{"indicator": "VARCHAR", "iso3": "VARCHAR"}]'), recursive := true)
), wanted AS (
    FROM facts AS f
    WHERE $groups IS NULL
        OR EXISTS (FROM asked WHERE asked.indicator = f.indicator AND asked.iso3 IS NOT DISTINCT FROM f.iso3)
), stated AS (
    SELECT indicator, iso3, count(*) AS facts, bit_xor(hash(f)) AS digest
    FROM (SELECT * EXCLUDE (role, because, refers_to) FROM wanted) AS f
    GROUP BY ALL
), related AS (
    SELECT f.indicator, f.iso3, count(*) AS relations, bit_xor(hash(r)) AS digest
    FROM relations AS r JOIN wanted AS f ON f.fact_id = r.fact_id
    GROUP BY ALL
)
SELECT
    s.indicator, s.iso3, s.facts,
    concat_ws(' ', s.facts, s.digest, r.relations, r.digest, $rules) AS digest
FROM stated AS s
LEFT JOIN related AS r ON r.indicator = s.indicator AND r.iso3 IS NOT DISTINCT FROM s.iso3
ORDER BY s.indicator, s.iso3 NULLS LAST;
