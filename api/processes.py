"""Processes beside the worker: one that answers frames on its pipes and can be ended when it is late, and
one that does one thing.

Frames are a length of four bytes and a body. The process gets a small environment of its own, so that
nothing of
the host's reaches what runs in it.
"""

from __future__ import annotations

import os
import select
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
_START_SECONDS = 20.0
# A slow question may have all of its time only while nobody waits for its process.
_CROWDED_SHARE = 0.3


class LateError(Exception):
    """The process did not answer in time."""


class DeadError(Exception):
    """The process ended in the middle of a question."""


class Errand:
    """One process that does one thing and ends; it says nothing."""

    def __init__(self, module: str, arguments: Sequence[str], keep: Sequence[str] = ()) -> None:
        kept = {name: os.environ[name] for name in keep if name in os.environ}
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**_environment(), **kept},
            cwd="/",
            start_new_session=True,
        )

    def done(self) -> int:
        """Its exit status, once it has ended."""
        return self._process.wait()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()


def _environment() -> dict[str, str]:
    return {"PATH": os.defpath, "PYTHONPATH": str(_ROOT), "LANG": "C.UTF-8", "HOME": "/nonexistent"}


class Helper:
    """One process, started and ready."""

    def __init__(self, module: str, arguments: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            cwd="/",
            bufsize=0,
            start_new_session=True,
        )
        try:
            self._receive(time.monotonic() + _START_SECONDS)
        except (LateError, DeadError):
            self.end()
            raise

    def ask(self, frame: bytes, seconds: float, crowded: Callable[[], bool]) -> bytes:
        """The answer; LateError after `seconds`, or after a part of them while others wait."""
        assert self._process.stdin is not None
        began = time.monotonic()
        deadline = began + seconds
        waiting = memoryview(struct.pack(">I", len(frame)) + frame)
        try:
            while waiting:
                if time.monotonic() >= deadline:
                    raise LateError
                written = self._process.stdin.write(waiting[:65_536])
                waiting = waiting[written or 0 :]
        except OSError:
            raise DeadError from None
        while not self._readable(0.1):
            now = time.monotonic()
            if now >= deadline or (now >= began + seconds * _CROWDED_SHARE and crowded()):
                raise LateError
        return self._receive(deadline + 1)

    def _readable(self, seconds: float) -> bool:
        assert self._process.stdout is not None
        return bool(select.select([self._process.stdout.fileno()], [], [], seconds)[0])

    def _receive(self, deadline: float) -> bytes:
        (length,) = struct.unpack(">I", self._exactly(4, deadline))
        return self._exactly(length, deadline)

    def _exactly(self, count: int, deadline: float) -> bytes:
        assert self._process.stdout is not None
        pipe = self._process.stdout.fileno()
        parts = bytearray()
        while len(parts) < count:
            wait = deadline - time.monotonic()
            if wait <= 0 or not select.select([pipe], [], [], wait)[0]:
                raise LateError
            part = os.read(pipe, min(1 << 20, count - len(parts)))
            if not part:
                raise DeadError
            parts += part
        return bytes(parts)

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
