"""Totals that open into their evidence; a sum that would be wrong is refused with the question that has an
answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

import msgspec

from api.cursors import Cursor
from api.errors import BadValueError
from api.pages import Page, next_url, open_page, page_headers
from api.parameters import AS_OF, FACT_FILTERS, LIST, Parameter
from api.resource import Answer, Question, Resource, table_answer
from api.schemas.figures import Aggregates
from sql.export.shapes import encode
from sql.export.tables import Column, Table
from sql.official import Compared, OfficialFigure, nearest, places_told
from sql.search import words
from sql.totals import (
    GROUPS,
    MEASURES,
    POLICIES,
    AggregateQuery,
    AggregateRow,
    EncodedAnswer,
    FactFilter,
    RefusedSumError,
    TooManyError,
    aggregate,
    encoded,
    row_json,
)

# Not a parameter: so many rows from the end, as the page asks for them.
NEWEST = "(newest)"
# So many figures are looked at without leaving other requests to wait.
_AT_ONCE = 100
_LISTS = (
    "indicator",
    "country",
    "admin1",
    "place_id",
    "quantifier",
    "assertion",
    "population",
    "lang",
    "document_id",
    "publisher",
    "attribution_org",
    "licence",
)
_SCALARS = {
    "from": "period_from",
    "to": "period_to",
    "published_from": "published_from",
    "published_to": "published_to",
    "min_value": "min_value",
    "max_value": "max_value",
    "bbox": "bbox",
}
_KEY_KINDS = {"day": "date", "month": "text", "year": "integer"}
_HXL = {
    "indicator": "#indicator+code",
    "country": "#country+code",
    "admin1": "#adm1+name",
    "place": "#loc+code",
    "day": "#date+day",
    "month": "#date+month",
    "year": "#date+year",
    "population": "#population+type",
    "attribution_org": "#org+attribution",
    "publisher": "#org+publisher",
    "value": "#value",
    "value_min": "#value+min",
    "value_max": "#value+max",
    "unit": "#meta+unit+code",
    "currency": "#currency+code",
    "measure": "#meta+measure",
    "method": "#meta+method",
    "policy": "#meta+policy",
    "derived": "#meta+derived",
    "period_start": "#date+start",
    "period_end": "#date+end",
    "reliability": "#meta+reliability+list",
    "notes": "#description+notes+list",
    "facts_counted": "#meta+facts+counted",
    "facts_set_aside": "#meta+facts+aside",
    "fact_ids": "#meta+facts+id+list",
    "licences": "#meta+licence+list",
    "citation": "#meta+citation",
}
_COLUMNS = (
    ("value", "decimal"),
    ("value_min", "decimal"),
    ("value_max", "decimal"),
    ("unit", "text"),
    ("currency", "text"),
    ("measure", "text"),
    ("method", "text"),
    ("policy", "text"),
    ("derived", "boolean"),
    ("period_start", "date"),
    ("period_end", "date"),
    ("reliability", "texts"),
    ("notes", "texts"),
    ("facts_counted", "integer"),
    ("facts_set_aside", "integer"),
    ("fact_ids", "texts"),
    ("licences", "texts"),
    ("citation", "text"),
)


def get_aggregates(question: Question) -> Answer:
    """The totals asked for, each with every figure in its scope."""
    question, page = open_page(question)
    asked = _query(question)
    newest = question[NEWEST]
    window = slice(-newest, None) if newest else _window(page)
    try:
        if question.format == "json":
            return _in_json(question, page, asked, encoded(question.release.cursor(), asked, window=window))
        answer = aggregate(question.release.cursor(), asked, window=window)
    except RefusedSumError as error:
        raise _refusal(question, error) from None
    table = _table(asked, answer.rows, question.release.id)
    return table_answer(question, table, _headers(question, page, answer.total)[0])


def get_at_once(question: Question) -> Answer | None:
    """The totals that take no query and only a look at few figures; None where there is more to do."""
    if question.format != "json" or question["cursor"]:
        return None
    asked = _query(question)
    told = places_told(question.release.cursor())
    # The nearest official figure is found by a query.
    if told and any(
        indicator in asked.where.indicator and (not asked.where.country or iso3 in asked.where.country)
        for indicator, iso3 in told
    ):
        return None
    question, page = open_page(question)
    try:
        found = encoded(question.release.cursor(), asked, window=_window(page), most=_AT_ONCE)
    except TooManyError:
        return None
    except RefusedSumError as error:
        raise _refusal(question, error) from None
    return _in_json(question, page, asked, found, {})


def _query(question: Question) -> AggregateQuery:
    values = question.values
    lists: dict[str, Any] = {name: tuple(values[name]) for name in _LISTS if values.get(name) is not None}
    asked = tuple(words(question["q"])) if question["q"] is not None else None
    if asked == ():
        # What holds no word is in no quote.
        lists["document_id"] = ("",)
    return AggregateQuery(
        where=FactFilter(
            **lists,
            **{field: values[name] for name, field in _SCALARS.items() if values.get(name) is not None},
            words=asked or (),
        ),
        by=tuple(question["by"] or ()),
        measure=question["measure"],
        unit=tuple(question["unit"]),
        policy=question["policy"],
        run_id=question.run,
    )


def _window(page: Page) -> slice:
    offset = page.cursor.offset if page.cursor else 0
    return slice(offset, offset + page.limit)


def _headers(question: Question, page: Page, rows: int) -> tuple[dict[str, str], str | None, int | None]:
    """The headers of a page, the address of the next one, and the number of rows where it is asked for."""
    end = _window(page).stop
    following = None
    if end < rows:
        following = next_url(question, Cursor(question.release.id, page.digest, offset=end))
    total = rows if question["count"] else None
    return page_headers(question, following, total), following, total


def _in_json(
    question: Question,
    page: Page,
    asked: AggregateQuery,
    answer: EncodedAnswer,
    official: dict[int, OfficialFigure] | None = None,
) -> Answer:
    headers, following, total = _headers(question, page, answer.total)
    release = question.release.id
    if official is None:
        official = _official(question, asked, [found.row for found in answer.rows])
    rows = []
    for number, found in enumerate(answer.rows):
        licences = [claim.licence for claim in found.counted]
        publishers = [claim.publisher for claim in found.counted]
        beside = {
            **_terms(found.row.indicator, release, licences, publishers),
            "official": official.get(number),
        }
        rows.append(b"%b,%b" % (row_json(found.row, found.provenance), encode(beside)[1:]))
    around = {"next": following, "total": total, "left_out": answer.left_out}
    body = b'{"release":%b,"data":[%b],%b' % (encode(release), b",".join(rows), encode(around)[1:])
    return Answer(body, headers=headers)


def _terms(
    indicator: str, release_id: str, licences: Sequence[str | None], publishers: Sequence[str | None]
) -> dict[str, Any]:
    """On what terms the total may be used, and how to cite it; from what its figures say, one by one."""
    number = len(licences)
    known = list(dict.fromkeys(licence or "not stated" for licence in licences))
    named = list(dict.fromkeys(publisher or "unnamed publisher" for publisher in publishers))
    sources = "; ".join(named[:5]) + (f" and {len(named) - 5} more" if len(named) > 5 else "")
    return {
        "licences": known,
        "citation": (
            f"Humstats, release {release_id}: {indicator}, from {number} figure{'' if number == 1 else 's'} "
            f"by {sources or 'nobody'}. "
            f"Licences of the sources: {', '.join(known) or 'none'}."
        ),
    }


def _official(
    question: Question, asked: AggregateQuery, rows: Sequence[AggregateRow]
) -> dict[int, OfficialFigure]:
    """The nearest official figure of each total that speaks of a whole country or first-level area."""
    where = asked.where
    # An earlier state has no series of its own here, and a part of the people or places is not the whole.
    if question.run is not None or where.population or where.place_id or where.bbox or where.words:
        return {}
    if {"population", "place"} & set(asked.by) or max(len(where.country), len(where.admin1)) > 1:
        return {}
    totals = []
    for number, row in enumerate(rows):
        country = row.keys.get("country") or next(iter(where.country), None)
        admin1 = row.keys.get("admin1") if "admin1" in asked.by else next(iter(where.admin1), None)
        if country is None or row.period_end is None or ("admin1" in asked.by and admin1 is None):
            continue
        compared = Compared(
            number=number,
            indicator=row.indicator,
            unit=row.unit,
            measure=row.measure,
            currency=row.currency,
            iso3=str(country),
            admin1=None if admin1 is None else str(admin1),
            day=row.period_end,
        )
        totals.append((compared, row.value))
    return nearest(question.release.cursor(), totals)


def _table(asked: AggregateQuery, rows: tuple[AggregateRow, ...], release_id: str) -> Table:
    keys = list(dict.fromkeys((*asked.by, *(() if "indicator" in asked.by else ("indicator",)))))
    columns = [Column(name, _KEY_KINDS.get(name, "text"), _HXL.get(name, "")) for name in keys]
    columns += [Column(name, kind, _HXL.get(name, "")) for name, kind in _COLUMNS if name not in keys]
    flat = []
    for row in rows:
        counted = [item for item in row.provenance if item.role == "recommended"]
        licences = [item.document.licence for item in counted]
        publishers = [item.document.publisher for item in counted]
        record: dict[str, Any] = {**row.flat(), **_terms(row.indicator, release_id, licences, publishers)}
        record["fact_ids"] = [item.fact_id for item in counted]
        if isinstance(record.get("month"), date):
            record["month"] = record["month"].isoformat()
        flat.append(tuple(record.get(column.name) for column in columns))
    return Table(columns, flat)


def _refusal(question: Question, error: RefusedSumError) -> BadValueError:
    given = {
        name: ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
        for name, value in question.values.items()
        if name not in ("limit", "cursor", "count", "bom") and value is not None
    }
    for name, value in error.alternative.items():
        if value is None:
            given.pop(name, None)
        else:
            given[name] = value
    if error.resource == "facts":
        given = {name: value for name, value in given.items() if name not in ("by", "policy")}
    url = f"{question.base}/v1/{error.resource}?{urlencode(given)}"
    return BadValueError(
        "refused-sum",
        error.reason,
        parameter=next(iter(error.alternative), None),
        alternatives=[{"parameters": error.alternative, "url": url, "resource": error.resource}],
        errors=[{"code": error.code, "detail": error.reason}],
    )


RESOURCES = [
    Resource(
        operation_id="get_aggregates",
        path="/v1/aggregates",
        tag="figures",
        summary="Totals with their bounds, and every figure behind them with its role and reason",
        about="Several indicators are never added to one another: each has its own rows. A wrong sum "
        "(stocks over time, overlapping windows, mixed units, rates) is refused with one that is right.",
        answers=get_aggregates,
        at_once=get_at_once,
        schema=Aggregates,
        parameters={
            **FACT_FILTERS,
            "indicator": msgspec.structs.replace(FACT_FILTERS["indicator"], required=True),
            "measure": Parameter(
                name="measure",
                kind="choice",
                choices=MEASURES,
                about="Only this measure.",
                example="cumulative",
            ),
            "unit": msgspec.structs.replace(FACT_FILTERS["unit"], default=["person"]),
            "by": Parameter(
                name="by", kind="choices", choices=GROUPS, about="A row for each of these.", example="country"
            ),
            "policy": Parameter(
                name="policy",
                kind="choice",
                choices=tuple(POLICIES),
                default="recommended",
                about="Which figure stands for a claim that several figures make.",
                example="recommended",
            ),
            "as_of": AS_OF,
            **LIST,
        },
        formats=("json", "ndjson", "csv", "hxl", "parquet", "arrow"),
        errors=(404, 410),
        pages=True,
    ),
]
