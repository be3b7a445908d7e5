"""The overview: headline figures of every country or of the chosen one, filters, and what a search finds."""

from __future__ import annotations

from typing import Any

from api.queries import parts
from api.routes.facts import RESOURCES as FACT_RESOURCES
from api.routes.places import RESOURCES as PLACE_RESOURCES
from api.web.headlines import COUNTRIES, SHORT, headlines
from api.web.reading import amount, group_of, sentence, speaker
from api.web.visit import Visit
from sql.codelists import load_codelists
from sql.search import fold

_LIST_FACTS, _LIST_PLACES = FACT_RESOURCES[0], PLACE_RESOURCES[0]


def overview(visit: Visit) -> dict[str, Any]:
    """What the overview shows."""
    given = visit.values
    scope = visit.release.memo.get("page.scope")
    if scope is None:
        scope = visit.release.memo["page.scope"] = visit.release.query(parts("api/page")["scope"]).records()
    chosen = given.get("country") or []
    searching = "q" in given and not (chosen or given.get("place_id"))
    by_country = {} if searching else headlines(visit)
    most = len(scope) if chosen else given.get("more") or COUNTRIES
    sections = []
    for row in scope:
        cards = by_country.get(row["iso3"], [])
        if cards:
            short = not chosen and not given.get("indicator") and len(cards) > SHORT
            sections.append(
                {
                    **row,
                    "name": visit.country(row["iso3"]) or visit.words("overview.no_place"),
                    "cards": cards[:SHORT] if short else cards,
                    "hidden": len(cards) - SHORT if short else 0,
                    "url": visit.url(
                        "/", **{**visit.given("indicator", "from", "to"), "country": row["iso3"]}
                    ),
                }
            )
    return {
        "sections": sections[:most],
        "remaining": sections[most:],
        "more_url": visit.here(more=most + 20) if len(sections) > most else None,
        "filters": filters_of(visit, scope),
        "matches": _matches(visit) if "q" in given else None,
        "filtered": any(name in given for name in ("country", "place_id", "indicator", "from", "to", "q")),
        "totals": {
            "facts": visit.release.record.facts,
            "documents": visit.release.record.documents,
            "countries": sum(1 for row in scope if row["iso3"]),
        },
    }


def filters_of(visit: Visit, scope: list[dict[str, Any]]) -> dict[str, Any]:
    given, words = visit.values, visit.words
    country = (given.get("country") or [None])[0]
    places = []
    if country:
        rows = visit.release.query(parts("api/page")["places_with_facts"], {"country": country}).records()
        places = [(row["place_id"], name_of(visit, row), row["facts"]) for row in rows]
    found = visit.release.memo.get("page.indicators")
    if found is None:
        rows = visit.release.query(parts("api/reference")["indicators"]).records()
        found = visit.release.memo["page.indicators"] = [row["indicator"] for row in rows if row["facts"]]
    return {
        "countries": sorted(
            ((row["iso3"], visit.country(row["iso3"]), row["facts"]) for row in scope if row["iso3"]),
            key=lambda entry: fold(entry[1]),
        ),
        "places": places,
        "indicators": [(code, words.topic(code)) for code in found if code != "other"],
        "country": country,
        "place_id": (given.get("place_id") or [None])[0],
        "indicator": (given.get("indicator") or [None])[0],
        "from": given.get("from") or "",
        "to": given.get("to") or "",
        "q": given.get("q") or "",
    }


def name_of(visit: Visit, row: dict[str, Any]) -> str:
    """A place's name in the interface's language."""
    return str(row.get(f"name_{visit.words.lang}") or row.get("name") or "")


def _matches(visit: Visit) -> dict[str, Any]:
    """Places, topics and sentences that a search finds, in any of the four languages."""
    asked = visit.values["q"]
    filters = visit.given("country", "place_id", "indicator", "from", "to")
    listed = visit.ask(_LIST_FACTS, {"q": asked, **filters, "limit": 20})
    places = visit.ask(_LIST_PLACES, {"q": asked, "limit": 5})["data"]
    wanted = fold(asked).strip()
    topics = [
        (code.code, visit.words.topic(code.code))
        for code in load_codelists()["indicator"]
        if len(wanted) > 2
        and any(
            wanted in fold(label)
            for label in (
                code.code.replace("_", " "),
                code.label_ar,
                code.label_en,
                code.label_fr,
                code.label_es,
            )
        )
    ]
    return {
        "more": listed["next"] is not None,
        "facts": [entry(visit, fact) for fact in listed["data"]],
        "places": [
            (place, name_of(visit, place), _place_url(visit, place))
            for place in places
            if place["facts"] or place["kind"] == "country"
        ],
        "topics": topics[:6],
    }


def _place_url(visit: Visit, place: dict[str, Any]) -> str:
    if place["kind"] == "country":
        return visit.url("/", country=place["iso3"])
    return visit.url("/", country=place["iso3"], place_id=place["place_id"])


def entry(visit: Visit, fact: dict[str, Any], around: int | None = 220) -> dict[str, Any]:
    """A figure as a list shows it."""
    return {
        "fact": fact,
        "fact_id": fact["fact_id"],
        "amount": amount(visit.words, fact),
        "label": visit.words.topic(fact["indicator"]),
        "group": group_of(fact["indicator"]),
        "period": visit.words.period(fact["period_start"], fact["period_end"]),
        "place": visit.place(fact.get("place")),
        "sentence": sentence(fact, around),
        "speaker": speaker(fact),
        "role": fact["role"],
    }
