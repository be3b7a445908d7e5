-- What became different between a run and the current one.

-- name: touched
-- Rows that the current run has and the earlier one had not, or the other way round.
SELECT *
FROM fact_history
WHERE (run_from > $since OR run_to > $since)
    AND fact_id IN (
        SELECT fact_id FROM fact_history WHERE run_from > $since OR run_to > $since
    )
ORDER BY fact_id, run_from

-- name: before
SELECT *
FROM fact_history
WHERE list_contains($ids, fact_id) AND run_from <= $since AND (run_to IS NULL OR run_to > $since)

-- name: documents
-- For each document its first run, the last run that changed what is known of it, and who read it then and now.
SELECT
    h.document_id, min(h.run_from) AS run_from, max(h.run_from) AS dated,
    any_value(d.extractor) AS extractor,
    (
        SELECT max(f.extractor) FROM fact_history AS f
        WHERE f.document_id = h.document_id AND f.run_from <= $since AND (f.run_to IS NULL OR f.run_to > $since)
    ) AS extractor_then
FROM document_history AS h
LEFT JOIN documents AS d ON d.document_id = h.document_id
WHERE list_contains($documents, h.document_id)
GROUP BY h.document_id

-- name: decisions
-- What people decided since, or took back: the figure, the relation, and the other figure before and after.
SELECT
    fact_id, relation,
    if(run_from > $since, NULL, other_id) AS old_id, if(run_from > $since, other_id, NULL) AS new_id,
    if(run_from > $since, run_from, run_to) AS run
FROM relation_history
WHERE origin = 'decision'
    AND if(run_from > $since, run_to IS NULL, run_to > $since)
ORDER BY fact_id, relation, other_id
