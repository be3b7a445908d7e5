-- A row where relating has already left something under the run.
SELECT 1 FROM relations WHERE run_from = $1 OR run_to = $1 LIMIT 1;
