"""Provenance as linked data, with its context embedded so that nobody has to fetch one."""

from __future__ import annotations

from typing import Any

from api.schemas.figures import Provenance
from sql.export.shapes import encode
from sql.store import ReleaseRecord

CONTEXT: dict[str, Any] = {
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "dcterms": "http://purl.org/dc/terms/",
    "schema": "http://schema.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "id": "@id",
    "type": "@type",
    "graph": "@graph",
    "TextQuoteSelector": "oa:TextQuoteSelector",
    "TextPositionSelector": "oa:TextPositionSelector",
    "FragmentSelector": "oa:FragmentSelector",
    "Annotation": "oa:Annotation",
    "SpecificResource": "oa:SpecificResource",
    "exact": "oa:exact",
    "prefix": "oa:prefix",
    "suffix": "oa:suffix",
    "start": {"@id": "oa:start", "@type": "xsd:nonNegativeInteger"},
    "end": {"@id": "oa:end", "@type": "xsd:nonNegativeInteger"},
    "value": "rdf:value",
    "conformsTo": {"@id": "dcterms:conformsTo", "@type": "@id"},
    "target": {"@id": "oa:hasTarget", "@type": "@id"},
    "source": {"@id": "oa:hasSource", "@type": "@id"},
    "selector": {"@id": "oa:hasSelector", "@type": "@id"},
    "body": {"@id": "oa:hasBody", "@type": "@id"},
    "motivation": {"@id": "oa:motivatedBy", "@type": "@id"},
    "wasDerivedFrom": {"@id": "prov:wasDerivedFrom", "@type": "@id"},
    "wasQuotedFrom": {"@id": "prov:wasQuotedFrom", "@type": "@id"},
    "wasGeneratedBy": {"@id": "prov:wasGeneratedBy", "@type": "@id"},
    "wasAttributedTo": {"@id": "prov:wasAttributedTo", "@type": "@id"},
    "wasAssociatedWith": {"@id": "prov:wasAssociatedWith", "@type": "@id"},
    "hadMember": {"@id": "prov:hadMember", "@type": "@id"},
    "used": {"@id": "prov:used", "@type": "@id"},
    "generatedAtTime": {"@id": "prov:generatedAtTime", "@type": "xsd:dateTime"},
    "title": "dcterms:title",
    "licence": "dcterms:license",
    "issued": {"@id": "dcterms:issued", "@type": "xsd:date"},
    "identifier": "dcterms:identifier",
    "citation": "dcterms:bibliographicCitation",
    "label": "rdfs:label",
    "name": "schema:name",
    "url": "schema:url",
    "sha256": "schema:sha256",
}


def linked_data(
    fact: dict[str, Any], provenance: Provenance, release: ReleaseRecord, base: str
) -> dict[str, Any]:
    """The figure as a prov:Entity quoted from its document, and the annotation that points at its words."""
    figure = f"{base}/v1/facts/{fact['fact_id']}"
    document = f"{base}/v1/documents/{fact['document_id']}"
    extraction = f"{figure}/provenance#extraction"
    agent = f"urn:humstats:extractor:{fact['extractor'] or 'unknown'}".replace(" ", "-")
    series = provenance.json_pointer is not None and provenance.source_url is not None
    source = provenance.source_url if series else document
    reference = fact["document"]
    stated_by = fact["attribution_org"] or fact["attribution"]
    entity: dict[str, Any] = {
        "id": figure,
        "type": "prov:Entity",
        "identifier": fact["fact_id"],
        "label": fact["quote"] or f"{fact['indicator']} {encode(fact['value']).decode()}",
        "citation": fact["citation"],
        "wasDerivedFrom": source,
        "wasGeneratedBy": extraction,
    }
    if not series:
        entity["wasQuotedFrom"] = document
    graph: list[dict[str, Any]] = [entity]
    if stated_by:
        entity["wasAttributedTo"] = f"{figure}/provenance#stated-by"
        graph.append(
            {
                "id": f"{figure}/provenance#stated-by",
                "type": ["prov:Agent", "prov:Organization"] if fact["attribution_org"] else "prov:Agent",
                "name": stated_by,
            }
        )
    origin: dict[str, Any] = {
        "id": source,
        "type": "prov:Entity",
        "identifier": fact["document_id"],
        "title": reference["title"],
        "url": reference["url"],
        "issued": reference["published_at"],
        "licence": reference["licence"],
    }
    if series:
        origin |= {
            "url": provenance.source_url,
            "generatedAtTime": provenance.retrieved_at.isoformat() if provenance.retrieved_at else None,
            "sha256": provenance.response_sha256,
        }
    if reference["publisher"]:
        origin["wasAttributedTo"] = f"{document}#publisher"
        graph.append(
            {
                "id": f"{document}#publisher",
                "type": ["prov:Agent", "prov:Organization"],
                "name": reference["publisher"],
            }
        )
    graph.append({name: value for name, value in origin.items() if value is not None})
    graph += [
        {
            "id": extraction,
            "type": "prov:Activity",
            "label": "Reading of the figure, by these rules: " + ", ".join(fact["rules"]),
            "used": source,
            "wasAssociatedWith": agent,
        },
        {"id": agent, "type": ["prov:Agent", "prov:SoftwareAgent"], "name": fact["extractor"]},
        {
            "id": f"{figure}/provenance#annotation",
            "type": "Annotation",
            "motivation": "oa:identifying",
            "body": figure,
            "target": {
                "type": "SpecificResource",
                "source": source if series else f"{document}/text",
                "selector": fact["selector"],
            },
        },
        {
            "id": f"{base}/v1/releases/{release.release_id}/humstats.duckdb",
            "type": ["prov:Entity", "prov:Collection"],
            "identifier": release.release_id,
            "generatedAtTime": release.published_at.isoformat(),
            "hadMember": figure,
        },
    ]
    return {"@context": CONTEXT, "graph": graph}
