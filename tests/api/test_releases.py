"""The release file and the exports: conditional and range requests, and programs that read them."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from api_client import Client
from frictionless import Package, validate

FILE = "/v1/releases/current/humstats.duckdb"


def test_the_file_comes_whole_and_in_ranges(client: Client) -> None:
    whole = client.get(FILE)
    record = client.get("/v1/releases/current").json()
    assert hashlib.sha256(whole.content).hexdigest() == record["sha256"]
    assert len(whole.content) == record["bytes"]
    size = record["bytes"]
    for asked, start, end in [
        ("bytes=0-99", 0, 100),
        ("bytes=100-", 100, size),
        ("bytes=-50", size - 50, size),
        (f"bytes=10-{size * 2}", 10, size),
    ]:
        part = client.get(FILE, headers={"Range": asked})
        assert part.status_code == 206
        assert part.headers["content-range"] == f"bytes {start}-{end - 1}/{size}"
        assert part.content == whole.content[start:end]
    outside = client.get(FILE, headers={"Range": f"bytes={size}-"})
    assert outside.status_code == 416
    assert outside.headers["content-range"] == f"bytes */{size}"
    assert client.get(FILE, headers={"Range": "lines=1-2"}).status_code == 200
    head = client.request("HEAD", FILE)
    assert head.content == b""
    assert head.headers["content-length"] == str(size)
    assert head.headers["accept-ranges"] == "bytes"


def test_conditions_on_the_file(client: Client) -> None:
    head = client.request("HEAD", FILE)
    tag, modified = head.headers["etag"], head.headers["last-modified"]
    assert client.get(FILE, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(FILE, headers={"If-Modified-Since": modified}).status_code == 304
    assert client.get(FILE, headers={"Range": "bytes=0-9", "If-Range": tag}).status_code == 206
    assert client.get(FILE, headers={"Range": "bytes=0-9", "If-Range": modified}).status_code == 206
    assert client.get(FILE, headers={"Range": "bytes=0-9", "If-Range": '"older"'}).status_code == 200
    assert client.get("/v1/releases/r0009-00000000/humstats.duckdb").status_code == 404


def test_duckdb_attaches_the_release_over_http(served: str) -> None:
    httpfs = pytest.importorskip("duckdb_extension_httpfs", reason="the httpfs extension is not installed")
    folder = Path(str(httpfs.__file__)).parent
    extension = next(folder.rglob("httpfs.duckdb_extension*"))
    with duckdb.connect(config={"autoinstall_known_extensions": False}) as connection:
        connection.execute(f"LOAD '{extension}'")
        connection.execute(f"ATTACH '{served}{FILE}' AS h (READ_ONLY)")
        row = connection.execute("SELECT count(*) FROM h.facts").fetchone()
        assert row == (6,)
        parquet = connection.execute(f"SELECT count(*) FROM '{served}/v1/exports/facts.parquet'").fetchone()
        assert parquet == (6,)


def test_exports_hold_the_whole_release_with_checksums(client: Client, tmp_path: Path) -> None:
    package = client.get("/v1/exports/datapackage.json").json()
    assert package["version"] == client.get("/v1/health").json()["release"]
    assert package["licenses"][0]["title"] == "CC-BY-4.0"
    for resource in package["resources"]:
        content = client.get(f"/v1/exports/{resource['path']}").content
        assert f"sha256:{hashlib.sha256(content).hexdigest()}" == resource["hash"]
        assert len(content) == resource["bytes"]
        (tmp_path / resource["path"]).write_bytes(content)
    (tmp_path / "datapackage.json").write_bytes(client.get("/v1/exports/datapackage.json").content)
    report = validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])
    assert pq.read_table(tmp_path / "facts.parquet").num_rows == 6
    assert pa.ipc.open_file(tmp_path / "facts.arrow").read_all().num_rows == 6


def test_citations_agree_in_every_door(client: Client, tmp_path: Path) -> None:
    (tmp_path / "f.parquet").write_bytes(client.get("/v1/exports/facts.parquet").content)
    rows = pq.read_table(tmp_path / "f.parquet").to_pylist()
    told = {fact["fact_id"]: fact["citation"] for fact in client.get("/v1/facts").json()["data"]}
    assert {row["fact_id"]: row["citation"] for row in rows} == told


@pytest.mark.parametrize("form", ["parquet", "csv", "hxl", "geojson"])
def test_packages_on_disk_are_valid(store: Path, tmp_path: Path, form: str) -> None:
    from sql.export.package import write_package
    from sql.store import current_release, locate

    record = current_release(store)
    # A copy: DuckDB opens a file once per process, and the application holds this one.
    release = tmp_path / "release.duckdb"
    shutil.copyfile(locate(store).release_file(record.release_id), release)
    write_package(release, record, tmp_path, form)
    report = validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])
    assert len(Package(str(tmp_path / "datapackage.json")).resources) == 6
