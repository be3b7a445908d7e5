"""One visit to the page: the release it reads, the language it speaks, and the API's own answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import msgspec

from api.library import Release
from api.parameters import FACT_FILTERS, Parameter, declare
from api.queries import parts
from api.query_string import parse
from api.resource import Question, Resource, codes_of
from api.routes.aggregates import NEWEST
from api.service import Service
from api.web.messages import LANGUAGES, Words
from sql.totals import POLICIES

LANG = Parameter(name="lang", kind="choice", choices=LANGUAGES, about="Language of the interface.")
SCOPE = ("indicator", "country", "place_id", "unit", "from", "to", "q")
FILTERS = declare(
    *(FACT_FILTERS[name] for name in SCOPE),
    LANG,
    Parameter(name="policy", kind="choice", choices=tuple(POLICIES), about="How to settle disagreements."),
    Parameter(name="month", kind="text", about="A month as YYYY-MM, or `none`."),
    Parameter(name="cursor", kind="text", about="Position in a list."),
    Parameter(name="more", kind="integer", minimum=1, maximum=1000, about="How many countries or months."),
    Parameter(name="text_lang", kind="choice", choices=LANGUAGES, about="Language of the documents."),
    Parameter(name="sql", kind="text", about="A query."),
    Parameter(name="example", kind="choice", choices=LANGUAGES, about="An example to try."),
)


@dataclass(frozen=True)
class Visit:
    """What a view needs to know."""

    service: Service
    release: Release
    words: Words
    path: str
    values: dict[str, Any]
    base: str

    def ask(
        self, resource: Resource, query: Mapping[str, Any], *, newest: int | None = None, **path_values: str
    ) -> Any:
        """The answer of one of the API's resources, decoded; the page asks no other questions than it.

        `newest` asks for so many rows from the end of a list of totals.
        """
        text = urlencode({name: _text(value) for name, value in query.items() if value not in (None, "")})
        values = parse(text.encode(), resource.declared, codes_of(self.release))
        values.pop("format", None)
        values.update(path_values)
        if newest is not None:
            values[NEWEST] = newest
        question = Question(
            self.release,
            self.service.library,
            self.service.settings,
            values,
            "json",
            resource.path,
            text.encode(),
            self.base,
        )
        return msgspec.json.decode(resource.answers(question).body)

    def given(self, *names: str) -> dict[str, Any]:
        """The filters of the address bar, those of `names` only."""
        return {name: self.values[name] for name in names if self.values.get(name) is not None}

    def url(self, path: str, **query: Any) -> str:
        """An address on the page."""
        text = urlencode({name: _text(value) for name, value in query.items() if value not in (None, "")})
        return f"{path}?{text}" if text else path

    def here(self, **changes: Any) -> str:
        """This address with some parameters changed."""
        return self.url(self.path, **{**self.values, **changes})

    def countries(self) -> dict[str, str]:
        """The names of all countries in the interface's language, by code."""
        key = f"countries.{self.words.lang}"
        found: dict[str, str] | None = self.release.memo.get(key)
        if found is None:
            rows = self.release.query(parts("api/page")["countries"]).records()
            found = self.release.memo[key] = {
                row["iso3"]: row[f"name_{self.words.lang}"] or row["name"] or row["iso3"] for row in rows
            }
        return found

    def place(self, place: Mapping[str, Any] | None) -> str:
        """The name of a figure's place in the interface's language, else as the text has it."""
        if not place:
            return ""
        key = f"places.{self.words.lang}"
        known: dict[str, str] | None = self.release.memo.get(key)
        if known is None:
            rows = self.release.query(parts("api/page")["place_names"]).records()
            known = self.release.memo[key] = {row["place_id"]: row[f"name_{self.words.lang}"] for row in rows}
        found = known.get(place.get("place_id") or "") or place.get("name") or place.get("text")
        return found or ""

    def country(self, iso3: str | None) -> str:
        """The name of a country."""
        return self.countries().get(iso3 or "", iso3 or "")


def fact_of(visit: Visit, fact_id: str) -> dict[str, Any] | None:
    """A figure by its id, as the API shows it."""
    blob = visit.release.facts.get(fact_id)
    return None if blob is None else msgspec.json.decode(blob)


def read_values(query: Mapping[str, str], release: Release) -> dict[str, Any]:
    """The values of the address bar; empty fields of a form and what is not the page's own are left out."""
    kept = {name: value for name, value in query.items() if name in FILTERS and value.strip()}
    # A query is longer than any filter and has its own limits at its own door.
    sql = kept.pop("sql", None)
    values = parse(urlencode(kept).encode(), FILTERS, codes_of(release))
    return values if sql is None else {**values, "sql": sql}


def _text(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
