"""The ledger of schedules as CSV: one line for each moment, in constant memory."""

from collections.abc import Callable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from django.db.models import QuerySet

from tasks_admin.models import Fate, Slot
from tasks_admin.queries.keyset import Row
from tasks_admin.queries.ledgers import in_portions
from tasks_admin.services.exports.csv_writing import Dialect, csv_pieces

PORTION = 2_000
NAMES = (
    "schedule", "task", "moment", "moment_utc", "fate", "fate_in_words", "run", "run_status",
    "decided_at_utc", "reason",
)  # fmt: skip

Say = Callable[[str, dict[str, Any]], str]


def ledger_csv(
    slots: QuerySet[Slot], zone: ZoneInfo, dialect: Dialect, say: Say
) -> Iterator[bytes]:
    """Yield the file of these moments, oldest first; `say` writes their reasons."""
    return csv_pieces(_frames(slots, zone, say), dialect)


def _frames(slots: QuerySet[Slot], zone: ZoneInfo, say: Say) -> Iterator[pl.DataFrame]:
    """A frame without rows first, so that an empty month has the names of its columns too."""
    schema = dict.fromkeys(NAMES, pl.String)
    yield pl.DataFrame(schema=schema)
    for rows in in_portions(slots, PORTION):
        lines = [_line(row, zone, say) for row in rows]
        yield pl.DataFrame(lines, schema=schema, orient="row")


def _line(row: Row, zone: ZoneInfo, say: Say) -> tuple[str, ...]:
    reason = row["reason"] or {}
    return (
        row["schedule_name"],
        row["task_name"],
        row["moment"].astimezone(zone).isoformat(timespec="seconds"),
        row["moment"].isoformat(timespec="seconds").replace("+00:00", "Z"),
        row["fate"],
        str(Fate(row["fate"]).label),
        str(row["run_id"] or ""),
        row["run__status"] or "",
        row["decided_at"].isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        say(reason.get("message", ""), reason.get("fields", {})),
    )
