-- Of the documents in the JSON list: how they were read.
SELECT d.document_id, d.lang, d.title, d.published_at, e.extractor
FROM documents AS d
LEFT JOIN extractions AS e ON e.document_id = d.document_id AND e.run_to IS NULL
WHERE d.run_to IS NULL AND d.document_id IN (SELECT unnest(from_json(?, '["VARCHAR"]')))
ORDER BY d.document_id;
