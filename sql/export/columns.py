"""The flat columns of a fact, the same in CSV, Parquet, Arrow and the view `facts`, and where their values
lie.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sql.export.shapes import citation
from sql.export.tables import Column

FACT_COLUMNS: tuple[Column, ...] = (
    Column("fact_id", "text", "#meta+id", "Stable id of the figure"),
    Column("document_id", "text", "#meta+document+id", "Content address of the stored text"),
    Column("indicator", "text", "#indicator+code", "What happened to whom is counted"),
    Column("value", "decimal", "#value", "The number as stated; empty where the text states none"),
    Column("value_min", "decimal", "#value+min", "Lower bound the wording gives"),
    Column("value_max", "decimal", "#value+max", "Upper bound the wording gives"),
    Column("quantifier", "text", "#meta+quantifier", "more_than, approximately, exact and so on"),
    Column("unit", "text", "#meta+unit+code", "What is counted"),
    Column("unit_text", "text", "#meta+unit+name", "The words for what is counted"),
    Column("currency", "text", "#currency+code", "ISO 4217 code, for money"),
    Column("population", "texts", "#population+type+list", "Who: civilians, women, children and so on"),
    Column("measure", "text", "#meta+measure", "stock, flow, cumulative, rate or unknown"),
    Column(
        "assertion",
        "text",
        "#meta+assertion",
        "How it is asserted; denied and planned figures are not counted",
    ),
    Column("period_start", "date", "#date+start", "First day, inclusive"),
    Column("period_end", "date", "#date+end", "Last day, inclusive"),
    Column("period_text", "text", "#date+text", "The words for the time"),
    Column("date_accuracy", "text", "#meta+date+accuracy", "How exact the period is"),
    Column("place_name", "text", "#loc+name", "Name of the place"),
    Column("place_text", "text", "#loc+text", "The words for the place"),
    Column("place_id", "text", "#loc+code", "Id of the place"),
    Column("iso3", "text", "#country+code", "ISO 3166-1 alpha-3 code of the country"),
    Column("admin1", "text", "#adm1+name", "First-level division"),
    Column("geonames_id", "integer", "#loc+code+v_geonames", "GeoNames id"),
    Column("lat", "number", "#geo+lat", "Latitude, WGS 84"),
    Column("lon", "number", "#geo+lon", "Longitude, WGS 84"),
    Column("place_accuracy", "text", "#meta+loc+accuracy", "country, admin1, admin2, point or site"),
    Column("place_role", "text", "#meta+loc+role", "origin, destination or event_site"),
    Column(
        "place_carried_over", "boolean", "#meta+loc+carried", "The place was named in an earlier sentence"
    ),
    Column("attribution", "text", "#contact+attribution", "Who says it in the document, verbatim"),
    Column("attribution_org", "text", "#org+attribution", "The organisation that says it"),
    Column("start", "integer", "#meta+start", "First code point of the figure in the text"),
    Column("end", "integer", "#meta+end", "Code point after the figure"),
    Column("quote", "text", "#description+quote", "The sentence that holds the figure"),
    Column("quote_start", "integer", "#meta+quote+start", "First code point of the sentence"),
    Column("quote_end", "integer", "#meta+quote+end", "Code point after the sentence"),
    Column("modifier_text", "text", "#meta+modifier", "The quantifier's words"),
    Column("subset_of", "text", "#meta+subset+id", "The figure this one is part of"),
    Column("duplicate_of", "text", "#meta+duplicate+id", "The figure this one says again"),
    Column("rules", "texts", "#meta+rules+list", "Ids of the rules that built it"),
    Column("extractor", "text", "#meta+extractor", "Version of the extractor"),
    Column("confidence", "number", "#meta+confidence", "Zero to one, an ordering"),
    Column("lang", "text", "#meta+lang", "Language of the text"),
    Column("source_url", "text", "#meta+series+url", "Address of the series, for a row of one"),
    Column("retrieved_at", "instant", "#date+retrieved", "When the series was fetched"),
    Column("response_sha256", "text", "#meta+series+sha256", "Hash of the response of the series"),
    Column("json_pointer", "text", "#meta+series+pointer", "The row in the response, as a JSON Pointer"),
    Column("title", "text", "#meta+document+title", "Title of the document"),
    Column("publisher", "text", "#org+publisher", "Who published the document"),
    Column("url", "text", "#meta+url", "Address of the document"),
    Column("published_at", "date", "#date+published", "Day of publication"),
    Column("licence", "text", "#meta+licence", "Licence of the document"),
    Column("role", "text", "#meta+role", "Part of the figure in totals"),
    Column("because", "text", "#meta+because", "Why it has this part"),
    Column("refers_to", "texts", "#meta+refers+list", "The figures that the reason names"),
    Column("citation", "text", "#meta+citation", "How to cite the figure"),
)

STORED = tuple(column.name for column in FACT_COLUMNS if column.name != "citation")


def flat_fact(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """The values of FACT_COLUMNS from a row of the view `facts`."""
    return (*(row[name] for name in STORED), citation(row))
