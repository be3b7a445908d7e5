"""Places: found by any spelling in four languages, those with figures first."""

from __future__ import annotations

from api.formats import TABLE_FORMATS
from api.pages import list_rows
from api.parameters import FACT_FILTERS, LIST, Parameter
from api.queries import parts
from api.resource import Answer, Question, Resource
from api.schemas.figures import Listing
from api.schemas.reference import PlaceEntry
from sql.export.tables import Column
from sql.search import place_keys

_COLUMNS = (
    Column("place_id", "text"),
    Column("name", "text"),
    *(Column(f"name_{lang}", "text") for lang in ("ar", "en", "fr", "es")),
    Column("iso3", "text"),
    Column("admin1", "text"),
    Column("admin1_name", "text"),
    Column("kind", "text"),
    Column("geonames_id", "integer"),
    Column("lat", "number"),
    Column("lon", "number"),
    Column("accuracy", "text"),
    Column("population", "integer"),
    Column("facts", "integer"),
)


def list_places(question: Question) -> Answer:
    """Places by name, exact spellings before beginnings."""
    reference = parts("api/reference")
    values = {"country": question["country"]}
    if question["q"] is None:
        return list_rows(question, _COLUMNS, reference["places"], values)
    keys = place_keys(question["q"])
    # A beginning of one or two letters would find half the gazetteer.
    start = keys[0] if keys and len(keys[0]) > 2 else "\x02"
    return list_rows(
        question, _COLUMNS, reference["places_by_name"], {**values, "keys": keys, "start": start}
    )


RESOURCES = [
    Resource(
        operation_id="list_places",
        path="/v1/places",
        tag="reference",
        summary="Places, found by any spelling in four languages",
        answers=list_places,
        schema=Listing[PlaceEntry],
        parameters={
            "q": Parameter(
                name="q", kind="text", about="A name in any usual spelling or language.", example="Alep"
            ),
            "country": FACT_FILTERS["country"],
            **LIST,
        },
        formats=(*TABLE_FORMATS, "geojson"),
        errors=(404,),
        pages=True,
    )
]
