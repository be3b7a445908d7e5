"""Vega as one script for browsers: taken from the bundle that the chart library carries, made once.

Bundling takes some seconds and much memory, so a process of its own does it, once for a store: when the first
view that has a chart is shown, so that it is there when the reader asks for the chart itself.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from api.errors import UnavailableError

_CODE = "import sys, vl_convert; sys.stdout.buffer.write(vl_convert.javascript_bundle().encode())"
_SECONDS = 60.0
_mutex = threading.Lock()
_held: list[bytes] = []
_foreseen: list[bool] = []


def foresee(store: Path) -> None:
    """The script is being made, if it was not; nobody waits for it."""
    if not _held and not _foreseen:
        _foreseen.append(True)
        threading.Thread(target=_try, args=(store,), daemon=True).start()


def _try(store: Path) -> None:
    # What goes wrong is told to whoever asks for the script.
    with suppress(UnavailableError, OSError):
        vega_bundle(store)


def vega_bundle(store: Path) -> bytes:
    """The script; kept beside the releases where they may be written, and in memory."""
    with _mutex:
        if not _held:
            path = store / ".cache" / f"vega-{version('vl-convert-python')}.js"
            body = path.read_bytes() if path.is_file() else _make(path)
            _held.append(body)
        return _held[0]


def _make(path: Path) -> bytes:
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", _CODE], capture_output=True, timeout=_SECONDS, check=True
        )
    except (subprocess.SubprocessError, OSError):
        raise UnavailableError("internal", "The chart library cannot be prepared here.") from None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(done.stdout)
        Path(file.name).replace(path)
    except OSError:
        # A store that only the publisher may write: the script stays in memory.
        pass
    return done.stdout
