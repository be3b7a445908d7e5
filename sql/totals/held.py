"""What is kept of a release that totals are asked of: its claims and its facts, found without a query."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from weakref import WeakKeyDictionary

import duckdb
import msgspec

from sql.export.lookup import Lookup, lookup_path
from sql.store import load_query
from sql.totals.claims import Claim
from sql.totals.evidence import Detail, unknown
from sql.totals.layout import Laid, claims_path
from sql.totals.ties import Ties, tie

# A release with few facts is read once and kept.
SMALL = 5_000
_MOST = 3
_detail = msgspec.json.Decoder(Detail)


class Found:
    """Details out of the lookup file of a release."""

    def __init__(self, lookup: Lookup, *, keep: bool) -> None:
        self._lookup = lookup
        self._kept: dict[str, Detail] | None = {} if keep else None

    def of(self, claim: Claim) -> Detail:
        """What the fact shows; its document alone where the file has no such fact."""
        if self._kept is not None and (held := self._kept.get(claim.fact_id)) is not None:
            return held
        blob = self._lookup.get(claim.fact_id)
        found = unknown(claim) if blob is None else _detail.decode(blob)
        if self._kept is not None:
            self._kept[claim.fact_id] = found
        return found


@dataclass(frozen=True)
class Held:
    """The files of one release; `small` are all of its claims by indicator where they are few."""

    claims: Laid
    details: Found
    small: tuple[dict[str, list[Claim]], Ties] | None


_by_connection: WeakKeyDictionary[duckdb.DuckDBPyConnection, Held] = WeakKeyDictionary()
_by_file: OrderedDict[tuple[str, int, int], Held] = OrderedDict()
_mutex = threading.Lock()


def opened(connection: duckdb.DuckDBPyConnection) -> Held | None:
    """The files beside the release that is read; None where there are none, or those of another version."""
    found = _by_connection.get(connection)
    if found is not None:
        return found
    named = connection.execute(load_query("totals/release")).fetchone()
    if named is None or named[0] is None:
        return None
    path = Path(named[0])
    try:
        status = path.stat()
        key = (str(path), status.st_mtime_ns, status.st_ino)
        with _mutex:
            found = _by_file.get(key)
            if found is None:
                found = _by_file[key] = _open(path)
                while len(_by_file) > _MOST:
                    _by_file.popitem(last=False)
            _by_connection[connection] = found
    except (OSError, ValueError):
        return None
    return found


def _open(path: Path) -> Held:
    claims, lookup = Laid(claims_path(path)), Lookup(lookup_path(path))
    small = None
    if len(claims) <= SMALL:
        every = sorted(claims.every(), key=lambda claim: claim.order)
        by_indicator: dict[str, list[Claim]] = {}
        for claim in every:
            by_indicator.setdefault(claim.indicator, []).append(claim)
        small = (by_indicator, tie(every))
    return Held(claims, Found(lookup, keep=small is not None), small)
