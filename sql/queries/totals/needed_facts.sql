-- The facts in the temporary table needed; the columns of totals/facts.
SELECT
    fact_id, document_id, value, value_min, value_max, quantifier, unit, indicator, measure, assertion,
    unit_text, currency, population, period_start, period_end, period_text, date_accuracy,
    place_name, place_text, place_id, iso3, admin1, geonames_id, lat, lon, place_accuracy, place_role,
    place_carried_over, attribution, attribution_org, "start", "end", quote, quote_start, quote_end,
    modifier_text, subset_of, duplicate_of, rules, extractor, confidence, lang,
    source_url, retrieved_at, response_sha256, json_pointer,
    title, publisher, url, published_at, licence
FROM facts
WHERE fact_id IN (SELECT fact_id FROM needed);
