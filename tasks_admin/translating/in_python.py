"""Texts that operators read, in Python source."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tasks_admin.translating.message import Found, Message
from tasks_admin.translating.signatures import SHOWN, Signatures, signatures

GETTEXT = frozenset({"_", "gettext", "gettext_lazy", "gettext_noop"})
NGETTEXT = frozenset({"ngettext", "ngettext_lazy"})
PGETTEXT = frozenset({"pgettext", "pgettext_lazy"})
TABLES = ("SENTENCES", "REASONS", "LABELS", "TITLES")
"""Module constants whose every text is shown, wherever their name ends so."""
FOR_DEVELOPERS = frozenset(
    {"migrations", "samples", "fake_upstream", "translating", "DeclarationError", "getLogger"}
)
"""Folders, classes and functions whose texts no operator sees."""
FIELD = re.compile(r"\{[^{}]*\}")
Constants = Mapping[str, ast.expr]


def messages(root: Path, packages: list[str]) -> Found:
    """Yield what the modules below the packages say to operators."""
    paths = [path for name in packages for path in sorted((root / name).rglob("*.py"))]
    trees = {
        path: ast.parse(path.read_text(encoding="utf-8"))
        for path in paths
        if not FOR_DEVELOPERS & {*path.parts}
    }
    known = signatures(trees.values())
    constants = {name: value for tree in trees.values() for name, value in _constants(tree)}
    for path, tree in trees.items():
        for message, line in _of_tree(tree, known, constants):
            yield message, f"{path.relative_to(root)}:{line}"


def _constants(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            yield node.target.id, node.value


def _of_tree(
    tree: ast.Module, known: Signatures, constants: Constants
) -> Iterator[tuple[Message, int]]:
    for name, value in _constants(tree):
        if name.endswith(TABLES):
            yield from _plain(_literals(value, constants), value.lineno)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _of_call(node, known, constants)
        elif isinstance(node, ast.Assign | ast.Dict | ast.ClassDef):
            for value in NAMED[type(node)](node):
                yield from _plain(_literals(value, constants), node.lineno)


def _plain(texts: Iterator[str], line: int) -> Iterator[tuple[Message, int]]:
    return ((Message(text), line) for text in texts if any(map(str.isalpha, FIELD.sub("", text))))


def _of_call(
    call: ast.Call, known: Signatures, constants: Constants
) -> Iterator[tuple[Message, int]]:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    texts = [next(_literals(one, constants), "") for one in call.args]
    if name in GETTEXT and texts:
        yield from _plain(_literals(call.args[0], constants), call.lineno)
    elif name in NGETTEXT:
        yield Message(texts[0], plural=texts[1]), call.lineno
    elif name in PGETTEXT:
        yield Message(texts[1], context=texts[0]), call.lineno
    elif name not in FOR_DEVELOPERS:
        shown = [one for place, one in enumerate(call.args) if place in known.get(name, ())]
        shown += [one.value for one in call.keywords if one.arg in SHOWN]
        for one in shown:
            yield from _plain(_literals(one, constants), call.lineno)


def _assigned(node: ast.Assign) -> Iterator[ast.expr]:
    """What is put into a variable with one of the names, alone or among others."""
    target, value = node.targets[0], node.value
    pairs = [(target, value)]
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        pairs = list(zip(target.elts, value.elts, strict=False))
    for name, given in pairs:
        if isinstance(name, ast.Name) and name.id in SHOWN:
            yield given


def _keyed(node: ast.Dict) -> Iterator[ast.expr]:
    for key, value in zip(node.keys, node.values, strict=True):
        if isinstance(key, ast.Constant) and key.value in SHOWN:
            yield value


def _reasons(node: ast.ClassDef) -> Iterator[ast.expr]:
    """The members of an enum of reasons."""
    if node.name.endswith("Reason"):
        yield from (one.value for one in node.body if isinstance(one, ast.Assign))


NAMED: Mapping[type[ast.AST], Any] = {
    ast.Assign: _assigned,
    ast.Dict: _keyed,
    ast.ClassDef: _reasons,
}


def _literals(node: ast.expr, constants: Constants) -> Iterator[str]:
    """Yield every text that the expression may be, as far as the source tells."""
    if isinstance(node, ast.Constant):
        yield from [node.value] if isinstance(node.value, str) else []
    elif isinstance(node, ast.IfExp | ast.Dict | ast.Tuple | ast.List):
        for part in _parts(node):
            yield from _literals(part, constants)
    else:
        name = node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")
        if name.isupper() and isinstance(constants.get(name), ast.Constant):
            yield from _literals(constants[name], constants)


def _parts(node: ast.IfExp | ast.Dict | ast.Tuple | ast.List) -> list[ast.expr]:
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    return node.values if isinstance(node, ast.Dict) else node.elts
