"""Schedules are made, changed and removed here alone: by the pages, Django's admin and the API.

Every deed is judged first, and leaves an audit entry with the schedule before and after it.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from background import registry
from background.errors import NotAllowed, NotFound, NotPossible
from tasks_admin.models import AuditEntry, Run, RunSource
from tasks_admin.models.reading import limits_of
from tasks_admin.queries.scheduled_values import scheduled_values
from tasks_admin.queries.snapshots import SUBJECT, Snapshot, digest, snapshot
from tasks_admin.services import auditing, enrolling, limiting
from tasks_admin.services.drafting import Draft, judge
from tasks_admin.services.launching import Origin, launch
from tasks_admin.services.sealing import open_stored

REASONS = {
    "meanwhile": "Somebody has changed this schedule since you opened it. What you typed is still "
    "here: save again to put it in the place of the other change."
}


def check(
    raw: Mapping[str, Any], *, user: Any, schedule_id: int | None = None, seen: str = ""
) -> Draft:
    """Return what would be stored; raises what `create` raises, or with an id, `change`."""
    if schedule_id and limits_of(user):
        _check_limits(enrolling.find(schedule_id), user)
    if seen and schedule_id and seen != digest(snapshot(enrolling.find(schedule_id))):
        raise NotPossible(REASONS["meanwhile"])
    draft = judge(raw, now=timezone.now(), schedule_id=schedule_id)
    _check_permission(draft.task, user)
    limiting.check_scheduled(draft.task, user)
    if draft.task in registry:
        limiting.check(registry.get(draft.task), draft.params, user)
    return draft


def create(raw: Mapping[str, Any], *, user: Any, username: str = "") -> PeriodicTask:
    """Make a schedule; its account begins now.

    Raises InvalidParams or NotAllowed, and then nothing was recorded. `username` names a program
    where no user stands behind it.
    """
    draft = check(raw, user=user)
    with transaction.atomic():
        made = enrolling.add(draft)
        _note(made, None, snapshot(made), user, username)
    return made


def change(
    schedule_id: int,
    raw: Mapping[str, Any],
    *,
    user: Any,
    username: str = "",
    seen: str = "",
    **details: Any,
) -> PeriodicTask:
    """Make a schedule what the values say, all of them; where it is that already, nothing happens.

    Raises InvalidParams, NotAllowed, NotFound, or NotPossible where the schedule is not what the
    caller has `seen` (the digest of its snapshot); then nothing was recorded.
    """
    with transaction.atomic():
        held = enrolling.find(schedule_id, lock=True)
        before = snapshot(held)
        draft = check(raw, user=user, schedule_id=held.pk, seen=seen)
        stored = enrolling.write(held, draft)
        after = snapshot(stored)
        if after != before:
            _note(stored, before, after, user, username, **details)
    return stored


def switch(schedule_id: int, enabled: bool, *, user: Any, confirmed: bool = False) -> None:
    """Switch a schedule on, as a change that is judged; or off, whatever its values are.

    What it would have promised while it was off is no moment of its account.
    """
    with transaction.atomic():
        held = enrolling.find(schedule_id, lock=True)
        before = snapshot(held)
        if held.enabled == enabled:
            return
        if enabled:
            change(schedule_id, before | {"enabled": True, "confirmed": confirmed}, user=user)
            return
        _check_limits(held, user)
        enrolling.switch_off(held)
        _note(held, before, before | {"enabled": False}, user)


def delete(schedule_id: int, *, user: Any) -> None:
    """Remove a schedule and its rule; its ledger and its runs stay, under its name."""
    with transaction.atomic():
        held = enrolling.find(schedule_id, lock=True)
        _check_limits(held, user)
        details = {"name": held.name, "before": snapshot(held)}
        auditing.note(AuditEntry.Action.REMOVED, SUBJECT, held.pk, user=user, **details)
        enrolling.remove(held)


def adopt(schedule_id: int, *, user: Any) -> None:
    """Make the user answer for a schedule; neither its rule nor its values are judged."""
    with transaction.atomic():
        held = enrolling.find(schedule_id, lock=True)
        _check_limits(held, user)
        before = snapshot(held)
        enrolling.plan(schedule_id, owner=user)
        held = enrolling.find(schedule_id)
        _note(held, before, snapshot(held), user)


def revert(
    schedule_id: int, entry_id: int, *, to: str, user: Any, confirmed: bool = False
) -> PeriodicTask:
    """Make the schedule what it was `before` or `after` an edit, as a new edit.

    What the console did not know of a schedule then stays as it is.
    Raises what `change` raises, and NotFound where there is no such edit.
    """
    entry = AuditEntry.objects.filter(
        pk=entry_id, subject=SUBJECT, subject_id=str(schedule_id)
    ).first()
    earlier: Snapshot | None = entry.details.get(to) if entry else None
    if not earlier:
        raise NotFound("There is no such edit of this schedule")
    users = get_user_model().objects
    is_here = users.filter(username=earlier["owner"]).exists()
    present = snapshot(enrolling.find(schedule_id))
    owner = earlier["owner"] if is_here else ""
    raw = present | earlier | {"owner": owner, "confirmed": confirmed}
    return change(schedule_id, raw, user=user, revert_of=entry_id)


def run_now(schedule_id: int, *, user: Any, idempotency_key: str | None = None) -> Run:
    """Launch the schedule's task once with its values; the schedule itself goes on as before.

    Raises what `launch` raises, and NotPossible for a task that asks before it starts.
    """
    schedule = enrolling.find(schedule_id)
    spec = registry.get(schedule.task)
    if spec.destructive:
        raise NotPossible(
            "{task} asks before it starts: run it from its own page", task=schedule.task
        )
    stored = scheduled_values(schedule.task, schedule.args, schedule.kwargs)
    return launch(
        schedule.task,
        open_stored(stored, spec.params_model),
        source=RunSource.OPERATOR,
        user=user,
        idempotency_key=idempotency_key,
        origin=Origin(schedule_name=schedule.name),
    )


def _check_permission(task: str, user: Any) -> None:
    """Who may not launch the task may not let a schedule do it."""
    permission = registry.get(task).permission if task in registry else ""
    if user is not None and permission and not user.has_perm(permission):
        raise NotAllowed("{user} may not launch {task}", user=user.get_username(), task=task)


def _check_limits(schedule: PeriodicTask, user: Any) -> None:
    """Who is limited to some things leaves the schedules of others alone."""
    if schedule.task in registry and limits_of(user):
        stored = scheduled_values(schedule.task, schedule.args, schedule.kwargs)
        limiting.check(registry.get(schedule.task), stored, user)


def _note(
    schedule: PeriodicTask,
    before: Snapshot | None,
    after: Snapshot,
    user: Any,
    username: str = "",
    **details: Any,
) -> None:
    what: dict[str, Any] = {"added": True}
    if before is not None:
        what = {"changes": [name for name in after if after[name] != before[name]]}
    auditing.note(
        AuditEntry.Action.CHANGED,
        SUBJECT,
        schedule.pk,
        user=user,
        username=username,
        name=schedule.name,
        before=before,
        after=after,
        **what,
        **details,
    )
