"""Near-identical texts: one dispatch printed by several outlets, told by its words, not by its figures."""

from __future__ import annotations

from collections.abc import Mapping

from rensa import RMinHash

from etl.text.fold import fold

SHINGLE = 5
PERMUTATIONS = 64
BANDS = 16
SEED = 20190214
# Exact Jaccard of the folded five-word shingles from which two texts are one.
NEAR = 0.8


class Similarity:
    """Tells near-identical texts; what was worked out for a document is kept as long as this lives."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._bands: dict[str, tuple[int, ...]] = {}
        self._verdicts: dict[tuple[str, str], bool] = {}

    def bands(self, document_id: str) -> tuple[int, ...]:
        """Keys of which near-identical texts nearly surely share one; empty where the text is not known."""
        bands = self._bands.get(document_id)
        if bands is None:
            text = self._texts.get(document_id)
            bands = _bands(text) if text else ()
            self._bands[document_id] = bands
        return bands

    def near(self, one: str, other: str) -> bool:
        """True where the texts of two documents are one, but for a few words."""
        key = (one, other) if one < other else (other, one)
        verdict = self._verdicts.get(key)
        if verdict is None:
            shared = not frozenset(self.bands(one)).isdisjoint(self.bands(other))
            verdict = shared and _jaccard(self._texts[one], self._texts[other]) >= NEAR
            self._verdicts[key] = verdict
        return verdict


def shingles(text: str) -> list[str]:
    """Runs of five folded words; a shorter text is one shingle."""
    words = text.lower().split() if text.isascii() else [fold(word) for word in text.split()]
    if len(words) <= SHINGLE:
        return [" ".join(words)]
    return [" ".join(run) for run in zip(*(words[i:] for i in range(SHINGLE)), strict=False)]


def _bands(text: str) -> tuple[int, ...]:
    sketch = RMinHash(PERMUTATIONS, SEED)
    sketch.update(shingles(text))
    digest = sketch.digest()
    rows = PERMUTATIONS // BANDS
    # Ints hash to themselves, so the keys are the same in every process.
    return tuple(hash((band, *digest[band * rows : (band + 1) * rows])) for band in range(BANDS))


def _jaccard(one: str, other: str) -> float:
    a, b = frozenset(shingles(one)), frozenset(shingles(other))
    return len(a & b) / len(a | b)
