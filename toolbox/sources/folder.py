"""A folder of files as the source: JSON, CSV or Excel, told apart by their extension."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from toolbox.sources.errors import SourceFailed, SourceNotConfigured
from toolbox.sources.lists import read_lists
from toolbox.sources.ports import FixedLists, Rate, RatesAnswer, Snapshot, SourceName
from toolbox.sources.reasons import BAD_RATE, NO_RATE
from toolbox.sources.snapshots import READERS, SnapshotStore

CHUNK = 1 << 20


class FolderSource:
    """Files named after the sources, as `colocaciones-2.json`; a missing one is not configured."""

    def __init__(self, folder: Path, store: SnapshotStore, *, lists: Path | None = None) -> None:
        self.folder = folder
        self.store = store
        self.lists_file = lists or folder / f"{SourceName.LISTS}.json"

    def fetch(self, name: SourceName, *, until: date) -> Snapshot:
        """Land the file of a source, as it is; `until` is the business of whoever wrote it."""
        path = self._find(name)
        return self.store.land(name, path.suffix, _chunks(path))

    def rates(self, days: Sequence[date]) -> RatesAnswer:
        """Look the days up in the file of rates; a later row of the same day wins."""
        frame = self.fetch(SourceName.RATES, until=max(days, default=date.min)).scan()
        names = frame.collect_schema().names()
        missing = [name for name in ("fecha", "compra", "venta") if name not in names]
        if names and missing:
            raise SourceFailed(
                "{source} lacks the columns {columns}.",
                source=SourceName.RATES.value,
                columns=", ".join(missing),
            )
        rows = frame.select("fecha", "compra", "venta").collect().rows() if names else []
        known = {str(day)[:10]: (bid, ask) for day, bid, ask in rows}
        answer = RatesAnswer()
        for day in days:
            _sort_in(answer, day, known.get(day.isoformat()))
        return answer

    def lists(self) -> FixedLists:
        """Return the lists of `listas.json`, or of the file that the settings name."""
        return read_lists(self.lists_file)

    def _find(self, name: SourceName) -> Path:
        for suffix in READERS:
            path = self.folder / f"{name}{suffix}"
            if path.is_file():
                return path
        raise SourceNotConfigured(
            "{source} is not configured: the source folder has no file of that name "
            "(.json, .csv or .xlsx).",
            source=name.value,
        )


def rate_of(bid: object, ask: object) -> Rate | None:
    """Return the rate that two numbers or texts mean, None unless both are positive."""
    try:
        rate = Rate(bid=Decimal(str(bid)), ask=Decimal(str(ask)))
    except InvalidOperation:
        return None
    finite = rate.bid.is_finite() and rate.ask.is_finite()
    return rate if finite and rate.bid > 0 and rate.ask > 0 else None


def _sort_in(answer: RatesAnswer, day: date, row: tuple[str, str] | None) -> None:
    """Put a day among the found or the failed."""
    if row is None:
        answer.failed[day] = NO_RATE
    elif rate := rate_of(*row):
        answer.found[day] = rate
    else:
        answer.failed[day] = BAD_RATE


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
