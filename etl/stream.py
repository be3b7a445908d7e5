"""Documents as JSON lines: each read and answered on its own, a bad one with an error in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import BinaryIO

import msgspec

from etl.errors import FAULTS, EtlError
from etl.model import Document

MAX_LINE = 32 * 1024 * 1024
_CHUNK = 1024 * 1024
_SHOWN = 200


class Line(msgspec.Struct):
    """What a line may say of a document; anything else in it is ignored."""

    text: str
    id: msgspec.Raw = msgspec.Raw(b"null")
    lang: str | None = None
    published_at: str | None = None
    title: str | None = None


class _Identified(msgspec.Struct):
    id: msgspec.Raw = msgspec.Raw(b"null")


class Problem(msgspec.Struct, frozen=True):
    """Why a line was refused, as RFC 9457 has it."""

    type: str
    title: str
    detail: str


class Refused(msgspec.Struct, frozen=True):
    """The answer to a line that could not be read."""

    id: msgspec.Raw
    error: Problem


class RefusedLineError(EtlError):
    """A line of the stream is no document. `problem` says why, `identity` is its id as JSON."""

    def __init__(self, problem: Problem, identity: msgspec.Raw) -> None:
        super().__init__(problem.detail)
        self.problem = problem
        self.identity = identity


_LINES = msgspec.json.Decoder(Line)
_IDS = msgspec.json.Decoder(_Identified)
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_NULL = msgspec.Raw(b"null")


def lines(source: BinaryIO) -> Iterator[bytes | None]:
    """The lines that are not blank, one at a time; None for a line longer than `MAX_LINE` bytes."""
    while line := source.readline(MAX_LINE + 1):
        if len(line) > MAX_LINE and not line.endswith(b"\n"):
            while (rest := source.readline(_CHUNK)) and not rest.endswith(b"\n"):
                pass
            yield None
        elif line.strip():
            yield line


def document(line: bytes | None) -> tuple[msgspec.Raw, Document]:
    """The document on a line, with its id as JSON. Raises RefusedLineError."""
    if line is None:
        raise _refusal("line-too-long", "Line too long", f"A line may have at most {MAX_LINE} bytes.", _NULL)
    try:
        read = _LINES.decode(line.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _refusal("invalid-line", "Not a document", str(error)[:_SHOWN], _identity(line)) from error
    identity = msgspec.Raw(bytes(read.id))
    published_at = None
    if read.published_at:
        published_at = _day(read.published_at)
        if published_at is None:
            raise _refusal(
                "invalid-date",
                "Not a date",
                f"published_at is not an ISO 8601 date: {read.published_at[:_SHOWN]!r}",
                identity,
            )
    name = msgspec.json.decode(identity)
    return identity, Document(
        text=read.text,
        id=name if isinstance(name, str) or name is None else str(name),
        lang=read.lang,
        published_at=published_at,
        title=read.title,
    )


def answer(
    source: Iterable[bytes | None], key: str, work: Callable[[Document], object]
) -> Iterator[tuple[bytes, bool]]:
    """One JSON line per line of `source`, in order, and whether it is good: `{"id", key: work(document)}`."""
    name = _ENCODER.encode(key)
    for line in source:
        identity = _NULL
        try:
            identity, its = document(line)
            body = _ENCODER.encode(work(its))
        except RefusedLineError as error:
            yield _ENCODER.encode(Refused(error.identity, error.problem)) + b"\n", False
        except FAULTS as error:
            # One document must not cost the others; what went wrong is named, not hidden.
            problem = Problem(
                _type("unreadable"),
                "Document could not be read",
                f"{type(error).__name__}: {error}"[:_SHOWN],
            )
            yield _ENCODER.encode(Refused(identity, problem)) + b"\n", False
        else:
            yield b'{"id":' + bytes(identity) + b"," + name + b":" + body + b"}\n", True


def _refusal(code: str, title: str, detail: str, identity: msgspec.Raw) -> RefusedLineError:
    return RefusedLineError(Problem(_type(code), title, detail), identity)


def _type(code: str) -> str:
    return f"urn:humstats:problem:{code}"


def _identity(line: bytes) -> msgspec.Raw:
    """The id of a line whose rest is wrong, null if that cannot be told either."""
    try:
        return msgspec.Raw(bytes(_IDS.decode(line.removeprefix(b"\xef\xbb\xbf")).id))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _NULL


def _day(value: str) -> date | None:
    try:
        return datetime.fromisoformat(value.strip()).date()
    except ValueError:
        pass
    try:
        return date.fromisoformat(value.strip()[:10]) if value.strip()[10:11] in ("", "T", " ") else None
    except ValueError:
        return None
