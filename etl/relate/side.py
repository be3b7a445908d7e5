"""Blocks related side by side, with the same result: each part of the work carries all that it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

import msgspec

from etl.relate.engine import relate_block
from etl.relate.texts import Bands, Similarity
from sql.records import FactRow, RelationRow

# Does work on each part, in whatever processes there are; what it gives comes in the order of the parts.
Spread = Callable[[Callable[[bytes], bytes], Iterable[bytes]], Iterator[bytes]]

# So many facts make a part, unless a single block has more.
PART = 1_000
# Fewer facts are related sooner than they are sent.
WORTH = 4_000


class _Part(msgspec.Struct, array_like=True):
    """Some blocks, the days their documents were published, and what is known of the texts.

    Of the texts themselves only those that the sketches do not tell apart.
    """

    blocks: list[Sequence[FactRow]]
    published: dict[str, date]
    bands: dict[str, Bands]
    texts: dict[str, str]


_encoder = msgspec.msgpack.Encoder()
_parts = msgspec.msgpack.Decoder(_Part)
_relations = msgspec.msgpack.Decoder(list[RelationRow])


def relate_side_by_side(
    blocks: Iterable[Sequence[FactRow]],
    published: Mapping[str, date],
    texts: Mapping[str, str],
    similarity: Similarity,
    spread: Spread,
) -> Iterator[RelationRow]:
    """The relations among the facts of each block, block by block."""
    parts = (_encoder.encode(_part(some, published, texts, similarity)) for some in _parted(blocks))
    for found in spread(relate_part, parts):
        yield from _relations.decode(found)


def relate_part(part: bytes) -> bytes:
    """The relations among the facts of each block of the part."""
    given = _parts.decode(part)
    similarity = Similarity(given.texts, given.bands)
    return _encoder.encode(
        [relation for block in given.blocks for relation in relate_block(block, given.published, similarity)]
    )


def _parted(blocks: Iterable[Sequence[FactRow]]) -> Iterator[list[Sequence[FactRow]]]:
    part: list[Sequence[FactRow]] = []
    size = 0
    for block in blocks:
        if len(block) < 2:
            continue
        part.append(block)
        size += len(block)
        if size >= PART:
            yield part
            part, size = [], 0
    if part:
        yield part


def _part(
    blocks: list[Sequence[FactRow]],
    published: Mapping[str, date],
    texts: Mapping[str, str],
    similarity: Similarity,
) -> _Part:
    names = {fact.document_id for block in blocks for fact in block}
    bands: dict[str, Bands] = {}
    open_texts: set[str] = set()
    for block in blocks:
        documents = dict.fromkeys(fact.document_id for fact in block)
        if len(documents) < 2:
            continue
        first: dict[int, str] = {}
        for name in documents:
            bands[name] = similarity.bands(name)
            for band in bands[name]:
                other = first.setdefault(band, name)
                if other != name:
                    open_texts |= {name, other}
    return _Part(
        blocks,
        {name: published[name] for name in sorted(names) if name in published},
        bands,
        {name: texts[name] for name in sorted(open_texts)},
    )
