"""The scheduler: django-celery-beat's, whose due entries are launched through the one door."""

import logging
from datetime import UTC, timedelta
from typing import Any
from uuid import uuid4

from celery.beat import ScheduleEntry
from celery.schedules import crontab
from django.db import DatabaseError
from django.utils import timezone
from django_celery_beat.schedulers import DatabaseScheduler, ModelEntry

from background import registry
from background.errors import TaskError
from tasks_admin.models import Heartbeat, RunSource
from tasks_admin.services import heartbeating
from tasks_admin.services.launching import Origin, launch

logger = logging.getLogger(__name__)

LONGEST_SLEEP = 5.0


def slot(entry: ModelEntry) -> str:
    """Name the moment that a due entry's schedule promised, alike in every scheduler.

    For a crontab that is its first moment after the entry's last run, for an interval the number
    of intervals since 1970. So two schedulers launch one run, and the second gets the first's.
    """
    if isinstance(entry.schedule, crontab):
        last, until_next, _ = entry.schedule.remaining_delta(entry.last_run_at)
        moment = (last + until_next).astimezone(UTC).isoformat()
    else:
        every = getattr(entry.schedule, "run_every", timedelta(minutes=1))
        moment = str(int(timezone.now().timestamp() // max(every.total_seconds(), 1)))
    return f"slot:{entry.model.pk}:{moment}"


class Scheduler(DatabaseScheduler):  # type: ignore[misc]  # the library has no types
    """Reports its life on every tick; a due entry of a registered task becomes a run."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.name = f"beat-{uuid4().hex[:8]}"
        super().__init__(*args, **kwargs)
        self.max_interval: float = min(float(self.max_interval), LONGEST_SLEEP)

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Launch what is due and return the seconds to sleep."""
        try:
            heartbeating.beat(Heartbeat.Kind.BEAT, self.name)
        except DatabaseError as error:
            logger.warning("The scheduler could not report: %s", error)
        return float(super().tick(*args, **kwargs))

    def schedule_changed(self) -> bool:
        """Whether to read the schedules again: after the first one ever made too.

        The library takes the first change it sees for the state it has read already.
        """
        never_changed = self._last_timestamp is None
        changed = bool(super().schedule_changed())
        return changed or (never_changed and self._last_timestamp is not None)

    def apply_async(
        self, entry: ScheduleEntry, producer: Any = None, advance: bool = True, **kwargs: Any
    ) -> Any:
        """Launch the entry's task; an entry of another Celery task is sent as usual."""
        if entry.task not in registry:
            return super().apply_async(entry, producer=producer, advance=advance, **kwargs)
        due = self.reserve(entry) if advance else entry
        try:
            return launch(
                str(due.task),
                due.kwargs or {},
                source=RunSource.SCHEDULE,
                idempotency_key=slot(entry),
                origin=Origin(schedule_name=str(due.name)),
            )
        except TaskError as error:
            logger.error("Schedule %s could not be launched: %s", due.name, error)
            return None

    def close(self) -> None:
        """Save what was fired and leave."""
        heartbeating.retire(Heartbeat.Kind.BEAT, self.name)
        super().close()
