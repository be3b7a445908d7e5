-- Pairs of documents of which one has a figure that repeats one of the other; one of them is in the JSON list.
WITH asked AS (SELECT unnest(from_json(?, '["VARCHAR"]')) AS document_id)
SELECT DISTINCT least(a.document_id, b.document_id) AS one, greatest(a.document_id, b.document_id) AS other
FROM relations AS r
JOIN facts AS a ON a.fact_id = r.fact_id AND a.run_to IS NULL
JOIN facts AS b ON b.fact_id = r.other_id AND b.run_to IS NULL
WHERE r.run_to IS NULL
    AND r.relation = 'duplicate_of'
    AND a.document_id <> b.document_id
    AND (a.document_id IN (FROM asked) OR b.document_id IN (FROM asked))
ORDER BY one, other;
