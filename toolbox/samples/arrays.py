"""JSON arrays written row by row, for any number of rows."""

from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson

BUFFERED_ROWS = 500


class ArrayFile:
    """A file that holds one JSON array; used as a context manager."""

    def __init__(self, path: Path) -> None:
        self.rows = 0
        self._file = path.open("wb")
        self._buffer: list[bytes] = []
        self._file.write(b"[")

    def add(self, row: Any) -> int:
        """Append a row and return its place, from 1."""
        self._buffer.append((b"," if self.rows else b"") + orjson.dumps(row))
        self.rows += 1
        if len(self._buffer) == BUFFERED_ROWS:
            self._flush()
        return self.rows

    def _flush(self) -> None:
        self._file.write(b"".join(self._buffer))
        self._buffer.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._flush()
        self._file.write(b"]")
        self._file.close()
