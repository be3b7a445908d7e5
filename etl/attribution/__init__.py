"""Who says it: the speaker's words, the organisation they name, and how far they reach."""

from etl.attribution.finder import find

__all__ = ["find"]
