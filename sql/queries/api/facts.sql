-- Named parts of the questions that are asked of the view `facts`; a part per filter, only those asked for are used.

-- name: now
facts

-- name: then
(
    SELECT *, CAST(NULL AS VARCHAR) AS role, CAST(NULL AS VARCHAR) AS because, CAST([] AS VARCHAR[]) AS refers_to
    FROM facts_as_of($run)
)

-- name: indicator
list_contains($indicator, indicator)

-- name: country
list_contains($country, iso3)

-- name: admin1
list_contains($admin1, admin1)

-- name: place_id
list_contains($place_id, place_id)

-- name: unit
list_contains($unit, unit)

-- name: quantifier
list_contains($quantifier, quantifier)

-- name: measure
list_contains($measure, measure)

-- name: assertion
list_contains($assertion, assertion)

-- name: population
list_has_any($population, population)

-- name: lang
list_contains($lang, lang)

-- name: document_id
list_contains($document_id, document_id)

-- name: publisher
list_contains($publisher, publisher)

-- name: attribution_org
list_contains($attribution_org, attribution_org)

-- name: licence
list_contains($licence, licence)

-- name: from
period_end >= $from

-- name: to
period_start <= $to

-- name: published_from
published_at >= $published_from

-- name: published_to
published_at <= $published_to

-- name: min_value
coalesce(value, value_min, value_max) >= $min_value

-- name: max_value
coalesce(value, value_max, value_min) <= $max_value

-- name: bbox
lat BETWEEN $south AND $north AND lon BETWEEN $west AND $east

-- name: bbox_over_date_line
lat BETWEEN $south AND $north AND (lon >= $west OR lon <= $east)

-- name: sort_published_at
published_at

-- name: sort_period_start
period_start

-- name: sort_period_end
period_end

-- name: sort_value
coalesce(value, value_min, value_max)

-- name: sort_confidence
confidence

-- name: sort_indicator
indicator

-- name: sort_country
iso3

-- name: sort_fact_id
fact_id

-- name: word
fact_id IN (
    SELECT fact_id FROM base.folded_quotes WHERE contains(folded, $word_{0}) AND regexp_matches(folded, $pattern_{0})
)

-- name: word_unprepared
-- As `word`, where the release has no folded quotes; sql/search.py folds the words of the question the same way.
len($word_{0}) > 0 AND regexp_matches(regexp_replace(
    translate(
        strip_accents(lower(quote)),
        'ٱىیېکڪةەۀ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹’‘ʼ',
        'ايييككههه01234567890123456789'''''''
    ),
    '[\x{{00ad}}\x{{061c}}\x{{0640}}\x{{064b}}-\x{{065f}}\x{{0670}}\x{{200b}}-\x{{200f}}\x{{202a}}-\x{{202e}}\x{{2060}}\x{{2066}}-\x{{2069}}\x{{feff}}]',
    '',
    'g'
), $pattern_{0})

-- name: relations
SELECT fact_id, relation, other_id, rule, because, origin
FROM relations
WHERE fact_id = $fact_id OR other_id = $fact_id
ORDER BY relation, fact_id, other_id, rule

-- name: origin
SELECT source_url, retrieved_at, response_sha256, json_pointer, run_from
FROM fact_history
WHERE fact_id = $fact_id AND run_to IS NULL

-- name: ordering
SELECT rowid, fact_id, published_at FROM base.facts ORDER BY published_at DESC NULLS LAST, fact_id

-- name: rows_indicator
SELECT rowid FROM base.facts WHERE indicator = $value

-- name: rows_country
SELECT rowid FROM base.facts WHERE iso3 = $value

-- name: rows_admin1
SELECT rowid FROM base.facts WHERE admin1 = $value

-- name: rows_place_id
SELECT rowid FROM base.facts WHERE place_id = $value

-- name: rows_unit
SELECT rowid FROM base.facts WHERE unit = $value

-- name: rows_quantifier
SELECT rowid FROM base.facts WHERE quantifier = $value

-- name: rows_measure
SELECT rowid FROM base.facts WHERE measure = $value

-- name: rows_assertion
SELECT rowid FROM base.facts WHERE assertion = $value

-- name: rows_lang
SELECT rowid FROM base.facts WHERE lang = $value

-- name: rows_publisher
SELECT rowid FROM base.facts WHERE publisher = $value

-- name: rows_attribution_org
SELECT rowid FROM base.facts WHERE attribution_org = $value

-- name: rows_licence
SELECT rowid FROM base.facts WHERE licence = $value

-- name: rows_population
SELECT rowid FROM base.facts WHERE list_contains(population, $value)
