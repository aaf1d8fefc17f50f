"""Heralding: runs, moments of schedules and datasets that webhooks are told of.

Each is called in the transaction of what it tells, and asks the database for nothing while nobody
listens.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation

from background import registry
from tasks_admin.models import DatasetVersion, Fate, HookEvent, Run, RunStatus, Slot
from tasks_admin.queries.run_answer import run_answer
from tasks_admin.services.announcing import News, announce
from tasks_admin.services.linking import link
from tasks_admin.services.listening import listeners
from tasks_admin.services.sorting import Step
from tasks_admin.wording import say

AT_ONCE = 200
RUNS = {
    RunStatus.SUCCEEDED: HookEvent.RUN_FINISHED,
    RunStatus.PARTIAL: HookEvent.RUN_FINISHED,
    RunStatus.FAILED: HookEvent.RUN_FAILED,
    RunStatus.LOST: HookEvent.RUN_FAILED,
    RunStatus.CANCELLED: HookEvent.RUN_CANCELLED,
}
FATES = {
    Fate.MISSED: HookEvent.SLOT_MISSED,
    Fate.REFUSED: HookEvent.SLOT_MISSED,
    Fate.LATE: HookEvent.SLOT_LATE,
    Fate.MADE_UP: HookEvent.SLOT_LATE,
    Fate.OVERLAP: HookEvent.SLOT_SKIPPED,
}


def ended(run: Run) -> None:
    """Tell that a run has ended; a dry run is its reader's own matter."""
    event = RUNS.get(RunStatus(run.status))
    if event is None or run.dry_run or not listeners.want([event]):
        return
    found = Run.objects.get(pk=run.pk)
    with translation.override(settings.TASKS_ADMIN_ALERT_LANGUAGE):
        told = run_answer(found).model_dump(mode="json")
    links = {"page": link("tasks_admin:run", run.pk), "api": link("api-1:run", run.pk)}
    # A run that others are part of may end again, when some of them are done again.
    key = f"{event}:{run.pk}:{found.version}"
    data = {"run": told, "links": links}
    announce([News(event=event, key=key, data=data, tasks=[run.task_name])], now=timezone.now())


def settled(steps: Sequence[Step]) -> None:
    """Tell of promised moments that did not run as promised.

    What is told is what is written: another scheduler may have been faster with some.
    """
    if not steps or not listeners.want(FATES.values()):
        return
    moments = sorted({(one.schedule_id, one.moment) for one in steps if one.schedule_id})
    with translation.override(settings.TASKS_ADMIN_ALERT_LANGUAGE):
        news = [
            News(
                event=FATES[Fate(slot.fate)],
                key=f"{FATES[Fate(slot.fate)]}:{slot.pk}",
                data=_slot(slot),
                tasks=[slot.task_name],
            )
            for slot in _broken(moments)
        ]
    announce(news, now=timezone.now())


def published(versions: Sequence[DatasetVersion]) -> None:
    """Tell that datasets have new versions."""
    event = HookEvent.DATASET_PUBLISHED
    if not versions or not listeners.want([event]):
        return
    runs = Run.objects.in_bulk({one.run_id for one in versions if one.run_id})
    with translation.override(settings.TASKS_ADMIN_ALERT_LANGUAGE):
        news = [
            News(
                event=event,
                key=f"{event}:{version.pk}",
                data=_version(version, task),
                tasks=[task],
            )
            for version in versions
            for task in [runs[version.run_id].task_name if version.run_id in runs else ""]
        ]
    announce(news, now=timezone.now())


def _broken(moments: Sequence[tuple[int, datetime]]) -> Iterator[Slot]:
    """Those of the moments that were not kept on time."""
    for start in range(0, len(moments), AT_ONCE):
        some = set(moments[start : start + AT_ONCE])
        slots = Slot.objects.filter(
            schedule_id__in={schedule_id for schedule_id, _ in some},
            moment__in={moment for _, moment in some},
            fate__in=FATES,
        )
        yield from (
            slot for slot in slots.order_by("id") if (slot.schedule_id, slot.moment) in some
        )


def _slot(slot: Slot) -> dict[str, Any]:
    reason = slot.reason or {}
    links = {"page": link("tasks_admin:schedule", slot.schedule_id)}
    return {
        "schedule": {"id": slot.schedule_id, "name": slot.schedule_name},
        "task": slot.task_name,
        "moment": slot.moment,
        "fate": slot.fate,
        "reason": say(reason.get("message", ""), reason.get("fields")),
        "run": slot.run_id,
        "links": links | ({"run": link("api-1:run", slot.run_id)} if slot.run_id else {}),
    }


def _version(version: DatasetVersion, task: str) -> dict[str, Any]:
    name = version.dataset
    known = registry.datasets().get(name)
    return {
        "dataset": name,
        "title": say(known.title) if known else name,
        "task": task,
        "run": version.run_id,
        "as_of": version.as_of,
        "rows": version.rows,
        "rows_before": version.rows_before,
        "published_at": version.published_at,
        "links": {
            "page": link("tasks_admin:dataset", name),
            "api": link("api-1:dataset", name),
        },
    }
