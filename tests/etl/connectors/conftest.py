"""What the tests of the connectors share: the server's module, quick limits, loopback allowed."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType

import pytest

from etl.collect import Collected, collect
from etl.connectors import Wish, connector
from etl.connectors.web import Limits
from etl.model import Document, Fact
from sql import release
from sql.ledger import open_ledger
from sql.paths import Store
from sql.records import FactRow

QUICK = Limits(first_wait=0.01, longest_wait=0.05, pause=0.0, read=5.0, attempt=10.0, attempts=4)


def _load() -> ModuleType:
    path = Path(__file__).with_name("upstream.py")
    spec = importlib.util.spec_from_file_location("upstream", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["upstream"] = module
    spec.loader.exec_module(module)
    return module


UPSTREAM = _load()


@pytest.fixture(autouse=True)
def _allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUMSTATS_ALLOW_HOSTS", "127.0.0.1")


@pytest.fixture(autouse=True)
def _places(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """The gazetteer is laid out once for all tests, not once a store."""
    shared = tmp_path_factory.getbasetemp() / "places"
    make = release.places_template

    def once(_: Store) -> Path:
        (shared / ".work").mkdir(parents=True, exist_ok=True)
        return make(Store(shared))

    monkeypatch.setattr(release, "places_template", once)


def nothing(document: Document) -> list[Fact]:
    return []


Run = Callable[..., Collected]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Collects into the ledger of the test, extracting nothing, publishing nothing, waiting for nobody."""
    monkeypatch.setattr("etl.collect.publish", lambda ledger, report=None: None)

    def collected(
        name: str, environment: Mapping[str, str] = {}, limits: Limits = QUICK, **wish: object
    ) -> Collected:
        found, _ = collect(
            tmp_path / "store", connector(name), Wish(**wish), environment=environment,
            load_extractor=lambda: (nothing, "none"), limits=limits,
        )  # fmt: skip
        return found

    return collected


@pytest.fixture
def facts(tmp_path: Path) -> Callable[[], list[FactRow]]:
    def read() -> list[FactRow]:
        with open_ledger(tmp_path / "store") as ledger:
            return ledger.facts()

    return read
