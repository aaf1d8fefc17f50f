"""What a new version changes against the one before: found when it is published, and kept."""

import gzip
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from secrets import token_hex
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError

from background import Published
from tasks_admin.models import DatasetDifference, DatasetVersion
from tasks_admin.services.tables import moving, staging
from tasks_admin.services.tables.pairing import Counts, TwoVersions, paired
from tasks_admin.services.tables.staging import Staging

logger = logging.getLogger(__name__)

LARGEST = 25
"""Rows that pages show."""
ROWS_KEPT = 20_000
"""Rows that the download has; a run that changes more is told by its totals."""


@dataclass(frozen=True)
class Comparison:
    """A staged version against the one before; `newest` was the live version meanwhile."""

    dataset: str
    newest: DatasetVersion | None
    before: DatasetVersion | None
    values: Mapping[str, Any]


def compare(table: Staging, published: Published, run_id: UUID) -> Comparison | None:
    """Compare a staged version with the one before it that another run made.

    None where there is none, where one of them has more rows than COMPARE_ROWS, and where the
    tables cannot be compared: that keeps no version from being published.
    """
    newest = _newest(table.dataset.name)
    if newest is None or max(published.rows, published.rows_before) > most_rows():
        return None
    before: DatasetVersion | None = newest
    name = table.live
    if is_own(newest, run_id):
        earlier = DatasetVersion.objects.filter(dataset=newest.dataset).exclude(run_id=run_id)
        before, name = earlier.first(), table.previous
    if before is None or not before.rows or not staging.exists(name):
        return None
    try:
        values = differences(TwoVersions(table.dataset, name, table.table), run_id)
    except DatabaseError:
        logger.warning("The version before could not be compared with", exc_info=True)
        return None
    return Comparison(table.dataset.name, newest, before, values)


def still_valid(comparisons: Sequence[Comparison | None]) -> list[Comparison]:
    """Return those whose live version is still the one that was compared with.

    Call it in the transaction that publishes, before the new versions are stored.
    """
    return [one for one in comparisons if one is not None and _newest(one.dataset) == one.newest]


def record(
    run_id: UUID, comparisons: Sequence[Comparison], versions: Sequence[DatasetVersion]
) -> None:
    """Keep the comparisons with the versions that they tell of (none for a dry run)."""
    by_dataset = {version.dataset: version for version in versions}
    for one in comparisons:
        made = {"before": one.before, "version": by_dataset.get(one.dataset)}
        DatasetDifference.objects.update_or_create(
            run_id=run_id, dataset=one.dataset, defaults=made | dict(one.values)
        )


def made_again(run_id: UUID, tables: Sequence[Staging]) -> set[str]:
    """Return the datasets whose live version this same run has made already."""
    names = [table.dataset.name for table in tables]
    return {name for name in names if is_own(_newest(name), run_id)}


def is_own(version: DatasetVersion | None, run_id: UUID) -> bool:
    """Whether the run made that version, in an earlier attempt or an earlier step."""
    return version is not None and version.run_id == run_id


def most_rows() -> int:
    """Return up to how many rows versions are compared."""
    limit: int = settings.TASKS_ADMIN_COMPARE_ROWS
    return limit


def _newest(dataset: str) -> DatasetVersion | None:
    return DatasetVersion.objects.filter(dataset=dataset).first()


def differences(versions: TwoVersions, run_id: UUID) -> dict[str, Any]:
    """Return what two tables differ in, as a difference stores it; the rows go to the run's files.

    Raises DatabaseError where they cannot be compared.
    """
    values: dict[str, Any] = {"totals": moving.totals(versions)}
    if not versions.dataset.key:
        return values | {"has_rows": False}
    with paired(versions) as counts:
        return values | _rows(versions, counts, run_id)


def _rows(versions: TwoVersions, counts: Counts, run_id: UUID) -> dict[str, Any]:
    name = f"{versions.dataset.name}-{token_hex(4)}.jsonl.gz"
    file = Path("runs") / str(run_id) / "changes" / name
    rows = moving.rows_that_differ(versions, ROWS_KEPT)
    largest = list(islice(rows, LARGEST))
    kept = len(largest)
    target = Path(settings.MEDIA_ROOT) / file
    target.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(target, "wt", encoding="utf-8", compresslevel=3) as lines:
        lines.writelines(_line(row) for row in largest)
        for row in rows:
            lines.write(_line(row))
            kept += 1
    return {
        "added": counts.added,
        "gone": counts.gone,
        "changed": counts.changed,
        "columns": moving.columns_that_changed(versions) if counts.changed else {},
        "largest": largest,
        "kept": kept,
        "file": str(file),
    }


def _line(row: Mapping[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, default=str) + "\n"
