"""Schedules that were removed: their ledger and their history stay, under their number."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django_celery_beat.models import PeriodicTask

from tasks_admin.models import AuditEntry, Slot
from tasks_admin.queries.seen_schedules import was_seen
from tasks_admin.queries.snapshots import SUBJECT, Snapshot

SHOWN = 200


@dataclass(frozen=True)
class RemovedSchedule:
    """One that is gone; without `at` nobody said so: it was removed past the console.

    `before` is what it was, where that is known; `zone` the time zone of its crontab.
    """

    id: int
    name: str
    at: datetime | None = None
    username: str = ""
    before: Snapshot | None = None

    @property
    def zone(self) -> str:
        """The time zone of its crontab; empty for other rules."""
        return self.before["zone"] if self.before and self.before["cron"] else ""

    @property
    def task_name(self) -> str:
        """The task that it ran; empty where that is not known."""
        return self.before["task"] if self.before else ""


def removed_schedule(schedule_id: int) -> RemovedSchedule | None:
    """Return a schedule that is gone; None where there never was one of that number.

    None too where it still is there, and where it was about things the reader is not to see.
    """
    if PeriodicTask.objects.filter(pk=schedule_id).exists():
        return None
    found = _gone(schedule_id)
    return found if found and was_seen(found.before) else None


def removed_schedules() -> list[RemovedSchedule]:
    """Return those that the console removed and the reader may see, the latest first."""
    told = AuditEntry.objects.filter(subject=SUBJECT, action=AuditEntry.Action.REMOVED)
    found = (_of(entry) for entry in told.order_by("-at").iterator(SHOWN))
    return list(islice((one for one in found if was_seen(one.before)), SHOWN))


def _gone(schedule_id: int) -> RemovedSchedule | None:
    told = AuditEntry.objects.filter(
        subject=SUBJECT, subject_id=str(schedule_id), action=AuditEntry.Action.REMOVED
    )
    if entry := told.order_by("-id").first():
        return _of(entry)
    last = Slot.objects.filter(schedule_id=schedule_id).order_by("-moment").first()
    return RemovedSchedule(schedule_id, last.schedule_name) if last else None


def _of(entry: AuditEntry) -> RemovedSchedule:
    return RemovedSchedule(
        int(entry.subject_id),
        entry.details.get("name", ""),
        entry.at,
        entry.username,
        entry.details.get("before"),
    )
