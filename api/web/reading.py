"""A figure in words: its bounds as the wording gives them, its sentence with the figure marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from markupsafe import Markup, escape

from api.web.messages import Words

# Invisible characters that reorder or hide what follows; on the page a text keeps its own order.
_REORDERING = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]")
_RTL = frozenset({"ar", "fa", "ur", "he", "ps", "ckb"})

GROUPS = {
    "displacement": (
        *("displaced", "forced_to_flee", "evacuated", "relocated", "sheltered", "in_relief_camp"),
        *("homeless", "evicted", "stranded", "departed", "arrived", "returned", "refugees"),
        *("asylum_seekers", "stateless"),
    ),
    "harm": ("killed", "injured", "missing", "cases"),
    "conflict": (
        "abducted",
        "detained",
        "released",
        "surrendered",
        "besieged",
        "fighters_present",
        "attacks",
    ),
    "needs": (
        *("affected", "in_need", "targeted", "assisted", "food_insecure", "malnourished", "population"),
    ),
    "damage": ("housing_destroyed", "housing_damaged", "housing_uninhabitable", "facilities_damaged"),
    "money": ("funding_required", "funding_received"),
}
_GROUP_OF = {code: group for group, codes in GROUPS.items() for code in codes}


def group_of(indicator: str) -> str:
    """The group of an indicator, by which texts are coloured."""
    return _GROUP_OF.get(indicator, "other")


def clean(text: str | None) -> str:
    """The text without characters that reorder what stands around them."""
    return _REORDERING.sub("", text or "")


def direction(lang: str | None) -> str:
    """The direction of a text in this language; `auto` where the language is not known."""
    return "auto" if not lang else "rtl" if lang in _RTL else "ltr"


def marked(text: str, start: int | None, end: int | None, around: int | None = None) -> Markup:
    """The text with its characters from start to end in a <mark>, shortened to `around` on each side."""
    if start is None or end is None or not 0 <= start <= end <= len(text):
        return escape(clean(text))
    before, figure, after = clean(text[:start]), clean(text[start:end]), clean(text[end:])
    if around is not None:
        if len(before) > around:
            cut = before[-around:]
            before = "…" + (cut.partition(" ")[2] or cut)
        if len(after) > around:
            cut = after[:around]
            after = (cut.rpartition(" ")[0] or cut) + "…"
    return Markup("{}<mark>{}</mark>{}").format(before, figure, after)


def sentence(fact: Mapping[str, Any], around: int | None = None) -> Markup:
    """The fact's sentence with its figure marked."""
    start = fact.get("quote_start") or 0
    first, last = fact.get("start"), fact.get("end")
    return marked(
        fact.get("quote") or "",
        None if first is None else first - start,
        None if last is None else last - start,
        around,
    )


def wording(value: Any, low: Any, high: Any, stated: Iterable[str]) -> str:
    """The quantifier that says what a total and its bounds say, given those of the figures it rests on."""
    kinds = set(stated)
    if value is None:
        if low is not None and high is not None:
            return "between"
        return "at_least" if low is not None else "at_most" if high is not None else "unstated"
    if low is not None and high is not None:
        return "exact" if low == high else "between"
    if low is not None:
        return "more_than" if kinds <= {"more_than"} and kinds else "at_least"
    if high is not None:
        return "less_than" if kinds <= {"less_than"} and kinds else "at_most"
    return "approximately"


def amount(words: Words, figure: Mapping[str, Any], stated: Iterable[str] | None = None) -> Markup:
    """The number with its bounds in words, and what is counted: more than 38,000 people."""
    value, low, high = figure["value"], figure["value_min"], figure["value_max"]
    kind = wording(value, low, high, (figure["quantifier"],) if stated is None else stated)
    if kind == "unstated":
        return words("amount.unstated")
    if kind == "between" and (magnitude := _magnitude(words, figure, stated)) is not None:
        return magnitude
    if kind == "between":
        number = _bold(words, words.find("amount.between"), low=low, high=high)
        counted = high
    else:
        counted = value if value is not None else low if low is not None else high
        number = _bold(words, words.find(f"amount.{kind}"), value=counted)
    unit = words.unit(figure["unit"], counted, figure.get("currency"))
    sign = "%" if figure["unit"] == "percent" else ""
    if sign:
        return Markup("{}<span class='unit'>{}</span>").format(number, sign)
    return Markup("{} <span class='unit'>{}</span>").format(number, unit) if unit else number


def _magnitude(words: Words, figure: Mapping[str, Any], stated: Iterable[str] | None) -> Markup | None:
    """What a text says without a number, "thousands", and behind it what is counted and the bounds."""
    kinds = {figure.get("quantifier")} if stated is None else set(stated)
    low, high = figure["value_min"], figure["value_max"]
    word = words.find("magnitude").get(f"{low:f}" if isinstance(low, Decimal) else str(low))
    if kinds != {"order_of_magnitude"} or word is None or len(str(int(low))) != len(str(int(high))):
        return None
    span = words("magnitude.shown", low=words.number(low), high=words.number(high))
    # A plural that stands by itself: "people", not the form that a number asks for.
    unit = words.unit(figure["unit"], 3, figure.get("currency"))
    rest = Markup(" · ").join(part for part in (unit, span) if part)
    return Markup("<span class='q'><b>{}</b></span> <span class='unit'>({})</span>").format(word, rest)


def plain_amount(words: Words, figure: Mapping[str, Any], stated: Iterable[str] | None = None) -> str:
    """The same as text."""
    return amount(words, figure, stated).striptags()


def _bold(words: Words, pattern: str, **values: Any) -> Markup:
    shown = {name: Markup("<bdi>{}</bdi>").format(words.number(value)) for name, value in values.items()}
    return Markup("<span class='q'>{}</span>").format(
        escape(pattern).format(**{k: Markup("<b>{}</b>").format(v) for k, v in shown.items()})
    )


def speaker(fact: Mapping[str, Any]) -> str:
    """Who says it: the organisation named, else the words of the text; empty where it is the text itself."""
    return clean(fact.get("attribution_org") or fact.get("attribution"))
