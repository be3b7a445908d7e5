-- The facts of the groups in `groups`, a JSON list of {indicator, iso3}; the columns of totals/facts.
SELECT
    fact_id, document_id, value, value_min, value_max, quantifier, unit, indicator, measure, assertion,
    currency, population, period_start, period_end, place_name, place_id, iso3, admin1, geonames_id, lat, lon,
    place_accuracy, place_role, place_carried_over, attribution, attribution_org, "start", "end", quote,
    quote_start, subset_of, duplicate_of, list_filter(rules, lambda rule: starts_with(rule, 'correction.')) AS rules,
    lang, json_pointer, title, publisher, url, published_at, licence
FROM facts AS f
WHERE json_pointer IS NULL AND EXISTS (
    FROM (SELECT unnest(from_json($groups, '[{"indicator": "VARCHAR", "iso3": "VARCHAR"}]'), recursive := true)) AS g
    WHERE g.indicator = f.indicator AND g.iso3 IS NOT DISTINCT FROM f.iso3
);
