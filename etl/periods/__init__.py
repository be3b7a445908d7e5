"""Time expressions, resolved against the publication date and never against the clock."""

from etl.periods.finder import find, told
from etl.periods.operation import Said

__all__ = ["Said", "find", "told"]
