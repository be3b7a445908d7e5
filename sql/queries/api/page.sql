-- What only the page asks: names of countries and places, the headline of each month, the newest figure of a place.

-- name: countries
SELECT iso3, any_value(name) AS name, any_value(name_ar) AS name_ar, any_value(name_en) AS name_en,
    any_value(name_fr) AS name_fr, any_value(name_es) AS name_es
FROM places
WHERE kind = 'country' AND iso3 IS NOT NULL
GROUP BY iso3
ORDER BY iso3

-- name: scope
-- The countries that figures are in, the freshest first.
SELECT iso3, count(*) AS facts, count(DISTINCT document_id) AS documents, max(published_at) AS newest
FROM facts
GROUP BY iso3
ORDER BY newest DESC NULLS LAST, facts DESC, iso3 NULLS LAST

-- name: places_with_facts
SELECT p.place_id, p.name, p.name_ar, p.name_en, p.name_fr, p.name_es, p.kind, count(*) AS facts
FROM facts AS f
JOIN places AS p ON p.place_id = f.place_id
WHERE f.iso3 = $country
GROUP BY ALL
ORDER BY facts DESC, p.place_id
LIMIT 200

-- name: place_names
-- The names of every place that figures are in.
SELECT place_id, name, name_ar, name_en, name_fr, name_es
FROM places
WHERE place_id IN (SELECT place_id FROM facts)
ORDER BY place_id

-- name: months
-- The newest month of each total, and how many figures stand behind it.
SELECT indicator, iso3, month, unit, measure, value, value_min, value_max, facts_counted, facts_set_aside, fact_ids
FROM aggregates_monthly
WHERE facts_counted > 0
    AND ($country IS NULL OR list_contains($country, iso3))
    AND ($indicator IS NULL OR list_contains($indicator, indicator))
    AND ($from IS NULL OR month >= date_trunc('month', CAST($from AS DATE)))
    AND ($to IS NULL OR month <= CAST($to AS DATE))
QUALIFY row_number() OVER (PARTITION BY indicator, iso3, unit ORDER BY month DESC NULLS LAST, facts_counted DESC) = 1
ORDER BY indicator, iso3, unit

-- name: newest_of_places
-- The newest counted figure of each place, and how many counted figures there are in it.
SELECT n.fact_id, n.place_id, n.place_name, n.iso3, n.lat, n.lon, n.place_accuracy, n.facts,
    p.name, p.name_ar, p.name_en, p.name_fr, p.name_es
FROM (
    SELECT *, count(*) OVER (PARTITION BY place_id) AS facts
    FROM facts
    WHERE lat IS NOT NULL AND lon IS NOT NULL AND role = 'recommended' AND indicator <> 'other'
        AND ($country IS NULL OR list_contains($country, iso3))
        AND ($indicator IS NULL OR list_contains($indicator, indicator))
        AND ($from IS NULL OR period_end >= $from)
        AND ($to IS NULL OR period_start <= $to)
    QUALIFY row_number() OVER (
        PARTITION BY place_id
        ORDER BY coalesce(period_end, published_at) DESC NULLS LAST, coalesce(value, value_min) DESC NULLS LAST, fact_id
    ) = 1
) AS n
LEFT JOIN places AS p ON p.place_id = n.place_id
ORDER BY n.facts DESC, n.place_id
LIMIT 500
