"""What mypyc compiles as it is meant stays in a module; records move into a module of their own beside it.

mypyc drops the keywords of a class (`frozen`, `kw_only`, `gc`) and the types of its fields where it has a
metaclass. So classes with keywords, decorators or bases other than `dict` and `Generic` stay Python: they are
moved, with the imports and constants they use. A module whose records use its own functions stays as it is.
"""

from __future__ import annotations

import ast
import builtins
from typing import NamedTuple

_BUILTIN = frozenset(dir(builtins))


class Halves(NamedTuple):
    """The source to compile and the source of its records, empty where it has none."""

    compiled: str
    records: str


def split(source: str, records: str) -> Halves | None:
    """The module without its records, which it imports from `records`; None where they cannot be parted."""
    tree = ast.parse(source)
    moved = [node for node in tree.body if isinstance(node, ast.ClassDef) and _is_record(node)]
    if not moved:
        return Halves(source, "")
    imports = [node for node in tree.body if _is_import(node)]
    constants = {name: node for node in tree.body for name in _constants(node)}
    known = {name for node in imports for name in _imported(node)} | {node.name for node in moved} | _BUILTIN
    wanted: list[ast.stmt] = []
    open_: list[ast.stmt] = [*moved]
    while open_:
        for name in sorted(_names(open_.pop()) - known):
            if name not in constants:
                return None
            known.add(name)
            wanted.append(constants[name])
            open_.append(constants[name])
    lines = source.splitlines()
    kept = sorted({id(n): n for n in [*imports, *wanted, *moved]}.values(), key=lambda node: node.lineno)
    second = [line for node in kept for line in lines[_first(node) - 1 : node.end_lineno]]
    names = ", ".join(node.name for node in moved)
    for node in moved:
        lines[_first(node) - 1 : node.end_lineno] = [""] * ((node.end_lineno or 0) - _first(node) + 1)
    lines[_first(moved[0]) - 1] = f"from {records} import {names}"
    return Halves("\n".join(lines) + "\n", "\n".join(second) + "\n")


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
