"""Sums that are refused because they would be wrong, each with the question that has an answer."""

from __future__ import annotations

from sql.errors import StoreError

REASONS = ("stocks_over_time", "overlapping_windows", "mixed_units", "rates", "split_window")


class RefusedSumError(StoreError):
    """A wrong sum was asked for. `code` is one of REASONS, `reason` a plain sentence.

    `alternative` holds the parameters that make the question valid; None takes a parameter away.
    `resource` is where the valid question is asked: aggregates or facts.
    """

    def __init__(
        self, code: str, reason: str, alternative: dict[str, str | None], resource: str = "aggregates"
    ) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.alternative = alternative
        self.resource = resource
