-- Copies what is valid in one run from the ledger into the attached database `scratch`.
-- Variables run: the number of the run that the release shows; everything: true for all of it, false for the
-- documents in `changed_documents` and what else the run itself has changed.
CREATE SCHEMA scratch.base;

CREATE TABLE scratch.changed_documents AS FROM changed_documents;

CREATE TABLE scratch.base.publications AS
SELECT document_id, title, publisher, url, published_at, licence, source, lang, run_from
FROM publications
WHERE run_from <= getvariable('run') AND (run_to IS NULL OR run_to > getvariable('run'))
    AND (getvariable('everything') OR document_id IN (SELECT document_id FROM changed_documents))
ORDER BY document_id, published_at NULLS LAST, publisher NULLS LAST, url NULLS LAST,
    title NULLS LAST, lang NULLS LAST, licence NULLS LAST, source NULLS LAST;

-- The first publication speaks for a document; a later run may bring an earlier one.
CREATE TABLE scratch.base.document_history AS
WITH steps AS (
    SELECT DISTINCT document_id, run_from FROM scratch.base.publications
), ranked AS (
    SELECT
        s.document_id, s.run_from, p.title, p.lang, p.published_at, p.publisher, p.url, p.licence,
        row_number() OVER (
            PARTITION BY s.document_id, s.run_from
            ORDER BY p.published_at NULLS LAST, p.publisher NULLS LAST, p.url NULLS LAST,
                p.title NULLS LAST, p.lang NULLS LAST, p.licence NULLS LAST, p.source NULLS LAST
        ) AS place
    FROM steps AS s
    JOIN scratch.base.publications AS p ON p.document_id = s.document_id AND p.run_from <= s.run_from
)
SELECT
    document_id, title, lang, published_at, publisher, url, licence, run_from,
    lead(run_from) OVER (PARTITION BY document_id ORDER BY run_from) AS run_to
FROM ranked
WHERE place = 1
ORDER BY document_id, run_from;

CREATE TABLE scratch.base.documents AS
WITH numbers AS (
    SELECT document_id, count(*) AS facts, mode(lang ORDER BY fact_id) AS lang FROM facts
    WHERE run_from <= getvariable('run') AND (run_to IS NULL OR run_to > getvariable('run'))
        AND (getvariable('everything') OR document_id IN (SELECT document_id FROM changed_documents))
    GROUP BY document_id
), printed AS (
    SELECT document_id, count(*) AS publications FROM scratch.base.publications GROUP BY document_id
), readers AS (
    SELECT document_id, any_value(extractor) AS extractor FROM extractions
    WHERE run_from <= getvariable('run') AND (run_to IS NULL OR run_to > getvariable('run'))
        AND (getvariable('everything') OR document_id IN (SELECT document_id FROM changed_documents))
    GROUP BY document_id
), firsts AS (
    SELECT document_id, min(run_from) AS run_from FROM documents
    WHERE getvariable('everything') OR document_id IN (SELECT document_id FROM changed_documents)
    GROUP BY document_id
)
SELECT
    d.document_id,
    h.title,
    coalesce(d.lang, n.lang) AS lang,
    d.published_at,
    h.publisher,
    h.url,
    h.licence,
    false AS text_open,
    length(d.text) AS characters,
    coalesce(n.facts, 0) AS facts,
    coalesce(p.publications, 0) AS publications,
    r.extractor,
    f.run_from
FROM documents AS d
LEFT JOIN scratch.base.document_history AS h ON h.document_id = d.document_id AND h.run_to IS NULL
LEFT JOIN numbers AS n ON n.document_id = d.document_id
LEFT JOIN printed AS p ON p.document_id = d.document_id
LEFT JOIN readers AS r ON r.document_id = d.document_id
LEFT JOIN firsts AS f ON f.document_id = d.document_id
WHERE d.run_from <= getvariable('run') AND (d.run_to IS NULL OR d.run_to > getvariable('run'))
    AND (getvariable('everything') OR d.document_id IN (SELECT document_id FROM changed_documents))
ORDER BY d.document_id;

CREATE TABLE scratch.base.facts AS
SELECT
    f.* EXCLUDE (run_from, run_to),
    h.title,
    h.publisher,
    h.url,
    h.published_at,
    h.licence,
    CAST(NULL AS VARCHAR) AS role,
    CAST(NULL AS VARCHAR) AS because,
    CAST([] AS VARCHAR[]) AS refers_to,
    f.run_from
FROM facts AS f
LEFT JOIN scratch.base.document_history AS h ON h.document_id = f.document_id AND h.run_to IS NULL
WHERE f.run_from <= getvariable('run') AND (f.run_to IS NULL OR f.run_to > getvariable('run'))
    AND (getvariable('everything') OR f.document_id IN (SELECT document_id FROM changed_documents))
ORDER BY f.iso3 NULLS LAST, f.indicator, f.period_start NULLS LAST, f.fact_id;

-- A row closed in the run that opened it was never in a release.
CREATE TABLE scratch.base.closed_facts AS
SELECT * FROM facts
WHERE run_to <= getvariable('run') AND run_from < run_to
    AND (getvariable('everything') OR document_id IN (SELECT document_id FROM changed_documents))
ORDER BY fact_id, run_from;

CREATE TABLE scratch.base.relations AS
SELECT fact_id, relation, other_id, rule, because, origin, run_from,
    CASE WHEN run_to <= getvariable('run') THEN run_to END AS run_to
FROM relations
WHERE run_from <= getvariable('run') AND (run_to IS NULL OR run_from < run_to)
    AND (getvariable('everything') OR run_from = getvariable('run') OR run_to = getvariable('run'))
ORDER BY fact_id, relation, other_id, rule, run_from;

CREATE TABLE scratch.base.releases AS
SELECT release_id, run_id, published_at, facts, documents, content_sha256
FROM releases
WHERE run_id < getvariable('run')
ORDER BY run_id;

CREATE TABLE scratch.base.runs AS
WITH numbered AS (
    SELECT run_id FROM releases WHERE getvariable('everything') AND run_id < getvariable('run')
    UNION SELECT getvariable('run')
)
SELECT
    n.run_id,
    r.release_id,
    (SELECT list(DISTINCT kind ORDER BY kind) FROM runs AS k WHERE k.run_id = n.run_id) AS kinds,
    r.published_at,
    (SELECT count(DISTINCT d.document_id) FROM documents AS d WHERE d.run_from = n.run_id
        AND NOT EXISTS (FROM documents AS e WHERE e.document_id = d.document_id AND e.run_from < n.run_id)
    ) AS documents_added,
    (SELECT count(*) FROM facts AS f WHERE f.run_from = n.run_id
        AND (f.run_to IS NULL OR f.run_to > n.run_id)) AS facts_added,
    (SELECT count(*) FROM facts AS f WHERE f.run_to = n.run_id AND f.run_from < n.run_id) AS facts_closed,
    coalesce((SELECT list(DISTINCT e.extractor ORDER BY e.extractor) FROM extractions AS e
        WHERE e.run_from = n.run_id), []) AS extractors
FROM numbered AS n
LEFT JOIN releases AS r ON r.run_id = n.run_id
ORDER BY n.run_id;
