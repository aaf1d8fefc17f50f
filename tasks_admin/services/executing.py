"""One attempt at a run, step by step: claim, read the parameters, call the job, record."""

import logging
from contextlib import nullcontext
from inspect import iscoroutinefunction
from typing import Any, cast
from uuid import UUID

from django.utils import timezone

from background import TaskContext, TaskSpec, registry
from background.errors import CircuitOpen, LeaseLost
from background.ports import Ports
from tasks_admin.models import Run
from tasks_admin.services import breaking, recording
from tasks_admin.services.awaiting import PortsOfAsync
from tasks_admin.services.capturing import captured_logging
from tasks_admin.services.claiming import Claim, take
from tasks_admin.services.explaining import named
from tasks_admin.services.hosting import Host
from tasks_admin.services.leasing import kept_lease
from tasks_admin.services.reckoning import reckon_boards
from tasks_admin.services.rehearsing import Rehearsal
from tasks_admin.services.sealing import unseal

logger = logging.getLogger(__name__)


def execute(run_id: UUID, *, worker: str) -> Run | None:
    """Claim the run and carry it to the end of one attempt; return it as it then stands.

    Returns None when there was nothing to do: it is finished, cancelled, or another worker's.
    Whatever the job raises is recorded, not raised. Time limits are the worker's: a run that is
    carried out without one may take as long as it likes.
    """
    run = Run.objects.filter(pk=run_id).first()
    if run is None or work(run, worker=worker) is None:
        return None
    return Run.objects.get(pk=run_id)


def work(run: Run, *, worker: str) -> Run | None:
    """Do the same for a run in hand, and read nothing again.

    Returns None likewise, else the run with the status and the error that this attempt wrote.
    """
    claimed = take(run, worker=worker)
    if claimed is None:
        return None
    spec = registry.get(claimed.run.task_name)
    host = Rehearsal(claimed) if claimed.run.dry_run else Host(claimed)
    try:
        with kept_lease(claimed.run.pk, claimed.attempt):
            _attempt(claimed, spec, host)
    except LeaseLost as lost:
        logger.warning("%s", lost)
    if spec.writes:
        reckon_boards(claimed.run.pk)
    return claimed.run


def _attempt(claimed: Claim, spec: TaskSpec, host: Host) -> None:
    """Call the job and record how it ended; only LeaseLost passes.

    What an atomic task writes and that it succeeded are one transaction: both stand or neither.
    Of a dry run only the second stands.
    """
    now = timezone.now()
    if spec.breaker and (until := breaking.wait_until(spec.breaker, claimed.run.pk, now)):
        recording.postpone(claimed, CircuitOpen(spec.breaker, until))
        return
    try:
        with host.atomic() if spec.atomic and host.commits else nullcontext():
            result = _call(claimed, spec, host)
            recording.succeed(
                claimed, result, complete=host.shortfall is None, controlled=host.controlled
            )
    except LeaseLost:
        raise
    except CircuitOpen as waits:
        recording.postpone(claimed, waits)
    except Exception as error:  # noqa: BLE001 - whatever a job raises is its outcome
        if spec.breaker:
            breaking.failed(spec.breaker, error, timezone.now())
        recording.fail(claimed, named(error, limit=spec.soft_time_limit), spec)
    else:
        if spec.breaker:
            breaking.succeeded(spec.breaker)


def _call(claimed: Claim, spec: TaskSpec, host: Host) -> Any:
    raw = unseal(claimed.run.params, spec.params_model)
    params = spec.read(raw, now=timezone.now())
    ports = _ports(spec, host)
    with host.folder, captured_logging(spec, ports), host.watched():
        context = TaskContext(
            run_id=claimed.run.pk,
            task=spec.name,
            attempt=claimed.attempt,
            ports=ports,
            dry_run=claimed.run.dry_run,
        )
        return spec.call(context, params)


def _ports(spec: TaskSpec, host: Host) -> Ports:
    ports = host.ports()
    return cast(Ports, PortsOfAsync(ports)) if iscoroutinefunction(spec.function) else ports
