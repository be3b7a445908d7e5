-- The first run that has each fact as it is.
SELECT fact_id, run_from
FROM fact_history
WHERE run_to IS NULL
