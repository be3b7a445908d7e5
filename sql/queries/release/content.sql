-- The current content of the ledger, one digest a row, in an order that does not depend on how it came in.
SELECT line FROM (
    SELECT 'document ' || md5(CAST(ROW(document_id, lang, title, published_at) AS VARCHAR)) AS line
    FROM documents WHERE run_to IS NULL
    UNION ALL
    SELECT 'publication ' || md5(CAST(ROW(document_id, title, publisher, url, published_at, licence, source, lang)
        AS VARCHAR))
    FROM publications WHERE run_to IS NULL
    UNION ALL
    SELECT 'fact ' || md5(CAST(f AS VARCHAR))
    FROM (SELECT * EXCLUDE (run_from, run_to) FROM facts WHERE run_to IS NULL) AS f
    UNION ALL
    SELECT 'relation ' || md5(CAST(ROW(fact_id, relation, other_id, rule, because, origin) AS VARCHAR))
    FROM relations WHERE run_to IS NULL
)
ORDER BY line;
