"""Rows of upstream answers, read so that a surprise gives an error with a place and never a number.

A row that cannot be read is refused and the rest goes on; an answer with many such rows is taken for a
changed schema and ends the collection.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from etl.connectors.interface import SeriesRow
from etl.connectors.web import Answer
from etl.errors import DocumentError, SourceError

# So many refused rows in one answer are no accident.
MOST_REFUSED = 20
_MISSING = frozenset({"", "-", "–", "—", "n/a", "na", "null", "none", "nan"})
_WHOLE = re.compile(r"\d+(?:\.\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?")
_CODE = re.compile(r"[A-Z]{3}")
# What stands for nobody's country in upstreams; ISO 3166 keeps these codes free for private use.
_PRIVATE = re.compile(r"AAA|Q[M-Z][A-Z]|X(?!KX)[A-Z]{2}|ZZ[A-Z]|UNK|STA|TIB|VAR")
_LARGEST = Decimal(10) ** 15
_LONGEST = 4_000
# JSON can spell them, no encoding can.
_HALVES = re.compile("[\ud800-\udfff]")


class Row:
    """One row of an answer; its members raise DocumentError where the row is not what it should be."""

    def __init__(self, answer: Answer, pointer: str, fields: Mapping[str, object]) -> None:
        self.answer = answer
        self.pointer = pointer
        self.fields = fields

    @property
    def source(self) -> str:
        return f"{self.answer.url}#{self.pointer}"

    def refuse(self, reason: str) -> DocumentError:
        """The error that tells where the row is."""
        return DocumentError(self.source, reason)

    def _field(self, name: str) -> object:
        if name not in self.fields:
            raise self.refuse(f"lacks the field {name}")
        return self.fields[name]

    def text(self, name: str, *, needed: bool = True) -> str | None:
        """The field as text, None where the source says that it is missing."""
        value = self._field(name) if needed else self.fields.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
            raise self.refuse(f"{name} is {value!r}, not a text")
        stripped = str(value).strip()
        half = _HALVES.search(stripped)
        if half is not None:
            raise self.refuse(f"{name} holds half a character (U+{ord(half[0]):04X})")
        if len(stripped) > _LONGEST:
            raise self.refuse(f"{name} is longer than {_LONGEST:,} characters")
        return None if stripped.lower() in _MISSING else stripped

    def number(self, name: str, *, needed: bool = True) -> Decimal | None:
        """The field as a number of something, None for a missing one; never a guess."""
        value = self._field(name) if needed else self.fields.get(name)
        if value is None or (isinstance(value, str) and value.strip().lower() in _MISSING):
            return None
        if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
            number = Decimal(value.strip().replace(",", ""))
        elif isinstance(value, (int, Decimal)) and not isinstance(value, bool):
            number = Decimal(value)
        else:
            raise self.refuse(f"{name} is {value!r}, not a number")
        if not number.is_finite() or number < 0 or number > _LARGEST:
            raise self.refuse(f"{name} is {value!r}, which counts nothing")
        return number

    def day(self, name: str, *, needed: bool = True) -> date | None:
        """The field's day, as the source wrote it."""
        text = self.text(name, needed=needed)
        if text is None:
            return None
        found = _DAY.fullmatch(text)
        try:
            if found is None:
                raise ValueError
            return date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            raise self.refuse(f"{name} is {text!r}, not a date") from None

    def country(self, name: str) -> str | None:
        """The field's ISO 3166 code; None for what stands for no country."""
        text = self.text(name)
        if text is None or _PRIVATE.fullmatch(text):
            return None
        if not _CODE.fullmatch(text):
            raise self.refuse(f"{name} is {text!r}, not an ISO 3166 code")
        return text

    def degrees(self, name: str, limit: int) -> float | None:
        """The field as a coordinate."""
        value = self.fields.get(name)
        if value is None or (isinstance(value, str) and value.strip().lower() in _MISSING):
            return None
        try:
            number = float(str(value))
        except ValueError:
            raise self.refuse(f"{name} is {value!r}, not a coordinate") from None
        if not -limit <= number <= limit:
            raise self.refuse(f"{name} is {value!r}, not a coordinate")
        return number

    def period(self, first: str, last: str) -> tuple[date | None, date | None]:
        """Two days in their order."""
        start, end = self.day(first), self.day(last)
        if start is not None and end is not None and end < start:
            raise self.refuse(f"{last} is before {first}")
        return start, end


def listed(answer: Answer, value: object, name: str) -> list[object]:
    """The list under a name of the envelope. Raises SourceError for another envelope."""
    if not isinstance(value, dict) or not isinstance(value.get(name), list):
        keys = ", ".join(sorted(map(str, value))[:8]) if isinstance(value, dict) else type(value).__name__
        raise SourceError(answer.url, f"answered without a list {name} (it has: {keys})")
    found: list[object] = value[name]
    return found


def whole_number(answer: Answer, value: object, name: str) -> int:
    """A number of the envelope. Raises SourceError."""
    found = value.get(name) if isinstance(value, dict) else None
    if isinstance(found, str) and found.isascii() and found.isdigit() and len(found) < 10:
        return int(found)
    if isinstance(found, bool) or not isinstance(found, int) or found < 0:
        raise SourceError(answer.url, f"answered without a number {name} (it says {found!r})")
    return found


def read_rows(
    answer: Answer, items: Iterable[tuple[str, object]], build: Callable[[Row], Iterable[SeriesRow]]
) -> Iterator[SeriesRow | DocumentError]:
    """What is built of each row under its pointer; refusals in their place. SourceError for too many."""
    refused = 0
    for pointer, item in items:
        try:
            if not isinstance(item, dict):
                raise DocumentError(f"{answer.url}#{pointer}", "is no row")
            yield from list(build(Row(answer, pointer, item)))
        except DocumentError as error:
            yield error
            refused += 1
            if refused >= MOST_REFUSED:
                raise SourceError(
                    answer.url,
                    f"{refused} rows could not be read, the last because it {error.reason}; "
                    "its schema seems to have changed",
                ) from None


def pointed(items: Iterable[object], base: str) -> Iterator[tuple[str, object]]:
    """Each item with its JSON Pointer below `base`."""
    for number, item in enumerate(items):
        yield f"{base}/{number}", item
