"""Where the answers of sources land: one file for each content, named by its digest."""

import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import polars as pl

from toolbox.sources.errors import SourceNotConfigured
from toolbox.sources.json_reading import read_json
from toolbox.sources.ports import Snapshot, SourceName
from toolbox.sources.sheet_reading import read_csv, read_xlsx

Reader = Callable[[Path, Path, str], None]
READERS: dict[str, Reader] = {".json": read_json, ".csv": read_csv, ".xlsx": read_xlsx}
"""Who turns a file into Parquet parts, by the file's extension."""

KEEP = 3
IN_USE_SECONDS = 6 * 3600


def utc_now() -> datetime:
    """Return the present moment, aware."""
    return datetime.now(UTC)


class SnapshotStore:
    """The folder of landed answers; the newest few of each source are kept."""

    def __init__(self, folder: Path, *, clock: Callable[[], datetime] = utc_now) -> None:
        self.folder = folder
        self.clock = clock

    def land(self, name: SourceName, suffix: str, chunks: Iterable[bytes]) -> Snapshot:
        """Write an answer to a file, read it into columns, and return its snapshot.

        The same content is stored and read once. Raises SourceFailed where it is not data, and
        then nothing of it is kept.
        """
        if suffix not in READERS:
            raise SourceNotConfigured(
                "{source} is a {suffix} file; known are .json, .csv and .xlsx",
                source=name.value,
                suffix=suffix,
            )
        self.folder.mkdir(parents=True, exist_ok=True)
        landing = self.folder / f".{name}-{uuid4().hex}{suffix}"
        try:
            digest = _write(landing, chunks)
            path = self.folder / f"{name}-{digest[:12]}{suffix}"
            table = path.with_suffix(".parquet")
            if not (path.exists() and table.exists()):
                self._read(name, landing, path, table)
            os.utime(path)
        finally:
            landing.unlink(missing_ok=True)
        self._prune(name)
        return self._snapshot(name, path, digest)

    def _read(self, name: SourceName, landing: Path, path: Path, table: Path) -> None:
        """Read a landed file into parts and move both to their places, the parts first."""
        parts = landing.with_suffix(".parts")
        try:
            READERS[path.suffix](landing, parts, name.value)
            try:
                parts.rename(table)
            except OSError:
                # Another run has landed the same content meanwhile.
                if not table.exists():
                    raise
            landing.rename(path)
        finally:
            shutil.rmtree(parts, ignore_errors=True)

    def _snapshot(self, name: SourceName, path: Path, digest: str) -> Snapshot:
        parts = tuple(sorted(path.with_suffix(".parquet").glob("*.parquet")))
        rows = sum(pl.scan_parquet(part).select(pl.len()).collect().item() for part in parts)
        return Snapshot(
            name=name, path=path, digest=digest, fetched_at=self.clock(), rows=rows, parts=parts
        )

    def _prune(self, name: SourceName) -> None:
        """Remove all but the newest snapshots of a source, and what a killed process left.

        Nothing recent is touched: another run may still be reading or writing it.
        """
        kept = [path for path in self.folder.glob(f"{name}-{'?' * 12}.*") if path.is_file()]
        kept.sort(key=lambda path: path.stat().st_mtime, reverse=True)
        for path in [*kept[KEEP:], *self.folder.glob(f".{name}-*")]:
            if _is_old(path):
                _remove(path)
                _remove(path.with_suffix(".parquet"))


def _is_old(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime > IN_USE_SECONDS
    except FileNotFoundError:
        return False


def _remove(path: Path) -> None:
    """Remove a file or a folder, if it is there."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _write(path: Path, chunks: Iterable[bytes]) -> str:
    """Write the chunks to a new file and return the SHA-256 of the content."""
    digest = hashlib.sha256()
    with path.open("xb") as file, ThreadPoolExecutor(1, thread_name_prefix="digest") as pool:
        for chunk in chunks:
            digested = pool.submit(digest.update, chunk)
            file.write(chunk)
            digested.result()
    return digest.hexdigest()
