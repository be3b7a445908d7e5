"""Compiled modules stand in for their sources exactly where they were built from them; nothing needs them.

`make native` builds them into `build/native`, with the digest of all the sources and of the Python they were
built for. Where it differs, or where a file is missing, every source is used as it is. `HUMSTATS_NATIVE=0`
leaves them aside, too.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from importlib.machinery import EXTENSION_SUFFIXES, ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT / "build" / "native"
MANIFEST = "manifest.json"


class Finder:
    """Finds the modules of a build: name → file."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        self.files = files

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Where the built module is; None for every other module."""
        file = self.files.get(fullname)
        return None if file is None else spec_from_file_location(fullname, file)


def digest(root: Path) -> str:
    """One name for the Python that runs and all the sources that a compiled module may rest on."""
    # Not needed, and so not loaded, where nothing is built.
    import hashlib

    found = hashlib.sha256(f"{sys.version} {EXTENSION_SUFFIXES[0]}".encode())
    for room in ("etl", "sql"):
        for path in sorted((root / room).rglob("*.py")):
            found.update(f"\0{path.relative_to(root).as_posix()}\0".encode())
            found.update(path.read_bytes())
    return found.hexdigest()


def built(root: Path = ROOT, place: Path = PLACE) -> dict[str, Path]:
    """The files of the modules that were built from these very sources; none where that is not certain."""
    manifest = place / MANIFEST
    if os.environ.get("HUMSTATS_NATIVE") == "0" or not manifest.is_file():
        return {}
    import json

    try:
        read = json.loads(manifest.read_bytes())
        files = {str(name): place / str(file) for name, file in read["modules"].items()}
        if read["digest"] != digest(root):
            return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        # A build that was cut short is no build.
        return {}
    return files if all(file.is_file() for file in files.values()) else {}


def install() -> None:
    """Let imports find what was built, if anything was."""
    files = built()
    if files:
        sys.meta_path.insert(0, Finder(files))
