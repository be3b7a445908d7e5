"""A store with a release, and a client that speaks to the application in this process."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from api_client import Client

from api.settings import Settings


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import api_samples as samples

    folder = tmp_path_factory.mktemp("store")
    samples.build(folder)
    return folder


@pytest.fixture(scope="session")
def client(store: Path) -> Iterator[Client]:
    with Client(Settings(store=str(store), access_log=False)) as opened:
        yield opened


@pytest.fixture(scope="session")
def served(store: Path) -> Iterator[str]:
    """The address of a real server on the loopback interface."""
    from api_server import serve

    with serve(store) as address:
        yield address
