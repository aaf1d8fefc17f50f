"""What it would affect to remove a schedule."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django_celery_beat.models import PeriodicTask

from background import Dataset, registry
from tasks_admin.models import Slot
from tasks_admin.planning.rules import Moment
from tasks_admin.queries.promises import promise
from tasks_admin.queries.seen_schedules import seen_schedules
from tasks_admin.queries.snapshots import RELATED

SHOWN = 5
MONTH = timedelta(days=30)
MOST_COUNTED = 1_000


@dataclass(frozen=True)
class Consequences:
    """The moments that would not come, what stays, and the datasets that nothing would refresh.

    `in_a_month` is how many moments there are in the next thirty days, at most MOST_COUNTED.
    """

    schedule: PeriodicTask
    zone: str
    coming: list[Moment]
    in_a_month: int
    slots: int
    others: list[str]
    stale: tuple[Dataset, ...]


def consequences(schedule_id: int, now: datetime) -> Consequences | None:
    """Return what removing a schedule affects; None where there is none."""
    found = seen_schedules().select_related(*RELATED).filter(pk=schedule_id).first()
    if found is None:
        return None
    one = promise(found)
    month = one.moments(now, now + MONTH) if found.enabled else iter(())
    moments = list(islice(month, MOST_COUNTED))
    same = seen_schedules().filter(task=found.task, enabled=True).exclude(pk=found.pk)
    others = list(same.order_by("name").values_list("name", flat=True))
    return Consequences(
        schedule=found,
        zone=one.zone,
        coming=moments[:SHOWN],
        in_a_month=len(moments),
        slots=Slot.objects.filter(schedule=found).count(),
        others=others,
        stale=_stale(found),
    )


def _stale(schedule: PeriodicTask) -> tuple[Dataset, ...]:
    """The datasets that no other schedule refreshes, whatever task it runs."""
    if schedule.task not in registry:
        return ()
    others = PeriodicTask.objects.filter(enabled=True).exclude(pk=schedule.pk)
    tasks = set(others.values_list("task", flat=True))
    written = registry.get(schedule.task).writes
    return tuple(
        one for one in written if not tasks & {spec.name for spec in registry.writers(one.name)}
    )
