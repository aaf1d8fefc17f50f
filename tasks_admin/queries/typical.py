"""How long a task usually takes, and how long a run will still take."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median

from tasks_admin.models import Run, RunStatus

LOOKED_AT = 20


def durations(task_name: str) -> list[timedelta]:
    """Return how long the task's last successful runs took, newest first; dry runs do not count."""
    runs = Run.seen.filter(
        task_name=task_name, status=RunStatus.SUCCEEDED, started_at__isnull=False, dry_run=False
    ).order_by("-id")
    pairs = runs.values_list("started_at", "finished_at")[:LOOKED_AT]
    return [finished - started for started, finished in pairs if started and finished]


def middle(spans: Sequence[timedelta]) -> timedelta | None:
    """Return the median; None for nothing."""
    return timedelta(seconds=median(span.total_seconds() for span in spans)) if spans else None


def remaining(
    *,
    started_at: datetime | None,
    done: int,
    total: int | None,
    usual: timedelta | None,
    now: datetime,
) -> timedelta | None:
    """Return how long a working run will still take; None where nothing can be said.

    By its own rate once a twentieth is done, else by what the task usually takes. A run that is
    beyond the usual is not promised to end at any moment.
    """
    if started_at is None:
        return None
    elapsed = now - started_at
    if total and done * 20 >= total:
        return elapsed * (max(total - done, 0) / done) if done else None
    if usual is not None and usual > elapsed:
        return usual - elapsed
    return None
