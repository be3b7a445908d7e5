-- The columns of one view, or of all of them for an empty name.
SELECT v.view_name || '.' || c.column_name AS name, c.data_type, c.comment
FROM duckdb_views() AS v
JOIN duckdb_columns() AS c ON c.schema_name = v.schema_name AND c.table_name = v.view_name
WHERE NOT v.internal AND (? = '' OR v.view_name = ?)
ORDER BY v.view_name, c.column_index;
