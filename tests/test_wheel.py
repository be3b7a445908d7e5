"""The wheel holds every data file of the tree, and runs from a new environment."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("api", "etl", "sql")

pytestmark = pytest.mark.wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = out.glob("*.whl")
    return built


def test_wheel_holds_every_file_of_the_packages(wheel: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", *PACKAGES], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split()
    tree = {name for name in listed if (ROOT / name).exists()}
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if name.split("/")[0] in PACKAGES}
    assert tree - packed == set()
    assert any(name.endswith(".toml") for name in packed)
    assert any(name.endswith(".sql") for name in packed)


def test_wheel_runs_from_a_new_environment(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "env"
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", wheel],
        check=True,
        cwd=tmp_path,
    )
    # Dependencies come from this environment by path: no socket is opened, and the code run is the wheel's.
    (purelib,) = (home / "lib").glob("python*/site-packages")
    (purelib / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    line = json.dumps(
        {"id": "a", "text": "At least 12 people were killed in Aleppo on Monday.", "lang": "en"}
    )
    done = subprocess.run(
        [home / "bin" / "humstats", "extract"],
        input=line + "\n",
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    (fact,) = json.loads(done.stdout)["facts"]
    assert (fact["value_min"], fact["indicator"], fact["quantifier"]) == (12, "killed", "at_least")
    where = subprocess.run(
        [python, "-c", "import etl; print(etl.__file__)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    assert str(home) in where.stdout
