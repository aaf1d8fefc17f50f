"""A JSON array of any size into Parquet parts, every value as text, in little memory.

duckdb reads one array on one core only. So the array is cut at row boundaries into pieces that
are arrays themselves and read side by side. A cut in a wrong place, inside a text that looks
like the end of a row, leaves a piece that is no JSON; the array is then read whole.
"""

import json
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
from toolbox.sources.json_columns import columns_of, refuse_twins, text_literal

PIECE_BYTES = 8 << 20
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
        converter = _Converter(path, source, Path(scratch), folder)

        def convert(number: int) -> None:
            with database.cursor() as cursor:
                converter.convert(cursor, number, pieces[number])

        # The first one alone: its columns are expected of the others.
        convert(0)
        for _ in pool.map(convert, range(1, len(pieces))):
            pass


class _Converter:
    """Pieces into parts; the columns of one piece are expected of the next."""

    def __init__(self, path: Path, source: str, scratch: Path, folder: Path) -> None:
        self.path = path
        self.source = source
        self.scratch = scratch
        self.folder = folder
        self.known: tuple[str, ...] = ()

    def convert(
        self, cursor: duckdb.DuckDBPyConnection, number: int, span: tuple[int, int]
    ) -> None:
        """Read one range of the array into a part; a piece without rows leaves none."""
        piece = self.scratch / f"{number:05}.json"
        part = self.folder / f"{number:05}.parquet"
        expected = self.known
        dates = _copy(self.path, span, piece, expected)
        if dates or not expected or not _read_expected(cursor, piece, part):
            self._read_any(cursor, piece, part, dates=dates, skip=1 if expected else 0)
        piece.unlink()

    def _read_any(
        self,
        cursor: duckdb.DuckDBPyConnection,
        piece: Path,
        part: Path,
        *,
        dates: bool,
        skip: int,
    ) -> None:
        """Look at every row for its columns, then read; the first `skip` elements are no rows."""
        names = columns_of(cursor, piece, self.source)
        if not names:
            return
        known = tuple(dict.fromkeys((*self.known, *names)))
        refuse_twins(known, self.source)
        self.known = known
        columns = ", ".join(f"{text_literal(name)}: 'VARCHAR'" for name in names)
        picked = ", ".join(_iso_of(name) for name in names) if dates else "*"
        _write(cursor, piece, part, picked, f"columns = {{{columns}}}", skip)


def _copy(path: Path, span: tuple[int, int], piece: Path, expected: tuple[str, ...]) -> bool:
    """Write one range of the array as an array; say whether it may hold dates of a sheet.

    Where columns are expected, the first element has a text in each of them.
    """
    with path.open("rb") as file:
        file.seek(span[0])
        content = file.read(span[1] - span[0])
    with piece.open("wb") as out:
        out.write(b"[")
        if expected:
            out.write(json.dumps(dict.fromkeys(expected, "text")).encode() + b",")
        out.write(content)
        out.write(b"]")
    return SHEET_DATE.encode() in content


def _read_expected(cursor: duckdb.DuckDBPyConnection, piece: Path, part: Path) -> bool:
    """Read a piece by the columns of its first element; say whether its rows have no others.

    To look for the columns of every row costs as much as to read them. So duckdb takes them from
    the first element, all of them texts, and fails where a later one has a key of its own.
    """
    try:
        detected = "sample_size = 1, map_inference_threshold = -1"
        _write(cursor, piece, part, "*", detected, skip=1)
    except duckdb.InvalidInputException:
        return False
    # An element that is null or has no key at all reads as a row of nothing but nulls.
    fullest = cursor.execute(
        "SELECT min(nulls) FROM (SELECT sum(stats_null_count) AS nulls "  # noqa: S608
        f"FROM parquet_metadata({text_literal(str(part))}) GROUP BY column_id)"
    ).fetchone()
    return fullest == (0,)


def _write(
    cursor: duckdb.DuckDBPyConnection, piece: Path, part: Path, picked: str, how: str, skip: int
) -> None:
    cursor.execute(
        f"COPY (SELECT {picked} FROM read_json({text_literal(str(piece))}, format = 'array', "  # noqa: S608
        f"records = true, {how}) OFFSET {skip}) "
        f"TO {text_literal(str(part))} (FORMAT parquet, COMPRESSION lz4)"
    )


def _iso_of(name: str) -> str:
    column = '"' + name.replace('"', '""') + '"'
    return (
        f"CASE WHEN starts_with({column}, '{{\"{SHEET_DATE}\":') "
        f"THEN json_extract_string({column}, '$.{SHEET_DATE}') ELSE {column} END AS {column}"
    )


def _malformed(source: str, error: duckdb.Error) -> SourceFailed:
    return SourceFailed(
        "{source} answered with broken JSON ({detail}). Run again; "
        "if it happens again, its server sends damaged answers.",
        source=source,
        detail=re.sub(r' in file "[^"]*"', "", str(error).splitlines()[0]),
    )
