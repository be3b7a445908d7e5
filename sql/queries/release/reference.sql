-- The indicators: their code list with the number of current figures of each.
CREATE TABLE base.indicators AS
WITH numbers AS (
    SELECT indicator, count(*) AS facts, count(DISTINCT document_id) AS documents
    FROM base.facts GROUP BY indicator
)
SELECT
    c.code AS indicator,
    c.label_ar, c.label_en, c.label_fr, c.label_es, c.description,
    string_split(c.extra['usual_measure'], '|') AS usual_measure,
    nullif(c.extra['part_of'], '') AS part_of,
    nullif(c.extra['helix_category'], '') AS helix_category,
    nullif(c.extra['helix_term'], '') AS helix_term,
    nullif(c.extra['hapi'], '') AS hapi,
    nullif(c.extra['hxl'], '') AS hxl,
    coalesce(n.facts, 0) AS facts,
    coalesce(n.documents, 0) AS documents
FROM base.codelists AS c
LEFT JOIN numbers AS n ON n.indicator = c.code
WHERE c.codelist = 'indicator'
ORDER BY c.position;
