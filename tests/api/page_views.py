"""One address for each view of the page, over a store that holds the seeds."""

from __future__ import annotations

import httpx

VIEWS = ("overview", "country", "search", "series", "figure", "map", "documents", "document", "try", "sql")


def addresses(site: str) -> dict[str, str]:
    """The addresses by view."""
    query = {"indicator": "displaced", "country": "SYR", "lang": "ar"}
    fact = httpx.get(site + "/v1/facts", params=query).json()["data"][0]
    found = {
        "overview": "/",
        "country": "/?country=SYR&from=2019-02-01&to=2019-02-28",
        "search": "/?q=نزوح",
        "series": "/series?indicator=displaced&country=SYR",
        "figure": f"/figures/{fact['fact_id']}",
        "map": "/map",
        "documents": "/documents",
        "document": f"/documents/{fact['document_id']}",
        "try": "/try?example=ar",
        "sql": "/sql?sql=SELECT+indicator,value,quote+FROM+facts+LIMIT+5",
    }
    assert tuple(found) == VIEWS
    return found
