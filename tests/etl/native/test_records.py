"""A record written anew behaves as the record does; what only msgspec can fill stays a record."""

from __future__ import annotations

import ast
import sys
from types import ModuleType
from typing import Any

import pytest

from etl.native.records import handed_on, replace, written
from etl.native.split import beside, split

SOURCE = '''"""A module."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec


class Word(msgspec.Struct, frozen=True, gc=False):
    """A word."""

    key: str
    at: int = -1
    rules: tuple[str, ...] = ()

    @property
    def long(self) -> bool:
        """Whether it is."""
        return len(self.key) > 3


class Named(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    word: Word
    other: Word | None = None


class Row(msgspec.Struct, frozen=True, gc=False):
    words: list[Word]


@dataclass(slots=True)
class Node:
    next: dict[str, Node] = field(default_factory=dict)


def changed(word: Word) -> Word:
    return msgspec.structs.replace(word, at=word.at + 1)
'''


@pytest.fixture
def modules(monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Any]:
    """The module as it is and as it is compiled, both run as Python."""
    halves = split(SOURCE, "room.it", frozenset({"room.it.Row"}))
    assert halves is not None
    records, plain, anew = ModuleType(beside("room.it")), ModuleType("room.it"), ModuleType("room.it")
    for module, source in (
        (plain, SOURCE),
        (records, halves.records),
        (anew, _without_marks(halves.compiled)),
    ):
        monkeypatch.setitem(sys.modules, module.__name__, module)
        exec(source, module.__dict__)
    return plain, anew


def _without_marks(source: str) -> str:
    # What only the compiler reads.
    return "\n".join(line for line in source.splitlines() if not line.startswith("@_mypyc_attr"))


def test_what_is_written_anew_is_no_struct(modules: tuple[Any, Any]) -> None:
    plain, anew = modules
    assert hasattr(plain.Word, "__struct_fields__")
    assert not hasattr(anew.Word, "__struct_fields__")
    assert hasattr(anew.Row, "__struct_fields__")


def test_defaults_equality_and_hash_are_those_of_the_record(modules: tuple[Any, Any]) -> None:
    for module in modules:
        word = module.Word("flood")
        assert (word.key, word.at, word.rules, word.long) == ("flood", -1, (), True)
        assert word == module.Word("flood", -1)
        assert word != module.Word("flood", 2)
        assert word != "flood"
        assert len({word, module.Word("flood"), module.Word("flow")}) == 2
        with pytest.raises(TypeError):
            module.Named(word)
        assert module.Named(word=word) == module.Named(word=module.Word("flood"), other=None)


def test_each_record_has_a_default_of_its_own(modules: tuple[Any, Any]) -> None:
    for module in modules:
        one, other = module.Node(), module.Node()
        one.next["a"] = other
        assert other.next == {}
        assert one != other


def test_some_fields_are_replaced_in_either_kind(modules: tuple[Any, Any]) -> None:
    for module in modules:
        assert module.changed(module.Word("a", 1)) == module.Word("a", 2)
        assert replace(module.Word("a", 1), rules=("r",)) == module.Word("a", 1, ("r",))


@pytest.mark.parametrize(
    "use",
    ["read(lang, Word)", "convert(rows, list[Word])", "decoder(type=Word)", "Word.made(1)"],
)
def test_a_record_that_is_handed_on_stays(use: str) -> None:
    trees = {"room.it": ast.parse(SOURCE), "room.user": ast.parse(f"from room.it import Word\n{use}")}
    assert handed_on(trees) == {"room.it.Word"}


@pytest.mark.parametrize("use", ["x: Word = Word(1)", "isinstance(x, Word)", "cast(Word, x)", "f(Word(1))"])
def test_a_record_that_is_made_and_read_does_not(use: str) -> None:
    trees = {"room.it": ast.parse(SOURCE), "room.user": ast.parse(f"from room.it import Word\n{use}")}
    assert handed_on(trees) == frozenset()


@pytest.mark.parametrize(
    "source",
    [
        "class A(msgspec.Struct, frozen=True):\n    x: int",
        "class A(msgspec.Struct, frozen=True, gc=False, tag=True):\n    x: int",
        "class A(msgspec.Struct, frozen=True, gc=False):\n    x: dict[str, int] = {}",
        "class A(msgspec.Struct, frozen=True, gc=False):\n    x: int = SIZE",
        "class A(msgspec.Struct, frozen=True, gc=False):\n    x: int\n    def __post_init__(self): pass",
        "class A(NamedTuple):\n    x: int",
        "@dataclass\nclass A:\n    x: int",
    ],
)
def test_other_classes_stay_as_they_are(source: str) -> None:
    (node,) = ast.parse(source).body
    assert isinstance(node, ast.ClassDef)
    assert written(node) is None
