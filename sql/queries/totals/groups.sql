-- What the totals of each indicator and country rest on, as a digest: its facts and how they are related.
-- Parameter rules: what the totals are worked out with.
CREATE OR REPLACE TABLE base.totals_groups AS
WITH stated AS (
    SELECT indicator, iso3, count(*) AS facts, bit_xor(hash(f)) AS digest
    FROM (SELECT * EXCLUDE (role, because, refers_to) FROM facts) AS f
    GROUP BY ALL
), related AS (
    SELECT f.indicator, f.iso3, count(*) AS relations, bit_xor(hash(r)) AS digest
    FROM relations AS r JOIN facts AS f ON f.fact_id = r.fact_id
    GROUP BY ALL
)
SELECT
    s.indicator, s.iso3, s.facts,
    concat_ws(' ', s.facts, s.digest, r.relations, r.digest, $rules) AS digest
FROM stated AS s
LEFT JOIN related AS r ON r.indicator = s.indicator AND r.iso3 IS NOT DISTINCT FROM s.iso3
ORDER BY s.indicator, s.iso3 NULLS LAST;
