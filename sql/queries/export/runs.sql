-- The first run that has each fact as it is; `fact_ids`: a JSON list, null for all facts.
SELECT fact_id, run_from
FROM fact_history
WHERE run_to IS NULL
    AND ($fact_ids IS NULL OR fact_id IN (SELECT unnest(from_json(coalesce($fact_ids, '[]'), '["VARCHAR"]'))))
