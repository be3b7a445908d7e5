-- Makes the facts of every document in `incoming_extractions` exactly those in `incoming_facts`: a fact that is
-- gone or differs is closed, one that is new or differs is added. The extractor's version alone is no difference.
-- Variable run: the open run.
CREATE OR REPLACE TEMP TABLE arriving AS
SELECT * EXCLUDE (extractor, run_from, run_to) FROM incoming_facts
EXCEPT
SELECT * EXCLUDE (extractor, run_from, run_to) FROM facts
WHERE run_to IS NULL AND document_id IN (SELECT document_id FROM incoming_extractions);

CREATE OR REPLACE TEMP TABLE leaving AS
SELECT fact_id, document_id FROM (
    SELECT * EXCLUDE (extractor, run_from, run_to) FROM facts
    WHERE run_to IS NULL AND document_id IN (SELECT document_id FROM incoming_extractions)
    EXCEPT
    SELECT * EXCLUDE (extractor, run_from, run_to) FROM incoming_facts
);

UPDATE facts SET run_to = getvariable('run')
FROM leaving AS l
WHERE facts.run_to IS NULL AND facts.fact_id = l.fact_id AND facts.document_id = l.document_id;

INSERT INTO facts BY NAME
SELECT i.* EXCLUDE (run_from, run_to), getvariable('run') AS run_from
FROM incoming_facts AS i
WHERE i.fact_id IN (SELECT fact_id FROM arriving);

UPDATE extractions SET run_to = getvariable('run')
FROM incoming_extractions AS i
WHERE extractions.run_to IS NULL AND extractions.document_id = i.document_id
    AND (extractions.extractor <> i.extractor OR extractions.facts <> i.facts);

INSERT INTO extractions BY NAME
SELECT document_id, extractor, facts, getvariable('run') AS run_from
FROM incoming_extractions AS i
WHERE NOT EXISTS (
    FROM extractions AS e WHERE e.run_to IS NULL AND e.document_id = i.document_id
);
