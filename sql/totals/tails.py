"""What a fact shows alike in every row, as JSON that is ready: all of its evidence behind the part it plays.

Tails are much alike, so each is packed beside samples of them that lie in the same file: any one is unpacked
alone, in little time.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Sequence
from functools import cache

import msgspec
import zstandard

from sql.export.shapes import encode
from sql.totals.claims import Claim
from sql.totals.evidence import Details, because, show
from sql.totals.outcomes import COUNTED, Outcome
from sql.totals.sources import Reliability
from sql.totals.sources import reliability as default_reliability

# So many tails are the samples of a file.
_SAMPLES = 16
_EMPTY = b"no samples"
_LEVEL = 3


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
    if outcome is COUNTED:
        return b'{"fact_id":%b,"role":"recommended","because":null,"refers_to":[],%b' % (
            encode(claim.fact_id),
            tail,
        )
    return _head(claim.fact_id, outcome) + tail


def _head(fact_id: str, outcome: Outcome) -> bytes:
    head = encode(_Head(fact_id, outcome.role, because(outcome), outcome.refers_to))
    return head[:-1] + b","


def samples_of(claims: Sequence[Claim], details: Details, reliability: Reliability | None) -> bytes:
    """The tails of some of the claims, from all over, that all of their file are packed beside."""
    step = max(1, len(claims) // _SAMPLES)
    return b"".join(tails_of(claims[::step][:_SAMPLES], details, reliability))


class Packing:
    """Packs and unpacks the tails of one file beside its samples."""

    def __init__(self, samples: bytes) -> None:
        self.samples = samples
        self._dictionary = zstandard.ZstdCompressionDict(
            samples or _EMPTY, dict_type=zstandard.DICT_TYPE_RAWCONTENT
        )
        self._threads = threading.local()

    def pack(self, tails: Iterable[bytes]) -> list[bytes]:
        """Each tail alone."""
        packer = zstandard.ZstdCompressor(level=_LEVEL, dict_data=self._dictionary)
        return [packer.compress(tail) for tail in tails]

    def unpacker(self) -> Callable[[bytes], bytes]:
        """What gives one tail back."""
        # One for each thread: it may not be used by two at once.
        found: zstandard.ZstdDecompressor | None = getattr(self._threads, "unpacker", None)
        if found is None:
            found = self._threads.unpacker = zstandard.ZstdDecompressor(dict_data=self._dictionary)
        return found.decompress
