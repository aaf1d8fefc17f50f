"""Statements that are put together once do what those that Django builds each time do."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.forms.models import model_to_dict
from django.utils import timezone

from tasks_admin.models import Attempt, Run, RunHold, RunReport, RunStatus
from tasks_admin.models.statements import insert, read, update
from tests.tasks_admin.making import make_run

pytestmark = pytest.mark.django_db

VALUES: dict[str, Any] = {
    "params": {"name": "Ñandú 'quoted'", "sums": [1.5, None]},
    "checkpoint": None,
    "status": RunStatus.RUNNING,
    "worker": "w@here",
    "lease_until": timezone.now(),
    "progress_total": None,
    "held_back": True,
    "error": {"code": "X", "message": "100 %", "fields": {}},
}


def test_an_update_writes_what_a_queryset_writes() -> None:
    ours, djangos = make_run(RunStatus.QUEUED), make_run(RunStatus.QUEUED)
    assert update(Run, VALUES, where={"id": ours.pk}) == 1
    Run.objects.filter(pk=djangos.pk).update(**VALUES)
    ours.refresh_from_db()
    djangos.refresh_from_db()
    assert model_to_dict(ours) == model_to_dict(djangos)


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ({"version": 1, "status": (RunStatus.QUEUED, RunStatus.RETRYING)}, True),
        ({"version": 2, "status": (RunStatus.QUEUED, RunStatus.RETRYING)}, False),
        ({"version": 1, "status": (RunStatus.RUNNING,)}, False),
    ],
)
def test_an_update_changes_only_rows_that_fulfil_every_condition(
    where: dict[str, Any], found: bool
) -> None:
    run, other = make_run(RunStatus.QUEUED), make_run(RunStatus.QUEUED)
    changed = update(Run, {"worker": "new"}, where={"id": run.pk, **where}, raised=("version",))
    assert changed == found
    run.refresh_from_db()
    other.refresh_from_db()
    assert (run.worker, run.version) == (("new", 2) if found else ("", 1))
    assert (other.worker, other.version) == ("", 1)


@pytest.mark.parametrize("is_held", [True, False])
def test_a_row_is_read_as_a_queryset_reads_it_with_the_one_beside(
    is_held: bool, django_assert_num_queries: Any
) -> None:
    run = make_run(**VALUES)
    if is_held:
        RunHold.objects.create(run=run, key="place", position=0)
    with django_assert_num_queries(1):
        ours = read(Run, run.pk, beside="hold")
        assert ours is not None
        hold = getattr(ours, "hold", None)
    assert {**vars(Run.objects.get(pk=run.pk)), "_state": 0} == {**vars(ours), "_state": 0}
    assert (hold.key if hold else None) == ("place" if is_held else None)


def test_a_row_that_is_not_there_is_none() -> None:
    assert read(Run, uuid4(), beside="hold") is None


def test_a_row_is_inserted_once_or_changed_where_it_is_there() -> None:
    run = make_run(RunStatus.QUEUED)
    for number in (1, 2):
        report = RunReport(run=run, result={"rows": number}, traceback=f"{number}")
        insert(report, by="run", changes=("result",))
    kept = RunReport.objects.get()
    assert (kept.result, kept.traceback) == ({"rows": 2}, "1")


def test_a_row_that_must_be_new_breaks_the_transaction_of_one_that_is_there() -> None:
    run = make_run(RunStatus.QUEUED)
    attempt = Attempt(run=run, number=1, worker="w", started_at=timezone.now())
    insert(attempt)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(attempt)
    assert Attempt.objects.count() == 1
