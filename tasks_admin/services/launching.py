"""The one door: every run is born here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from pydantic import BaseModel

from background import TaskSpec, registry
from background.door import Order
from background.errors import AlreadyRunning, NotAllowed, NotPossible, TaskError
from background.once import WhenTaken
from background.relative import as_asked
from background.secret import masked
from tasks_admin.models import AuditEntry, Outcome, Run, RunSource, RunStatus
from tasks_admin.models.statements import insert
from tasks_admin.models.status import WAITING
from tasks_admin.services import auditing, broker, holding, joining, limiting, uploading
from tasks_admin.services.ending import Ending, end
from tasks_admin.services.sealing import seal

ASKED_FOR = (RunSource.OPERATOR, RunSource.API, RunSource.COMMAND)
"""Sources behind which somebody stands; what schedules and parents launch is no deed of its own."""


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a launch comes from beside its source: a schedule, an earlier run, a parent.

    `lock` keeps it apart from others of that origin; a lock that the task declares goes before.
    `clock` is the moment that relative days are counted from, in the zone that they are meant in;
    without one it is the present, in the zone of the installation.
    """

    schedule_name: str = ""
    lock: holding.Lock | None = None
    retry_of: Run | None = None
    parent: Run | None = None
    held_back: bool = False
    clock: datetime | None = None


def launch(
    task_name: str,
    raw: Mapping[str, Any],
    *,
    source: RunSource,
    user: Any = None,
    idempotency_key: str | None = None,
    origin: Origin | None = None,
    order: Order | None = None,
    publish: bool = True,
) -> Run:
    """Judge, record and queue one run; return it.

    The row is written in the caller's transaction and the message sent when that commits. With
    `publish=False` nothing is sent: the caller executes the run itself.
    Called again with the same `idempotency_key`, it returns the first call's run.
    A dry run makes nothing that others could be in the way of, so it takes no place behind the
    task's `lock` or `unique`.
    Raises UnknownTask, InvalidParams, NotAllowed, NotPossible (a dry run of a task that has none)
    or AlreadyRunning, and then nothing was recorded.
    """
    spec = registry.get(task_name)
    _check_permission(spec, user)
    now = timezone.now()
    origin, order = origin or Origin(), order or Order()
    judged = uploading.kept(spec.read(raw, now=origin.clock or timezone.localtime(now)))
    dry_run = _is_dry(order, spec)
    params = seal(judged)
    limiting.check(spec, params, user)
    run = Run(
        task_name=spec.name,
        params=params,
        asked=as_asked(spec.params_model, raw, params) or None,
        source=source,
        user=user,
        username=user.get_username() if user else "",
        schedule_name=origin.schedule_name,
        retry_of=origin.retry_of,
        parent=origin.parent,
        scope=limiting.place(spec, params),
        held_back=origin.held_back,
        queue=order.queue or spec.queue,
        priority=spec.priority if order.priority is None else order.priority,
        not_before=order.not_before,
        dry_run=dry_run,
        idempotency_key=idempotency_key,
        unique_key=spec.unique.key(judged) if spec.unique and not dry_run else None,
        status=RunStatus.QUEUED,
        requested_at=now,
    )
    if publish and not run.held_back:
        run.published_at, run.publications = now, 1
    lock = holding.Lock(spec.lock.key(judged), spec.when_taken) if spec.lock else origin.lock
    kept = _record(run, spec, None if dry_run else lock, publish=publish, judged=judged)
    if run.message_id not in (None, kept.message_id):
        joining.join(kept, str(run.message_id))
    return kept


def turn_away(
    task_name: str,
    raw: Mapping[str, Any],
    refusal: TaskError,
    *,
    source: RunSource,
    idempotency_key: str,
) -> Run:
    """Record, as a failed run, a launch that was refused and whose sender is not there to be told.

    Only values of the task's own parameters are kept, the secret ones masked.
    """
    spec = registry.get(task_name)
    now = timezone.now()
    known = {name: raw[name] for name in spec.params_model.model_fields if name in raw}
    run = Run(
        task_name=spec.name,
        params=masked(known, spec.params_model),
        source=source,
        queue=spec.queue,
        priority=spec.priority,
        idempotency_key=idempotency_key,
        status=RunStatus.QUEUED,
        requested_at=now,
    )
    with transaction.atomic():
        kept = _record(run, spec, None, publish=False)
        end(kept, Ending(RunStatus.FAILED, Outcome.FAILED, error=refusal), among=WAITING)
    return kept


def _is_dry(order: Order, spec: TaskSpec) -> bool:
    if order.dry_run and not spec.dry_run:
        raise NotPossible("{task} has no dry run", task=spec.name)
    return bool(order.dry_run)


def _check_permission(spec: TaskSpec, user: Any) -> None:
    """Whoever asks must hold the right that the task asks for; programs hold all."""
    if user is not None and spec.permission and not user.has_perm(spec.permission):
        raise NotAllowed("{user} may not launch {task}", user=user.get_username(), task=spec.name)


def _record(
    run: Run,
    spec: TaskSpec,
    lock: holding.Lock | None,
    *,
    publish: bool,
    judged: BaseModel | None = None,
    is_second: bool = False,
) -> Run:
    """Insert the run with its place; where it was launched before, return that run."""
    try:
        _insert(run, lock, judged, publish=publish)
    except holding.Taken as taken:
        return taken.run
    except IntegrityError:
        earlier = _earlier(run, spec)
        if earlier is None and run.unique_key and not is_second:
            # The run that had the key failed this moment and left it.
            return _record(run, spec, lock, publish=publish, judged=judged, is_second=True)
        if earlier is None:
            raise
        return earlier
    return run


@transaction.atomic
def _insert(
    run: Run, lock: holding.Lock | None, judged: BaseModel | None, *, publish: bool
) -> None:
    insert(run)
    if judged:
        uploading.given_to(run, judged)
    if lock:
        holding.take(run, lock)
    if run.source in ASKED_FOR:
        _note_launch(run)
    if publish and not run.held_back:
        transaction.on_commit(partial(broker.publish_first, run))


def _note_launch(run: Run) -> None:
    details: dict[str, Any] = {"dry_run": True} if run.dry_run else {}
    auditing.note(AuditEntry.Action.LAUNCHED, run.task_name, run.pk, user=run.user, **details)


def _earlier(run: Run, spec: TaskSpec) -> Run | None:
    """The run that has this one's key, if any; raises AlreadyRunning where the task refuses."""
    if run.idempotency_key:
        same = Run.objects.filter(idempotency_key=run.idempotency_key).first()
        if same is not None:
            return same
    same = Run.objects.filter(unique_key=run.unique_key).first() if run.unique_key else None
    if same is not None and spec.when_taken == WhenTaken.REFUSE:
        raise AlreadyRunning(run.task_name, same.pk)
    return same
