"""Numbers of a sentence: digits, words, both together, ranges, vague amounts, shares and ordinals."""

from etl.numbers.reader import read

__all__ = ["read"]
