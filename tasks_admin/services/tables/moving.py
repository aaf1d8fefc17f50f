"""What two versions of a table add up to, and the rows in which they differ."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from tasks_admin.queries.dataset_columns import ColumnKind, DatasetColumn, columns_of
from tasks_admin.services.tables.pairing import PAIRS, TwoVersions, differs
from tasks_admin.services.tables.staging import quoted

FETCHED = 1_000
MICRO = Decimal("0.000001")


def totals(versions: TwoVersions) -> list[dict[str, Any]]:
    """Return for each currency the rows and the sum of each measure, before and after."""
    before, after = (_sums(versions, table) for table in (versions.before, versions.after))
    nothing = (0, [None] * len(versions.dataset.measures))
    return [
        {
            "currency": currency,
            "rows": [before.get(currency, nothing)[0], after.get(currency, nothing)[0]],
            "sums": {
                name: [before.get(currency, nothing)[1][at], after.get(currency, nothing)[1][at]]
                for at, name in enumerate(versions.dataset.measures)
            },
        }
        for currency in sorted({*before, *after})
    ]


def columns_that_changed(versions: TwoVersions) -> dict[str, int]:
    """Return in how many of the changed pairs each column differs, the most frequent first."""
    compared = versions.compared
    if not compared:
        return {}
    counts = ", ".join(f"COUNT(CASE WHEN {differs(one)} THEN 1 END)" for one in compared)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {counts} FROM {PAIRS} p "  # noqa: S608
            f"JOIN {quoted(versions.before)} b ON b.{versions.row_id} = p.b_id "
            f"JOIN {quoted(versions.after)} a ON a.{versions.row_id} = p.a_id"
        )
        found = cursor.fetchone()
    named = {one.name: count for one, count in zip(compared, found, strict=True) if count}
    return dict(sorted(named.items(), key=lambda item: -item[1]))


def rows_that_differ(versions: TwoVersions, most: int) -> Iterator[dict[str, Any]]:
    """Yield the pairs whose first measure moved most, as plain JSON values.

    Each is {kind, key, currency, sums, others}: `sums` has every measure before and after,
    `others` the further columns of a changed row that differ, before and after.
    """
    columns = list(columns_of(versions.dataset).values())
    row = versions.row_id
    chosen = f"SELECT * FROM {PAIRS} ORDER BY weight DESC, a_id, b_id LIMIT {most:d}"  # noqa: S608
    sides = ", ".join(f"{side}.{quoted(one.name)}" for side in "ba" for one in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT p.b_id, p.a_id, {sides} FROM ({chosen}) p "  # noqa: S608
            f"LEFT JOIN {quoted(versions.before)} b ON b.{row} = p.b_id "
            f"LEFT JOIN {quoted(versions.after)} a ON a.{row} = p.a_id "
            "ORDER BY p.weight DESC, p.a_id, p.b_id"
        )
        while found := cursor.fetchmany(FETCHED):
            for b_id, a_id, *values in found:
                before = values[: len(columns)] if b_id is not None else None
                after = values[len(columns) :] if a_id is not None else None
                yield _pair(versions, columns, before, after)


def _pair(
    versions: TwoVersions,
    columns: list[DatasetColumn],
    before: list[Any] | None,
    after: list[Any] | None,
) -> dict[str, Any]:
    dataset = versions.dataset
    sides = [_plain(columns, side) for side in (before, after)]
    shown = sides[1] or sides[0]
    others = [one.name for one in versions.compared if one.name not in dataset.measures]
    return {
        "kind": "gone" if after is None else "added" if before is None else "changed",
        "key": [shown[name] for name in dataset.key],
        "currency": shown.get(dataset.currency),
        "sums": {name: [side.get(name) for side in sides] for name in dataset.measures},
        "others": {
            name: [side[name] for side in sides]
            for name in others
            if all(sides) and sides[0][name] != sides[1][name]
        },
    }


def _plain(columns: list[DatasetColumn], values: list[Any] | None) -> dict[str, Any]:
    if values is None:
        return {}
    return {one.name: _value(one, value) for one, value in zip(columns, values, strict=True)}


def _value(column: DatasetColumn, value: Any) -> Any:
    if value is None:
        return None
    if column.kind is ColumnKind.NUMBER:
        return exact(value)
    if column.kind is ColumnKind.FLAG:
        return bool(value)
    return value.isoformat() if isinstance(value, date) else value


def exact(value: Any) -> str:
    """Return an amount as text, without the noise of SQLite's floats."""
    return format(Decimal(str(value)).quantize(MICRO).normalize(), "f")


def _sums(versions: TwoVersions, table: str) -> dict[str, tuple[int, list[Any]]]:
    dataset = versions.dataset
    sums = "".join(f", SUM({quoted(name)})" for name in dataset.measures)
    currency = f"COALESCE({quoted(dataset.currency)}, '')" if dataset.currency else "''"
    grouping = " GROUP BY 1" if dataset.currency else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {currency}, COUNT(*){sums} FROM {quoted(table)}{grouping}"  # noqa: S608
        )
        return {
            name: (rows, [None if one is None else exact(one) for one in found])
            for name, rows, *found in cursor.fetchall()
        }
