"""Tests read the sources, whatever is compiled beside them: `HUMSTATS_NATIVE=1` asks for the other."""

from __future__ import annotations

import os

os.environ.setdefault("HUMSTATS_NATIVE", "0")
