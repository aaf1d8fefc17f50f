"""A JSON array, an object a row: amounts are texts, so that no figure loses a digit."""

import io
from collections.abc import Iterable, Iterator

import polars as pl


def json_pieces(frames: Iterable[pl.DataFrame]) -> Iterator[bytes]:
    """Yield the array piece by piece, one row a line."""
    opening = b"[\n"
    for frame in frames:
        if frame.height:
            lines = io.BytesIO()
            frame.write_ndjson(lines)
            yield opening + lines.getvalue().rstrip(b"\n").replace(b"}\n{", b"},\n{")
            opening = b",\n"
    yield b"\n]\n" if opening != b"[\n" else b"[]\n"
