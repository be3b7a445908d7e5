"""What is told about requests: JSON log lines with request ids, and counters for Prometheus.

Log lines name the path and the parameters, never their values, and no header but the user agent's length; so
neither a key nor what somebody searched for can reach a log.
"""

from __future__ import annotations

import os
import re
import sys
import time
from bisect import bisect_left
from collections import defaultdict
from datetime import UTC, datetime

import msgspec

BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Counters:
    """Counts of one worker since its start, rendered in the Prometheus text format."""

    def __init__(self) -> None:
        self.requests: defaultdict[tuple[str, str, int], int] = defaultdict(int)
        self.events: defaultdict[str, int] = defaultdict(int)
        self.seconds: dict[str, list[int]] = {}
        self.sums: defaultdict[str, float] = defaultdict(float)
        self.started = time.time()

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        self.requests[route, method, status] += 1
        buckets = self.seconds.get(route)
        if buckets is None:
            buckets = self.seconds[route] = [0] * (len(BUCKETS) + 1)
        buckets[bisect_left(BUCKETS, seconds)] += 1
        self.sums[route] += seconds

    def render(self, release: str, gauges: dict[str, float]) -> str:
        worker = os.getpid()
        lines = [
            "# HELP humstats_requests_total Requests answered.",
            "# TYPE humstats_requests_total counter",
        ]
        for (route, method, status), count in sorted(self.requests.items()):
            lines.append(
                f'humstats_requests_total{{route="{route}",method="{method}",status="{status}",'
                f'worker="{worker}"}} {count}'
            )
        lines += [
            "# HELP humstats_request_seconds Time to answer.",
            "# TYPE humstats_request_seconds histogram",
        ]
        for route in sorted(self.seconds):
            total = 0
            for bound, count in zip((*BUCKETS, "+Inf"), self.seconds[route], strict=True):
                total += count
                lines.append(
                    f'humstats_request_seconds_bucket{{route="{route}",worker="{worker}",le="{bound}"}} '
                    f"{total}"
                )
            lines.append(
                f'humstats_request_seconds_sum{{route="{route}",worker="{worker}"}} {self.sums[route]:.6f}'
            )
            lines.append(f'humstats_request_seconds_count{{route="{route}",worker="{worker}"}} {total}')
        lines += [
            "# HELP humstats_events_total Things that happened: cache hits, refusals, sandboxes killed.",
            "# TYPE humstats_events_total counter",
        ]
        for event, count in sorted(self.events.items()):
            lines.append(f'humstats_events_total{{event="{event}",worker="{worker}"}} {count}')
        lines += [
            "# HELP humstats_release_info The release that is served.",
            "# TYPE humstats_release_info gauge",
            f'humstats_release_info{{release="{release}",worker="{worker}"}} 1',
        ]
        for name, value in sorted(gauges.items()):
            lines += [f"# TYPE humstats_{name} gauge", f'humstats_{name}{{worker="{worker}"}} {value:g}']
        return "\n".join(lines) + "\n"


class AccessLog:
    """JSON lines on stderr, gathered and written together so that no answer waits for them."""

    def __init__(self, enabled: bool) -> None:
        self.enabled = enabled
        self._waiting: list[tuple[float, str, str, str, str, int, int, float, str]] = []

    def add(
        self,
        request_id: str,
        method: str,
        path: str,
        parameters: str,
        status: int,
        size: int,
        seconds: float,
        note: str,
    ) -> None:
        if self.enabled:
            self._waiting.append(
                (time.time(), request_id, method, path, parameters, status, size, seconds, note)
            )

    def fault(self, path: str, error: BaseException) -> None:
        """A fault on this side, by its type and where in the code it was; its message may hold what a
        client sent.
        """
        where = []
        trace = error.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            where.append(f"{code.co_name}:{trace.tb_lineno}")
            trace = trace.tb_next
        line = {"fault": type(error).__name__, "path": path[:200], "where": where[-6:]}
        self._write([msgspec.json.encode(line)])

    def flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        encode = msgspec.json.encode
        lines = []
        for at, request_id, method, path, parameters, status, size, seconds, note in waiting:
            line = {
                "at": datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds"),
                "request_id": request_id,
                "method": method,
                "path": path[:200],
                "parameters": parameter_names(parameters),
                "status": status,
                "bytes": size,
                "ms": round(seconds * 1000, 3),
            }
            if note:
                line["note"] = note
            lines.append(encode(line))
        self._write(lines)

    def _write(self, lines: list[bytes]) -> None:
        try:
            sys.stderr.buffer.write(b"\n".join(lines) + b"\n")
            sys.stderr.buffer.flush()
        except (OSError, ValueError, AttributeError):
            # A closed or replaced stderr must never stop an answer.
            return


def parameter_names(query: str) -> list[str]:
    """The names in a query string, without their values."""
    return sorted({part.split("=", 1)[0][:40] for part in query.split("&") if part})[:40]


_RESOURCES = (
    *("facts", "aggregates", "documents", "indicators", "places", "sources", "codelists", "coverage"),
    *("releases", "exports", "changes", "extract", "sql", "quality", "health", "ready"),
)
_ROUTES = frozenset("/v1/" + name for name in _RESOURCES)
_FIRST = re.compile(r"/v1/[a-z]{1,20}(?=/|\Z)")


def route_of(path: str) -> str:
    """The resource of a path, without ids, so that counters stay few."""
    found = _FIRST.match(path)
    if found is not None:
        return found[0] if found[0] in _ROUTES else "other"
    return path if path in ("/", "/openapi.json", "/docs", "/metrics") else "other"
