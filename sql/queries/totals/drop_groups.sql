-- Without the groups in `groups`, a JSON list of {indicator, iso3}.
DELETE FROM base.totals_groups AS t
WHERE EXISTS (
    FROM (SELECT unnest(from_json($groups, '[{"indicator": "VARCHAR", "iso3": "VARCHAR"}]'), recursive := true)) AS g
    WHERE g.indicator = t.indicator AND g.iso3 IS NOT DISTINCT FROM t.iso3
);
