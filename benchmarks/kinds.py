"""The extractor in both its kinds, compiled and from its sources, each measured in a process of its own.

The compiled one is brought up to date first, where there are a C compiler and mypyc, which the tests install.
Where it cannot be had, or where `HUMSTATS_NATIVE=0` leaves it aside, the sources alone are measured, and
standard error says so.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from etl.native import built

ROOT = Path(__file__).resolve().parent.parent
COMPILED, SOURCES = "compiled", "sources"
_SETTINGS = {COMPILED: "1", SOURCES: "0"}


def kinds() -> tuple[str, ...]:
    """The kinds that can be measured here; builds the compiled one where it is missing or stale."""
    if built() or _build():
        return (COMPILED, SOURCES)
    return (SOURCES,)


def measured(module: str, arguments: Sequence[str], kind: str) -> Any:
    """What `python -m module arguments` says of one kind, as JSON on its standard output."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT, env=environment(kind), stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def environment(kind: str) -> dict[str, str]:
    """The environment in which a process uses that kind of extractor."""
    return {**os.environ, "HUMSTATS_NATIVE": _SETTINGS[kind]}


def judge(name: str, found: dict[str, float], goal: float) -> bool:
    """Whether the better kind reaches the goal; standard error says so, with the figure of each."""
    better = max(found, key=lambda kind: found[kind])
    reached = found[better] >= goal
    each = ", ".join(f"{value:.0f} {kind}" for kind, value in found.items())
    said = f"The goal of {goal:.0f} is {'reached' if reached else 'missed'}"
    say(f"{name}: {each}. {said}{f', judged by the {better} extractor' if len(found) > 1 else ''}.")
    return reached


def say(text: str) -> None:
    """A line for whoever waits; the measurements alone go to standard output."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def _build() -> bool:
    """Whether the compiled extractor is current once it was built, if it can be built here."""
    compiler = os.environ.get("CC", "cc").split()[0]
    if os.environ.get("HUMSTATS_NATIVE") == "0":
        say("HUMSTATS_NATIVE=0: the extractor is measured from its sources alone.")
        return False
    if shutil.which(compiler) is None or find_spec("mypyc") is None:
        lacking = f"C compiler ({compiler})" if shutil.which(compiler) is None else "mypyc"
        say(f"There is no {lacking}: the extractor is measured from its sources alone.")
        return False
    say("The compiled extractor is missing or older than its sources, so it is built first, as `make native`")
    say("does: two to three minutes of CPU …")
    done = subprocess.run([sys.executable, "-m", "etl.native"], cwd=ROOT, check=False)
    if done.returncode == 0 and not built():
        say("The sources were edited meanwhile: the extractor is measured from its sources alone.")
    return bool(built())
