"""Builds a release from the ledger and puts it in the place of the one before, never half.

A release is written to a draft, synced to disk, renamed, entered into the ledger, and only then pointed to.
Killed between any two of these steps, the next publishing ends with the same release. The id of a release is
its run and the beginning of its content digest, which covers everything but the instant of publishing.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from sql import totals
from sql.content import Content, content_digest, read_content, recipe_digest
from sql.errors import BrokenReleaseError, NoReleaseError, StoreError
from sql.export.lookup import base_path, lookup_path, renew_lookup, write_lookup
from sql.ledger import Ledger
from sql.licences import text_is_open
from sql.opening import quote, settings, transaction, workroom
from sql.paths import Store, sync_file, sync_folder, write_durably
from sql.reference import add_reference, places_template
from sql.store import (
    ReleaseRecord,
    current_release,
    encode_record,
    list_releases,
    load_query,
    load_view,
    read_record,
)

# In this order, because a view is bound when it is created.
VIEWS = (
    "facts",
    "fact_history",
    "publications",
    "documents",
    "texts",
    "document_history",
    "relations",
    "relation_history",
    "as_of",
    "official_figures",
    "figures",
    "aggregates_monthly",
    "indicators",
    "codelists",
    "places",
    "place_names",
    "releases",
    "runs",
)
# How each table is laid out in the release; the rest keeps the order it was built in.
ORDERS = {
    "facts": "iso3 NULLS LAST, indicator, period_start NULLS LAST, fact_id",
    "figures": "fact_id",
    "aggregates_monthly": "indicator, iso3 NULLS LAST, month, unit, measure, currency NULLS FIRST",
}
INDEXES = (
    "CREATE INDEX facts_by_id ON base.facts (fact_id)",
    "CREATE INDEX figures_by_id ON base.figures (fact_id)",
    "CREATE INDEX facts_by_document ON base.facts (document_id)",
    "CREATE INDEX documents_by_id ON base.documents (document_id)",
    "CREATE INDEX texts_by_id ON base.texts (document_id)",
    "CREATE INDEX relations_by_fact ON base.relations (fact_id)",
    "CREATE INDEX relations_by_other ON base.relations (other_id)",
)
KEPT_RELEASES = 20
# Rows that are written anew together where one of them changes.
ROW_GROUP = 16_384
LAYOUT = (ORDERS, INDEXES, ROW_GROUP)
# A release is a copy of the last one with the changes applied while these are a small share of its documents.
RENEWED_SHARE = 0.2
MOST_RENEWALS = 50

# Anything that tells a caller which step is under way.
Report = Callable[[str], None]


def publish(ledger: Ledger, *, keep: int | None = None, report: Report | None = None) -> ReleaseRecord | None:
    """The release of what the ledger holds now; None where it is the same as the current release."""
    tell = report or (lambda step: None)
    store = ledger.store
    restore_pointer(ledger)
    tell("comparing")
    last = last_release(ledger)
    content = read_content(ledger, last)
    digest = content_digest(content, recipe_digest(LAYOUT))
    if last is not None and last.content_sha256 == digest and store.release_file(last.release_id).exists():
        return None
    run_id = ledger.run_id
    record = build(ledger, run_id, digest, content, tell)
    enter(ledger, record)
    point_to(store, record)
    drop_old(store, keep_setting() if keep is None else keep)
    return record


def keep_setting() -> int:
    """How many releases HUMSTATS_KEEP_RELEASES asks to keep; at least one."""
    text = os.environ.get("HUMSTATS_KEEP_RELEASES", "")
    try:
        return max(1, int(text)) if text else KEPT_RELEASES
    except ValueError:
        raise StoreError(f"HUMSTATS_KEEP_RELEASES is {text!r}, not a whole number") from None


def last_release(ledger: Ledger) -> ReleaseRecord | None:
    """The newest release that the ledger knows of."""
    row = ledger.connection.execute(
        "SELECT release_id, published_at, facts, documents, sha256, bytes, run_id, content_sha256 "
        "FROM releases ORDER BY run_id DESC LIMIT 1"
    ).fetchone()
    if row is None:
        return None
    return ReleaseRecord(
        release_id=row[0], published_at=row[1], facts=row[2], documents=row[3], sha256=row[4], bytes=row[5],
        run_id=row[6], content_sha256=row[7],
    )  # fmt: skip


def restore_pointer(ledger: Ledger) -> None:
    """The pointer names the newest release of the ledger, also after a kill between entering and pointing."""
    last = last_release(ledger)
    if last is None or not ledger.store.release_file(last.release_id).exists():
        return
    try:
        if read_record(ledger.store.current) == last:
            return
    except (FileNotFoundError, BrokenReleaseError):
        pass
    write_durably(ledger.store.release_record(last.release_id), encode_record(last))
    point_to(ledger.store, last)


def build(ledger: Ledger, run_id: int, digest: str, content: Content, report: Report) -> ReleaseRecord:
    """The release file of a run lies in its place, whole and on disk; nothing points to it yet."""
    store = ledger.store
    release_id = f"r{run_id:04d}-{digest[:8]}"
    published_at = datetime.now(UTC)
    scratch = workroom(store) / f"{release_id}.scratch.duckdb"
    draft = workroom(store) / f"{release_id}.duckdb"
    for path in (scratch, draft):
        path.unlink(missing_ok=True)
    report("copying")
    last = last_release(ledger)
    earlier = store.release_file(last.release_id) if last is not None else None
    renewals = renewals_of(ledger, earlier, recipe_digest(LAYOUT))
    stage(ledger, run_id, scratch, everything=renewals is None)
    if renewals is None or earlier is None:
        _add_up_anew(ledger, scratch, totals.Files(totals.claims_path(draft), _claims_of(earlier)), report)
        shutil.copyfile(places_template(store), draft)
    else:
        shutil.copyfile(earlier, draft)
    with duckdb.connect(config=settings(store)) as connection:
        connection.execute("SET GLOBAL TimeZone = 'UTC'")
        # One checkpoint at the end, not one whenever a table has been written.
        connection.execute("SET checkpoint_threshold = '1TB'")
        connection.execute(f"ATTACH '{quote(draft)}' AS draft (ROW_GROUP_SIZE {ROW_GROUP})")
        connection.execute("USE draft")
        connection.execute("SET VARIABLE everything = ?", [renewals is None])
        connection.execute("SET VARIABLE run = ?", [run_id])
        if renewals is None:
            lay_out(connection, scratch)
            connection.execute("CREATE TEMP TABLE stale_facts (fact_id VARCHAR)")
        else:
            report("adding up")
            renew(connection, scratch, totals.Files(totals.claims_path(draft), _claims_of(earlier)))
            report("writing")
        connection.execute(
            "INSERT INTO base.meta VALUES (?, ?, ?, ?, ?, ?)",
            [
                release_id,
                run_id,
                published_at,
                digest,
                recipe_digest(LAYOUT),
                0 if renewals is None else renewals + 1,
            ],
        )
        connection.executemany(
            "INSERT INTO base.content VALUES (?, ?, ?)",
            [(kind, rows, str(combined)) for kind, (rows, combined) in sorted(content.items())]
            or [("fact", 0, "0")],
        )
        connection.execute(load_query("release/finish"))
        connection.execute(load_query("release/search"))
        if renewals is None:
            create_views(connection)
            describe_tables(connection)
            for statement in INDEXES:
                connection.execute(statement)
        counts = connection.execute(
            "SELECT (SELECT count(*) FROM base.facts), (SELECT count(*) FROM base.documents)"
        ).fetchone()
        connection.execute("CHECKPOINT")
        # What the API looks up one by one, encoded once here instead of once in every worker.
        if renewals is None or earlier is None:
            write_lookup(connection, lookup_path(draft))
        else:
            stale = [name for (name,) in connection.execute("FROM stale_facts").fetchall()]
            renew_lookup(connection, lookup_path(draft), lookup_path(earlier), stale)
    assert counts is not None
    scratch.unlink()
    return _settle(store, draft, ReleaseRecord(
        release_id=release_id, published_at=published_at, facts=counts[0], documents=counts[1],
        sha256=_file_digest(draft), bytes=draft.stat().st_size, run_id=run_id, content_sha256=digest,
    ))  # fmt: skip


def _claims_of(release: Path | None) -> Path | None:
    return totals.claims_path(release) if release is not None else None


def _add_up_anew(ledger: Ledger, scratch: Path, files: totals.Files, report: Report) -> None:
    report("adding up")
    with duckdb.connect(str(scratch), config=settings(ledger.store)) as connection:
        connection.execute("SET GLOBAL TimeZone = 'UTC'")
        connection.execute("SET threads = 2")
        add_reference(connection)
        create_views(connection, ("facts", "relations"))
        totals.build(connection, earlier=_attach_last(ledger, connection), files=files)
    report("writing")


def _attach_last(ledger: Ledger, connection: duckdb.DuckDBPyConnection) -> bool:
    """True where the last release is attached as `earlier`: totals that nothing touched are copied."""
    last = last_release(ledger)
    path = ledger.store.release_file(last.release_id) if last is not None else None
    if path is None or not path.exists():
        return False
    try:
        connection.execute(f"ATTACH '{quote(path)}' AS earlier (READ_ONLY)")
    except duckdb.Error:
        # Damaged from outside: everything is worked out anew instead.
        return False
    return True


def _settle(store: Store, draft: Path, record: ReleaseRecord) -> ReleaseRecord:
    sync_file(draft)
    store.releases.mkdir(exist_ok=True)
    release = store.release_file(record.release_id)
    if base_path(lookup_path(draft)).exists():
        base_path(lookup_path(draft)).replace(base_path(lookup_path(release)))
    lookup_path(draft).replace(lookup_path(release))
    totals.claims_path(draft).replace(totals.claims_path(release))
    draft.replace(release)
    write_durably(store.release_record(record.release_id), encode_record(record))
    return record


def stage(ledger: Ledger, run_id: int, scratch: Path, *, everything: bool) -> None:
    """What is valid in a run lies in the scratch database, texts only where their licence lets them go on.

    Without `everything` only what the run has changed.
    """
    connection = ledger.connection
    connection.execute(f"ATTACH '{quote(scratch)}' AS scratch")
    try:
        connection.execute("SET VARIABLE run = ?", [run_id])
        connection.execute("SET VARIABLE everything = ?", [everything])
        connection.execute(load_query("release/changed"))
        connection.execute(load_query("release/stage"))
        licences = connection.execute("SELECT DISTINCT licence FROM scratch.base.publications").fetchall()
        allowed = sorted(licence for (licence,) in licences if text_is_open(licence))
        connection.execute("SET VARIABLE open_licences = ?", [allowed])
        connection.execute(load_query("release/texts"))
    finally:
        connection.execute("DETACH scratch")


def create_views(connection: duckdb.DuckDBPyConnection, names: Sequence[str] = VIEWS) -> None:
    """The views are there, with a comment on each and on each of their columns."""
    with transaction(connection):
        for name in names:
            connection.execute(load_view(name))


def renewals_of(ledger: Ledger, earlier: Path | None, recipe: str) -> int | None:
    """How often the last release was renewed, where it can be once more; None where one is laid out anew.

    That is due when another version made it, when much has changed, and every once in a while, because
    what is renewed is no longer sorted as readers look things up.
    """
    if earlier is None:
        return None
    try:
        with duckdb.connect(str(earlier), read_only=True) as connection:
            row = connection.execute("SELECT recipe, renewals FROM base.meta").fetchone()
    except duckdb.Error:
        return None
    if row is None or row[0] != recipe or row[1] >= MOST_RENEWALS:
        return None
    ledger.connection.execute("SET VARIABLE run = ?", [ledger.run_id])
    ledger.connection.execute(load_query("release/changed"))
    sizes = ledger.connection.execute(
        "SELECT (SELECT count(*) FROM changed_documents), "
        "(SELECT count(DISTINCT document_id) FROM documents WHERE run_to IS NULL)"
    ).fetchone()
    assert sizes is not None
    return int(row[1]) if sizes[0] <= RENEWED_SHARE * sizes[1] else None


def renew(connection: duckdb.DuckDBPyConnection, scratch: Path, files: totals.Files) -> None:
    """The copy of the last release has the content that one laid out anew would have."""
    connection.execute(f"ATTACH '{quote(scratch)}' AS scratch (READ_ONLY)")
    connection.execute(load_query("release/renew"))
    totals.renew(connection, files=files)
    connection.execute(load_query("release/renewed"))
    connection.execute("DETACH scratch")


def describe_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Every table below the views has a comment on itself and each column: the view's, if it has one."""
    with transaction(connection):
        for kind, name, text in connection.execute(load_query("release/comments")).fetchall():
            literal = text.replace("'", "''")
            connection.execute(f"COMMENT ON {kind} base.{name} IS '{literal}'")


def lay_out(connection: duckdb.DuckDBPyConnection, scratch: Path) -> None:
    """Every table of the scratch database is beside the places, sorted as readers look things up."""
    connection.execute(f"ATTACH '{quote(scratch)}' AS scratch (READ_ONLY)")
    tables = connection.execute(
        "SELECT table_name FROM duckdb_tables() "
        "WHERE database_name = 'scratch' AND schema_name = 'base' AND NOT starts_with(table_name, 'place') "
        "ORDER BY table_name"
    ).fetchall()
    for (table,) in tables:
        order = f" ORDER BY {ORDERS[table]}" if table in ORDERS else ""
        source = load_query("release/facts") if table == "facts" else f"SELECT * FROM scratch.base.{table}"
        connection.execute(f"CREATE TABLE base.{table} AS {source.rstrip().rstrip(';')}{order}")
    connection.execute("DETACH scratch")


def enter(ledger: Ledger, record: ReleaseRecord) -> None:
    """The ledger knows of the release; the run that led to it is over."""
    with transaction(ledger.connection):
        ledger.connection.execute(
            "INSERT INTO releases BY NAME SELECT ? AS release_id, ? AS run_id, ? AS content_sha256, "
            "? AS published_at, ? AS facts, ? AS documents, ? AS sha256, ? AS bytes",
            [
                record.release_id, record.run_id, record.content_sha256, record.published_at, record.facts,
                record.documents, record.sha256, record.bytes,
            ],
        )  # fmt: skip


def point_to(store: Store, record: ReleaseRecord) -> None:
    """Readers find this release from now on."""
    write_durably(store.current, encode_record(record))


def drop_old(store: Store, keep: int) -> list[str]:
    """At most `keep` releases are left, never without the current one; the ids of those dropped."""
    try:
        current = current_release(store).release_id
    except NoReleaseError:
        return []
    dropped = []
    for record in list_releases(store)[keep:]:
        if record.release_id == current:
            continue
        # The record first: a release without one is no longer listed.
        store.release_record(record.release_id).unlink(missing_ok=True)
        for path in sorted(store.releases.glob(f"{record.release_id}.*")):
            path.unlink()
        dropped.append(record.release_id)
    if dropped:
        sync_folder(store.releases)
    return dropped


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
