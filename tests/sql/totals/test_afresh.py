"""Claims stay readable while what shapes them stays as it is, and are laid out anew where it does not."""

from __future__ import annotations

import ast
from importlib.resources import files
from pathlib import Path

import pytest

from api.library import Library
from api.settings import Settings
from benchmarks.publish import add
from benchmarks.stories import stories
from sql.ledger import open_ledger
from sql.release import publish
from sql.store import current_release, locate
from sql.totals import claims_path, digest, is_stale
from sql.totals.afresh import lay_out, main

FIRST = "totals/drafts.py"


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """A release whose claims another version laid out."""
    with open_ledger(tmp_path) as ledger:
        add(ledger, list(stories(30, seed=4)))
        publish(ledger)
    store = locate(tmp_path)
    file = store.release_file(current_release(store).release_id)
    assert not is_stale(file)
    raw = claims_path(file).read_bytes()
    claims_path(file).write_bytes(b"HC0" + raw[3:])
    assert is_stale(file)
    return file


def test_claims_of_another_version_are_laid_out_anew(release: Path) -> None:
    other = claims_path(release).read_bytes()
    assert lay_out(release)
    assert not is_stale(release)
    assert claims_path(release).read_bytes()[3:] == other[3:]
    assert not lay_out(release)


def test_a_worker_sees_to_it_once_there_is_time(release: Path) -> None:
    library = Library(Settings(store=str(release.parents[1])))
    library.refresh()
    assert is_stale(release)
    library.settle()
    assert library._arranging is not None
    library._arranging.join(60)
    library.close()
    assert not is_stale(release)


def test_a_file_that_is_no_release_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "x.duckdb").write_bytes(b"nothing")
    assert main([str(tmp_path / "x.duckdb")]) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["x.duckdb"]


def _imported(name: str) -> set[str]:
    """The modules of this package that a module takes something from."""
    found = set()
    for node in ast.walk(ast.parse((files("sql") / name).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sql."):
            found.add(str(node.module).removeprefix("sql.").replace(".", "/") + ".py")
    return found


def test_the_digest_covers_all_that_shapes_the_claims() -> None:
    found, new = set[str](), {FIRST}
    while new:
        found |= new
        new = set().union(*map(_imported, new)) - found
    # The digest names itself by what it covers.
    assert found - {"totals/digest.py"} <= set(digest.LAID_OUT_BY)
    assert all((files("sql") / name).is_file() for name in digest.LAID_OUT_BY)


def test_rules_of_totals_leave_the_claims_as_they_are() -> None:
    assert not {"totals/compare.py", "totals/resolve.py", "totals/rows.py", "totals/verdicts.py"} & set(
        digest.LAID_OUT_BY
    )
