-- Facts that may be in the scope of a total; rows of official series stand beside totals, never in them. A parameter that is null or an empty list filters nothing;
-- what is asked more rarely is filtered after reading, because planning each filter costs more than reading.
SELECT
    fact_id, document_id, value, value_min, value_max, quantifier, unit, indicator, measure, assertion,
    currency, population, period_start, period_end, place_name, place_id, iso3, admin1, geonames_id, lat, lon,
    place_accuracy, place_role, place_carried_over, attribution, attribution_org, "start", "end", quote,
    quote_start, subset_of, duplicate_of, list_filter(rules, lambda rule: starts_with(rule, 'correction.')) AS rules,
    lang, json_pointer, title, publisher, url, published_at, licence
FROM facts
WHERE list_contains($indicators, indicator)
    AND (list_contains($asked, indicator) OR measure IN ('flow', 'cumulative'))
    AND json_pointer IS NULL
    AND (len($country) = 0 OR list_contains($country, iso3))
    AND (len($document_id) = 0 OR list_contains($document_id, document_id))
    AND ($period_from IS NULL OR period_end >= $period_from)
    AND ($period_to IS NULL OR period_start <= $period_to);
