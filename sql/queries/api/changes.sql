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
SELECT document_id, min(run_from) AS run_from
FROM document_history
GROUP BY document_id
