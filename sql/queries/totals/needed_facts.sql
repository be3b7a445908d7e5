-- The facts in the temporary table needed; the columns of totals/facts.
SELECT
    fact_id, document_id, value, value_min, value_max, quantifier, unit, indicator, measure, assertion,
    currency, population, period_start, period_end, place_name, place_id, iso3, admin1, geonames_id, lat, lon,
    place_accuracy, place_role, place_carried_over, attribution, attribution_org, "start", "end", quote,
    quote_start, subset_of, duplicate_of, list_filter(rules, lambda rule: starts_with(rule, 'correction.')) AS rules,
    lang, json_pointer, title, publisher, url, published_at, licence
FROM facts
WHERE json_pointer IS NULL AND fact_id IN (SELECT fact_id FROM needed);
