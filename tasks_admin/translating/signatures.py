"""Which parameters, of anything this project defines, take a text that operators read.

They are known by their names: whatever lands in a parameter called `message` or `label` is shown
to somebody. So a new function or class is covered as soon as it uses the house's words.
"""

import ast
from collections.abc import Iterable, Iterator

SHOWN = frozenset({"headline", "label", "message", "reason", "sentence", "step", "title"})
Signatures = dict[str, set[int]]


def signatures(trees: Iterable[ast.Module]) -> Signatures:
    """Return the positions of such parameters by the name of the function or class."""
    known: Signatures = {}
    bases: dict[str, list[str]] = {}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                _add(known, node.name, _positions(_parameters(node)))
            elif isinstance(node, ast.ClassDef):
                bases[node.name] = [base.id for base in node.bases if isinstance(base, ast.Name)]
                _add(known, node.name, _positions(_constructor(node)))
    for name in bases:
        for ancestor in _ancestors(name, bases):
            _add(known, name, known.get(ancestor, set()))
    return known


def _add(known: Signatures, name: str, positions: set[int]) -> None:
    if positions and not name.startswith("__"):
        known.setdefault(name, set()).update(positions)


def _positions(parameters: list[str]) -> set[int]:
    return {place for place, name in enumerate(parameters) if name in SHOWN}


def _parameters(function: ast.FunctionDef) -> list[str]:
    names = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    return names[1:] if names[:1] in (["self"], ["cls"]) else names


def _constructor(node: ast.ClassDef) -> list[str]:
    for one in node.body:
        if isinstance(one, ast.FunctionDef) and one.name == "__init__":
            return _parameters(one)
    return [
        one.target.id
        for one in node.body
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
    ]


def _ancestors(name: str, bases: dict[str, list[str]]) -> Iterator[str]:
    for base in bases.get(name, []):
        yield base
        yield from _ancestors(base, bases)
