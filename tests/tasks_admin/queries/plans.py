"""What a database says about how it will carry out a query."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

BIG = (
    "tasks_admin_run",
    "tasks_admin_runline",
    "tasks_admin_attempt",
    "tasks_admin_auditentry",
    "tasks_admin_datasetversion",
    "django_celery_results_taskresult",
)
"""Tables that grow with every run, so that nobody may read the whole of one."""

FEW = 20
"""MariaDB sorts so few rows rather than take the index in their order, and is right to."""


def faults(ask: Callable[[], Any], *, may_sort: bool = False, may_walk: bool = False) -> list[str]:
    """Carry out the queries; return those that the database finds no short way for.

    That is: it reads a whole big table; it sorts rows to find the first; it walks along an index
    that has nothing to do with what is asked.
    """
    with CaptureQueriesContext(connection) as captured:
        ask()
    selects = [one["sql"] for one in captured if one["sql"].startswith("SELECT")]
    assert selects, "nothing was asked"
    explain = {"sqlite": _sqlite, "mysql": _mysql}[connection.vendor]
    return [
        f"{fault}: {sql}"
        for sql in selects
        for fault in explain(sql)
        if not (may_sort and fault.startswith("sorts"))
        and not (may_walk and fault.startswith("walks"))
    ]


def _sqlite(sql: str) -> Iterator[str]:
    """A SCAN without an index reads the table, one with it reads it in order, up to a limit."""
    plan = [row[3] for row in _rows(f"EXPLAIN QUERY PLAN {sql}")]
    aliases = _aliases(sql)
    for step in plan:
        scan = re.match(r"SCAN (\w+)(.*)", step)
        if scan and aliases.get(scan[1]) in BIG:
            yield from _walk(sql, step, by_index="INDEX" in scan[2])
        if step == "USE TEMP B-TREE FOR ORDER BY" and _is_big(sql):
            yield f"sorts ({'; '.join(plan)})"


def _mysql(sql: str) -> Iterator[str]:
    aliases = _aliases(sql)
    for row in _rows(f"EXPLAIN {sql}"):
        table, kind, key, extra = row[2], row[3], row[5], row[9] or ""
        if aliases.get(table) in BIG and kind in ("ALL", "index"):
            yield from _walk(sql, f"{table}, {key}, {extra}", by_index=kind == "index")
        if "filesort" in extra and _is_big(sql) and int(row[8] or 0) > FEW:
            yield f"sorts ({table}, {key}, {extra})"


def _walk(sql: str, step: str, *, by_index: bool) -> Iterator[str]:
    """Going along an index up to a limit is quick where nothing is left out on the way."""
    if not (by_index and "LIMIT" in sql):
        yield f"reads all ({step})"
    elif "WHERE" in sql:
        yield f"walks ({step})"


def _rows(statement: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def _aliases(sql: str) -> dict[str, str]:
    """The tables by the names that the plan uses for them."""
    named = re.findall(r"""(?:FROM|JOIN) [`"](\w+)[`"](?: (?:AS )?[`"]?([A-Z]\d+)\b)?""", sql)
    return {alias or table: table for table, alias in named}


def _is_big(sql: str) -> bool:
    return any(table in BIG for table in _aliases(sql).values())
