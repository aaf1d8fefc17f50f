"""Modules and functions that can be read at a glance."""

import ast
from statistics import median

from tests.house import source

LONGEST_MODULE, MEDIAN_MODULE = 250, 80
LONGEST_FUNCTION, MEDIAN_FUNCTION = 40, 10
NAMELESS = {"utils", "helpers", "misc", "base", "manager", "common"}
DICTATED = {"project/mariadb/base.py"}
"""Names that a framework looks for."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions() -> dict[str, int]:
    """The lines of every function's body, docstring apart, by where it stands."""
    return {
        f"{source.name(path)}:{node.lineno} {node.name}": body_lines(node)
        for path in source.modules()
        for node in ast.walk(source.tree(path))
        if isinstance(node, Function)
    }


def body_lines(node: Function) -> int:
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0  # type: ignore[operator]


def test_no_module_is_too_long_to_read() -> None:
    lengths = {
        source.name(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in source.modules()
    }
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE} == {}
    assert median(lines for lines in lengths.values() if lines) < MEDIAN_MODULE


def test_no_function_is_too_long_to_read() -> None:
    lengths = functions()
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}
    assert median(lengths.values()) <= MEDIAN_FUNCTION


def test_every_module_says_in_one_line_what_it_is() -> None:
    silent = [
        source.name(path)
        for path in source.modules()
        if path.stat().st_size and not ast.get_docstring(source.tree(path))
    ]
    assert silent == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    nameless = {source.name(path) for path in source.modules() if path.stem in NAMELESS}
    assert nameless - DICTATED == set()
