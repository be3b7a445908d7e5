-- The current content of the ledger: for each kind of row how many there are and their digests combined, which no
-- order of arrival changes. Variables run: the open run; everything: true for all rows, false for what the run
-- has changed, where a row that is gone counts as -1 and its digest takes itself out again.
SELECT
    kind,
    CAST(sum(if(run_to IS NULL, 1, -1)) AS BIGINT) AS rows,
    CAST(bit_xor(md5_number(content)) AS VARCHAR) AS digest
FROM (
    SELECT 'document' AS kind, run_from, run_to,
        CAST(ROW(document_id, lang, title, published_at) AS VARCHAR) AS content
    FROM documents
    UNION ALL
    SELECT 'publication', run_from, run_to,
        CAST(ROW(document_id, title, publisher, url, published_at, licence, source, lang) AS VARCHAR)
    FROM publications
    UNION ALL
    SELECT 'fact', run_from, run_to, CAST(ROW(*COLUMNS(* EXCLUDE (run_from, run_to))) AS VARCHAR)
    FROM facts
    UNION ALL
    SELECT 'relation', run_from, run_to,
        CAST(ROW(fact_id, relation, other_id, rule, because, origin) AS VARCHAR)
    FROM relations
)
WHERE if(
    getvariable('everything'),
    run_to IS NULL,
    -- Opened and closed in one run, a row was never in a release.
    (run_from = getvariable('run')) <> (run_to IS NOT NULL AND run_to = getvariable('run'))
)
GROUP BY kind
ORDER BY kind;
