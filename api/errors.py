"""The errors of the API, each with one stable problem type.

ApiError
├── BadValueError         400  a parameter, code or body that is not understood; names it and lists what is
allowed
├── NotAuthorisedError    401  a write without a valid key
├── ForbiddenError        403  it exists, and may not be shown
├── NotFoundError         404  nothing has this id
├── GoneError             410  it existed, and is no longer kept
├── NotAcceptableError    406  no offered format is acceptable
├── TimeoutProblemError   408  a body that comes too slowly
├── TooLargeError         413  a body over its limit
├── AddressError          414  a query string over its limit
├── MediaTypeError        415  a body in a type that is not read
├── TooManyError          429  over the rate limit, or every worker busy
└── UnavailableError      503  no release is published yet
"""

from __future__ import annotations

from typing import Any

import msgspec

PROBLEM_JSON = "application/problem+json"
_PREFIX = "urn:humstats:problem:"

TITLES = {
    "unknown-parameter": "Unknown parameter",
    "unknown-code": "Unknown code",
    "bad-value": "Bad value",
    "bad-body": "The body cannot be read",
    "bad-cursor": "The cursor cannot be read",
    "refused-sum": "These figures must not be added",
    "sql-refused": "Only one SELECT over the published views is answered",
    "sql-error": "The query failed",
    "sql-timeout": "The query took too long",
    "sql-too-large": "The query needs more memory than it may have",
    "not-authorised": "A valid key is needed",
    "not-found": "Not found",
    "gone": "No longer kept",
    "text-withheld": "The licence does not allow the text to be shown",
    "method-not-allowed": "Method not allowed",
    "not-acceptable": "No acceptable format",
    "too-large": "Too large",
    "query-too-long": "The query string is too long",
    "media-type": "Unsupported media type",
    "range-not-satisfiable": "The range lies outside the file",
    "too-many-requests": "Too many requests",
    "no-release": "No release is published yet",
    "time-limit": "The answer took too long",
    "internal": "Something failed on this side",
}


class Problem(msgspec.Struct, omit_defaults=True, kw_only=True):
    """A problem document (RFC 9457): `type` is stable, `detail` is for people."""

    type: str
    title: str
    status: int
    detail: str = ""
    instance: str | None = None
    parameter: str | None = None
    value: str | None = None
    allowed: list[str] | None = None
    alternatives: list[dict[str, Any]] | None = None
    errors: list[dict[str, Any]] | None = None


class ApiError(Exception):
    """Root of what this package raises on purpose; carries everything its problem document says."""

    status = 400

    def __init__(
        self,
        kind: str,
        detail: str,
        *,
        parameter: str | None = None,
        value: str | None = None,
        allowed: list[str] | None = None,
        alternatives: list[dict[str, Any]] | None = None,
        errors: list[dict[str, Any]] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.parameter = parameter
        self.value = value
        self.allowed = allowed
        self.alternatives = alternatives
        self.errors = errors
        self.headers = headers or {}

    def problem(self, instance: str | None = None) -> Problem:
        return Problem(
            type=_PREFIX + self.kind,
            title=TITLES[self.kind],
            status=self.status,
            detail=self.detail,
            instance=instance,
            parameter=self.parameter,
            value=None if self.value is None else self.value[:200],
            allowed=self.allowed,
            alternatives=self.alternatives,
            errors=self.errors,
        )


class BadValueError(ApiError):
    """A parameter, code or body is not understood."""


class NotAuthorisedError(ApiError):
    """A write without a valid key."""

    status = 401


class ForbiddenError(ApiError):
    """It exists, and may not be shown."""

    status = 403


class NotFoundError(ApiError):
    """Nothing has this id."""

    status = 404


class MethodError(ApiError):
    """The resource does not answer this method."""

    status = 405


class NotAcceptableError(ApiError):
    """No offered format is acceptable."""

    status = 406


class TimeoutProblemError(ApiError):
    """The client took too long to send its request."""

    status = 408


class GoneError(ApiError):
    """It existed and is no longer kept."""

    status = 410


class TooLargeError(ApiError):
    """A body over its limit."""

    status = 413


class AddressError(ApiError):
    """A query string over its limit."""

    status = 414


class MediaTypeError(ApiError):
    """A body in a type that is not read."""

    status = 415


class RangeError(ApiError):
    """A byte range outside the file."""

    status = 416


class TooManyError(ApiError):
    """Over the rate limit, or every worker is busy."""

    status = 429


class InternalError(ApiError):
    """A fault on this side; says nothing about the inside."""

    status = 500


class UnavailableError(ApiError):
    """Not able to answer now."""

    status = 503


def bad_value(parameter: str, value: str, wanted: str, allowed: list[str] | None = None) -> BadValueError:
    return BadValueError(
        "bad-value",
        f"{parameter}: {value[:200]!r} is not {wanted}.",
        parameter=parameter,
        value=value,
        allowed=allowed,
    )


def unknown_code(parameter: str, value: str, allowed: list[str]) -> BadValueError:
    return BadValueError(
        "unknown-code",
        f"{parameter}: {value[:200]!r} is not one of its codes.",
        parameter=parameter,
        value=value,
        allowed=allowed,
    )


_BY_STATUS: dict[int, tuple[type[ApiError], str, str]] = {
    404: (NotFoundError, "not-found", "Nothing is at this address; /openapi.json lists what is."),
    405: (MethodError, "method-not-allowed", "This resource does not answer this method."),
    413: (TooLargeError, "too-large", "The body is over its limit."),
}


def problem_of(error: BaseException, status: int | None = None) -> ApiError:
    """The problem that an exception means to the client, by the status a framework gave it; says nothing
    about the inside.
    """
    if isinstance(error, ApiError):
        return error
    if status in _BY_STATUS:
        kind, name, detail = _BY_STATUS[status]
        return kind(name, detail)
    if status == 415:
        return MediaTypeError("media-type", "The body has to be JSON.", allowed=["application/json"])
    if status is not None and 400 <= status < 500:
        return BadValueError("bad-value", "The request cannot be read.")
    return InternalError("internal", "The fault is noted under this request's id.")
