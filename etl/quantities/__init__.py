"""Quantities: each number with its quantifier, what it counts, and whether it counts anything at all."""

from etl.quantities.reading import implied_ones, read

__all__ = ["implied_ones", "read"]
