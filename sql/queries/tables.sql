-- The views of a release and what each holds.
SELECT view_name AS name, comment AS holds
FROM duckdb_views()
WHERE NOT internal
ORDER BY view_name;
