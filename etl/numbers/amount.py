"""A number expression while it is being read; frozen into `Number` at the end."""

from __future__ import annotations

from etl.model import Number, NumberKind, Token, Value
from etl.numbers.tally import exact


class Amount:
    """Value or bounds with the tokens they span; stages widen it in place."""

    __slots__ = (
        "digits",
        "end",
        "first",
        "high",
        "kind",
        "last",
        "lead",
        "low",
        "noun",
        "rules",
        "scale",
        "single",
        "start",
        "steps",
        "vague",
        "value",
    )  # fmt: skip

    def __init__(self, first: int, last: int, start: int, end: int, value: Value | None, rule: str) -> None:
        self.first, self.last, self.start, self.end = first, last, start, end
        self.value = self.low = self.high = value
        self.kind: NumberKind = "cardinal"
        self.vague = self.digits = False
        self.noun: str | None = None
        # "three hundred thousand" is lead 3 times steps 100,000; what a range shares backwards.
        self.lead: Value | None = None
        self.steps = 1
        # The last scale word, to which "and a half" refers.
        self.scale = 1
        # Part of a date in figures: never one end of a range.
        self.single = False
        self.rules = [rule]

    def grow(self, tokens: tuple[Token, ...], last: int, rule: str) -> None:
        """The span now ends with token `last` (exclusive), for the named reason."""
        self.last, self.end = last, tokens[last - 1].end
        self.rules.append(rule)

    def set(self, value: Value) -> None:
        """A point: value and equal bounds."""
        self.value = self.low = self.high = exact(value)

    def span(self, low: Value | None, high: Value | None) -> None:
        """Bounds without a point."""
        self.value = None
        self.low = None if low is None else exact(low)
        self.high = None if high is None else exact(high)

    def number(self) -> Number:
        """The finished record."""
        return Number(
            start=self.start,
            end=self.end,
            first=self.first,
            last=self.last,
            kind=self.kind,
            value=self.value,
            value_min=self.low,
            value_max=self.high,
            vague=self.vague,
            digits=self.digits,
            noun=self.noun,
            rules=tuple(self.rules),
        )
