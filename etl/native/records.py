"""Records written as classes that mypyc lays out itself, so that compiled code takes a field in one load.

A record says that it is one of these: `msgspec.Struct` with `gc=False` (nothing in it leads back to it), or a
dataclass with `slots`. One that is handed on by its name, as decoders want it, stays as it is, for only
msgspec can fill it. What is written here keeps equality, hash and defaults; `replace` takes both kinds.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, TypeVar, cast

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")

REPLACING = "msgspec.structs.replace"


def replace(record: T, **changes: object) -> T:
    """The record with other values in some fields."""
    own = getattr(record, "_with", None)
    if own is not None:
        return cast("T", own(changes))
    as_it_is: Any = msgspec.structs.replace
    return cast("T", as_it_is(record, **changes))


def handed_on(trees: Mapping[str, ast.Module]) -> frozenset[str]:
    """Full names that some call takes as an argument or that an attribute is asked of: classes as values."""
    found: set[str] = set()
    for module, tree in trees.items():
        used: set[str] = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                used.add(node.value.id)
            if not isinstance(node, ast.Call) or _called(node.func) in ("cast", "isinstance", "TypeVar"):
                continue
            for argument in [*node.args, *(keyword.value for keyword in node.keywords)]:
                if isinstance(argument, ast.Name | ast.Subscript):
                    used |= {part.id for part in ast.walk(argument) if isinstance(part, ast.Name)}
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name in used:
                found.add(f"{module}.{node.name}")
            elif isinstance(node, ast.ImportFrom):
                found |= {f"{node.module}.{a.name}" for a in node.names if (a.asname or a.name) in used}
    return frozenset(found)


def written(node: ast.ClassDef) -> str | None:
    """The source of the native class that stands for the record; None where it must stay as it is."""
    keywords = _keywords(node)
    if keywords is None:
        return None
    fields, rest = [], []
    for part in node.body:
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
            fields.append((part.target.id, ast.unparse(part.annotation), part.value))
        elif isinstance(part, ast.FunctionDef) and not part.name.startswith("__"):
            rest.append(ast.unparse(part))
        elif not (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant)):
            return None
    parameters, body, made = [], [], []
    for name, annotation, value in fields:
        if value is None:
            parameters.append(f"{name}: {annotation}")
            body.append(f"self.{name} = {name}")
        elif (factory := _factory(value)) is not None:
            parameters.append(f"{name}: {annotation} | None = None")
            body.append(f"self.{name} = {factory} if {name} is None else {name}")
        elif not any(isinstance(part, ast.Name | ast.Dict | ast.List | ast.Set) for part in ast.walk(value)):
            parameters.append(f"{name}: {annotation} = {ast.unparse(value)}")
            body.append(f"self.{name} = {name}")
        else:
            return None
        made.append(f"{name}=changes['{name}'] if '{name}' in changes else self.{name}")
    own = node.name
    names = [name for name, _, _ in fields]
    star = ["*"] if "kw_only" in keywords else []
    generic = [ast.unparse(base) for base in node.bases if isinstance(base, ast.Subscript)]
    lines = [
        *(["@_mypyc_attr(acyclic=True)"] if "gc" in keywords and not generic else []),
        f"class {own}({', '.join(generic)}):" if generic else f"class {own}:",
        *(f"    {name}: {annotation}" for name, annotation, _ in fields),
        f"    def __init__({', '.join(['self', *star, *parameters])}) -> None:",
        *(f"        {line}" for line in body),
        "    def __eq__(self, other: object) -> bool:",
        f"        return isinstance(other, {own}) and "
        + " and ".join(f"self.{name} == other.{name}" for name in names),
        "    def _with(self, changes: dict[str, _Any]) -> _Any:",
        f"        return {own}({', '.join(made)})",
    ]
    if "frozen" in keywords:
        lines += [
            "    def __hash__(self) -> int:",
            f"        return hash(({', '.join(f'self.{name}' for name in names)},))",
        ]
    lines += [f"    {line}" for part in rest for line in part.splitlines()]
    return "\n".join(lines)


# What a module needs that holds one, in one line so that no other line moves.
NEEDED = (
    "from typing import TYPE_CHECKING as _TYPE_CHECKING, Any as _Any\n"
    "if _TYPE_CHECKING: from mypy_extensions import mypyc_attr as _mypyc_attr"
)


def _keywords(node: ast.ClassDef) -> set[str] | None:
    """The keywords that are true, and `gc` where it is left out; None where this is no such record."""
    bases = [ast.unparse(base.value if isinstance(base, ast.Subscript) else base) for base in node.bases]
    if bases and bases[0] == "msgspec.Struct" and bases[1:] in ([], ["Generic"]) and not node.decorator_list:
        given = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
        if given.get("gc") != "False" or not given.keys() <= {"frozen", "gc", "kw_only"}:
            return None
        return {"gc"} | {str(name) for name, value in given.items() if value == "True"}
    if not bases and not node.keywords and len(node.decorator_list) == 1:
        call = node.decorator_list[0]
        if isinstance(call, ast.Call) and _called(call.func) == "dataclass" and not call.args:
            given = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
            if given.get("slots") == "True" and given.keys() <= {"slots", "frozen"}:
                return {str(name) for name, value in given.items() if value == "True"}
    return None


def _factory(value: ast.expr) -> str | None:
    """What makes the default anew for each record, if it is made so."""
    if isinstance(value, ast.Call) and _called(value.func) == "field" and not value.args:
        for keyword in value.keywords:
            if keyword.arg == "default_factory" and isinstance(keyword.value, ast.Name):
                return f"{keyword.value.id}()"
    return None


def _called(func: ast.expr) -> str:
    return ast.unparse(func.value if isinstance(func, ast.Subscript) else func)
