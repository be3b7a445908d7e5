-- The facts in the temporary table needed; the columns of totals/facts.
SELECT
    fact_id, document_id, value, value_min, value_max, quantifier, unit, indicator, measure, assertion,
    NULL AS unit_text, currency, population, period_start, period_end, NULL AS period_text, date_accuracy,
    place_name, place_text, place_id, iso3, admin1, geonames_id, lat, lon, place_accuracy, place_role,
    place_carried_over, attribution, attribution_org, "start", "end", quote, quote_start, quote_end,
    NULL AS modifier_text, subset_of, duplicate_of,
    list_filter(rules, lambda rule: starts_with(rule, 'correction.')) AS rules,
    NULL AS extractor, NULL AS confidence, lang,
    NULL AS source_url, NULL AS retrieved_at, NULL AS response_sha256, json_pointer,
    title, publisher, url, published_at, licence
FROM facts
WHERE json_pointer IS NULL AND fact_id IN (SELECT fact_id FROM needed);
