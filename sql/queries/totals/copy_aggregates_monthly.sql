-- The monthly totals of an earlier release, where nothing changed that they rest on; `groups` is a JSON list.
INSERT INTO base.aggregates_monthly BY NAME
SELECT e.*
FROM earlier.base.aggregates_monthly AS e
WHERE EXISTS (
    FROM (SELECT unnest(from_json($groups, '[{"indicator": "VARCHAR", "iso3": "VARCHAR"}]'), recursive := true)) AS g
    WHERE g.indicator = e.indicator AND g.iso3 IS NOT DISTINCT FROM e.iso3
);
