-- The file of the release that is read; no row where it is none, or is read from beside others.
SELECT d.path
FROM duckdb_databases() AS d
WHERE d.database_name = current_database() AND d.readonly AND NOT d.internal
    AND EXISTS (
        FROM duckdb_tables() AS t WHERE t.database_name = d.database_name AND t.schema_name = 'base' AND t.table_name = 'meta'
    );
