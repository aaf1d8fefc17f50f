"""Which rows of two versions of a table belong together, and which of them differ.

The answer is a temporary table of pairs: the row before, the row after, and how much their first
measure moved; NULL on one side is a row that was added or is gone. All of it is done inside the
database, along the index of the key, so memory does not grow with the rows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection

from background import Dataset
from tasks_admin.queries.dataset_columns import DatasetColumn, columns_of
from tasks_admin.services.tables.staging import key_columns, quoted

PAIRS, REPEATED = "pairs_that_differ", "keys_that_repeat"


@dataclass(frozen=True)
class TwoVersions:
    """Two tables of one dataset: the version before and the one after."""

    dataset: Dataset
    before: str
    after: str

    @property
    def row_id(self) -> str:
        """The column that numbers the rows."""
        name: str = self.dataset.model._meta.pk.column
        return quoted(name)

    @property
    def compared(self) -> list[DatasetColumn]:
        """The columns that make a row a changed one."""
        apart = {*self.dataset.key, *self.dataset.volatile}
        return [one for one in columns_of(self.dataset).values() if one.name not in apart]


@dataclass(frozen=True)
class Counts:
    """How many rows differ, and in which way."""

    added: int = 0
    gone: int = 0
    changed: int = 0


@contextmanager
def paired(versions: TwoVersions) -> Iterator[Counts]:
    """Make the table of pairs that differ, and drop it at the end.

    Rows with the same key are the same row. Where a key occurs several times, its rows are put
    in the order of their measures in both versions, and the first is compared with the first.
    """
    try:
        repeated = _find_repeated(versions)
        _pair_single(versions, repeated)
        if repeated:
            _pair_repeated(versions)
        yield _counts()
    finally:
        _execute(_drop(PAIRS), _drop(REPEATED))


def differs(column: DatasetColumn) -> str:
    """Return the SQL that says whether a column of `a` is another than that of `b`.

    A text equals itself only: the collation of published tables sees to that on MySQL.
    """
    return f"NOT ({_same(f'b.{quoted(column.name)}', f'a.{quoted(column.name)}')})"


def _find_repeated(versions: TwoVersions) -> bool:
    """List the keys that occur more than once in either version; return whether there are any."""
    keys = _keys(versions)
    found = " UNION ".join(
        f"SELECT {keys} FROM {quoted(table)} GROUP BY {keys} HAVING COUNT(*) > 1"  # noqa: S608
        for table in (versions.before, versions.after)
    )
    _execute(
        _drop(REPEATED),
        f"CREATE TEMPORARY TABLE {REPEATED} AS {found}",
        _index_repeated(versions),
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {REPEATED} LIMIT 1")  # noqa: S608
        return cursor.fetchone() is not None


def _pair_single(versions: TwoVersions, repeated: bool) -> None:
    before, after, row = quoted(versions.before), quoted(versions.after), versions.row_id
    on = _same_key(versions, "b", "a")
    apart = {side: _not_repeated(versions, side) if repeated else "" for side in "ab"}
    _execute(
        _drop(PAIRS),
        f"CREATE TEMPORARY TABLE {PAIRS} AS {_select(versions)} "  # noqa: S608
        f"FROM {before} b LEFT JOIN {after} a ON {on} "
        f"WHERE (a.{row} IS NULL OR {_differ(versions)}){apart['b']} "
        f"UNION ALL SELECT NULL, a.{row}, {_weight(versions, before='0')} "
        f"FROM {after} a WHERE NOT EXISTS (SELECT 1 FROM {before} b WHERE {on}){apart['a']}",
    )


def _pair_repeated(versions: TwoVersions) -> None:
    row, keys = versions.row_id, _keys(versions)
    numbered = " UNION ALL ".join(
        f"SELECT {_keys(versions, 't')}, {ids}, ROW_NUMBER() OVER "  # noqa: S608
        f"(PARTITION BY {_keys(versions, 't')} ORDER BY {_order(versions)}) AS place "
        f"FROM {REPEATED} r JOIN {quoted(table)} t ON {_same_key(versions, 'r', 't')}"
        for table, ids in (
            (versions.before, f"t.{row} AS b_id, NULL AS a_id"),
            (versions.after, f"NULL AS b_id, t.{row} AS a_id"),
        )
    )
    _execute(
        f"INSERT INTO {PAIRS} {_select(versions)} FROM "  # noqa: S608
        f"(SELECT MAX(b_id) AS b_id, MAX(a_id) AS a_id FROM ({numbered}) n "
        f"GROUP BY {keys}, place) p "
        f"LEFT JOIN {quoted(versions.before)} b ON b.{row} = p.b_id "
        f"LEFT JOIN {quoted(versions.after)} a ON a.{row} = p.a_id "
        f"WHERE a.{row} IS NULL OR b.{row} IS NULL OR {_differ(versions)}"
    )


def _counts() -> Counts:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(CASE WHEN b_id IS NULL THEN 1 END), "  # noqa: S608
            f"COUNT(CASE WHEN a_id IS NULL THEN 1 END), COUNT(*) FROM {PAIRS}"
        )
        added, gone, every = cursor.fetchone()
    return Counts(added, gone, every - added - gone)


def _select(versions: TwoVersions) -> str:
    row = versions.row_id
    return f"SELECT b.{row} AS b_id, a.{row} AS a_id, {_weight(versions)} AS weight"


def _weight(versions: TwoVersions, before: str = "") -> str:
    """How much the first measure moved; without measures no row weighs more than another."""
    if not versions.dataset.measures:
        return "0"
    first = quoted(versions.dataset.measures[0])
    return f"ABS(COALESCE(a.{first}, 0) - {before or f'COALESCE(b.{first}, 0)'})"


def _differ(versions: TwoVersions) -> str:
    return " OR ".join(differs(one) for one in versions.compared) or "1 = 0"


def _not_repeated(versions: TwoVersions, side: str) -> str:
    same = _same_key(versions, "r", side)
    return f" AND NOT EXISTS (SELECT 1 FROM {REPEATED} r WHERE {same})"  # noqa: S608


def _order(versions: TwoVersions) -> str:
    names = [quoted(name) for name in versions.dataset.measures]
    return ", ".join(f"t.{name}" for name in [*names, versions.row_id])


def _keys(versions: TwoVersions, alias: str = "") -> str:
    start = f"{alias}." if alias else ""
    return ", ".join(f"{start}{quoted(name)}" for name in versions.dataset.key)


def _same_key(versions: TwoVersions, left: str, right: str) -> str:
    return " AND ".join(
        _same(f"{left}.{quoted(name)}", f"{right}.{quoted(name)}") for name in versions.dataset.key
    )


def _same(left: str, right: str) -> str:
    """Equal, or both NULL."""
    return f"{left} <=> {right}" if connection.vendor == "mysql" else f"{left} IS {right}"


def _index_repeated(versions: TwoVersions) -> str:
    columns = key_columns(versions.dataset)
    if connection.vendor == "mysql":
        return f"ALTER TABLE {REPEATED} ADD INDEX ({columns})"
    return f"CREATE INDEX temp.{REPEATED}_by_key ON {REPEATED} ({columns})"


def _drop(table: str) -> str:
    if connection.vendor == "mysql":
        return f"DROP TEMPORARY TABLE IF EXISTS {table}"
    return f"DROP TABLE IF EXISTS temp.{table}"


def _execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
