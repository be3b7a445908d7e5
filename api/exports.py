"""Files of the whole release: written once, by a process of its own, beside the releases, then only read.

Where the store cannot be written they lie in a folder of this worker, gone with it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from api.errors import UnavailableError
from api.library import Release

FORMATS = ("parquet", "csv", "arrow", "geojson")
_SECONDS = 300.0


class Exports:
    """The files of each release that were asked for."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self._private: Path | None = None
        self._mutex = threading.Lock()

    def file(self, release: Release, form: str) -> Path:
        """The figures of the release in this format; the first to ask waits for it."""
        for folder in (self._store / "exports", self._private):
            if folder is not None and (folder / release.id / f"facts.{form}").is_file():
                return folder / release.id / f"facts.{form}"
        with self._mutex:
            folder = self._folder(release)
            path = folder / f"facts.{form}"
            if path.is_file():
                return path
            command = [
                sys.executable,
                "-m",
                "sql.export.bulk",
                str(release.path.resolve()),
                str(path.resolve()),
            ]
            try:
                done = subprocess.run(
                    command,
                    timeout=_SECONDS,
                    check=False,
                    capture_output=True,
                    cwd=Path(__file__).resolve().parents[1],
                )
            except subprocess.TimeoutExpired:
                raise UnavailableError("time-limit", "The export takes too long.") from None
            if done.returncode or not path.is_file():
                raise UnavailableError("internal", "The export could not be written.")
            return path

    def _folder(self, release: Release) -> Path:
        shared = self._store / "exports"
        try:
            (shared / release.id).mkdir(parents=True, exist_ok=True)
        except OSError:
            if self._private is None:
                self._private = Path(tempfile.mkdtemp(prefix="humstats-exports-"))
            (self._private / release.id).mkdir(exist_ok=True)
            return self._private / release.id
        self._tidy(shared)
        return shared / release.id

    def _tidy(self, shared: Path) -> None:
        # Exports of releases that are no longer kept.
        for folder in shared.iterdir():
            if folder.is_dir() and not (self._store / "releases" / f"{folder.name}.duckdb").exists():
                shutil.rmtree(folder, ignore_errors=True)

    def close(self) -> None:
        """No private copy is left."""
        if self._private is not None:
            shutil.rmtree(self._private, ignore_errors=True)
