"""The fenced transaction: an attempt that lost its run cannot write."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction

from background.errors import LeaseLost
from tasks_admin.models import Run


@contextmanager
def fenced(run_id: UUID, attempt: int) -> Iterator[None]:
    """Open a transaction that holds the run's row; raise LeaseLost if another attempt has it.

    The row is locked for as long as the transaction lasts (on SQLite the whole database is, as
    every transaction begins IMMEDIATE), so nobody can take the run over before the commit.
    """
    with transaction.atomic():
        held = Run.objects.held(run_id, attempt).select_for_update()
        if not held.values_list("pk", flat=True).first():
            raise lost(run_id)
        yield


def lost(run_id: UUID) -> LeaseLost:
    """Return what is raised in an attempt that no longer holds its run."""
    return LeaseLost("Run {run} was taken over by another attempt", run=str(run_id))
