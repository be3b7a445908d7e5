"""The ledger: append-only, batches that can be sent again, one writer."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import msgspec
import pytest

from sql.errors import LedgerBusyError, MigrationError, StoreError
from sql.identity import document_id
from sql.ledger import Ledger, Reading, open_ledger
from sql.opening import migrate, transaction
from sql.records import DocumentRow, FactRow, PublicationRow, RelationRow
from sql.store import locate


def a_fact(name: str, document: str = "d_1", **fields: object) -> FactRow:
    base = FactRow(
        fact_id=name, document_id=document, value=Decimal("38000"), value_min=Decimal("38000"),
        value_max=None, quantifier="more_than", unit="person", indicator="displaced", measure="cumulative",
        assertion="attributed",
        population=("children", "women"), period_start=date(2018, 12, 1), rules=("a", "b"), extractor="1",
        confidence=0.7, iso3="SYR", lat=34.5, start=0, end=3, quote="abc", quote_start=0, quote_end=3,
    )  # fmt: skip
    return msgspec.structs.replace(base, **fields)


def a_document(text: str, **fields: object) -> DocumentRow:
    return msgspec.structs.replace(DocumentRow(document_id=document_id(text), text=text), **fields)


def counts(ledger: Ledger, table: str) -> tuple[int, int]:
    row = ledger.connection.execute(
        f"SELECT count(*) FILTER (run_to IS NULL), count(*) FILTER (run_to IS NOT NULL) FROM {table}"
    ).fetchone()
    assert row is not None
    return row


def test_rows_come_back_as_they_went_in(tmp_path: Path) -> None:
    fact = a_fact("f_1", value=Decimal("0.123456"), value_max=Decimal("999999999999999999"))
    document = a_document("نصّ 🙂\r\n\tمع \u200fعلامات", lang="ar", title="t", published_at=date(2019, 2, 14))
    with open_ledger(tmp_path) as ledger:
        ledger.add(
            "b1",
            documents=[document],
            readings=[Reading(document_id="d_1", extractor="1", facts=[fact])],
        )
        assert ledger.facts() == [fact]
        assert ledger.documents() == [document]


def test_the_same_batch_again_adds_nothing(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        for again in (True, False):
            assert ledger.add("b1", documents=[a_document("x")]) is again
        assert ledger.add("b2", documents=[a_document("x")]) is True
        assert counts(ledger, "documents") == (1, 0)


def test_the_same_text_from_another_publisher_is_another_publication(tmp_path: Path) -> None:
    document = a_document("x")
    with open_ledger(tmp_path) as ledger:
        for number, publisher in enumerate(("A", "B", "B", None, None)):
            publication = PublicationRow(document_id=document.document_id, publisher=publisher)
            ledger.add(f"b{number}", documents=[document], publications=[publication])
        assert counts(ledger, "documents") == (1, 0)
        assert counts(ledger, "publications") == (3, 0)
        assert len(ledger.known([document.document_id, "d_none"])) == 1


def test_a_newer_reading_closes_only_what_differs(tmp_path: Path) -> None:
    old = [a_fact("f_1"), a_fact("f_2"), a_fact("f_3")]
    new = [a_fact("f_1", extractor="2"), a_fact("f_2", extractor="2", value=Decimal(39000))]
    with open_ledger(tmp_path) as ledger:
        ledger.add("b1", readings=[Reading(document_id="d_1", extractor="1", facts=old)])
        ledger.add("b2", readings=[Reading(document_id="d_1", extractor="2", facts=new)])
        assert [(fact.fact_id, fact.extractor, fact.value) for fact in ledger.facts()] == [
            ("f_1", "1", 38000),
            ("f_2", "2", 39000),
        ]
        assert counts(ledger, "facts") == (2, 2)
        assert counts(ledger, "extractions") == (1, 1)


def test_a_reading_leaves_other_documents_alone(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        for name in ("d_1", "d_2"):
            reading = Reading(document_id=name, extractor="1", facts=[a_fact(f"f_{name}", name)])
            ledger.add(name, readings=[reading])
        ledger.add("b3", readings=[Reading(document_id="d_1", extractor="2")])
        assert [fact.fact_id for fact in ledger.facts()] == ["f_d_2"]


def test_relations_are_replaced_in_whole_or_in_the_touched_part(tmp_path: Path) -> None:
    def relation(name: str, because: str = "x") -> RelationRow:
        return RelationRow(
            fact_id=name, relation="duplicate_of", other_id="o", rule="r", because=because, origin="across"
        )

    with open_ledger(tmp_path) as ledger:
        ledger.relate([relation("a"), relation("b"), relation("b")])
        assert counts(ledger, "relations") == (2, 0)
        ledger.relate([relation("a", "y")], touched=["a"])
        assert [(row.fact_id, row.because) for row in ledger.relations()] == [("a", "y"), ("b", "x")]
        ledger.relate([relation("b")])
        assert [row.fact_id for row in ledger.relations()] == ["b"]
        assert counts(ledger, "relations") == (1, 2)


def test_a_failing_batch_leaves_no_trace(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        bad = a_fact("f_1", value=Decimal(10) ** 30)
        with pytest.raises(duckdb.Error):
            ledger.add(
                "b1",
                documents=[a_document("x")],
                readings=[Reading(document_id="d_1", extractor="1", facts=[bad])],
            )
        assert counts(ledger, "documents") == (0, 0)
        assert not ledger.has_batch("b1")
        assert ledger.add("b1", documents=[a_document("x")])


def test_a_second_writer_is_told_who_is_writing(tmp_path: Path) -> None:
    with open_ledger(tmp_path):
        with pytest.raises(LedgerBusyError, match="is being written by process"), open_ledger(tmp_path):
            pass
        code = f"from sql.ledger import open_ledger\nwith open_ledger({str(tmp_path)!r}): pass"
        other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert other.returncode != 0
        assert "LedgerBusyError" in other.stderr
    with open_ledger(tmp_path) as ledger:
        assert ledger.run_id == 1


def test_a_program_that_has_the_file_open_is_named_too(tmp_path: Path) -> None:
    with open_ledger(tmp_path):
        pass
    code = (
        f"import duckdb, sys\nopened = duckdb.connect({str(locate(tmp_path).ledger)!r})\n"
        "print('open', flush=True)\nsys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(LedgerBusyError, match="another program"), open_ledger(tmp_path):
            pass
        other.communicate("")


def test_migrations_are_recorded_and_applied_once(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "x.duckdb")) as connection:
        assert "0001_ledger" in migrate(connection)
        assert migrate(connection) == []
        connection.execute("INSERT INTO migrations VALUES ('9999_future', now())")
        with pytest.raises(MigrationError, match="newer version"):
            migrate(connection)


def test_the_ledger_needs_no_keys_and_no_sequences(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        constraints = "SELECT count(*) FROM duckdb_constraints() WHERE constraint_type <> 'NOT NULL'"
        assert ledger.connection.execute(constraints).fetchone() == (0,)
        assert ledger.connection.execute("SELECT count(*) FROM duckdb_sequences()").fetchone() == (0,)


def test_columns_of_facts_are_the_fields_of_the_record(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        for table, kind in (
            ("facts", FactRow), ("documents", DocumentRow), ("publications", PublicationRow),
            ("relations", RelationRow),
        ):  # fmt: skip
            columns = [row[0] for row in ledger.connection.execute(f"DESCRIBE {table}").fetchall()]
            assert sorted(columns) == sorted([*kind.__struct_fields__, "run_from", "run_to"])


def test_a_long_document_is_taken(tmp_path: Path) -> None:
    text = "كلمة " * 4_000_000
    with open_ledger(tmp_path) as ledger:
        ledger.add("b1", documents=[a_document(text)])
        assert ledger.documents()[0].text == text


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="cannot be written"), open_ledger(tmp_path / "file"):
        pass


def test_a_ledger_that_is_no_database_is_named(tmp_path: Path) -> None:
    locate(tmp_path).ledger.write_text("no database" * 1000)
    with pytest.raises(StoreError, match="cannot be opened"), open_ledger(tmp_path):
        pass


def test_a_transaction_that_fails_is_rolled_back() -> None:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE t (a INT)")

        def fail() -> None:
            with transaction(connection):
                connection.execute("INSERT INTO t VALUES (1)")
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()
        assert connection.execute("FROM t").fetchall() == []
