-- The current state as an earlier run had it: facts_as_of(run) has the columns of facts without role,
-- because and refers_to; relations_as_of(run) those of relations.
CREATE OR REPLACE MACRO facts_as_of(run) AS TABLE
SELECT
    f.* EXCLUDE (run_from, run_to),
    d.title,
    d.publisher,
    d.url,
    d.published_at,
    d.licence
FROM fact_history AS f
LEFT JOIN document_history AS d
    ON d.document_id = f.document_id AND d.run_from <= run AND (d.run_to IS NULL OR d.run_to > run)
WHERE f.run_from <= run AND (f.run_to IS NULL OR f.run_to > run);

CREATE OR REPLACE MACRO relations_as_of(run) AS TABLE
SELECT fact_id, relation, other_id, rule, because, origin
FROM relation_history
WHERE run_from <= run AND (run_to IS NULL OR run_to > run);
