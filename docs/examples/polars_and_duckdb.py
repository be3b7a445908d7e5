"""Reads a served release with polars and with DuckDB, and shows that both doors give the same totals.

python docs/examples/polars_and_duckdb.py http://127.0.0.1:8000
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

import duckdb
import httpx
import polars as pl


def main(address: str) -> None:
    """Prints figures by indicator from Parquet, and the same from the release file."""
    with httpx.Client(base_url=address, timeout=120) as client:
        # %% The whole release as Parquet, in a polars frame.
        answer = client.get("/v1/exports/facts.parquet").raise_for_status()
        facts = pl.read_parquet(io.BytesIO(answer.content))
        by_indicator = facts.group_by("indicator").agg(pl.len().alias("figures")).sort("indicator")
        sys.stdout.write(f"release {answer.headers['humstats-release']}\n{by_indicator}\n")

        # %% The release file in DuckDB; ATTACH over HTTP does the same without the download.
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "humstats.duckdb"
            path.write_bytes(client.get("/v1/releases/current/humstats.duckdb").raise_for_status().content)
            with duckdb.connect(str(path), read_only=True) as connection:
                counted = connection.execute(
                    "SELECT indicator, count(*) FROM facts GROUP BY ALL ORDER BY ALL"
                ).fetchall()
        assert counted == list(by_indicator.iter_rows())

        # %% A total, and the words it rests on.
        for indicator, _ in counted[:3]:
            totals = client.get("/v1/aggregates", params={"indicator": indicator, "by": "country"})
            for row in totals.json().get("data", []):
                sys.stdout.write(f"{row['indicator']} {row['country']}: {row['value']} {row['unit']}\n")
                for item in row["provenance"]:
                    sys.stdout.write(f"    {item['role']}: {item['quote']}\n")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
