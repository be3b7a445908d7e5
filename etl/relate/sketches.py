"""Texts of a ledger as they are asked for, and their sketches, which the ledger keeps from run to run."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path

from etl.relate import texts as rules
from etl.relate.texts import Similarity
from etl.text import fold
from sql.ledger import Ledger


class HeldTexts(Similarity):
    """Tells near-identical texts of a ledger; a text itself is read where sketches do not settle it."""

    def __init__(self, ledger: Ledger, texts: Mapping[str, str] | None = None) -> None:
        """With the `texts` of all documents, all sketches that the ledger has are known at once."""
        self._ledger = ledger
        self._held = _Texts(ledger, texts or {})
        super().__init__(self._held, None if texts is None else ledger.sketches(version()))

    def expect(self, document_ids: Collection[str]) -> None:
        wanted = [name for name in sorted(document_ids) if name not in self._known]
        if wanted:
            self._known.update(self._ledger.sketches(version(), wanted))
            self._held.fetch([name for name in wanted if name not in self._known])

    def compare(self, pairs: Collection[tuple[str, str]]) -> None:
        """These pairs will be asked about: the texts are fetched where sketches leave it open."""
        self.expect({name for pair in pairs for name in pair})
        self._held.fetch(sorted({name for pair in pairs if self.alike(*pair) for name in pair}))

    def keep(self) -> None:
        """The ledger has every sketch that was worked out."""
        if self.found:
            self._ledger.keep_sketches(version(), self.found)
            self.found = {}


class _Texts(Mapping[str, str]):
    """The texts of a ledger by document, each read when it is first asked for."""

    def __init__(self, ledger: Ledger, texts: Mapping[str, str]) -> None:
        self._ledger = ledger
        self._read = dict(texts)

    def fetch(self, document_ids: Collection[str]) -> None:
        wanted = [name for name in document_ids if name not in self._read]
        if wanted:
            self._read |= {row.document_id: row.text for row in self._ledger.documents(wanted)}

    def __getitem__(self, name: str) -> str:
        self.fetch([name])
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read)

    def __len__(self) -> int:
        return len(self._read)


@cache
def version() -> str:
    """What a sketch is made with: the rules, the spelling they see, and how this Python hashes numbers."""
    digest = hashlib.sha256(str(sys.implementation.cache_tag).encode())
    for module in (rules, fold):
        digest.update(Path(str(module.__file__)).read_bytes())
    return digest.hexdigest()[:16]
