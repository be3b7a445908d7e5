"""One topic over time: the figure of a month with everything behind it, a chart, and the same as a table."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import msgspec

from api.errors import ApiError
from api.routes.aggregates import RESOURCES as AGGREGATE_RESOURCES
from api.web.charts import Point, draw, spec_values
from api.web.headlines import SMALL
from api.web.overview import entry
from api.web.reading import amount, plain_amount
from api.web.reasons import cited, note, reason, refusal
from api.web.visit import Visit, fact_of
from sql.codelists import load_codelists

_AGGREGATES = AGGREGATE_RESOURCES[0]
_MOST_COUNTED, _MOST_ASIDE = 25, 40
# Months that a large release shows before somebody asks for all of them.
MONTHS = 12
_METHODS = {
    "nothing counted": "method_none",
    "one figure": "method_one",
    "newest stock": "method_stock",
    "newest stock of each place and group, added over them": "method_stocks",
}


def series(visit: Visit) -> dict[str, Any]:
    """What the view of one topic shows."""
    given, words = visit.values, visit.words
    indicator = (given.get("indicator") or ["displaced"])[0]
    unit = (given.get("unit") or [usual_unit(indicator)])[0]
    country = (given.get("country") or [None])[0]
    policy = given.get("policy") or "recommended"
    asked = {
        "indicator": indicator,
        "unit": unit,
        **visit.given("country", "place_id", "from", "to", "q", "policy"),
    }
    refused = None
    rows: list[dict[str, Any]] = []
    left_out: list[dict[str, Any]] = []
    hidden = 0
    try:
        rows, left_out, hidden = _months(visit, asked)
    except ApiError as error:
        if error.kind != "refused-sum":
            raise
        refused = refusal(words, (error.errors or [{}])[0].get("code"), error.detail)
    rows.sort(key=lambda row: month_of(row) or "", reverse=True)
    chosen = _choose(visit, rows, asked)
    month = month_of(chosen) if chosen and "month" in chosen else None
    points = [
        _point(visit, row, row is chosen, asked)
        for row in reversed(rows)
        if row["facts_counted"] and month_of(row)
    ]
    where = visit.country(country) if country else ""
    label = words.topic(indicator)
    return {
        "indicator": indicator,
        "unit": unit,
        "label": label,
        "where": where,
        "heading": words("series.in", indicator=label, country=where) if where else label,
        "chosen": total_of(visit, chosen) if chosen else None,
        "month": month,
        "refused": refused,
        "policy": policy,
        "policies": [code.code for code in load_codelists()["policy"]],
        "chart": draw(points, words),
        "values": msgspec.json.encode(spec_values(points, words)).decode().replace("</", "<\\/"),
        "table": [_row(visit, row, row is chosen) for row in rows],
        "earlier": visit.here(more=len(rows) + hidden) if hidden else None,
        "units": sorted({row["unit"] for row in left_out} - {unit, "percent"}),
        "downloads": {
            form: _api_url("", {**asked, "by": "month", "format": form}) for form in ("csv", "json")
        },
        "copies": _copies(visit, asked, chosen, month, label if not where else f"{label} – {where}"),
        "keep": {name: _flat(value) for name, value in given.items() if name not in ("policy", "lang")},
    }


def _months(visit: Visit, asked: dict[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
    """The rows of the months, what the unit left out, and how many earlier months are not worked out."""
    query = {**asked, "by": "month", "limit": 1000}
    wanted = visit.values.get("month")
    if visit.release.record.facts > SMALL:
        # The whole world has more to work out in each month than a country.
        most = visit.values.get("more") or (MONTHS if "country" in asked else MONTHS // 2)
        answer = visit.ask(_AGGREGATES, {**query, "count": "true"}, newest=most)
        rows = answer["data"]
        if wanted is None or any((month_of(row) or "none") == wanted for row in rows):
            return rows, answer["left_out"], max(0, answer["total"] - most)
    answer = visit.ask(_AGGREGATES, query)
    return answer["data"], answer["left_out"], 0


def usual_unit(indicator: str) -> str:
    """What figures of this topic usually count."""
    for code in load_codelists()["indicator"]:
        if code.code == indicator:
            return code.extra.get("usual_unit") or "person"
    return "person"


def _choose(visit: Visit, rows: list[dict[str, Any]], asked: dict[str, Any]) -> dict[str, Any] | None:
    wanted = visit.values.get("month")
    if wanted is not None:
        return next((row for row in rows if (month_of(row) or "none") == wanted), None)
    if rows and ("from" in asked or "to" in asked):
        whole = visit.ask(_AGGREGATES, asked)["data"]
        return next((row for row in whole if row["facts_counted"]), whole[0] if whole else None)
    return next((row for row in rows if row["facts_counted"]), rows[0] if rows else None)


def total_of(
    visit: Visit, row: dict[str, Any], path: str | None = None, query: dict[str, Any] | None = None
) -> dict[str, Any]:
    """A total as the page shows it, with what it rests on and what was set aside."""
    words = visit.words
    counted = [item for item in row["provenance"] if item["role"] == "recommended"]
    aside = [item for item in row["provenance"] if item["role"] != "recommended"]
    stated = [item["quantifier"] for item in counted]
    documents = [item["document"] for item in counted]
    method = _METHODS.get(row["method"], "method_sum")
    return {
        "amount": amount(words, row, stated) if counted else words("amount.none"),
        "period": words.period(row["period_start"], row["period_end"]),
        "measure": words.label("measure", row["measure"]),
        "method": words(f"series.{method}"),
        "notes": [note(words, text) for text in row["notes"]],
        "sources": len(
            {item["document"]["publisher"] or item["document"]["document_id"] for item in counted}
        ),
        "newest": max((document["published_at"] or "" for document in documents), default="") or None,
        "reliability": [words.label("reliability", level) for level in row["reliability"]],
        "counted": [_evidence(visit, item) for item in counted[:_MOST_COUNTED]],
        "counted_hidden": max(0, len(counted) - _MOST_COUNTED),
        "aside": [_evidence(visit, item) for item in aside[:_MOST_ASIDE]],
        "aside_hidden": max(0, len(aside) - _MOST_ASIDE),
        "others": [
            (
                words.label("policy", name),
                amount(words, {**row, **total, "quantifier": ""}, stated),
                visit.url(path or visit.path, **{**(query or visit.values), "policy": name}),
            )
            for name, total in row["other_policies"].items()
        ],
    }


def _evidence(visit: Visit, item: dict[str, Any]) -> dict[str, Any]:
    fact = fact_of(visit, item["fact_id"]) or {}
    # The role inside this total, which may differ from the fact's own.
    return {
        **entry(visit, fact, 260),
        "role": item["role"],
        "reason": reason(visit, item["because"], item["refers_to"]),
    }


def _point(visit: Visit, row: dict[str, Any], chosen: bool, asked: dict[str, Any]) -> Point:
    month = month_of(row) or ""
    stated = [item["quantifier"] for item in row["provenance"] if item["role"] == "recommended"]
    return Point(
        month=month,
        value=row["value"],
        low=row["value_min"],
        high=row["value_max"],
        label=plain_amount(visit.words, row, stated),
        url=visit.url("/series", **{**asked, "month": month}),
        chosen=chosen,
    )


def _row(visit: Visit, row: dict[str, Any], chosen: bool) -> dict[str, Any]:
    month = month_of(row)
    stated = [item["quantifier"] for item in row["provenance"] if item["role"] == "recommended"]
    return {
        "month": visit.words.month(month) if month else visit.words("period.none"),
        "url": visit.here(month=month or "none"),
        "amount": amount(visit.words, row, stated) if row["facts_counted"] else visit.words("amount.none"),
        "low": visit.words.number(row["value_min"]),
        "high": visit.words.number(row["value_max"]),
        "counted": row["facts_counted"],
        "aside": row["facts_set_aside"],
        "chosen": chosen,
    }


def _copies(
    visit: Visit, asked: dict[str, Any], chosen: dict[str, Any] | None, month: str | None, topic: str
) -> dict[str, str] | None:
    if chosen is None:
        return None
    by = {"by": "month"} if "month" in chosen else {}
    narrow = any(name in asked for name in ("place_id", "from", "to", "q", "policy"))
    ids = [item["fact_id"] for item in chosen["provenance"] if item["role"] == "recommended"]
    if narrow or "month" not in chosen:
        quoted = ", ".join(f"'{fact_id}'" for fact_id in ids[:200])
        sql = (
            "SELECT sum(value) AS value, sum(value_min) AS value_min, sum(value_max) AS value_max\n"
            f"FROM facts WHERE fact_id IN ({quoted})"
        )
    else:
        country = (asked.get("country") or [None])[0]
        sql = (
            "SELECT sum(value) AS value, sum(value_min) AS value_min, sum(value_max) AS value_max\n"
            f"FROM aggregates_monthly\nWHERE indicator = '{asked['indicator']}' AND unit = '{asked['unit']}'"
            + (f" AND iso3 = '{country}'" if country else "")
            + (f" AND month = DATE '{month}-01'" if month else " AND month IS NULL")
        )
    return {
        "citation": cited(visit.words, visit.release.id, topic, chosen),
        "link": visit.base + visit.url("/series", **{**asked, "month": visit.values.get("month") or month}),
        "curl": f"curl '{_api_url(visit.base, {**asked, **by})}'",
        "sql": sql,
    }


def _api_url(base: str, query: dict[str, Any]) -> str:
    return f"{base}/v1/aggregates?" + urlencode(
        {name: _flat(value) for name, value in query.items()}, safe=","
    )


def _flat(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def month_of(row: dict[str, Any]) -> str | None:
    return row["month"][:7] if row.get("month") else None
