"""The front command: lazy, with examples in every help, exact exit statuses, results on stdout alone."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest
from click.testing import CliRunner, Result

from sql.cli import COMMANDS, main
from sql.errors import QueryError
from sql.identity import document_id
from sql.ledger import Reading, open_ledger
from sql.prompt import Prompt
from sql.query import ask
from sql.records import DocumentRow, FactRow, PublicationRow
from sql.release import publish
from sql.store import current_release, locate, open_release
from sql.verify import verify

TEXTS = ("قُتل 5 مدنيين في حلب", "7 people were killed")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store")
    fill(folder)
    return folder


def fill(folder: Path) -> None:
    with open_ledger(folder) as ledger:
        for text in TEXTS:
            name = document_id(text)
            start = next(position for position, letter in enumerate(text) if letter.isdigit())
            fact = FactRow(
                fact_id=f"f_{name[2:12]}", document_id=name, value=Decimal(text[start]),
                value_min=Decimal(text[start]), value_max=Decimal(text[start]), quantifier="exact",
                unit="person", indicator="killed", measure="flow", assertion="reported", iso3="SYR",
                population=("civilians", "men"), period_start=date(2019, 2, 13),
                period_end=date(2019, 2, 13), start=start, end=start + 1, quote=text, quote_start=0,
                quote_end=len(text), extractor="1",
            )  # fmt: skip
            ledger.add(
                name,
                documents=[DocumentRow(document_id=name, text=text)],
                publications=[PublicationRow(document_id=name, publisher="P")],
                readings=[Reading(document_id=name, extractor="1", facts=[fact])],
            )
        publish(ledger)


def run(store: Path | None, *arguments: str, text: str | None = None) -> Result:
    before: Sequence[str] = () if store is None else ("--store", str(store))
    return CliRunner(env={"HUMSTATS_STORE": None}).invoke(main, [*before, *arguments], input=text)


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "collect"])
def test_every_help_has_an_example(name: str) -> None:
    result = run(None, name, "--help")
    assert result.exit_code == 0
    assert "Example" in result.output
    assert f"humstats {name}" in result.output


def test_an_unknown_command_is_used_wrongly() -> None:
    assert run(None, "nonsense").exit_code == 2


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("sql.cli", "duckdb"),
        ("sql.cli", "polars"),
        ("api.cli", "etl"),
        ("etl.cli.extract", "duckdb"),
        ("etl.cli.extract", "litestar"),
    ],
)
def test_a_command_loads_only_what_it_needs(module: str, unwanted: str) -> None:
    code = f"import sys, {module}; sys.exit({unwanted!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_without_a_release_every_reader_says_what_to_do(tmp_path: Path) -> None:
    for command in (["sql", "FROM facts"], ["verify"], ["releases"], ["export", str(tmp_path / "x")]):
        result = run(tmp_path / "empty", *command)
        assert result.exit_code == 2
        assert "humstats ingest" in result.stderr
        assert result.stdout == ""


def test_the_store_may_stand_on_either_side(store: Path) -> None:
    assert run(store, "releases").stdout == run(None, "releases", "--store", str(store)).stdout


def test_releases_are_listed_with_dates_and_counts(store: Path) -> None:
    record = current_release(store)
    line = run(store, "releases").stdout.splitlines()[1].split()
    assert line[:2] == ["*", record.release_id]
    assert line[3:5] == ["2", "2"]
    (found,) = json.loads(run(store, "releases", "--format", "json").stdout)
    assert list(found) == ["release_id", "published_at", "facts", "documents", "sha256", "bytes"]


def test_sql_answers_in_every_format(store: Path, tmp_path: Path) -> None:
    query = "SELECT value, population, period_start, quote, NULL AS none FROM facts ORDER BY value"
    table = run(store, "sql", query).stdout
    assert "(2 rows)" in table
    assert TEXTS[0] in table
    rows = json.loads(run(store, "sql", query, "--format", "json").stdout)
    assert rows[0] == {
        "value": 5, "population": ["civilians", "men"], "period_start": "2019-02-13", "quote": TEXTS[0],
        "none": None,
    }  # fmt: skip
    lines = list(csv.reader(io.StringIO(run(store, "sql", query, "--format", "csv").stdout)))
    assert lines[1] == ["5", "civilians|men", "2019-02-13", TEXTS[0], ""]
    path = tmp_path / "x.parquet"
    assert run(store, "sql", query, "--format", "parquet", "--output", str(path)).exit_code == 0
    frame = pl.read_parquet(path)
    assert frame["value"].to_list() == [Decimal(5), Decimal(7)]
    assert frame["population"].to_list() == [["civilians", "men"]] * 2


def test_sql_reads_a_query_from_stdin(store: Path) -> None:
    assert json.loads(run(store, "sql", "--format", "json", text="SELECT 1 AS one").stdout) == [{"one": 1}]
    assert run(store, "sql", text="  ").exit_code == 2


@pytest.mark.parametrize(
    "query",
    [
        "SELEC 1",
        "SELECT nothing FROM facts",
        "SELECT 1; SELECT 2",
        "CREATE TABLE t (a INT)",
        "DELETE FROM base.facts",
        "ATTACH 'x.duckdb'",
        "FROM read_text('/etc/hostname')",
        "COPY (SELECT 1) TO 'x.csv'",
        "SET threads = 1",
        "SELECT error('late') FROM facts",
    ],
)
def test_what_is_no_single_reading_query_is_refused(store: Path, query: str) -> None:
    result = run(store, "sql", query)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("Error: ")


def test_two_columns_of_one_name_both_come_out(store: Path) -> None:
    rows = json.loads(run(store, "sql", "SELECT 1 AS a, 2 AS a", "--format", "json").stdout)
    assert rows == [{"a": 1, "a_2": 2}]


def test_the_prompt_knows_its_commands(store: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    with open_release(store) as connection:
        prompt = Prompt(connection, store / "history")
        for line in (".tables", ".schema figures", ".help", ".nothing", "SELECT 42;", "SELEC"):
            assert prompt.answer(line)
        assert not prompt.answer(".quit")
    out, errors = capfdbinary.readouterr()
    for part in ("aggregates_monthly", "figures.fact_ids", ".quit", "42"):
        assert part.encode() in out
    assert b"no command .nothing" in errors
    assert b"syntax error" in errors


def test_an_answer_knows_its_columns(store: Path) -> None:
    with open_release(store) as connection:
        answer = ask(connection, "SELECT value, fact_id FROM facts")
        assert answer.names == ["value", "fact_id"]
        assert answer.types == ["DECIMAL(24,6)", "VARCHAR"]
        with pytest.raises(QueryError):
            ask(connection, "")


def test_keys_are_made_listed_and_revoked(tmp_path: Path) -> None:
    made = run(tmp_path, "keys", "create", "desk")
    assert made.exit_code == 0
    assert made.stdout.startswith("hs_")
    assert len(made.stdout.split()) == 1
    assert run(tmp_path, "keys", "list").stdout.startswith("desk\t")
    assert run(tmp_path, "keys", "revoke", "desk").exit_code == 0
    assert run(tmp_path, "keys", "revoke", "desk").exit_code == 2


def test_verify_finds_every_quote_and_total(store: Path) -> None:
    result = run(store, "verify")
    assert result.exit_code == 0
    assert "2 quotes" in result.stdout
    assert ", 0 mismatches" in result.stdout


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        ("UPDATE base.facts SET quote = 'other words' WHERE value = 5", "its quote is not at"),
        ('UPDATE base.facts SET "end" = 900 WHERE value = 5', "is not inside its quote"),
        ("UPDATE base.aggregates_monthly SET value = value + 1", "its facts give"),
        ("DELETE FROM base.aggregates_monthly", "it is not published"),
        ("UPDATE base.figures SET role = 'duplicate'", "role is duplicate"),
        ("INSERT INTO base.figures SELECT 'f_x', 'f_x', 'recommended', NULL, []", "give no such row"),
    ],
)
def test_verify_names_each_mismatch(tmp_path: Path, damage: str, named: str) -> None:
    fill(tmp_path)
    path = locate(tmp_path).release_file(current_release(tmp_path).release_id)
    with duckdb.connect(str(path)) as connection:
        connection.execute(damage)
    result = run(tmp_path, "verify")
    assert result.exit_code == 1
    assert named in result.stdout


def test_verify_notices_a_text_that_was_altered(tmp_path: Path) -> None:
    fill(tmp_path)
    with open_ledger(tmp_path) as ledger:
        ledger.connection.execute("UPDATE documents SET text = text || ' '")
    result = verify(tmp_path)
    assert [mismatch for mismatch in result.mismatches if "another hash" in mismatch]


def test_verify_says_what_it_could_not_reach(tmp_path: Path) -> None:
    fill(tmp_path)
    with open_ledger(tmp_path):
        result = verify(tmp_path)
    assert result.quotes in (0, 2)
    locate(tmp_path).ledger.unlink()
    result = verify(tmp_path)
    assert result.quotes == 0
    assert any("no ledger" in note for note in result.notes)
