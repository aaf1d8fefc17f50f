"""Workers, scheduler and runs, from what they report."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings

from background.sentences import Sentence
from tasks_admin.diagnosing.finding import Finding, error, warning
from tasks_admin.models import Breaker, Delivery, Heartbeat, Run
from tasks_admin.models.status import WORKING
from tasks_admin.queries import heartbeats
from tasks_admin.queries.misfits import misfits
from tasks_admin.queries.queues import Board, board
from tasks_admin.queries.tallies import undelivered_of_a_day

WAITS_LONG = timedelta(minutes=15)
AHEAD = timedelta(seconds=5)
MINUTE = timedelta(minutes=1)


def findings(now: datetime) -> Iterator[Finding]:
    """Yield what is wrong with those who do the work, and with what they should do."""
    stands = board(now)
    yield from unserved(stands)
    yield from _scheduler(now)
    yield from _silent(stands)
    yield from _ahead(now)
    yield from _stuck(stands)
    yield from _abandoned(now)
    yield from _breakers()
    yield from _misfits(now)
    yield from _messages(now)


def unserved(stands: Board) -> Iterator[Finding]:
    """Yield the queues that tasks name or runs wait on and no living worker serves."""
    for queue in stands.queues:
        if not queue.is_served and (queue.tasks or queue.waiting):
            yield error(
                "E014",
                "No living worker serves the queue {queue}, where {waiting} runs wait"
                if queue.waiting
                else "No living worker serves the queue {queue}",
                "Start a worker for it: celery -A project worker -Q {queue}",
                queue=queue.name,
                waiting=queue.waiting,
            )


def _scheduler(now: datetime) -> Iterator[Finding]:
    if not heartbeats.living(Heartbeat.Kind.BEAT, now=now).exists():
        yield error(
            "E013",
            "No scheduler reports: nothing is launched by itself",
            "Start it: celery -A project beat",
        )


def _silent(stands: Board) -> Iterator[Finding]:
    for worker in stands.workers:
        if worker.silent_for is not None:
            yield warning(
                "W013",
                "The worker {worker} has been silent for {minutes} min",
                "If it was not stopped on purpose, read its log and start it again",
                worker=worker.name,
                minutes=worker.silent_for // MINUTE,
            )


def _ahead(now: datetime) -> Iterator[Finding]:
    for one in Heartbeat.objects.filter(seen_at__gt=now + AHEAD).order_by("name"):
        yield warning(
            "W015",
            "The clock of {name} is {seconds} s ahead of this machine's",
            "Synchronise the clocks of all machines (NTP): leases and schedules rely on them",
            name=one.name,
            seconds=round((one.seen_at - now).total_seconds()),
        )


def _stuck(stands: Board) -> Iterator[Finding]:
    for queue in stands.queues:
        if queue.waits_for is not None and queue.waits_for > WAITS_LONG:
            yield warning(
                "W014",
                "On {queue} {waiting} runs wait, the oldest for {minutes} min",
                "See what its workers do; start more of them if this happens every day",
                queue=queue.name,
                waiting=queue.waiting,
                minutes=queue.waits_for // MINUTE,
            )


def _abandoned(now: datetime) -> Iterator[Finding]:
    """Any living worker would have recovered these within seconds."""
    patience = timedelta(seconds=settings.TASKS_ADMIN_LEASE_SECONDS)
    left = Run.objects.filter(status__in=WORKING, lease_until__lt=now - patience).count()
    if left:
        yield warning(
            "W016",
            "{count} runs are in the hands of workers that are gone, and nobody recovers them",
            "Start a worker: it recovers them by itself",
            count=left,
        )


def _breakers() -> Iterator[Finding]:
    for breaker in Breaker.objects.exclude(open_until=None):
        yield warning(
            "W017",
            "{breaker} keeps failing ({failures} times in a row) and is left alone",
            "Look into the service; the runs that need it wait and go on by themselves",
            breaker=breaker.name,
            failures=breaker.failures,
        )


def _misfits(now: datetime) -> Iterator[Finding]:
    for one in misfits(now):
        yield error(
            "E015",
            "The schedule {schedule} will be refused at its next moment: {reasons}",
            "Edit it on its page, or switch it off",
            schedule=one.name,
            reasons=[
                Sentence("{name}: {reason}", {"name": fault.name, "reason": fault.sentence})
                for fault in one.faults
            ],
        )


def _messages(now: datetime) -> Iterator[Finding]:
    for name, status, count in undelivered_of_a_day(now):
        if status == Delivery.Status.GIVEN_UP:
            yield warning(
                "W018",
                "Of a day's messages to the webhook {webhook} {count} were given up"
                if name
                else "Of a day's e-mails {count} were given up",
                "Look at what was answered, on the page of webhooks",
                webhook=name or "",
                count=count,
            )
