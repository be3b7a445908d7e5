"""The values of a query string, checked against what a resource declares.

A parameter that is not declared, a code its code list lacks, or a value of the wrong kind is refused by name,
with what is allowed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

from api.errors import BadValueError, bad_value, unknown_code
from api.parameters import (
    ENTRY,
    MAX_ENTRY,
    MAX_ITEMS,
    MAX_LIST,
    MAX_TEXT,
    MAX_VALUE,
    WORDS,
    Codes,
    Declared,
    Parameter,
)

_MOST_PAIRS = 200
_ENTRY, _WORDS = re.compile(ENTRY[1:-1]), re.compile(WORDS[1:-1], re.DOTALL)
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,400}(\.[0-9]{1,400})?([eE][+-]?[0-9]{1,4})?")
_FARTHEST, _STEP = Decimal(10**18 - 1), Decimal("0.000001")


def expected(declared: Declared) -> list[Parameter]:
    """The parameters that a question without them has a value of all the same, or must have."""
    return [
        parameter for parameter in declared.values() if parameter.required or parameter.default is not None
    ]


def parse(
    query: bytes, declared: Declared, codes: Codes, missed: Sequence[Parameter] | None = None
) -> dict[str, Any]:
    """The values of a query string by parameter name; what is not given has its default.

    `missed` are the `expected` of the declared ones, where somebody has them at hand.
    """
    values: dict[str, Any] = {}
    seen: dict[str, str] = {}
    for name, text in _pairs(query):
        parameter = declared.get(name)
        if parameter is None:
            raise BadValueError(
                "unknown-parameter",
                f"{name[:100]!r} is not a parameter of this resource.",
                parameter=name[:100],
                allowed=sorted(declared),
            )
        if name in seen:
            # Repeating a list parameter is the other common way to write a list.
            if parameter.kind not in ("codes", "texts"):
                raise bad_value(name, text, "given once only")
            text = f"{seen[name]},{text}"
        seen[name] = text
    for name, text in seen.items():
        if "\0" in text:
            raise bad_value(name, text.replace("\0", "\\0"), "text without null characters")
        values[name] = _read(declared[name], text, codes)
    for parameter in expected(declared) if missed is None else missed:
        name = parameter.name
        if name not in values:
            if parameter.required:
                raise BadValueError(
                    "bad-value",
                    f"{name} is required.",
                    parameter=name,
                    allowed=codes(parameter.codelist) if parameter.codelist else None,
                )
            values[name] = parameter.default
    return values


def _pairs(query: bytes) -> list[tuple[str, str]]:
    """Names and values as they were meant: what `urllib.parse.parse_qsl` gives, in a third of the time."""
    try:
        parts = [part for part in query.decode("utf-8").split("&") if part]
        if len(parts) > _MOST_PAIRS:
            raise BadValueError("bad-value", f"There may be {_MOST_PAIRS} parameters.", parameter="query")
        pairs = []
        for part in parts:
            if "%" in part or "+" in part:
                name, _, text = part.replace("+", " ").partition("=")
                pairs.append((unquote(name, errors="strict"), unquote(text, errors="strict")))
            else:
                name, _, text = part.partition("=")
                pairs.append((name, text))
    except UnicodeDecodeError:
        raise BadValueError("bad-value", "The query string is not UTF-8.", parameter="query") from None
    return pairs


def _read(parameter: Parameter, text: str, codes: Codes) -> Any:
    most = MAX_LIST if parameter.kind in ("json", "codes", "texts", "choices") else MAX_VALUE
    if parameter.kind == "text":
        most = parameter.maximum or MAX_TEXT
    if len(text) > most:
        raise bad_value(parameter.name, text, f"at most {most} characters long")
    return _READERS[parameter.kind](parameter, text, codes)


def _codes(parameter: Parameter, text: str, codes: Codes) -> list[str]:
    items = _items(parameter, text)
    allowed = codes(parameter.codelist) if parameter.codelist else None
    for item in items:
        if allowed is not None and item not in allowed:
            raise unknown_code(parameter.name, item, allowed)
    return items


def _texts(parameter: Parameter, text: str, codes: Codes) -> list[str]:
    # The whole is kept as one choice too: publishers and places have commas in their names.
    items = _items(parameter, text)
    for item in items:
        if len(item) > MAX_ENTRY or not _ENTRY.fullmatch(item):
            raise bad_value(parameter.name, item, f"text of at most {MAX_ENTRY} characters")
    return items if text in items else [*items, text]


def _items(parameter: Parameter, text: str) -> list[str]:
    items = list(dict.fromkeys(part.strip() for part in text.split(",")))
    if not text.strip() or not all(items):
        raise bad_value(parameter.name, text, "a comma list without empty parts")
    if len(items) > MAX_ITEMS:
        raise bad_value(parameter.name, text, f"a list of at most {MAX_ITEMS}")
    return items


def _text(parameter: Parameter, text: str, codes: Codes) -> str:
    if not _WORDS.fullmatch(text):
        raise bad_value(parameter.name, text, "text")
    return text


def _date(parameter: Parameter, text: str, codes: Codes) -> date:
    if not _DAY.fullmatch(text):
        raise bad_value(parameter.name, text, "a day as YYYY-MM-DD")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise bad_value(parameter.name, text, "a day of the calendar") from None


def _decimal(parameter: Parameter, text: str, codes: Codes) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise bad_value(parameter.name, text, "a number such as 1000 or 0.5")
    # Any JSON number will do; no figure lies beyond these ends or between such steps.
    return max(-_FARTHEST, min(_FARTHEST, Decimal(text))).quantize(_STEP)


def _integer(parameter: Parameter, text: str, codes: Codes) -> int:
    low, high = parameter.minimum, parameter.maximum
    if not re.fullmatch(r"-?[0-9]{1,12}", text) or not (
        (low is None or int(text) >= low) and (high is None or int(text) <= high)
    ):
        raise bad_value(parameter.name, text, f"a whole number from {low} to {high}", [f"{low}..{high}"])
    return int(text)


def _boolean(parameter: Parameter, text: str, codes: Codes) -> bool:
    if text not in ("true", "false"):
        raise bad_value(parameter.name, text, "true or false", ["true", "false"])
    return text == "true"


def _bbox(parameter: Parameter, text: str, codes: Codes) -> tuple[float, float, float, float]:
    wanted = "west,south,east,north in degrees"
    parts = text.split(",")
    try:
        numbers = [float(part) for part in parts if re.fullmatch(r"\s*[+-]?[0-9]+(\.[0-9]+)?\s*", part)]
    except ValueError:
        numbers = []
    if len(parts) != 4 or len(numbers) != 4 or not all(map(math.isfinite, numbers)):
        raise bad_value(parameter.name, text, wanted)
    west, south, east, north = numbers
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= 90 and -90 <= north <= 90):
        raise bad_value(parameter.name, text, wanted)
    # West may exceed east: the box then crosses the date line. Latitudes mean the same in either order.
    return west, min(south, north), east, max(south, north)


def _sort(parameter: Parameter, text: str, codes: Codes) -> str:
    if text.removeprefix("-") not in parameter.choices:
        allowed = [sign + key for key in parameter.choices for sign in ("", "-")]
        raise bad_value(parameter.name, text, "a key to sort by", allowed)
    return text


def _choice(parameter: Parameter, text: str, codes: Codes) -> str:
    if text not in parameter.choices:
        raise unknown_code(parameter.name, text, list(parameter.choices))
    return text


def _choices(parameter: Parameter, text: str, codes: Codes) -> list[str]:
    items = _items(parameter, text)
    for item in items:
        if item not in parameter.choices:
            raise unknown_code(parameter.name, item, list(parameter.choices))
    return items


_READERS: dict[str, Callable[[Parameter, str, Codes], Any]] = {
    "codes": _codes,
    "texts": _texts,
    "text": _text,
    "json": _text,
    "date": _date,
    "decimal": _decimal,
    "integer": _integer,
    "boolean": _boolean,
    "bbox": _bbox,
    "sort": _sort,
    "choice": _choice,
    "choices": _choices,
}
