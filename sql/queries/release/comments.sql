-- What each table below the views and each of its columns holds: the comment of the view's column of that name.
WITH told AS (
    SELECT column_name, table_name, comment FROM duckdb_columns()
    WHERE NOT internal AND schema_name = 'main' AND comment IS NOT NULL
)
SELECT 'TABLE' AS kind, t.table_name AS name,
    coalesce(v.comment, 'Kept by the release for its own use.') AS comment
FROM duckdb_tables() AS t
LEFT JOIN duckdb_views() AS v ON v.view_name = t.table_name AND NOT v.internal
WHERE t.schema_name = 'base'
UNION ALL
SELECT 'COLUMN', c.table_name || '."' || c.column_name || '"',
    coalesce(
        (SELECT any_value(comment) FROM told AS o
            WHERE o.column_name = c.column_name AND o.table_name = c.table_name),
        (SELECT min_by(comment, table_name) FROM told AS o WHERE o.column_name = c.column_name),
        'Kept by the release for its own use.'
    )
FROM duckdb_columns() AS c
JOIN duckdb_tables() AS t ON t.schema_name = c.schema_name AND t.table_name = c.table_name
WHERE c.schema_name = 'base' AND c.comment IS NULL
ORDER BY ALL;
