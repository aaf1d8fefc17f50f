"""Telling data from everything else that a source may answer with."""

from pathlib import Path

from toolbox.sources.errors import SourceFailed

BLANKS = b" \t\r\n"
BOM = b"\xef\xbb\xbf"
EDGE = 4096


def array_bounds(path: Path, source: str) -> tuple[int, int]:
    """Return where the JSON array's content begins and ends: after its "[", before its "]".

    Raises SourceFailed, with what came instead, for anything that cannot be a whole array.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(EDGE)
        file.seek(max(0, size - EDGE))
        tail = file.read(EDGE).rstrip(BLANKS)
    lead = len(head) - len(head.removeprefix(BOM).lstrip(BLANKS))
    refuse_wrong_start(head[lead:], source)
    if not tail.endswith(b"]"):
        raise SourceFailed(
            "{source} broke off in the middle of its data after {bytes} bytes. "
            "Run again; if it happens again, its server cuts long answers short.",
            source=source,
            bytes=size,
        )
    return lead + 1, max(0, size - EDGE) + len(tail) - 1


def refuse_wrong_start(start: bytes, source: str) -> None:
    """Raise SourceFailed where the first bytes cannot be those of a JSON array."""
    if not start:
        raise SourceFailed(
            "{source} answered with nothing at all. Nothing was replaced; "
            "ask whoever runs it, or run again later.",
            source=source,
        )
    if start.startswith(b"<"):
        raise SourceFailed(
            "{source} answered with an HTML page instead of data. Open its address in a browser: "
            "it may ask for a sign-in, or show the error of the script behind it.",
            source=source,
        )
    if not start.startswith(b"["):
        raise SourceFailed(
            '{source} answered with something that is not a list of rows. It begins: "{start}".',
            source=source,
            start=start[:80].decode("utf-8", "replace"),
        )
