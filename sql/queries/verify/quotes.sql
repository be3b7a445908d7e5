-- Every figure from prose with its offsets, one document after the other.
SELECT fact_id, document_id, "start", "end", quote, quote_start, quote_end
FROM facts
WHERE json_pointer IS NULL
ORDER BY document_id, fact_id;
