"""What the documentation says holds: settings, worked SQL, the example script."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from api_client import Client

from api.settings import PREFIX, Settings, read_settings

ROOT = Path(__file__).parents[2]
EXAMPLES = re.findall(r"```sql\n(.+?)```", (ROOT / "docs" / "sql.md").read_text(encoding="utf-8"), re.DOTALL)


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"`(HUMSTATS_[A-Z_]+)`", text))
    read = {PREFIX + name.upper() for name in Settings.__struct_fields__}
    for path in [*(ROOT / "api").rglob("*.py"), *(ROOT / "sql").rglob("*.py")]:
        read |= set(re.findall(r"\b(HUMSTATS_[A-Z_]+[A-Z])\b", path.read_text(encoding="utf-8")))
    assert read - documented == set()


def test_settings_come_from_the_environment() -> None:
    found = read_settings(
        {"HUMSTATS_SQL_SECONDS": "2.5", "HUMSTATS_ACCESS_LOG": "off", "HUMSTATS_STORE": "x"}
    )
    assert (found.sql_seconds, found.access_log, found.store) == (2.5, False, "x")
    with pytest.raises(SystemExit, match="sql_rows"):
        read_settings({"HUMSTATS_SQL_ROWS": "many"})


@pytest.mark.parametrize("sql", EXAMPLES, ids=lambda sql: sql.split("\n")[1][:40])
def test_worked_sql_works(client: Client, sql: str) -> None:
    answer = client.post("/v1/sql", json={"sql": sql})
    assert answer.status_code == 200, answer.text
    assert answer.json()["row_count"] >= 0


def test_the_example_script_runs(served: str) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "examples" / "polars_and_duckdb.py"), served],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "recommended" in done.stdout
