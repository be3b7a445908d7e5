-- Adds the rows of series in `incoming_facts`: a row that is there with the same content stays, with the answer it
-- first came in; one whose content differs is closed and added anew. Rows that did not come stay as they are.
-- Variable run: the open run.
CREATE OR REPLACE TEMP TABLE arriving AS
SELECT * EXCLUDE (extractor, run_from, run_to, source_url, retrieved_at, response_sha256, json_pointer)
FROM incoming_facts
EXCEPT
SELECT * EXCLUDE (extractor, run_from, run_to, source_url, retrieved_at, response_sha256, json_pointer)
FROM facts
WHERE run_to IS NULL AND fact_id IN (SELECT fact_id FROM incoming_facts);

UPDATE facts SET run_to = getvariable('run')
WHERE run_to IS NULL AND fact_id IN (SELECT fact_id FROM arriving);

INSERT INTO facts BY NAME
SELECT i.* EXCLUDE (run_from, run_to), getvariable('run') AS run_from
FROM incoming_facts AS i
WHERE i.fact_id IN (SELECT fact_id FROM arriving);
