"""Token buckets: how often each client may ask."""

from __future__ import annotations

import time
from collections import OrderedDict

_MOST_CLIENTS = 10_000


class Buckets:
    """One bucket per client, refilled steadily; the longest unseen clients are forgotten first."""

    def __init__(self, per_second: float, burst: int) -> None:
        self._rate = per_second
        self._burst = float(max(1, burst))
        self._filled: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str, now: float | None = None) -> float:
        """0 and one token less, or the seconds until there is one."""
        if self._rate <= 0:
            return 0.0
        at = time.monotonic() if now is None else now
        level, since = self._filled.get(client, (self._burst, at))
        level = min(self._burst, level + (at - since) * self._rate)
        wait = 0.0 if level >= 1 else (1 - level) / self._rate
        self._filled[client] = (level - 1 if wait == 0 else level, at)
        self._filled.move_to_end(client)
        if len(self._filled) > _MOST_CLIENTS:
            self._filled.popitem(last=False)
        return wait
