"""The evidence of one figure: its sentence, how it was read, what it stands beside, and how to cite it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from api.errors import ApiError
from api.routes.aggregates import RESOURCES as AGGREGATE_RESOURCES
from api.routes.facts import RESOURCES as FACT_RESOURCES
from api.web.headlines import SMALL
from api.web.overview import entry
from api.web.reading import direction
from api.web.reasons import reason
from api.web.series import month_of, total_of
from api.web.visit import Visit, fact_of

_AGGREGATES = AGGREGATE_RESOURCES[0]
_GET_FACT = FACT_RESOURCES[1]
_MOST = 40


def evidence(visit: Visit, fact_id: str) -> dict[str, Any]:
    """What the evidence of a figure shows; NotFoundError where the release has no such figure."""
    fact = visit.ask(_GET_FACT, {}, fact_id=fact_id)
    shown = entry(visit, fact, None)
    place = fact["place"] or {}
    month = (fact["period_end"] or fact["period_start"] or "none")[:7]
    return {
        **shown,
        "words_dir": direction(fact["lang"]),
        "reason": reason(visit, fact["because"], fact["refers_to"]),
        "bounds": _bounds(visit, fact),
        "population": [visit.words.label("population", code) for code in fact["population"]],
        "country": visit.country(place.get("iso3")),
        "link": safe_link(fact["document"]["url"]),
        "source_link": safe_link(fact["provenance"]["source_url"]),
        "relations": _relations(visit, fact),
        "total": _total(visit, fact),
        "total_url": visit.url(
            "/series", indicator=fact["indicator"], country=place.get("iso3"), unit=fact["unit"], month=month
        ),
        "copies": {
            "citation": fact["citation"],
            "link": f"{visit.base}/figures/{fact_id}",
            "curl": f"curl '{visit.base}/v1/facts/{fact_id}'",
            "sql": (
                "SELECT value, value_min, value_max, unit, quote, title, publisher, url\n"
                f"FROM facts WHERE fact_id = '{fact_id}'"
            ),
        },
    }


def safe_link(url: str | None) -> str | None:
    """The address where it is one of the web; None for anything a browser might run."""
    if not url or len(url) > 2_000:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def _bounds(visit: Visit, fact: dict[str, Any]) -> list[Any]:
    words, low, high = visit.words, fact["value_min"], fact["value_max"]
    if low is None and high is None:
        return [words("figure.bounds_none")]
    found = []
    if low is not None:
        found.append(words("figure.lower", low=words.number(low)))
    if high is not None:
        found.append(words("figure.upper", high=words.number(high)))
    return found


def _total(visit: Visit, fact: dict[str, Any]) -> dict[str, Any] | None:
    """The total of the figure's month; None where it has none, or where adding up would take long."""
    country = (fact["place"] or {}).get("iso3")
    if visit.release.record.facts > SMALL or not country or fact["indicator"] == "other":
        return None
    asked = {"indicator": fact["indicator"], "country": country, "unit": fact["unit"], "by": "month"}
    try:
        rows = visit.ask(_AGGREGATES, {**asked, "limit": 1000})["data"]
    except ApiError:
        return None
    month = (fact["period_end"] or fact["period_start"] or "")[:7] or None
    row = next((row for row in rows if month_of(row) == month), None)
    return total_of(visit, row, "/series", {**asked, "month": month or "none", "by": None}) if row else None


def _relations(visit: Visit, fact: dict[str, Any]) -> list[dict[str, Any]]:
    """How the figure stands to others, grouped by the kind of relation."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for relation in fact["relations"]:
        forward = relation["fact_id"] == fact["fact_id"]
        other = fact_of(visit, relation["other_id"] if forward else relation["fact_id"])
        if other is not None:
            key = ("" if forward else "by_") + relation["relation"]
            groups.setdefault(key, []).append(
                {
                    **entry(visit, other, 120),
                    "because": reason(visit, relation["because"], [other["fact_id"]], relation["rule"]),
                    "rule": relation["rule"],
                    "publisher": other["document"]["publisher"],
                }
            )
    return [
        {
            "key": key,
            "words": visit.words(f"relation.{key}"),
            "others": others[:_MOST],
            "hidden": max(0, len(others) - _MOST),
        }
        for key, others in groups.items()
    ]
