-- Of the documents in the JSON list: where they were published.
SELECT document_id, title, publisher, url, published_at, licence, source, lang
FROM publications
WHERE run_to IS NULL AND document_id IN (SELECT unnest(from_json(?, '["VARCHAR"]')))
ORDER BY ALL;
