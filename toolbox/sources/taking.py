"""Snapshots taken by a job, each named in its log; what may be missing is left out."""

from datetime import date

from background import TaskContext
from toolbox.sources.errors import SourceFailed, SourceNotConfigured
from toolbox.sources.ports import Snapshot, Source, SourceName


def take(ctx: TaskContext, source: Source, name: SourceName, as_of: date) -> Snapshot:
    """Return the snapshot of a source that a job cannot do without.

    Raises SourceNotConfigured, and SourceFailed also where it has no rows at all.
    """
    snapshot = source.fetch(name, until=as_of)
    _tell(ctx, snapshot)
    if snapshot.rows == 0:
        raise SourceFailed(
            "{source} has no rows at all, so nothing was changed. Check the report where it comes "
            "from, then run the task again.",
            source=name.value,
        )
    return snapshot


def take_optional(
    ctx: TaskContext, source: Source, name: SourceName, as_of: date
) -> Snapshot | None:
    """Return the snapshot of a source, None where it is not configured; raises SourceFailed."""
    try:
        snapshot = source.fetch(name, until=as_of)
    except SourceNotConfigured:
        ctx.log_info("{source} is not configured and is left out", source=name.value)
        return None
    _tell(ctx, snapshot)
    return snapshot


def _tell(ctx: TaskContext, snapshot: Snapshot) -> None:
    ctx.log_info(
        "{source}: {rows} rows, snapshot {digest}",
        source=snapshot.name.value,
        rows=snapshot.rows,
        digest=snapshot.digest[:12],
    )
