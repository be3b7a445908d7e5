"""Time expressions, resolved against the publication date and never against the clock."""

from etl.periods.finder import find

__all__ = ["find"]
