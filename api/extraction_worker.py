"""The process that reads texts: loads the extractor by its import string, answers frames until its stdin
ends.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import struct
import sys
from datetime import date
from importlib import import_module
from typing import Any, BinaryIO, get_type_hints

import msgspec

_MEMORY = 3 * 1024 * 1024 * 1024


class _Document(msgspec.Struct):
    text: str
    id: str | None = None
    lang: str | None = None
    published_at: str | None = None


class _Question(msgspec.Struct):
    documents: list[_Document] | None = None
    html: str | None = None


def main() -> None:
    """Answers until stdin ends."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    extract = _load(sys.argv[1])
    # The record that the extractor takes, by its own signature.
    record = next(iter(get_type_hints(extract).values()))
    encoder = msgspec.json.Encoder(decimal_format="number")
    decoder = msgspec.msgpack.Decoder(_Question)
    _write(sink, {"ready": True})
    while (frame := _read(source)) is not None:
        question = decoder.decode(frame)
        try:
            if question.html is not None:
                answer: dict[str, Any] = {"text": _load(sys.argv[2])(question.html)}
            else:
                facts = []
                for document in question.documents or ():
                    given = msgspec.structs.asdict(document)
                    given["published_at"] = _day(document.published_at)
                    facts.append(encoder.encode(extract(record(**given))))
                answer = {"facts": facts}
        except _DayError as error:
            answer = {
                "error": {
                    "message": "published_at is not a day.",
                    "field": "published_at",
                    "value": str(error),
                }
            }
        except Exception as error:  # one text must not end the process; the type is all that is told
            answer = {
                "error": {
                    "message": f"The text cannot be read: {type(error).__name__}.",
                    "field": "text",
                    "value": None,
                }
            }
        _write(sink, answer)


class _DayError(Exception):
    pass


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise _DayError(text) from None


def _load(name: str) -> Any:
    module, _, attribute = name.partition(":")
    return getattr(import_module(module), attribute)


def _read(source: BinaryIO) -> bytes | None:
    head = source.read(4)
    if len(head) < 4:
        return None
    (length,) = struct.unpack(">I", head)
    return source.read(length)


def _write(sink: BinaryIO, answer: dict[str, Any]) -> None:
    frame = msgspec.msgpack.encode(answer)
    sink.write(struct.pack(">I", len(frame)) + frame)
    sink.flush()


if __name__ == "__main__":
    main()
