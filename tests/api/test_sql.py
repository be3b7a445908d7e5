"""The SQL door: honest queries are answered, hostile ones refused or ended, and the others go on."""

from __future__ import annotations

import asyncio
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from api_client import Client

from api.errors import UnavailableError
from api.observe import Counters
from api.sandbox.pool import Pool
from api.sandbox.values import json_safe
from api.settings import Settings

ATTACKS: list[dict[str, str]] = tomllib.loads((Path(__file__).parent / "sql_attacks.toml").read_text())[
    "attack"
]
QUICK = [attack for attack in ATTACKS if attack["outcome"] != "ended"]
SLOW = [attack["sql"] for attack in ATTACKS if attack["outcome"] == "ended"]
KINDS = {
    "refused": {"sql-refused", "sql-error"},
    "failed": {"sql-error", "sql-refused"},
    "ended": {"sql-timeout", "sql-too-large", "sql-error"},
}


def ask(client: Client, sql: str, params: Any = None) -> Any:
    return client.post("/v1/sql", json={"sql": sql, "params": params})


@pytest.fixture(scope="module")
def sandbox(store: Path) -> Any:
    settings = Settings(store=str(store), access_log=False, sql_seconds=1.5, sql_memory_mb=256, sql_queue=64)
    with Client(settings) as client:
        yield client


def test_the_list_is_long_enough() -> None:
    assert len(ATTACKS) >= 80


@pytest.mark.parametrize("attack", QUICK, ids=lambda attack: attack["sql"][:50])
def test_hostile_statements_are_never_run(sandbox: Client, attack: dict[str, str]) -> None:
    answer = ask(sandbox, attack["sql"])
    assert answer.status_code == 400, answer.text
    problem = answer.json()
    assert problem["type"].removeprefix("urn:humstats:problem:") in KINDS[attack["outcome"]] | {"bad-value"}
    assert "root:" not in answer.text
    assert "/releases" not in answer.text
    assert "Traceback" not in answer.text


def test_costly_queries_are_ended_and_honest_ones_go_on(sandbox: Client) -> None:
    honest = [("POST", "/v1/sql", {"json": {"sql": "SELECT count(*) FROM facts"}}) for _ in range(6)]
    for start in range(0, len(SLOW), 6):
        hostile = [("POST", "/v1/sql", {"json": {"sql": sql}}) for sql in SLOW[start : start + 6]]
        answers = sandbox.together([*hostile, *honest, ("GET", "/v1/facts?limit=3", {})])
        for (_, _, given), answer in zip(hostile, answers, strict=False):
            assert answer.status_code in (200, 400), (given, answer.text)
            if answer.status_code == 400:
                kind = answer.json()["type"].removeprefix("urn:humstats:problem:")
                assert kind in KINDS["ended"], (given, kind)
        for answer in answers[len(hostile) : -1]:
            assert answer.status_code == 200
            assert answer.json()["data"] == [[6]]
        assert answers[-1].status_code == 200
    assert ask(sandbox, "SELECT 1").json()["data"] == [[1]]


def test_deep_nesting_ends_at_most_the_sandbox(sandbox: Client) -> None:
    deep = "SELECT json_extract('" + "[" * 5_000 + "]" * 5_000 + "', '$[0]')"
    for sql in (
        deep,
        "SELECT " + "(" * 9_000 + "1" + ")" * 9_000,
        "SELECT " + "-" * 1 + " -".join(["1"] * 5_000),
        "SELECT " + "NOT " * 4_000 + "true",
        "SELECT " + "[" * 5_000 + "]" * 5_000,
        "SELECT (repeat('[', 3000000) || repeat(']', 3000000))::JSON -> 0",
        "SELECT 1" + " UNION ALL SELECT 1" * 1_000,
    ):
        assert ask(sandbox, sql).status_code in (200, 400)
    assert ask(sandbox, "SELECT 1").json()["data"] == [[1]]


def test_a_long_answer_says_that_it_was_cut(store: Path) -> None:
    with Client(Settings(store=str(store), access_log=False, sql_rows=10)) as client:
        cut = ask(client, "SELECT * FROM range(11)").json()
        assert cut["row_count"] == len(cut["data"]) == 10
        assert cut["truncated"] is True
        whole = ask(client, "SELECT * FROM range(10)").json()
        assert whole["row_count"] == 10
        assert whole["truncated"] is False
        assert (
            client.post("/v1/sql?format=csv", json={"sql": "SELECT * FROM range(11)"}).headers[
                "humstats-truncated"
            ]
            == "true"
        )


def test_values_are_what_json_can_carry(client: Client) -> None:
    answer = ask(
        client,
        """SELECT 170141183460469231731687303715884105727 AS h, 9007199254740993 AS b,
        1.50::DECIMAL(9, 2) AS d, 'nan'::DOUBLE AS n, 'inf'::DOUBLE AS i, DATE '2019-02-14' AS day,
        TIMESTAMPTZ '2019-02-14 10:00:00+00' AS at, INTERVAL 90 MINUTE AS lasting,
        '\\xAA\\x01'::BLOB AS bytes, [1, NULL] AS l, {'a': 1.5::DECIMAL(4, 1)} AS s, MAP {1: 'x'} AS m,
        NULL AS nothing, true AS yes""",
    ).json()
    row = dict(zip([column["name"] for column in answer["columns"]], answer["data"][0], strict=True))
    assert row["h"] == "170141183460469231731687303715884105727"
    assert row["b"] == "9007199254740993"
    assert row["d"] == 1.5
    assert row["n"] is None
    assert row["i"] is None
    assert row["day"] == "2019-02-14"
    assert row["at"].startswith("2019-02-14T10:00:00")
    assert row["lasting"] == "PT1H30M"
    assert row["bytes"] == "qgE="
    assert row["l"] == [1, None]
    assert row["s"] == {"a": 1.5}
    assert row["m"] == [{"key": 1, "value": "x"}]
    assert row["nothing"] is None
    assert row["yes"] is True
    kinds = {column["name"]: column["type"] for column in answer["columns"]}
    assert kinds["h"] == "HUGEINT"
    assert kinds["d"] == "DECIMAL(9,2)"


def test_parameters_never_become_sql(client: Client) -> None:
    assert ask(client, "SELECT ? AS a", ["'; DROP TABLE base.facts; --"]).json()["data"] == [
        ["'; DROP TABLE base.facts; --"]
    ]
    assert ask(client, "SELECT $a + 1 AS a", {"a": 2}).json()["data"] == [[3]]
    linked = client.get("/v1/sql", params={"sql": "SELECT ? AS a", "params": "[7]"})
    assert linked.json()["data"] == [[7]]
    assert linked.headers["etag"]


def test_every_view_is_there_and_every_column_is_commented(client: Client) -> None:
    answer = ask(
        client,
        "SELECT table_name, column_name, comment FROM duckdb_columns() "
        "WHERE schema_name = 'main' AND NOT internal",
    ).json()
    views = {row[0] for row in answer["data"]}
    assert {"facts", "documents", "figures", "aggregates_monthly", "places", "indicators", "runs"} <= views
    assert [row for row in answer["data"] if not row[2]] == []


@pytest.mark.parametrize(
    ("interval", "told"),
    [
        ("1 month", "P1M"),
        ("14 months 3 days", "P1Y2M3D"),
        ("-14 months 3 days -04:05:06.7", "P-1Y-2M3DT-4H-5M-6.7S"),
        ("100 hours", "PT100H"),
        ("-1 microsecond", "PT-0.000001S"),
        ("0 days", "PT0S"),
    ],
)
def test_durations_keep_their_months(client: Client, interval: str, told: str) -> None:
    sql = f"SELECT n, INTERVAL '{interval}' AS n FROM range(3) AS r(n) ORDER BY r.n DESC -- twice n"
    answer = ask(client, sql).json()
    assert [column["name"] for column in answer["columns"]] == ["n", "n"]
    assert answer["data"] == [[2, told], [1, told], [0, told]]


def test_an_absent_duration_is_null(client: Client) -> None:
    sql = "SELECT CAST($a AS INTERVAL) AS since, CAST(NULL AS INTERVAL) AS until;"
    assert ask(client, sql, {"a": "3 days"}).json()["data"] == [["P3D", None]]


def test_safe_values_are_left_alone() -> None:
    assert json_safe({"a": [1, "x", None, 2.5]}) == {"a": [1, "x", None, 2.5]}


def test_many_askers_get_their_own_answers(client: Client) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: ask(client, f"SELECT {n} AS n").json()["data"][0][0], range(24)))
    assert found == list(range(24))


def test_the_door_is_open_on_a_server_whose_store_was_named_relatively(served: str) -> None:
    """What `make up` starts answers SQL: the sandboxes run from another folder than the server."""
    answer = httpx.get(served + "/v1/sql", params={"sql": "SELECT count(*) > 0 AS any FROM facts"})
    assert (answer.status_code, answer.json()["data"]) == (200, [[True]])


def test_a_sandbox_that_cannot_start_is_a_503(store: Path, tmp_path: Path) -> None:
    settings = Settings(store=str(store), access_log=False)
    pool = Pool(settings, Counters())
    try:
        with pytest.raises(UnavailableError, match="No sandbox"):
            asyncio.run(pool.ask(str(tmp_path / "gone.duckdb"), "SELECT 1", None))
    finally:
        pool.close()


def test_names_of_columns_are_inert_for_spreadsheets(client: Client) -> None:
    sql = """SELECT 1 AS "=cmd|'/C calc'!A0", '+1' AS "@x\""""
    head, row = client.get("/v1/sql", params={"sql": sql, "format": "csv"}).text.splitlines()
    assert head[:1] not in ("=", "+", "-", "@")
    assert ",@" not in head
    assert "'+1" in row


def test_a_pivot_lists_its_columns(sandbox: Client) -> None:
    listed = "PIVOT (SELECT iso3, indicator FROM facts) ON indicator IN ('killed', 'injured') USING count(*)"
    found = sandbox.post("/v1/sql", json={"sql": listed})
    assert [column["name"] for column in found.json()["columns"]] == ["iso3", "killed", "injured"]
    refused = sandbox.post("/v1/sql", json={"sql": "PIVOT facts ON indicator USING count(*)"})
    assert refused.status_code == 400
    assert "PIVOT" in refused.json()["detail"]


def test_columns_of_one_name_all_come(sandbox: Client) -> None:
    sql = "SELECT 1 AS a, 2 AS a, 3 AS a_2, 4 AS a"
    assert sandbox.post("/v1/sql", json={"sql": sql}).json()["data"] == [[1, 2, 3, 4]]
    line = sandbox.post("/v1/sql?format=ndjson", json={"sql": sql}).json()
    assert list(line.values()) == [1, 2, 3, 4]
    assert sandbox.post("/v1/sql?format=csv", json={"sql": sql}).text.splitlines() == ["a,a,a_2,a", "1,2,3,4"]
