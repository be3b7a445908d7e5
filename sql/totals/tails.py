"""What a fact shows alike in every row, as JSON that is ready: all of its evidence behind the part it plays.

Tails of neighbouring claims are packed together, a few at a time, because they are much alike and are asked
for together.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Sequence
from functools import cache

import msgspec
import zstandard

from sql.export.shapes import encode
from sql.totals.claims import Claim
from sql.totals.evidence import Details, because, show
from sql.totals.outcomes import COUNTED, Outcome
from sql.totals.sources import Reliability
from sql.totals.sources import reliability as default_reliability

# So many are packed as one.
CHUNK = 8
_LEVEL = 3
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[bytes]).decode
_threads = threading.local()


class _Head(msgspec.Struct, frozen=True, gc=False):
    """The first fields of a fact's evidence: those that are another in every row."""

    fact_id: str
    role: str
    because: str | None
    refers_to: tuple[str, ...]


def levels_digest(reliability: Reliability | None) -> str:
    """A digest of the one table that tails are made with."""
    return _usual() if reliability is None else _digest(reliability)


@cache
def _usual() -> str:
    return _digest(default_reliability())


def _digest(reliability: Reliability) -> str:
    return hashlib.blake2b(repr(sorted(reliability.levels.items())).encode(), digest_size=8).hexdigest()


def tails_of(claims: Iterable[Claim], details: Details, reliability: Reliability | None) -> list[bytes]:
    """The tail of each claim."""
    found = []
    for claim in claims:
        head = len(_head(claim.fact_id, COUNTED))
        found.append(encode(show(claim, COUNTED, details, reliability))[head:])
    return found


def join(claim: Claim, outcome: Outcome, tail: bytes) -> bytes:
    """The evidence of a fact as JSON: the same bytes that `show` would be encoded as."""
    return _head(claim.fact_id, outcome) + tail


def _head(fact_id: str, outcome: Outcome) -> bytes:
    head = encode(_Head(fact_id, outcome.role, because(outcome), outcome.refers_to))
    return head[:-1] + b","


def pack(tails: Sequence[bytes]) -> list[bytes]:
    """The tails in chunks."""
    packer = zstandard.ZstdCompressor(level=_LEVEL)
    return [packer.compress(_encode(tails[first : first + CHUNK])) for first in range(0, len(tails), CHUNK)]


def unpack(chunk: bytes) -> list[bytes]:
    """The tails of one chunk."""
    # One for each thread: it may not be used by two at once.
    unpacker: zstandard.ZstdDecompressor | None = getattr(_threads, "unpacker", None)
    if unpacker is None:
        unpacker = _threads.unpacker = zstandard.ZstdDecompressor()
    return _decode(unpacker.decompress(chunk))
