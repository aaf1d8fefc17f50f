"""The latest moments of schedules with what came of them: how it went lately, at a glance."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery
from django_celery_beat.models import PeriodicTask

from tasks_admin.models import Slot

SHOWN = 20
COLUMNS = (
    "schedule_id", "moment", "fate", "run_id",
    "run__status", "run__requested_at", "run__started_at", "run__finished_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recent:
    """One moment; `status` is empty where no run came of it, or it has been removed.

    `waited` is the time from the launch to the start, `took` that from the start to the end.
    """

    at: datetime
    fate: str
    status: str
    run_id: UUID | None
    waited: timedelta | None
    took: timedelta | None


def recent(schedule_ids: Collection[int], *, shown: int = SHOWN) -> dict[int, list[Recent]]:
    """Return the latest moments of each schedule, oldest first, with two queries.

    The first finds where the latest ones begin: reading every moment of a schedule that comes
    each minute would take seconds.
    """
    nth = Slot.objects.filter(schedule=OuterRef("pk")).order_by("-moment").values("moment")
    floors = PeriodicTask.objects.filter(pk__in=schedule_ids).annotate(
        floor=Subquery(nth[shown - 1 : shown])
    )
    wanted = Q()
    for schedule_id, floor in floors.values_list("pk", "floor"):
        all_of_it = Q(schedule_id=schedule_id)
        wanted |= all_of_it & Q(moment__gte=floor) if floor else all_of_it
    found: dict[int, list[Recent]] = {}
    if wanted:
        for slot in Slot.objects.filter(wanted).order_by("moment").values(*COLUMNS):
            found.setdefault(slot["schedule_id"], []).append(_recent(slot))
    return found


def _recent(slot: dict[str, Any]) -> Recent:
    requested, started, finished = (
        slot[f"run__{name}_at"] for name in ("requested", "started", "finished")
    )
    return Recent(
        at=slot["moment"],
        fate=str(slot["fate"]),
        status=str(slot["run__status"] or ""),
        run_id=slot["run_id"],
        waited=started - requested if started and requested else None,
        took=finished - started if started and finished else None,
    )
