"""Circuit breakers: a service that keeps failing is left alone for a while, by all workers.

Only transient errors count. After `THRESHOLD` in a row the circuit opens; when it may close again
one run at a time probes, and its success closes the circuit.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from background.errors import CircuitOpen
from background.retry import is_transient
from tasks_admin.models import AuditEntry, Breaker, Run
from tasks_admin.models.status import WORKING
from tasks_admin.services import auditing

THRESHOLD = 5
OPEN_FOR = timedelta(minutes=5)
PROBE_FOR = timedelta(minutes=1)


def wait_until(name: str, run_id: UUID, now: datetime) -> datetime | None:
    """Return until when a run must wait for the circuit, or None if it may go on.

    When the time of an open circuit is up, the first to ask becomes its probe; the others wait
    for as long as it works.
    """
    breaker = Breaker.objects.filter(name=name).exclude(open_until=None).first()
    if breaker is None or breaker.open_until is None:
        return None
    if now < breaker.open_until:
        return breaker.open_until
    probing_until = now + PROBE_FOR
    if breaker.probe not in (None, run_id) and _works(breaker.probe):
        return probing_until
    first = Breaker.objects.filter(pk=breaker.pk, open_until=breaker.open_until)
    return None if first.update(probe=run_id, open_until=probing_until) else probing_until


def _works(run_id: UUID | None) -> bool:
    return Run.objects.filter(pk__in=[run_id], status__in=WORKING).exists()


def succeeded(name: str) -> None:
    """Close the circuit: the service answers."""
    troubled = Breaker.objects.filter(name=name).filter(Q(failures__gt=0) | ~Q(open_until=None))
    troubled.update(failures=0, open_until=None, probe=None)


def failed(name: str, error: Exception, now: datetime) -> None:
    """Count a transient error; other errors say nothing about the service."""
    if not is_transient(error):
        return
    Breaker.objects.get_or_create(name=name)
    circuit = Breaker.objects.filter(name=name)
    circuit.update(failures=F("failures") + 1)
    worn = circuit.filter(Q(failures__gte=THRESHOLD) | ~Q(probe=None))
    worn.update(open_until=now + OPEN_FOR, probe=None)


def reset(name: str, *, user: Any = None) -> bool:
    """Close the circuit by hand; False where there is none of that name."""
    with transaction.atomic():
        there = Breaker.objects.filter(name=name)
        if not there.update(failures=0, open_until=None, probe=None):
            return False
        auditing.note(AuditEntry.Action.RESET, "breaker", name, user=user)
    return True


@contextmanager
def guarded(name: str, run_id: UUID) -> Iterator[None]:
    """Let the block call the service; what happens in it counts.

    Raises CircuitOpen while the service is left alone, and then the block is not begun.
    """
    if until := wait_until(name, run_id, timezone.now()):
        raise CircuitOpen(name, until)
    try:
        yield
    except Exception as error:
        failed(name, error, timezone.now())
        raise
    succeeded(name)
