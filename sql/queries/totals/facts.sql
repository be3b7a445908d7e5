-- The facts in scope of a total, in a fixed order. A parameter that is null or an empty list filters nothing.
SELECT
    fact_id, document_id, value, value_min, value_max, quantifier, unit, indicator, measure, assertion,
    unit_text, currency, population, period_start, period_end, period_text, date_accuracy,
    place_name, place_text, place_id, iso3, admin1, geonames_id, lat, lon, place_accuracy, place_role,
    place_carried_over, attribution, attribution_org, "start", "end", quote, quote_start, quote_end,
    modifier_text, subset_of, duplicate_of, rules, extractor, confidence, lang,
    source_url, retrieved_at, response_sha256, json_pointer,
    title, publisher, url, published_at, licence
FROM facts
WHERE list_contains($indicators, indicator)
    AND (len($country) = 0 OR list_contains($country, iso3))
    AND (len($admin1) = 0 OR list_contains($admin1, admin1))
    AND (len($place_id) = 0 OR list_contains($place_id, place_id))
    AND (len($quantifier) = 0 OR list_contains($quantifier, quantifier))
    AND (len($assertion) = 0 OR list_contains($assertion, assertion))
    AND (len($population) = 0 OR list_has_any($population, population))
    AND (len($lang) = 0 OR list_contains($lang, lang))
    AND (len($document_id) = 0 OR list_contains($document_id, document_id))
    AND (len($publisher) = 0 OR list_contains($publisher, publisher))
    AND (len($attribution_org) = 0 OR list_contains($attribution_org, attribution_org))
    AND (len($licence) = 0 OR list_contains($licence, licence))
    AND ($period_from IS NULL OR period_end >= $period_from)
    AND ($period_to IS NULL OR period_start <= $period_to)
    AND ($published_from IS NULL OR published_at >= $published_from)
    AND ($published_to IS NULL OR published_at <= $published_to)
    AND ($min_value IS NULL OR coalesce(value, value_max, value_min) >= $min_value)
    AND ($max_value IS NULL OR coalesce(value, value_min, value_max) <= $max_value)
    AND ($west IS NULL OR (lon BETWEEN $west AND $east AND lat BETWEEN $south AND $north))
ORDER BY indicator, published_at NULLS LAST, document_id, "start" NULLS FIRST, json_pointer NULLS FIRST, fact_id;
