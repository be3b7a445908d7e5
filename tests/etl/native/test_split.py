"""Records leave a module with all they use, or the module stays Python."""

from __future__ import annotations

import sys
from types import ModuleType

import msgspec
import pytest

from etl.native.split import beside, replacing, split

SOURCE = '''"""A module."""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")
SIZE = 2
TABLE = {}


class Pair(msgspec.Struct, Generic[T], frozen=True):
    first: T
    second: int = SIZE


class Plain:
    def __init__(self) -> None:
        self.pair = pair(1)


class Known(dict[str, int]):
    def __missing__(self, key: str) -> int:
        return len(key) + len(TABLE)


def pair(first: T) -> Pair[T]:
    return Pair(first)
'''


def test_a_record_keeps_its_keywords_and_its_module_works(monkeypatch: pytest.MonkeyPatch) -> None:
    halves = split(SOURCE, "room.it")
    assert halves is not None
    records, module = ModuleType(beside("room.it")), ModuleType("room.it")
    monkeypatch.setitem(sys.modules, beside("room.it"), records)
    exec(halves.records, records.__dict__)
    exec(halves.compiled, module.__dict__)
    assert module.Plain().pair == records.Pair(1, 2)
    assert hash(module.pair(1)) == hash(module.pair(1))
    assert issubclass(records.Pair, msgspec.Struct)
    assert not hasattr(records, "Plain")
    assert not hasattr(records, "TABLE")


def test_lines_keep_their_numbers() -> None:
    halves = split(SOURCE, "room.it")
    assert halves is not None
    assert halves.compiled.splitlines().index("def pair(first: T) -> Pair[T]:") == SOURCE.splitlines().index(
        "def pair(first: T) -> Pair[T]:"
    )


@pytest.mark.parametrize(
    "line",
    ["second: int = size()", "second: int = len(TABLE)", "def total(self) -> int:\n        return size()"],
)
def test_a_record_that_uses_what_may_change_stays(line: str) -> None:
    assert split(SOURCE.replace("second: int = SIZE", line) + "\n\ndef size(): return 2\n", "room.r") is None


def test_a_module_without_records_is_compiled_as_it_is() -> None:
    source = "class Node:\n    pass\n\n\nclass Known(dict[str, int]):\n    pass\n"
    halves = split(source, "room.r")
    assert halves is not None
    assert (halves.compiled, halves.records) == (source, "")


def test_a_module_that_stays_python_copies_records_of_either_kind() -> None:
    assert replacing(SOURCE) == SOURCE
    source = "import msgspec\n\n\ndef later(pair):\n    return msgspec.structs.replace(pair, second=3)\n"
    changed = replacing(source)
    assert changed.startswith("import msgspec\nfrom etl.native.records import replace as _replace\n")
    assert "return _replace(pair, second=3)" in changed
