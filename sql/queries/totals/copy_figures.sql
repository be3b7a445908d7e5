-- The roles of an earlier release, where nothing changed that they rest on; `groups` is a JSON list.
INSERT INTO base.figures BY NAME
SELECT e.fact_id, e.claim_id, e.role, e.because, e.refers_to
FROM earlier.base.figures AS e
JOIN facts AS f ON f.fact_id = e.fact_id
WHERE EXISTS (
    FROM (SELECT unnest(from_json($groups, '[{"indicator": "VARCHAR", "iso3": "VARCHAR"}]'), recursive := true)) AS g
    WHERE g.indicator = f.indicator AND g.iso3 IS NOT DISTINCT FROM f.iso3
);
