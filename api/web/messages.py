"""The interface's words: messages in four languages, and numbers and dates as each language writes them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup, escape

from sql.codelists import load_codelists

LANGUAGES = ("ar", "en", "fr", "es")
DEFAULT = "en"
_NARROW_SPACE = "\u202f"
_GROUPING = {"ar": (",", "."), "en": (",", "."), "fr": (_NARROW_SPACE, ","), "es": (".", ",")}
_ISOLATED = "\u2068{}\u2069"


class Words:
    """One language of the interface."""

    def __init__(self, lang: str) -> None:
        text = (files("api.web") / "messages" / f"{lang}.toml").read_text(encoding="utf-8")
        self.lang = lang
        self.dir = "rtl" if lang == "ar" else "ltr"
        self._messages = tomllib.loads(text)
        self._labels = {
            (name, code.code): str(getattr(code, f"label_{lang}"))
            for name, codes in load_codelists().items()
            for code in codes
        }

    def __call__(self, key: str, **values: Any) -> Markup:
        """The message with its values put in, each kept from reordering what stands around it."""
        found = self.find(key)
        if isinstance(found, Mapping):
            found = found.get(self.plural(values["n"])) or found["other"]
            values["n"] = self.number(values["n"])
        if not values:
            return escape(found)
        shown = {name: Markup("<bdi>{}</bdi>").format(value) for name, value in values.items()}
        return escape(found).format(**shown)

    def plain(self, key: str, **values: Any) -> str:
        """The message as text for an attribute: isolates stand where markup cannot."""
        found = self.find(key)
        if isinstance(found, Mapping):
            found = found.get(self.plural(values["n"])) or found["other"]
            values["n"] = self.number(values["n"])
        return str(found).format(**{name: _ISOLATED.format(value) for name, value in values.items()})

    def find(self, key: str) -> Any:
        """What the message file holds under a dotted key."""
        found: Any = self._messages
        for part in key.split("."):
            found = found[part]
        return found

    def plural(self, number: int | float | Decimal | None) -> str:
        """The CLDR plural category of a whole number; `other` for what is no whole number."""
        if number is None or number != int(number):
            return "other"
        count = abs(int(number))
        if self.lang == "ar":
            last = count % 100
            if count < 3:
                return ("zero", "one", "two")[count]
            return "few" if 3 <= last <= 10 else "many" if last >= 11 else "other"
        if self.lang == "fr":
            return "one" if count < 2 else "other"
        return "one" if count == 1 else "other"

    def number(self, value: int | float | Decimal | None) -> str:
        """A number as the language groups it: 38,000 in English and Arabic, 38.000 in Spanish."""
        if value is None:
            return ""
        group, point = _GROUPING[self.lang]
        exact = Decimal(str(value))
        whole, _, rest = f"{abs(exact):f}".partition(".")
        rest = rest.rstrip("0")
        # Spanish leaves four digits together.
        if not (self.lang == "es" and len(whole) == 4):
            whole = f"{int(whole):,}".replace(",", group)
        sign = "\u2212" if exact < 0 else ""
        return sign + whole + (point + rest if rest else "")

    def day(self, value: date | str | None) -> str:
        """A day in words; empty where there is none."""
        if not value:
            return ""
        day = date.fromisoformat(value[:10]) if isinstance(value, str) else value
        month = self.find("months")[day.month - 1]
        number = "1er" if self.lang == "fr" and day.day == 1 else str(day.day)
        return f"{number} de {month} de {day.year}" if self.lang == "es" else f"{number} {month} {day.year}"

    def month(self, value: date | str | None) -> str:
        """A month in words; empty where there is none."""
        if not value:
            return ""
        text = value if isinstance(value, str) else value.isoformat()
        name = self.find("months")[int(text[5:7]) - 1]
        return f"{name} de {text[:4]}" if self.lang == "es" else f"{name} {text[:4]}"

    def period(self, start: date | str | None, end: date | str | None) -> Markup:
        """A period in words: one day, a whole month, or both ends; says so where no date is stated."""
        if not start and not end:
            return self("period.none")
        if start == end or not start or not end:
            return escape(self.day(start or end))
        first, last = _day(start), _day(end)
        if (first.year, first.month) == (last.year, last.month) and first.day == 1 and _ends_month(last):
            return escape(self.month(first))
        return self("period.range", start=self.day(first), end=self.day(last))

    def label(self, codelist: str, code: str | None) -> str:
        """The label of a code; the code itself where its list lacks it."""
        return self._labels.get((codelist, code or ""), code or "")

    def topic(self, indicator: str) -> str:
        """The label of an indicator as a heading begins it."""
        text = self.label("indicator", indicator)
        return text[:1].upper() + text[1:]

    def unit(self, unit: str, amount: int | float | Decimal | None, currency: str | None = None) -> str:
        """The unit as it stands after an amount."""
        if unit == "currency":
            return self.label("currency", currency) if currency else ""
        forms = self.find("units").get(unit)
        if forms is None:
            return "" if unit == "unknown" else self.label("unit", unit)
        return str(forms.get(self.plural(amount)) or forms["other"])


def _day(value: date | str) -> date:
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value


def _ends_month(day: date) -> bool:
    return date.fromordinal(day.toordinal() + 1).month != day.month


@cache
def words_of(lang: str) -> Words:
    """The words of one of the interface's languages."""
    return Words(lang)


def choose_language(asked: str | None, remembered: str | None, accepted: str) -> str:
    """The language asked for, else the remembered one, else the first that the browser accepts."""
    for wish in (asked, remembered):
        if wish in LANGUAGES:
            return wish
    wishes = []
    for position, part in enumerate(accepted.split(",")[:20]):
        name, _, weight = part.strip().partition(";q=")
        try:
            rank = float(weight) if weight else 1.0
        except ValueError:
            rank = 0.0
        if rank > 0:
            wishes.append((-rank, position, name.split("-")[0].lower()))
    for _, _, name in sorted(wishes):
        if name in LANGUAGES:
            return name
    return DEFAULT
