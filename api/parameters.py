"""Query parameters as declarations: read from a query string, and described in the OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from api.cursors import PATTERN

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
