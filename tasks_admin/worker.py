"""The Celery side: one Celery task for each registered job, and the worker's signs of life."""

import logging
import os
import signal
from contextlib import suppress
from datetime import timedelta
from math import ceil
from threading import Event, Thread
from typing import Any

from celery import Task, current_app, current_task, signals
from celery.exceptions import WorkerLostError
from celery.worker import state
from celery.worker.request import Request
from django.utils import timezone

from background import JobFailed, TaskError, TaskSpec, registry
from tasks_admin.forking import parents_database
from tasks_admin.models import Heartbeat, Run, RunSource
from tasks_admin.models.run import MESSAGE
from tasks_admin.models.status import GONE_WRONG
from tasks_admin.orphans import at_work
from tasks_admin.services import cancelling, executing, heartbeating, recording, recovering
from tasks_admin.services.launching import launch, turn_away

logger = logging.getLogger(__name__)

PULSE_SECONDS = 5.0


class JobRequest(Request):
    """A message in the worker's parent process, which outlives the process that does the work."""

    def on_timeout(self, soft: bool, timeout: float) -> None:
        """End the process of a run that takes too long, and record that."""
        if not soft:
            self._end_process()
        super().on_timeout(soft, timeout)
        if not soft:
            with parents_database("record that a run took too long"):
                run = Run.objects.of_message(self.id)
                if run is not None:
                    recording.time_out(run, timedelta(seconds=timeout))

    def _end_process(self) -> None:
        """Kill it before anything is recorded: a job that hears that its run is over ends itself.

        Its process would then be killed with the next run in hand.
        """
        if self.worker_pid:
            with suppress(ProcessLookupError):
                os.kill(int(self.worker_pid), signal.SIGKILL)

    def on_failure(self, exc_info: Any, *args: Any, **options: Any) -> None:
        """Recover a run at once whose process was killed, and not when its lease has run out."""
        super().on_failure(exc_info, *args, **options)
        lost = getattr(exc_info.exception, "exc", exc_info.exception)
        if isinstance(lost, WorkerLostError) and not self._is_in_hand():
            with parents_database("recover a run whose process was lost"):
                run = Run.objects.of_message(self.id)
                if run is not None and run.worker == self.hostname:
                    recovering.recover(run)

    def _is_in_hand(self) -> bool:
        """Whether another process of this worker has a message of the same run."""
        return any(other.id == self.id for other in state.active_requests if other is not self)


class JobTask(Task):  # type: ignore[type-arg]  # generic only in its stubs
    """A registered job as a Celery task."""

    Request = JobRequest  # type: ignore[assignment]  # the stubs know only its path


def register_jobs() -> None:
    """Make every task of the registry a Celery task under its own name, routed to its queue."""
    current_app.conf.task_routes = {spec.name: {"queue": str(spec.queue)} for spec in registry}
    for spec in registry:
        _register(spec)


def _register(spec: TaskSpec) -> None:
    def body(*args: Any, **params: Any) -> None:
        with at_work(spec.time_limit):
            _work(spec, args, params)

    options: dict[str, Any] = {"ignore_result": True, "base": JobTask}
    limits = {"soft_time_limit": spec.soft_time_limit, "time_limit": spec.time_limit}
    options |= {name: ceil(limit.total_seconds()) for name, limit in limits.items()}
    declare: Any = current_app.task
    declare(name=spec.name, **options)(body)


def _work(spec: TaskSpec, args: tuple[Any, ...], params: dict[str, Any]) -> None:
    """Execute the run of this message; one that came around the door gets a run of its own.

    The outcome is recorded before this returns or raises; Celery stores nothing itself.
    Raising only makes Celery's own events and log tell a failure as one.
    """
    request = current_task.request
    message = str(request.id)
    known = Run.objects.of_message(message) or Run.objects.joined(message)
    known = known or _taken_in(message, spec, args, params)
    run = executing.work(known, worker=str(request.hostname))
    if run and run.status in GONE_WRONG and run.error:
        raise JobFailed(run.error["message"], **run.error["fields"])


def _taken_in(message: str, spec: TaskSpec, args: tuple[Any, ...], params: dict[str, Any]) -> Run:
    """The run of a message that another program sent; one that is refused is a failed run."""
    key = f"{MESSAGE}{message}"
    source = RunSource.EXTERNAL
    try:
        raw = spec.named(args, params)
        return launch(spec.name, raw, source=source, idempotency_key=key, publish=False)
    except TaskError as refusal:
        turn_away(spec.name, params, refusal, source=source, idempotency_key=key)
        raise


@signals.task_revoked.connect
def note_revoked(request: Any, terminated: bool, **_: Any) -> None:
    """Record that a run was revoked in Celery, or that its process was terminated."""
    with parents_database("record that a run was revoked"):
        run = Run.objects.of_message(str(request.id))
        if run is not None:
            cancelling.revoked(run, terminated=terminated)


class Pulse(Thread):
    """Reports that this worker lives and sweeps for abandoned runs, until it is told to stop."""

    def __init__(self, name: str, queues: list[str], slots: int) -> None:
        super().__init__(name="pulse", daemon=True)
        self.worker, self.queues, self.slots, self.done = name, queues, slots, Event()

    def run(self) -> None:
        while True:
            try:
                self._once()
            except Exception:  # without a pulse nobody would recover what is left behind
                logger.exception("The worker %s missed a beat", self.worker)
            if self.done.wait(PULSE_SECONDS):
                return

    def stop(self) -> None:
        """End the pulse and retire the worker in good order."""
        self.done.set()
        self.join(timeout=10)
        with parents_database("take its leave"):
            heartbeating.retire(Heartbeat.Kind.WORKER, self.worker)

    def _once(self) -> None:
        with parents_database("report"):
            heartbeating.beat(
                Heartbeat.Kind.WORKER, self.worker, queues=self.queues, slots=self.slots
            )
            recovering.sweep(timezone.now())


_pulses: list[Pulse] = []


@signals.worker_ready.connect
def start_pulse(sender: Any, **_: Any) -> None:
    """Begin to report when the worker takes messages."""
    queues = [queue.name for queue in sender.task_consumer.queues]
    pulse = Pulse(sender.hostname, queues, sender.pool.num_processes)
    pulse.start()
    _pulses.append(pulse)


@signals.worker_shutdown.connect
def stop_pulse(**_: Any) -> None:
    """Stop reporting when the worker leaves."""
    while _pulses:
        _pulses.pop().stop()
