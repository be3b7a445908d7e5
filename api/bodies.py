"""JSON bodies, read whole within a time, checked against their type; what does not fit is named."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from litestar.exceptions import InternalServerException

from api.errors import BadValueError, MediaTypeError, TimeoutProblemError

if TYPE_CHECKING:
    from litestar import Request

T = TypeVar("T")
_BODY_SECONDS = 20.0


async def read_json(request: Request, kind: type[T] | Any) -> Any:  # type: ignore[type-arg]
    """The body as `kind`; MediaTypeError where it is not JSON by its type, BadValueError where it does not
    fit.
    """
    media = request.headers.get("content-type", "application/json").split(";")[0].strip().lower()
    if media != "application/json" and not media.endswith("+json"):
        raise MediaTypeError("media-type", "The body has to be JSON.", allowed=["application/json"])
    try:
        raw = await asyncio.wait_for(request.body(), _BODY_SECONDS)
    except TimeoutError:
        raise TimeoutProblemError(
            "time-limit", f"The body took longer than {_BODY_SECONDS:g} s to come."
        ) from None
    except InternalServerException:
        # That is what a body looks like whose chunks cannot be read, or whose sender has gone.
        raise BadValueError("bad-body", "The body broke off before its end.", parameter="body") from None
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError as error:
        raise BadValueError("bad-body", f"The body does not fit: {error}.", parameter="body") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadValueError(
            "bad-body", f"The body is not JSON: {type(error).__name__}.", parameter="body"
        ) from None
