"""Documents: the list, and one text with every figure highlighted by its topic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from api.queries import parts
from api.routes.documents import RESOURCES
from api.web.evidence import safe_link
from api.web.messages import Words
from api.web.overview import entry
from api.web.reading import clean, direction, group_of, plain_amount
from api.web.visit import Visit

_LIST, _ONE = RESOURCES[0], RESOURCES[1]


def documents(visit: Visit) -> dict[str, Any]:
    """The documents, newest first."""
    query = {
        "limit": 50,
        "count": "true",
        "cursor": visit.values.get("cursor"),
        "lang": visit.values.get("text_lang"),
    }
    answer = visit.ask(_LIST, query)
    cursor = answer["next"].rpartition("cursor=")[2] if answer["next"] else None
    return {
        "documents": [{**row, "words_dir": direction(row["lang"])} for row in answer["data"]],
        "total": answer["total"],
        "older": visit.here(cursor=cursor) if cursor else None,
    }


def document(visit: Visit, document_id: str) -> dict[str, Any]:
    """One document with its figures in their places; NotFoundError where the release has no such document."""
    found = visit.ask(_ONE, {}, document_id=document_id)
    text = None
    if found["text_open"]:
        rows = visit.release.query(parts("api/reference")["text"], {"document_id": document_id}).rows
        text = rows[0][0] if rows else None
    facts = found["facts"]
    return {
        "document": found,
        "words_dir": direction(found["lang"]),
        "link": safe_link(found["url"]),
        "paragraphs": None if text is None else highlighted(visit.words, text, facts),
        "figures": [entry(visit, fact, 120) for fact in facts],
        "groups": groups_of(facts),
    }


def groups_of(facts: Iterable[Mapping[str, Any]]) -> list[str]:
    """The groups of topics that figures belong to, in first-seen order."""
    return list(dict.fromkeys(group_of(fact["indicator"]) for fact in facts))


def highlighted(
    words: Words, text: str, facts: Iterable[Mapping[str, Any]], linked: bool = True
) -> list[Markup]:
    """The paragraphs of a text, each figure a link to its evidence, coloured by its group."""
    at: dict[tuple[int, int], list[Mapping[str, Any]]] = {}
    for fact in facts:
        if fact["start"] is not None and fact["end"] is not None:
            at.setdefault((fact["start"], fact["end"]), []).append(fact)
    paragraphs: list[list[Markup]] = [[]]
    position = 0
    for (start, end), here in sorted(at.items()):
        if start < position or end > len(text):
            continue
        _add(paragraphs, text[position:start])
        paragraphs[-1].append(_figure(words, text[start:end], here, linked))
        position = end
    _add(paragraphs, text[position:])
    return [Markup("").join(pieces) for pieces in paragraphs if any(piece.strip() for piece in pieces)]


def _add(paragraphs: list[list[Markup]], text: str) -> None:
    for number, line in enumerate(text.splitlines() or [""] if text else []):
        if number:
            paragraphs.append([])
        paragraphs[-1].append(Markup("{}").format(clean(line)))
    if text.endswith("\n"):
        paragraphs.append([])


def _figure(words: Words, text: str, facts: list[Mapping[str, Any]], linked: bool) -> Markup:
    first = facts[0]
    said = "; ".join(
        f"{words.label('indicator', fact['indicator'])}: {plain_amount(words, fact)}" for fact in facts
    )
    period = words.period(first["period_start"], first["period_end"]).striptags()
    place = (first.get("place") or {}).get("name") or ""
    note = " · ".join(part for part in (said, clean(place), period) if part)
    group = group_of(first["indicator"])
    target = f"/figures/{first['fact_id']}" if linked else f"#r-{first['fact_id']}"
    return Markup('<a class="fig g-{}" href="{}"{} data-note="{}" id="{}"><mark>{}</mark></a>').format(
        group, target, Markup(" data-evidence") if linked else "", note, first["fact_id"], clean(text)
    )
