"""The rows of a schedule: the library's own, that of its rule and its plan, written together."""

import json
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from django_celery_beat.models import PeriodicTask, PeriodicTasks

from background.errors import NotFound
from tasks_admin.models import SchedulePlan
from tasks_admin.planning.rules import NEVER, next_moment
from tasks_admin.queries.promises import promise
from tasks_admin.queries.snapshots import POLICIES, RELATED
from tasks_admin.services import notifying, owning
from tasks_admin.services.drafting import Draft


def find(schedule_id: int, *, lock: bool = False) -> PeriodicTask:
    """Return the schedule with its rows, kept from others until the transaction ends.

    Raises NotFound.
    """
    if lock:
        PeriodicTask.objects.select_for_update().filter(pk=schedule_id).first()
    found = PeriodicTask.objects.select_related(*RELATED).filter(pk=schedule_id).first()
    if found is None:
        raise NotFound("There is no such schedule any more")
    stored: PeriodicTask = found
    return stored


def add(draft: Draft) -> PeriodicTask:
    """Store a new schedule, whose account begins now."""
    made = PeriodicTask(**_columns(draft), **owning.own(draft))
    made.save(force_insert=True)
    plan(made.pk, **_policies(draft))
    notifying.choose(made.pk, list(draft.notify), draft.notify_emails)
    return _foretold(made.pk)


def write(held: PeriodicTask, draft: Draft) -> PeriodicTask:
    """Make the rows of a schedule what the draft says."""
    row = owning.rule_row(held)
    # Not `save`: it forgets when a schedule ran last where that is switched off.
    changed = _columns(draft) | owning.own(draft, held) | {"date_changed": timezone.now()}
    PeriodicTask.objects.filter(pk=held.pk).update(**changed)
    owning.let_go(row)
    plan(held.pk, **_policies(draft))
    notifying.choose(held.pk, list(draft.notify), draft.notify_emails)
    PeriodicTasks.update_changed()
    return _foretold(held.pk)


def switch_off(held: PeriodicTask) -> None:
    """Let a schedule promise nothing; its account is closed and begins anew with an edit."""
    PeriodicTask.objects.filter(pk=held.pk).update(enabled=False, date_changed=timezone.now())
    plan(held.pk, fingerprint="")
    PeriodicTasks.update_changed()


def remove(held: PeriodicTask) -> None:
    """Remove a schedule with its rule and its plan."""
    row = owning.rule_row(held)
    held.delete()
    owning.let_go(row)


def plan(schedule_id: int, **values: Any) -> None:
    """Write into the plan of a schedule; where it has none yet, its account begins now."""
    if SchedulePlan.objects.filter(pk=schedule_id).update(**values):
        return
    made = {"since": timezone.now(), "fingerprint": ""} | values
    SchedulePlan.objects.create(schedule_id=schedule_id, **made)
    if "fingerprint" not in values:  # the rule is known once its plan is
        rule = promise(find(schedule_id)).fingerprint
        SchedulePlan.objects.filter(pk=schedule_id).update(fingerprint=rule)


def _foretold(schedule_id: int) -> PeriodicTask:
    """Return the schedule, its next moment stored: lists are right before the scheduler is."""
    found = find(schedule_id)
    moment = next_moment(promise(found), timezone.now()) if found.enabled else None
    found.plan.next_at = moment.at if moment else NEVER
    plan(schedule_id, next_at=found.plan.next_at)
    return found


def _columns(draft: Draft) -> dict[str, Any]:
    return {
        "name": draft.name,
        "task": draft.task,
        "args": json.dumps(draft.args),
        "kwargs": json.dumps(draft.params, ensure_ascii=False),
        "start_time": draft.start,
        "expires": draft.end,
        "expire_seconds": None,
        "one_off": draft.one_off,
        "enabled": draft.enabled,
        "description": draft.note,
        "queue": draft.queue or None,
        "priority": draft.priority,
    }


def _policies(draft: Draft) -> dict[str, Any]:
    owner = get_user_model().objects.filter(username=draft.owner).first() if draft.owner else None
    policies = {
        **{name: getattr(draft, name) for name in POLICIES},
        "owner": owner,
    }
    return policies if draft.enabled else policies | {"fingerprint": ""}
