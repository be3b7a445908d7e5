"""Totals that open into their evidence: `aggregate` on request, `build` for a release."""

from sql.totals.aggregate import EncodedAnswer, aggregate, encoded, newest
from sql.totals.build import Files, build, renew
from sql.totals.encoding import row_json
from sql.totals.layout import TooManyError, claims_path, is_stale
from sql.totals.model import (
    GROUPS,
    MEASURES,
    AggregateAnswer,
    AggregateQuery,
    AggregateRow,
    Evidence,
    FactFilter,
    LeftOut,
    Total,
)
from sql.totals.policies import POLICIES
from sql.totals.refusals import REASONS, RefusedSumError

__all__ = [
    "GROUPS",
    "MEASURES",
    "POLICIES",
    "REASONS",
    "AggregateAnswer",
    "AggregateQuery",
    "AggregateRow",
    "EncodedAnswer",
    "Evidence",
    "FactFilter",
    "Files",
    "LeftOut",
    "RefusedSumError",
    "TooManyError",
    "Total",
    "aggregate",
    "build",
    "claims_path",
    "encoded",
    "is_stale",
    "newest",
    "renew",
    "row_json",
]
