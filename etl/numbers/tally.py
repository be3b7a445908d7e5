"""A number in words as it is built: closed parts in descending scale, and one open group below a thousand."""

from __future__ import annotations

from decimal import Decimal

from etl.model import Value
from etl.numbers.lexicon import (
    ACCUSATIVE,
    DIGITS,
    DUAL,
    HUNDRED,
    HUNDREDS,
    MULTIPLE,
    SCALE,
    TEEN,
    TEN,
    UNIT,
    ZERO,
)

_EMPTY, _CLOSED = -1, -2


def exact(value: Value) -> Value:
    """The same number as `int` if it is whole, else as the shortest Decimal."""
    if isinstance(value, int):
        return value
    whole = int(value)
    return whole if value == whole else value.normalize()


class Tally:
    """Takes one number word after the other as long as together they still are one number."""

    __slots__ = ("group", "last", "lead", "parts", "pure", "steps")

    def __init__(self) -> None:
        self.parts: list[tuple[int, Value]] = []
        self.group: Value = 0
        self.last = _EMPTY
        self.lead: Value | None = None
        self.pure = True
        self.steps = 1

    def copy(self) -> Tally:
        other = Tally()
        other.parts = list(self.parts)
        other.group, other.last, other.lead = self.group, self.last, self.lead
        other.pure, other.steps = self.pure, self.steps
        return other

    @property
    def value(self) -> Value:
        return exact(sum((value for _, value in self.parts), self.group))

    @property
    def scale(self) -> int:
        """The scale word last taken, 1 without one."""
        return self.parts[-1][0] if self.parts else 1

    @property
    def open(self) -> bool:
        """Whether nothing has been added since the last scale word."""
        return self.last == _EMPTY

    def take(self, kind: int, value: Value, *, lang: str, link: str) -> bool:
        """Whether the word joins the number; if not, nothing has changed."""
        if kind == SCALE:
            return self._scale(int(value), lang, link)
        if kind == DUAL:
            return self._dual(int(value), link)
        if kind == ACCUSATIVE:
            return self.last != _EMPTY and not link and self._scale(int(value), lang, link)
        if kind == MULTIPLE:
            return self._multiple(int(value), link)
        if self.last == _CLOSED:
            return False
        if lang == "ar":
            return self._arabic(kind, value, bool(link))
        return self._latin(kind, int(value) if kind != DIGITS else value, lang, link)

    def _add(self, kind: int, value: Value) -> bool:
        if self.group or self.parts:
            self.pure = False
        self.group += value
        self.last = kind
        return True

    def _hundredfold(self) -> bool:
        if self.parts and 100 * self.group >= self.parts[-1][0]:
            return False
        if self.parts:
            self.pure = False
        elif self.pure:
            self.lead, self.steps = self.group or 1, 100
        self.group = 100 * (self.group or 1)
        self.last = HUNDRED
        return True

    def _scale(self, scale: int, lang: str, link: str) -> bool:
        if self.last == _CLOSED or link in ("and", ","):
            # "million and thousand": a scale after a link stands for one of it, one step down.
            if not (lang == "ar" and self.parts and self.last == _EMPTY and scale < self.parts[-1][0]):
                return False
            self.parts.append((scale, scale))
            self.pure = False
            return True
        multiplier: Value = self.group
        keep = len(self.parts)
        while keep and self.parts[keep - 1][0] < scale:
            keep -= 1
            multiplier += self.parts[keep][1]
        if keep and self.parts[keep - 1][0] <= scale:
            return False
        if self.last == ZERO or (self.last == DIGITS and not self.group):
            return False
        if not multiplier:
            if keep and not (lang in ("fr", "es") and scale == 1000):
                return False
            multiplier = 1
        if keep:
            self.pure = False
        elif self.pure:
            if self.lead is None:
                self.lead = multiplier
            self.steps *= scale
        del self.parts[keep:]
        self.parts.append((scale, exact(multiplier * scale)))
        self.group, self.last = 0, _EMPTY
        return True

    def _dual(self, value: int, link: str) -> bool:
        scale = value // 2
        if self.last != _EMPTY or bool(self.parts) != bool(link):
            return False
        if self.parts and self.parts[-1][0] <= scale:
            return False
        self.pure = False
        self.parts.append((scale, value))
        return True

    def _multiple(self, value: int, link: str) -> bool:
        if link or self.parts or self.last in (ZERO, _CLOSED):
            return False
        if self.pure and self.lead is None:
            self.lead, self.steps = self.group or 1, value
        self.parts.append((value, exact((self.group or 1) * value)))
        self.group = 0
        self.last = _CLOSED if value != 1000 else _EMPTY
        return True

    def _arabic(self, kind: int, value: Value, link: bool) -> bool:
        last = self.last
        if last == _EMPTY:
            if bool(self.parts) != link or (self.parts and value >= self.parts[-1][0]):
                return False
            return self._add(kind, value) if kind != HUNDRED else self._start_hundred()
        if kind in (ZERO, HUNDREDS, DIGITS) or last in (ZERO, DIGITS):
            return False
        if kind == HUNDRED:
            if last == UNIT and not link and 3 <= self.group <= 9:
                return self._hundredfold()
            return False
        if kind == UNIT:
            return last in (HUNDRED, HUNDREDS) and link and self._add(kind, value)
        if kind == TEEN:
            if last == UNIT and not link:
                return self._add(TEN, value)
            return last in (HUNDRED, HUNDREDS) and link and self._add(TEN, value)
        if kind == TEN:
            return last in (UNIT, HUNDRED, HUNDREDS) and link and self._add(kind, value)
        return False

    def _start_hundred(self) -> bool:
        if self.parts:
            self.pure = False
        self.group, self.last = self.group + 100, HUNDRED
        return True

    def _latin(self, kind: int, value: Value, lang: str, link: str) -> bool:
        last = self.last
        if kind == ZERO:
            return last == _EMPTY and not self.parts and self._add(kind, value)
        if last in (ZERO, DIGITS) and kind != HUNDRED:
            return False
        if last == _EMPTY:
            if self.parts and not self._after_scale(kind, value, lang, link):
                return False
            return self._start_hundred() if kind == HUNDRED else self._add(kind, value)
        if kind == HUNDRED:
            return self._latin_hundred(lang, link)
        if kind in (HUNDREDS, DIGITS) or link == ",":
            return False
        if last in (HUNDRED, HUNDREDS):
            if link == "and" and lang != "en":
                return False
            return self._add(kind, value)
        if kind == UNIT and last == TEN:
            if link == "and" and (lang == "en" or (lang == "fr" and value != 1)):
                return False
            return self._add(kind, value)
        if lang == "fr":
            return self._french(kind, value, link)
        return False

    def _after_scale(self, kind: int, value: Value, lang: str, link: str) -> bool:
        if kind == DIGITS:
            return value < self.parts[-1][0]
        if link == "and":
            return lang == "en" or (lang == "fr" and value == 1)
        return link != "-" or lang == "fr"

    def _latin_hundred(self, lang: str, link: str) -> bool:
        if link in ("and", ","):
            return False
        last, group = self.last, self.group
        if lang == "en" and last in (UNIT, TEEN, TEN, DIGITS) and 0 < group < 100:
            return self._hundredfold()
        if lang == "fr" and ((last == UNIT and 2 <= group <= 9) or (last == TEEN and 11 <= group <= 19)):
            return self._hundredfold()
        return False

    def _french(self, kind: int, value: Value, link: str) -> bool:
        """Four-twenties, sixty-ten and ten-seven."""
        last, under = self.last, int(self.group) % 100
        if kind == TEN and value == 20 and last == UNIT and under == 4 and link != "and":
            self.group += 76
            return True
        if kind == TEEN and last == TEN and under in (60, 80):
            return (link != "and" or value == 11) and self._add(kind, value)
        if kind in (UNIT, TEEN) and last == UNIT and under == 80:
            return (link != "and" or value == 1) and self._add(kind if kind == TEEN else DIGITS, value)
        if kind == UNIT and last == TEEN and under in (10, 70, 90) and value >= 7:
            return link != "and" and self._add(DIGITS, value)
        return False


def share(numerator: Value, denominator: int) -> Value:
    """The quotient, to 18 digits where it does not end."""
    quotient = Decimal(numerator) / Decimal(denominator)
    return exact(round(quotient, 18))
