-- Closes the documents that `incoming_documents` replaces and adds what is new; the same row again adds nothing.
-- Variable run: the open run.
UPDATE documents SET run_to = getvariable('run')
WHERE run_to IS NULL
    AND document_id IN (SELECT document_id FROM incoming_documents)
    AND NOT EXISTS (
        FROM incoming_documents AS i
        WHERE i.document_id = documents.document_id
            AND i.lang IS NOT DISTINCT FROM documents.lang
            AND i.title IS NOT DISTINCT FROM documents.title
            AND i.published_at IS NOT DISTINCT FROM documents.published_at
    );

INSERT INTO documents BY NAME
SELECT document_id, text, lang, title, published_at, getvariable('run') AS run_from
FROM incoming_documents AS i
WHERE NOT EXISTS (
    FROM documents AS d WHERE d.document_id = i.document_id AND d.run_to IS NULL
);
