"""What tests of whole stores share."""

from __future__ import annotations

import pytest

from sql import release
from sql.paths import Store


@pytest.fixture
def one_gazetteer(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """The gazetteer is laid out once for all tests, not once a store."""
    shared = tmp_path_factory.getbasetemp() / "places"
    make = release.places_template

    def once(_: Store) -> object:
        (shared / ".work").mkdir(parents=True, exist_ok=True)
        return make(Store(shared))

    monkeypatch.setattr(release, "places_template", once)
