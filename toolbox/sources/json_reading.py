"""A JSON array of any size into Parquet parts, every value as text, in little memory.

duckdb reads one array on one core only. So the array is cut at row boundaries into pieces that
are arrays themselves and read side by side. A cut in a wrong place, inside a text that looks
like the end of a row, leaves a piece that is no JSON; the array is then read whole.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb

from toolbox.sources.answers import array_bounds
from toolbox.sources.errors import SourceFailed
from toolbox.sources.ports import ROW

PIECE_BYTES = 4 << 20
WINDOW_BYTES = 1 << 20
MEMORY_LIMIT = "600MB"
THREADS = min(4, os.cpu_count() or 1)
BETWEEN_ROWS = re.compile(rb"\}\s*,\s*\{")
SHEET_DATE = "f_jsdate__java_util_Date"


def read_json(path: Path, folder: Path, source: str, piece_bytes: int = PIECE_BYTES) -> None:
    """Write the rows of the array in `path` as Parquet parts into `folder`, in their order.

    Raises SourceFailed where it is not a whole, well-formed array of objects.
    """
    start, end = array_bounds(path, source)
    pieces = list(cut(path, start, end, piece_bytes))
    try:
        _convert(path, pieces, folder, source)
    except duckdb.InvalidInputException as error:
        if len(pieces) == 1:
            raise _malformed(source, error) from error
        try:
            _convert(path, [(start, end)], folder, source)
        except duckdb.InvalidInputException as whole:
            raise _malformed(source, whole) from whole


def cut(path: Path, start: int, end: int, piece_bytes: int) -> Iterator[tuple[int, int]]:
    """Yield the byte ranges of the pieces: each holds whole rows, as far as bytes can tell."""
    with path.open("rb") as file:
        while end - start > piece_bytes:
            file.seek(start + piece_bytes)
            found = BETWEEN_ROWS.search(file.read(min(WINDOW_BYTES, end - file.tell())))
            if found is None:
                break
            offset = start + piece_bytes
            yield start, offset + found.start() + 1
            start = offset + found.end() - 1
    yield start, end


def _convert(path: Path, pieces: list[tuple[int, int]], folder: Path, source: str) -> None:
    """Read each piece into a part of its own; parts of an earlier try are replaced."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with (
        tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{source}-") as scratch,
        duckdb.connect(
            config={
                "memory_limit": MEMORY_LIMIT,
                "threads": 1,
                "temp_directory": scratch,
                "autoinstall_known_extensions": "false",
            }
        ) as database,
        ThreadPoolExecutor(THREADS) as pool,
    ):

        def convert(number: int) -> None:
            piece = Path(scratch) / f"{number:05}.json"
            dates = _copy(path, pieces[number], piece)
            with database.cursor() as cursor:
                _write_part(cursor, piece, folder / f"{number:05}.parquet", source, dates=dates)
            piece.unlink()

        for _ in pool.map(convert, range(len(pieces))):
            pass


def _copy(path: Path, span: tuple[int, int], piece: Path) -> bool:
    """Write one range of the array as an array; say whether it may hold dates of a sheet."""
    with path.open("rb") as file:
        file.seek(span[0])
        content = file.read(span[1] - span[0])
    with piece.open("wb") as out:
        out.write(b"[")
        out.write(content)
        out.write(b"]")
    return SHEET_DATE.encode() in content


def _write_part(
    cursor: duckdb.DuckDBPyConnection, piece: Path, part: Path, source: str, *, dates: bool
) -> None:
    """Write one piece as Parquet; a piece without rows leaves no part."""
    names = _columns(cursor, piece, source)
    if not names:
        return
    columns = ", ".join(f"{_text(name)}: 'VARCHAR'" for name in names)
    picked = ", ".join(_iso_of(name) for name in names) if dates else "*"
    cursor.execute(
        f"COPY (SELECT {picked} FROM read_json({_text(str(piece))}, format = 'array', "  # noqa: S608
        f"records = true, columns = {{{columns}}})) "
        f"TO {_text(str(part))} (FORMAT parquet, COMPRESSION lz4)"
    )


def _columns(cursor: duckdb.DuckDBPyConnection, piece: Path, source: str) -> list[str]:
    """Return the names of every column of every row, in the order of their first row."""
    objects = f"read_json_objects({_text(str(piece))}, format = 'array')"
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
    names = dict.fromkeys(name for keys, _ in shapes for name in keys if name)
    return _refuse_twins(list(names), source)


def _refuse_twins(names: list[str], source: str) -> list[str]:
    """Return the names; raise SourceFailed where two are one to a database."""
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
    return names


def _iso_of(name: str) -> str:
    column = '"' + name.replace('"', '""') + '"'
    return (
        f"CASE WHEN starts_with({column}, '{{\"{SHEET_DATE}\":') "
        f"THEN json_extract_string({column}, '$.{SHEET_DATE}') ELSE {column} END AS {column}"
    )


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _malformed(source: str, error: duckdb.Error) -> SourceFailed:
    return SourceFailed(
        "{source} answered with broken JSON ({detail}). Run again; "
        "if it happens again, its server sends damaged answers.",
        source=source,
        detail=re.sub(r' in file "[^"]*"', "", str(error).splitlines()[0]),
    )
