"""The overview's figures: for each country and topic the newest total, with its sentence and what was set
aside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from api.queries import parts
from api.web.reading import amount, group_of, sentence, speaker
from api.web.reasons import reason
from api.web.visit import Visit, fact_of
from sql.codelists import codes
from sql.search import words as search_words
from sql.totals import AggregateQuery, AggregateRow, FactFilter, newest
from sql.totals.model import Evidence

# Above this many figures the totals that publishing has worked out are shown, without asking again.
SMALL = 5_000
SHORT = 6
COUNTRIES = 8
AROUND = 130


class Card(msgspec.Struct, kw_only=True):
    """One headline."""

    indicator: str
    label: str
    group: str
    amount: Any
    period: Any
    url: str
    country: str | None
    sources: int
    newest: str | None
    fact: dict[str, Any] | None
    sentence: Any
    speaker: str
    aside: int
    reasons: list[dict[str, Any]]
    measure: str


def headlines(visit: Visit) -> dict[str | None, list[Card]]:
    """The cards of each country, in the order of the code list of topics."""
    given = visit.values
    narrow = any(name in given for name in ("place_id", "unit", "q"))
    ranged = "from" in given or "to" in given
    if visit.release.record.facts <= SMALL or narrow or (ranged and "country" in given):
        cards = [_card_of_row(visit, row, ranged) for row in _asked(visit, ranged)]
    else:
        query = {name: given.get(name) for name in ("country", "indicator", "from", "to")}
        found = visit.release.query(parts("api/page")["months"], query).records()
        cards = [_card_of_month(visit, row) for row in found]
    order = {code: position for position, code in enumerate(codes("indicator"))}
    by_country: dict[str | None, list[Card]] = {}
    for card in sorted(cards, key=lambda card: (order.get(card.indicator, 999), card.indicator)):
        if card.indicator != "other":
            by_country.setdefault(card.country, []).append(card)
    return by_country


def filter_of(visit: Visit, indicators: Iterable[str] = ()) -> FactFilter:
    """The page's filters as the totals take them."""
    given = visit.values
    return FactFilter(
        indicator=tuple(indicators) or tuple(given.get("indicator") or codes("indicator")),
        country=tuple(given.get("country") or ()),
        place_id=tuple(given.get("place_id") or ()),
        period_from=given.get("from"),
        period_to=given.get("to"),
        words=tuple(search_words(given["q"])) if "q" in given else (),
    )


def _asked(visit: Visit, ranged: bool) -> Iterable[AggregateRow]:
    query = AggregateQuery(
        where=filter_of(visit),
        by=("country",) if ranged else ("country", "month"),
        unit=tuple(visit.values.get("unit") or ()),
        policy=visit.values.get("policy") or "recommended",
    )
    return newest(visit.release.cursor(), query)


def _month(row: AggregateRow) -> str:
    return str(row.keys.get("month") or "")[:7]


def evidence_of(visit: Visit, item: Evidence) -> dict[str, Any]:
    """A figure behind a total, as templates show it."""
    fact = fact_of(visit, item.fact_id) or {}
    return {
        "fact_id": item.fact_id,
        "role": item.role,
        "reason": reason(visit, item.because, item.refers_to),
        "amount": amount(visit.words, msgspec.structs.asdict(item)),
        "label": visit.words.topic(item.indicator),
        "group": group_of(item.indicator),
        "period": visit.words.period(item.period_start, item.period_end),
        "place": item.place_name,
        "speaker": speaker(fact),
        "sentence": sentence(fact, 220),
        "fact": fact,
        "refers_to": item.refers_to,
    }


def _card_of_row(visit: Visit, row: AggregateRow, ranged: bool) -> Card:
    counted = [item for item in row.provenance if item.role == "recommended"]
    aside = [item for item in row.provenance if item.role != "recommended"]
    stated = [item.quantifier for item in counted]
    month = None if ranged else _month(row) or "none"
    return _card(
        visit,
        {**{name: getattr(row, name) for name in row.__struct_fields__}, "iso3": row.keys.get("country")},
        [item.fact_id for item in counted],
        stated,
        visit.words.period(row.period_start, row.period_end),
        month,
        len(aside),
        [evidence_of(visit, item) for item in aside[:6]],
        [item.fact_id for item in aside if item.role in ("duplicate", "triangulation")],
    )


def _card_of_month(visit: Visit, row: Mapping[str, Any]) -> Card:
    month = row["month"]
    period = visit.words.month(month) if month else visit.words("period.none")
    return _card(
        visit,
        row,
        row["fact_ids"],
        None,
        period,
        str(month)[:7] if month else "none",
        row["facts_set_aside"],
        [],
        [],
    )


def _card(
    visit: Visit,
    row: Mapping[str, Any],
    counted: list[str],
    stated: list[str] | None,
    period: Any,
    month: str | None,
    aside: int,
    reasons: list[dict[str, Any]],
    repeated: list[str],
) -> Card:
    facts = [fact for fact_id in counted[:40] if (fact := fact_of(visit, fact_id))]
    if stated is None:
        stated = [fact["quantifier"] for fact in facts]
    # The sentence of the largest counted figure stands for the total.
    facts.sort(key=lambda fact: (-(fact["value"] or fact["value_min"] or 0), fact["fact_id"]))
    shown = _told(visit, facts[0], repeated) if facts else None
    newest = max((fact["document"]["published_at"] or "" for fact in facts), default="") or None
    currency = row.get("currency") or (facts[0]["currency"] if facts else None)
    scope = visit.given("place_id", "q", "policy", *(("from", "to") if month is None else ()))
    url = visit.url(
        "/series", indicator=row["indicator"], country=row["iso3"], unit=row["unit"], month=month, **scope
    )
    return Card(
        indicator=row["indicator"],
        label=visit.words.topic(row["indicator"]),
        group=group_of(row["indicator"]),
        amount=amount(visit.words, {**row, "currency": currency}, stated),
        period=period,
        url=url,
        country=row["iso3"],
        sources=len({fact["document"]["publisher"] or fact["document_id"] for fact in facts}),
        newest=newest,
        fact=shown,
        sentence=sentence(shown, AROUND) if shown else "",
        speaker=speaker(shown) if shown else "",
        aside=aside,
        reasons=reasons,
        measure=row["measure"],
    )


def _told(visit: Visit, counted: dict[str, Any], repeated: Iterable[str]) -> dict[str, Any]:
    """The counted figure, or the same claim with the same number where a text tells it in the reader's own
    language."""
    if counted["lang"] != visit.words.lang:
        bounds = ("value", "value_min", "value_max", "unit", "indicator")
        for fact_id in repeated:
            fact = fact_of(visit, fact_id)
            if fact and fact["lang"] == visit.words.lang and all(fact[n] == counted[n] for n in bounds):
                return fact
    return counted
