"""Compiled modules are used for the very sources they were built from; nothing is compiled here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import etl.frames.reading
from etl.native import MANIFEST, Finder, __main__, built, digest


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project of two sources."""
    for name in ("etl/a.py", "sql/b.py"):
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True)
        path.write_text("x = 1\n")
    return tmp_path / "project"


@pytest.fixture
def place(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A build of the sources as they are."""
    monkeypatch.delenv("HUMSTATS_NATIVE", raising=False)
    folder = tmp_path / "native"
    folder.mkdir()
    (folder / "a.so").write_text("")
    (folder / MANIFEST).write_text(json.dumps({"digest": digest(root), "modules": {"etl.a": "a.so"}}))
    return folder


def test_a_build_of_these_sources_is_used(root: Path, place: Path) -> None:
    assert built(root, place) == {"etl.a": place / "a.so"}


def test_without_a_build_the_sources_are_used(root: Path, tmp_path: Path, place: Path) -> None:
    assert built(root, tmp_path / "nowhere") == {}


@pytest.mark.parametrize("name", ["etl/a.py", "sql/b.py", "etl/new.py"])
def test_an_edited_source_turns_to_the_sources(root: Path, place: Path, name: str) -> None:
    (root / name).write_text("x = 2\n")
    assert built(root, place) == {}


def test_a_removed_source_turns_to_the_sources(root: Path, place: Path) -> None:
    (root / "etl/a.py").unlink()
    assert built(root, place) == {}


def test_another_python_turns_to_the_sources(
    root: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version", "another")
    assert built(root, place) == {}


def test_a_missing_file_turns_to_the_sources(root: Path, place: Path) -> None:
    (place / "a.so").unlink()
    assert built(root, place) == {}


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "{}", '{"digest": "x", "modules": []}'])
def test_a_manifest_cut_short_turns_to_the_sources(root: Path, place: Path, text: str) -> None:
    (place / MANIFEST).write_text(text)
    assert built(root, place) == {}


def test_a_setting_leaves_the_build_aside(root: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUMSTATS_NATIVE", "0")
    assert built(root, place) == {}


def test_only_built_modules_are_found(tmp_path: Path) -> None:
    finder = Finder({"etl.a": tmp_path / "a.py"})
    found = finder.find_spec("etl.a")
    assert found is not None
    assert found.origin == str(tmp_path / "a.py")
    assert finder.find_spec("etl.b") is None


@pytest.mark.skipif(os.environ["HUMSTATS_NATIVE"] != "0", reason="the compiled modules are asked for")
def test_tests_read_the_sources() -> None:
    assert Path(etl.frames.reading.__file__).suffix == ".py"
    code = "import etl.frames.reading as r; print(r.__file__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith(".py")


def test_without_a_compiler_nothing_changes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(__main__.PLACE.rglob("*"))
    monkeypatch.setenv("CC", "no-such-compiler -O2")
    assert __main__.main() == 1
    assert "no C compiler (no-such-compiler)" in capsys.readouterr().err
    assert sorted(__main__.PLACE.rglob("*")) == before
