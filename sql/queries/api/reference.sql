-- Documents, releases and reference data as the API lists them.

-- name: documents
SELECT document_id, title, lang, published_at, publisher, url, licence, text_open, characters, facts
FROM documents
WHERE ($lang IS NULL OR list_contains($lang, lang))
    AND ($publisher IS NULL OR list_contains($publisher, publisher))
    AND ($licence IS NULL OR list_contains($licence, licence))
    AND ($published_from IS NULL OR published_at >= $published_from)
    AND ($published_to IS NULL OR published_at <= $published_to)
ORDER BY published_at DESC NULLS LAST, document_id

-- name: document
SELECT document_id, title, lang, published_at, publisher, url, licence, text_open, characters, facts, extractor
FROM documents
WHERE document_id = $document_id

-- name: publications
SELECT title, publisher, url, published_at, licence, source
FROM publications
WHERE document_id = $document_id
ORDER BY published_at NULLS LAST, publisher, url

-- name: document_facts
SELECT fact_id FROM facts WHERE document_id = $document_id ORDER BY "start" NULLS LAST, fact_id

-- name: text
SELECT text FROM texts WHERE document_id = $document_id

-- name: codelists
SELECT codelist, code, label_ar, label_en, label_fr, label_es, description
FROM codelists
ORDER BY codelist, position, code

-- name: indicators
SELECT indicator, label_ar, label_en, label_fr, label_es, description, usual_measure, part_of,
    helix_category, helix_term, hapi, hxl, facts, documents
FROM indicators

-- name: countries
SELECT DISTINCT iso3 FROM places WHERE iso3 IS NOT NULL
UNION
SELECT DISTINCT iso3 FROM facts WHERE iso3 IS NOT NULL
ORDER BY iso3

-- name: sources
SELECT
    publisher,
    count(*) AS documents,
    min(published_at) AS first_published,
    max(published_at) AS last_published,
    list_sort(list_distinct(list(lang))) AS languages,
    list_sort(list_distinct(list(licence))) AS licences,
    CAST(sum(facts) AS BIGINT) AS facts
FROM documents
GROUP BY publisher
ORDER BY publisher NULLS LAST

-- name: coverage
SELECT
    indicator,
    iso3 AS country,
    CAST(date_trunc('month', coalesce(period_end, period_start)) AS DATE) AS month,
    publisher,
    count(*) AS facts,
    count(DISTINCT document_id) AS documents
FROM facts
GROUP BY ALL
ORDER BY indicator, country NULLS LAST, month NULLS LAST, publisher NULLS LAST

-- name: releases
SELECT release_id, run_id, published_at FROM releases ORDER BY run_id DESC

-- name: places
SELECT p.place_id, p.name, p.name_ar, p.name_en, p.name_fr, p.name_es, p.iso3, p.admin1, p.admin1_name, p.kind,
    p.geonames_id, p.lat, p.lon, p.accuracy, p.population, coalesce(f.facts, 0) AS facts
FROM places AS p
LEFT JOIN (SELECT place_id, count(*) AS facts FROM facts GROUP BY place_id) AS f ON f.place_id = p.place_id
WHERE ($country IS NULL OR list_contains($country, p.iso3))
ORDER BY facts DESC, p.population DESC NULLS LAST, p.place_id

-- name: places_by_name
SELECT p.place_id, p.name, p.name_ar, p.name_en, p.name_fr, p.name_es, p.iso3, p.admin1, p.admin1_name, p.kind,
    p.geonames_id, p.lat, p.lon, p.accuracy, p.population, coalesce(f.facts, 0) AS facts
FROM (
    SELECT place_id, min(CASE WHEN list_contains($keys, key) THEN 0 ELSE 1 END) AS distance
    FROM place_names
    WHERE list_contains($keys, key) OR starts_with(key, $start)
    GROUP BY place_id
) AS found
JOIN places AS p ON p.place_id = found.place_id
LEFT JOIN (SELECT place_id, count(*) AS facts FROM facts GROUP BY place_id) AS f ON f.place_id = p.place_id
WHERE ($country IS NULL OR list_contains($country, p.iso3))
ORDER BY found.distance, facts DESC, CASE p.kind WHEN 'country' THEN 0 ELSE 1 END, p.population DESC NULLS LAST,
    p.place_id
