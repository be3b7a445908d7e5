"""Near-identical texts: one dispatch printed by several outlets, told by its words, not by its figures."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from rensa import RMinHash

from etl.text.fold import fold

SHINGLE = 5
PERMUTATIONS = 64
BANDS = 16
SEED = 20190214
# Exact Jaccard of the folded five-word shingles from which two texts are one.
NEAR = 0.8


# So many texts are kept in pieces for the next comparison.
_LATELY = 64

Bands = tuple[int, ...]
Run = tuple[str, ...]


class Similarity:
    """Tells near-identical texts; what was worked out for a document is kept as long as this lives.

    `bands` are those that are known from before.
    """

    def __init__(self, texts: Mapping[str, str], bands: Mapping[str, Bands] | None = None) -> None:
        self._texts = texts
        self._known: dict[str, Bands] = dict(bands or {})
        self._verdicts: dict[tuple[str, str], bool] = {}
        self._lately: dict[str, frozenset[Run]] = {}
        # What was worked out here, and not known from before.
        self.found: dict[str, Bands] = {}

    def expect(self, document_ids: Collection[str]) -> None:
        """These documents will be asked for next; whoever has to fetch them can do so at once."""

    def bands(self, document_id: str) -> Bands:
        """Keys of which near-identical texts nearly surely share one; empty where the text is not known."""
        bands = self._known.get(document_id)
        if bands is None:
            text = self._texts.get(document_id)
            bands = self._known[document_id] = _bands(text) if text else ()
            if bands:
                self.found[document_id] = bands
        return bands

    def near(self, one: str, other: str) -> bool:
        """True where the texts of two documents are one, but for a few words."""
        key = (one, other) if one < other else (other, one)
        verdict = self._verdicts.get(key)
        if verdict is None:
            verdict = self.alike(one, other) and _jaccard(self._pieces(key[0]), self._pieces(key[1])) >= NEAR
            self._verdicts[key] = verdict
        return verdict

    def alike(self, one: str, other: str) -> bool:
        """False where the sketches say already that the texts of two documents are not one."""
        return not frozenset(self.bands(one)).isdisjoint(self.bands(other))

    def _pieces(self, document_id: str) -> frozenset[Run]:
        runs = self._lately.get(document_id)
        if runs is None:
            # The pairs of a document are asked for one after the other.
            if len(self._lately) >= _LATELY:
                del self._lately[next(iter(self._lately))]
            runs = self._lately[document_id] = frozenset(_runs(self._texts[document_id]))
        return runs


def shingles(text: str) -> list[str]:
    """Runs of five folded words; a shorter text is one shingle."""
    return [" ".join(run) for run in _runs(text)]


def _runs(text: str) -> list[Run]:
    words = text.lower().split() if text.isascii() else [fold(word) for word in text.split()]
    if len(words) <= SHINGLE:
        return [tuple(words)]
    return list(zip(*(words[i:] for i in range(SHINGLE)), strict=False))


def _bands(text: str) -> tuple[int, ...]:
    sketch = RMinHash(PERMUTATIONS, SEED)
    sketch.update(shingles(text))
    digest = sketch.digest()
    rows = PERMUTATIONS // BANDS
    # Ints hash to themselves, so the keys are the same in every process.
    return tuple(hash((band, *digest[band * rows : (band + 1) * rows])) for band in range(BANDS))


def _jaccard(one: frozenset[Run], other: frozenset[Run]) -> float:
    both = len(one & other)
    return both / (len(one) + len(other) - both)
