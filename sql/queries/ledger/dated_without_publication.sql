-- The documents that are dated, but by no publication as early: the day of each.
SELECT d.document_id, min(d.published_at) AS published_at
FROM documents AS d
WHERE d.run_to IS NULL
    AND d.published_at IS NOT NULL
    AND NOT EXISTS (
        FROM publications AS p
        WHERE p.run_to IS NULL AND p.document_id = d.document_id AND p.published_at <= d.published_at
    )
GROUP BY d.document_id;
