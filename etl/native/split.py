"""What mypyc compiles as it is meant stays in a module; other records move into a module of their own.

mypyc drops the keywords of a class (`frozen`, `kw_only`, `gc`) and the types of its fields where it has a
metaclass. Records that allow it are written anew as native classes (see `records`). Every other class with
keywords, decorators or bases other than `dict` and `Generic` stays Python: it is moved, with the imports and
constants it uses. A module whose records use its own functions stays as it is.
"""

from __future__ import annotations

import ast
import builtins
from typing import NamedTuple

from etl.native.records import NEEDED, REPLACING, written

_BUILTIN = frozenset(dir(builtins))


class Halves(NamedTuple):
    """The source to compile and the source of its records, empty where it has none."""

    compiled: str
    records: str


def split(source: str, module: str, values: frozenset[str] = frozenset()) -> Halves | None:
    """The module without the records that stay Python, which it imports; None where they cannot be parted.

    `values` are the full names of classes that some module hands on.
    """
    tree = ast.parse(source)
    if any(isinstance(node, ast.FunctionDef) and node.name == "__getattr__" for node in tree.body):
        # Imports ask it before a compiled module is ready to answer.
        return None
    found = [node for node in tree.body if isinstance(node, ast.ClassDef) and _is_record(node)]
    anew = {node.name: written(node) for node in found if f"{module}.{node.name}" not in values}
    native = {name: text for name, text in anew.items() if text is not None}
    moved = [node for node in found if node.name not in native]
    lines = source.splitlines()
    second = _records(tree, lines, moved, frozenset(native), module) if moved else ""
    if second is None:
        return None
    names = ", ".join(node.name for node in moved)
    above = [f"from {beside(module)} import {names}"] if moved else []
    if native:
        above.append(NEEDED)
    if REPLACING in source:
        above.append("from etl.native.records import replace as _replace")
    for node in reversed(found):
        first, last = _first(node) - 1, node.end_lineno or 0
        # Where nothing is written anew, all lines keep their numbers.
        lines[first:last] = [native[node.name]] if node.name in native else [""] * (last - first)
    if found:
        first = _first(found[0]) - 1
        lines[first] = "\n".join([*above, lines[first]]) if lines[first] else "\n".join(above)
    elif above:
        at = max(node.end_lineno or 0 for node in tree.body if _is_import(node))
        lines[at:at] = above
    return Halves("\n".join(lines).replace(REPLACING, "_replace") + "\n", second)


def replacing(source: str) -> str:
    """The module as it stays Python: it copies records of either kind."""
    if REPLACING not in source:
        return source
    tree, lines = ast.parse(source), source.splitlines()
    at = max(node.end_lineno or 0 for node in tree.body if _is_import(node))
    lines[at:at] = ["from etl.native.records import replace as _replace"]
    return "\n".join(lines).replace(REPLACING, "_replace") + "\n"


def beside(module: str) -> str:
    """The module of the records that leave the module."""
    room, _, name = module.rpartition(".")
    return f"{room}._{name}_records"


def _records(
    tree: ast.Module, lines: list[str], moved: list[ast.ClassDef], native: frozenset[str], module: str
) -> str | None:
    """The module of the records that stay Python, with what they use; None where that cannot be moved."""
    imports = [node for node in tree.body if _is_import(node)]
    constants = {name: node for node in tree.body for name in _constants(node)}
    known = {name for node in imports for name in _imported(node)} | {node.name for node in moved} | _BUILTIN
    wanted: list[ast.stmt] = []
    open_: list[ast.stmt] = [*moved]
    borrowed: set[str] = set()
    while open_:
        part = open_.pop()
        for name in sorted(_names(part) - known):
            if name in native and isinstance(part, ast.ClassDef):
                borrowed.add(name)
                continue
            if name not in constants:
                return None
            known.add(name)
            wanted.append(constants[name])
            open_.append(constants[name])
    kept = sorted({id(n): n for n in [*imports, *wanted, *moved]}.values(), key=lambda node: node.lineno)
    second = [line for node in kept for line in lines[_first(node) - 1 : node.end_lineno]]
    if borrowed:
        # Only in annotations, which nothing evaluates.
        second.append("from typing import TYPE_CHECKING as _TYPE_CHECKING")
        second.append(f"if _TYPE_CHECKING: from {module} import {', '.join(sorted(borrowed))}")
    return "\n".join(second) + "\n"


def _is_record(node: ast.ClassDef) -> bool:
    bases = [base.value if isinstance(base, ast.Subscript) else base for base in node.bases]
    plain = all(isinstance(base, ast.Name) and base.id in ("dict", "Generic") for base in bases)
    return bool(node.keywords or node.decorator_list) or not plain


def _is_import(node: ast.stmt) -> bool:
    if isinstance(node, ast.If):
        # Only for types.
        return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    return isinstance(node, ast.Import | ast.ImportFrom)


def _imported(node: ast.stmt) -> set[str]:
    found = [n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
    return {alias.asname or alias.name.split(".")[0] for n in found for alias in n.names}


def _constants(node: ast.stmt) -> list[str]:
    """The names of an assignment that may stand in two modules: nothing in it can change or is told apart."""
    if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
        return []
    for part in ast.walk(node.value):
        if isinstance(part, ast.Call) and not (isinstance(part.func, ast.Name) and part.func.id == "TypeVar"):
            return []
        if isinstance(
            part, ast.Dict | ast.List | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp | ast.Lambda
        ):
            return []
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return [n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)]


def _names(node: ast.stmt) -> set[str]:
    """Names that the node reads from outside itself."""
    used = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    if isinstance(node, ast.ClassDef):
        stored = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        used -= stored | {n.arg for n in ast.walk(node) if isinstance(n, ast.arg)}
    return used


def _first(node: ast.stmt) -> int:
    decorators = node.decorator_list if isinstance(node, ast.ClassDef) else []
    return min([node.lineno, *(d.lineno for d in decorators)])
