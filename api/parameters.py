"""Query parameters as declarations: parsed, checked and described in the OpenAPI document from one table.

A parameter that a resource does not declare, a code its code list lacks, or a value of the wrong kind is
refused
by name, with what is allowed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from api.cursors import PATTERN
from api.errors import BadValueError, bad_value, unknown_code

MAX_ITEMS = 200
MAX_VALUE = 1_000
MAX_TEXT = 500
MAX_LIST = 20_000
MAX_ENTRY = 300
# Something to read, and nothing that no text holds; the OpenAPI document shows the same patterns.
WORDS = r"^[^\u0000]*[^\s\u0000-\u001f\u007f-\u00a0][^\u0000]*$"
ENTRY = r"^[^\s,\u0000-\u001f\u007f-\u00a0]([^,\u0000-\u001f]*[^\s,\u0000-\u001f\u007f-\u00a0])?$"


class Parameter(msgspec.Struct, frozen=True, kw_only=True):
    """One query parameter. `kind`: codes, texts, text, date, decimal, integer, boolean, bbox, sort,
    choice.
    """

    name: str
    kind: str
    about: str
    codelist: str | None = None
    choices: tuple[str, ...] = ()
    example: Any = None
    default: Any = None
    minimum: int | None = None
    maximum: int | None = None
    required: bool = False
    shape: dict[str, Any] | None = None


RELEASE_PATTERN = "^r[0-9]{4,9}-[0-9a-f]{8}$"

Codes = Callable[[str], list[str] | None]
Declared = Mapping[str, Parameter]

FACT_SORTS = (
    "published_at",
    "period_start",
    "period_end",
    "value",
    "confidence",
    "indicator",
    "country",
    "fact_id",
)


def declare(*parameters: Parameter) -> dict[str, Parameter]:
    return {parameter.name: parameter for parameter in parameters}


FACT_FILTERS = declare(
    Parameter(
        name="indicator", kind="codes", codelist="indicator", about="Indicator codes.", example="displaced"
    ),
    Parameter(
        name="country",
        kind="codes",
        codelist="country",
        about="ISO 3166-1 alpha-3 codes, exact.",
        example="SYR",
    ),
    Parameter(name="admin1", kind="texts", about="First-level divisions, exact.", example="Deir ez-Zor"),
    Parameter(
        name="place_id", kind="texts", about="Place ids, as /v1/places gives them.", example="gn:163843"
    ),
    Parameter(name="unit", kind="codes", codelist="unit", about="Unit codes.", example="person"),
    Parameter(
        name="quantifier", kind="codes", codelist="quantifier", about="Quantifier codes.", example="more_than"
    ),
    Parameter(name="measure", kind="codes", codelist="measure", about="Measure codes.", example="flow"),
    Parameter(
        name="assertion", kind="codes", codelist="assertion", about="Assertion codes.", example="reported"
    ),
    Parameter(
        name="population",
        kind="codes",
        codelist="population",
        about="Population codes; any of them.",
        example="civilians",
    ),
    Parameter(name="lang", kind="codes", codelist="lang", about="Languages of the text.", example="ar"),
    Parameter(name="document_id", kind="texts", about="Document ids.", example="d_0123456789abcdef"),
    Parameter(name="publisher", kind="texts", about="Publishers, exact.", example="Humstats seeds"),
    Parameter(
        name="attribution_org",
        kind="texts",
        about="Organisations that say it in the document, exact.",
        example="OCHA",
    ),
    Parameter(name="licence", kind="texts", about="Licences of the documents, exact.", example="CC-BY-4.0"),
    Parameter(
        name="from", kind="date", about="Period overlaps: its last day is not before.", example="2019-02-01"
    ),
    Parameter(
        name="to", kind="date", about="Period overlaps: its first day is not after.", example="2019-02-28"
    ),
    Parameter(
        name="published_from", kind="date", about="Published on this day or later.", example="2019-01-01"
    ),
    Parameter(
        name="published_to", kind="date", about="Published on this day or before.", example="2019-12-31"
    ),
    Parameter(
        name="min_value", kind="decimal", about="The value or its lower bound is at least.", example=1000
    ),
    Parameter(
        name="max_value", kind="decimal", about="The value or its upper bound is at most.", example=50000
    ),
    Parameter(
        name="q",
        kind="text",
        about="Words that the quote holds, all of them; Arabic spelling is folded.",
        example="evacuated",
    ),
    Parameter(
        name="bbox",
        kind="bbox",
        about="west,south,east,north in degrees; west may exceed east.",
        example="35.5,32.0,42.5,37.5",
    ),
)

AS_OF = Parameter(
    name="as_of",
    kind="text",
    example="2030-01-01",
    about="A release id, or a day or instant: the answer as the release of then gave it.",
    shape={
        "type": "string",
        "anyOf": [{"pattern": RELEASE_PATTERN}, {"format": "date"}, {"format": "date-time"}],
    },
)

FORMAT_ABOUT = "Format of the answer; goes before the Accept header."

LIST = declare(
    Parameter(
        name="limit",
        kind="integer",
        minimum=1,
        maximum=1000,
        default=100,
        about="Rows in one answer.",
        example=10,
    ),
    Parameter(
        name="cursor",
        kind="text",
        about="Opaque position, from `next` of the answer before.",
        shape={"type": "string", "pattern": PATTERN},
    ),
    Parameter(
        name="count", kind="boolean", default=False, about="Count all rows into `total`.", example=True
    ),
    Parameter(
        name="bom",
        kind="boolean",
        default=False,
        about="Begin CSV with a byte order mark, for spreadsheets.",
        example=False,
    ),
)


def format_parameter(formats: tuple[str, ...]) -> Parameter:
    return Parameter(name="format", kind="choice", choices=formats, about=FORMAT_ABOUT, example="json")


def sort_parameter(keys: tuple[str, ...], default: str) -> Parameter:
    return Parameter(
        name="sort",
        kind="sort",
        choices=keys,
        default=default,
        example=default,
        about="Key to sort by; a minus before it turns the order. Rows without the key come last.",
    )


def parse(query: bytes, declared: Declared, codes: Codes) -> dict[str, Any]:
    """The values of a query string by parameter name; what is not given has its default."""
    try:
        pairs = parse_qsl(query.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=200)
    except (UnicodeDecodeError, ValueError):
        raise BadValueError("bad-value", "The query string is not UTF-8.", parameter="query") from None
    values: dict[str, Any] = {}
    seen: dict[str, str] = {}
    for name, text in pairs:
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
    for name, parameter in declared.items():
        if name not in values:
            if parameter.required:
                raise BadValueError(
                    "bad-value",
                    f"{name} is required.",
                    parameter=name,
                    allowed=codes(parameter.codelist) if parameter.codelist else None,
                )
            if parameter.default is not None:
                values[name] = parameter.default
    return values


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
        if len(item) > MAX_ENTRY or not re.fullmatch(ENTRY[1:-1], item):
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
    if not re.fullmatch(WORDS[1:-1], text, re.DOTALL):
        raise bad_value(parameter.name, text, "text")
    return text


def _date(parameter: Parameter, text: str, codes: Codes) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise bad_value(parameter.name, text, "a day as YYYY-MM-DD")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise bad_value(parameter.name, text, "a day of the calendar") from None


def _decimal(parameter: Parameter, text: str, codes: Codes) -> Decimal:
    try:
        value = Decimal(text) if re.fullmatch(r"[+-]?[0-9]{1,18}(\.[0-9]{1,6})?", text) else None
    except InvalidOperation:
        value = None
    if value is None:
        raise bad_value(parameter.name, text, "a number such as 1000 or 0.5")
    return value


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
