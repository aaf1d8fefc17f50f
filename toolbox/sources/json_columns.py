"""Which columns the rows of a JSON array have, and whether a database could tell them apart."""

from collections.abc import Iterable
from pathlib import Path

import duckdb

from toolbox.sources.errors import SourceFailed
from toolbox.sources.ports import ROW


def columns_of(cursor: duckdb.DuckDBPyConnection, piece: Path, source: str) -> list[str]:
    """Return the names of every column of every row, in the order of their first row.

    Raises SourceFailed where an element of the array is not a row with columns.
    """
    objects = f"read_json_objects({text_literal(str(piece))}, format = 'array')"
    # Rows have few different lists of keys: compared by hash, each list is looked at once.
    shapes = cursor.execute(
        "SELECT any_value(keys), count(*) FROM "  # noqa: S608
        f"(SELECT json_keys(json) AS keys FROM {objects}) GROUP BY hash(keys) ORDER BY 2 DESC, 1"
    ).fetchall()
    if not all(any(keys) for keys, _ in shapes):
        raise SourceFailed(
            "{source} answered with a list, but not every element of it is a row with columns.",
            source=source,
        )
    # A sheet's column without a header arrives under an empty name: nobody can mean it.
    return list(dict.fromkeys(name for keys, _ in shapes for name in keys if name))


def refuse_twins(names: Iterable[str], source: str) -> None:
    """Raise SourceFailed where two names are one to a database."""
    seen = {ROW}
    for name in names:
        if name.lower() in seen:
            raise SourceFailed(
                '{source} has the column "{column}" twice, or under a name that is reserved. '
                "Rename one of them at the source.",
                source=source,
                column=name,
            )
        seen.add(name.lower())


def text_literal(value: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"
