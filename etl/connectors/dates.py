"""The day that a feed states, in whatever way it is written; none is made up where it states none."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from importlib import import_module

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?=$|[Tt ])")
# Without the name of a month nobody can tell a day from a month.
_NAMED = re.compile(r"[^\W\d_]{3}")
_SLASHED = re.compile(r"\d\s*[/.]\s*\d")
_LONGEST = 100


def stated_day(text: str) -> str | None:
    """The day as the source wrote it, in whatever time zone: ISO 8601, RFC 822, or a language's words."""
    text = text.strip()
    if _DAY.match(text):
        return text[:10]
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return _in_words(text)


def _in_words(text: str) -> str | None:
    if len(text) > _LONGEST or not _NAMED.search(text) or _SLASHED.search(text):
        return None
    langs: tuple[str, ...] = import_module("etl.model").LANGS
    split = import_module("etl.text.sentences").split
    periods, numbers = import_module("etl.periods"), import_module("etl.numbers")
    for lang in langs:
        for sentence in split(text, lang):
            for found in periods.find(sentence, list(numbers.read(sentence)), None):
                period = found.period
                if found.kind == "point" and period.start is not None and period.start == period.end:
                    day: str = period.start.isoformat()
                    return day
    return None
