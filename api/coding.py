"""Content codings: which one a client likes best, and a body in it."""

from __future__ import annotations

import gzip

import brotli
import zstandard

# Below this many bytes packing costs more than it saves.
SMALL = 860
COMPRESSIBLE = (
    b"application/json",
    b"application/problem+json",
    b"application/ld+json",
    b"application/geo+json",
    b"application/x-ndjson",
    b"text/",
    b"image/svg",
    b"application/javascript",
)


def choose_coding(header: bytes) -> bytes:
    """The content coding to use: zstd before br before gzip where the client likes them equally."""
    best, coding = 0.0, b""
    if not header:
        return coding
    for part in header.split(b","):
        name, _, rest = part.strip().partition(b";")
        weight = 1.0
        if rest.strip().startswith(b"q="):
            try:
                weight = float(rest.strip()[2:])
            except ValueError:
                weight = 0.0
        for position, known in enumerate((b"zstd", b"br", b"gzip")):
            if name.strip().lower() == known and weight > 0:
                rank = weight - position * 1e-6
                if rank > best:
                    best, coding = rank, known
    return coding


def compress(body: bytes, coding: bytes) -> bytes:
    """The body in a content coding; levels are those where more effort stopped paying on pages of facts."""
    if coding == b"zstd":
        return zstandard.ZstdCompressor(level=3).compress(body)
    if coding == b"br":
        packed: bytes = brotli.compress(body, quality=4)
        return packed
    return gzip.compress(body, compresslevel=5, mtime=0)
