-- The appearances of every document, the earliest first; `fact_ids`: a JSON list, null for all facts.
SELECT document_id, title, publisher, url, published_at, licence, source
FROM publications
WHERE $fact_ids IS NULL
    OR document_id IN (SELECT document_id FROM facts WHERE fact_id IN (SELECT unnest(from_json(coalesce($fact_ids, '[]'), '["VARCHAR"]'))))
ORDER BY document_id, published_at NULLS LAST, publisher, url
