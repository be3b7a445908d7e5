"""What a query may be: exactly one SELECT, by DuckDB's own parser, over the views and a list of table
functions.

The process it runs in has no files and no settings to give away; this keeps out what would tell of the inside
(paths, settings) or reach past the SQL engine (raw scans, queries in strings).
"""

from __future__ import annotations

import json
from typing import Any

import duckdb

TABLE_FUNCTIONS = frozenset(
    (
        *("unnest", "range", "generate_series", "json_each", "json_tree", "repeat", "repeat_row"),
        *("facts_as_of", "relations_as_of", "duckdb_columns", "duckdb_tables", "duckdb_views"),
        *("duckdb_functions", "duckdb_types", "duckdb_keywords", "pragma_table_info"),
    )
)
REFUSED_FUNCTIONS = frozenset(
    (
        *("current_setting", "getenv", "getvariable", "write_log", "sleep_ms", "nextval"),
        *("currval", "which_secret", "json_execute_serialized_sql", "query", "query_table"),
        *("read_text", "read_blob", "glob", "pg_sleep", "sleep", "setseed", "json_serialize_plan"),
    )
)
SYSTEM_TABLES = frozenset(
    ["duckdb_columns", "duckdb_tables", "duckdb_views", "duckdb_types", "pg_type", "sqlite_master"]
)
_SYSTEM_PREFIXES = ("duckdb_", "pg_", "pragma_", "sqlite_")


class RefusedError(Exception):
    """The query is not one that is answered; the message is fit to show."""


def check(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    """The one SELECT in `sql`; RefusedError for anything else, duckdb.Error where it cannot be parsed."""
    statements = connection.extract_statements(sql)
    kinds = [statement.type for statement in statements]
    pivot = [duckdb.StatementType.CREATE] * (len(kinds) - 1) + [duckdb.StatementType.SELECT]
    if len(kinds) > 1 and kinds == pivot and not statements[0].query:
        # DuckDB takes a PIVOT apart into a type for its columns and a SELECT; neither has words of its own.
        raise RefusedError("A PIVOT is answered where it lists its columns: ON indicator IN ('killed', …).")
    if len(statements) != 1:
        raise RefusedError(f"Exactly one SELECT is answered; this holds {len(statements)} statements.")
    if statements[0].type != duckdb.StatementType.SELECT:
        raise RefusedError(f"Only SELECT is answered, not {statements[0].type.name}.")
    row = connection.execute("SELECT json_serialize_sql($sql)", {"sql": sql}).fetchone()
    tree: dict[str, Any] = json.loads(row[0]) if row and row[0] else {"error": True}
    if tree.get("error") or len(tree.get("statements", [])) != 1:
        raise RefusedError("Only a plain SELECT is answered.")
    _walk(tree)
    return str(statements[0].query)


def _walk(tree: Any) -> None:
    # Without recursion: a query nests as deep as its author likes.
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(node)
            continue
        if not isinstance(node, dict):
            continue
        _check_node(node)
        waiting.extend(node.values())


def _check_node(node: dict[str, Any]) -> None:
    kind = node.get("type")
    if kind == "SHOW_REF":
        raise RefusedError(
            "DESCRIBE, SHOW and SUMMARIZE are not answered; read information_schema.columns instead."
        )
    if kind == "TABLE_FUNCTION":
        name = str(node.get("function", {}).get("function_name", "")).lower()
        if name not in TABLE_FUNCTIONS:
            raise RefusedError(f"The table function {name[:60]!r} is not answered.")
    elif node.get("class") == "FUNCTION":
        name = str(node.get("function_name", "")).lower()
        if name in REFUSED_FUNCTIONS:
            raise RefusedError(f"The function {name[:60]!r} is not answered.")
    elif kind == "BASE_TABLE":
        name = str(node.get("table_name", "")).lower()
        if name.startswith(_SYSTEM_PREFIXES) and name not in SYSTEM_TABLES:
            raise RefusedError(f"The table {name[:60]!r} is not answered.")
