"""What limited operators do to many runs or to schedules stays within their limits."""

from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django_celery_beat.models import PeriodicTask

from background.errors import NotAllowed
from tasks_admin.models import AuditEntry, Run, RunSource, RunStatus, SchedulerState
from tasks_admin.queries.snapshots import NEW, snapshot
from tasks_admin.services import enrolling, pausing, scheduling
from tasks_admin.services.executing import execute
from tasks_admin.services.launching import launch
from tests.tasks_admin.limits.conftest import OTHER, OWN, limit

pytestmark = pytest.mark.django_db


def asked(user: User) -> Run:
    """The order to cancel everything, as it waits for a worker."""
    values = {"action": "cancel"}
    return launch("console.bulk", values, source=RunSource.API, user=user, publish=False)


def cancelled(runs: dict[str, Run]) -> set[str]:
    ended = Run.objects.filter(status=RunStatus.CANCELLED)
    return {name for name, run in runs.items() if ended.filter(pk=run.pk).exists()}


def scheduled(name: str, shop: UUID) -> PeriodicTask:
    raw = {"name": name, "task": "test.sell", "params": {"shop": str(shop)}}
    return scheduling.create(NEW | raw, user=None)


def test_a_bulk_action_reaches_what_its_user_sees(operator: User, runs: dict[str, Run]) -> None:
    limit(operator, OWN)
    execute(asked(operator).pk, worker="here")
    assert cancelled(runs) == {"own", "nothing"}


def test_a_bulk_action_of_somebody_who_is_gone_does_nothing(
    operator: User, runs: dict[str, Run]
) -> None:
    limit(operator, OWN)
    run = asked(operator)
    operator.delete()
    execute(run.pk, worker="here")
    assert cancelled(runs) == set()
    assert Run.objects.get(pk=run.pk).state is RunStatus.FAILED


@pytest.mark.parametrize(
    ("task", "params"),
    [("console.bulk", {"action": "cancel"}), ("celery.backend_cleanup", {})],
)
def test_who_is_limited_schedules_nothing_that_knows_no_limits(
    administrator: User, jobs: None, task: str, params: dict[str, Any]
) -> None:
    raw = NEW | {"name": "Nightly", "task": task, "params": params}
    limit(administrator, OWN)
    with pytest.raises(NotAllowed, match="may not schedule"):
        scheduling.create(raw, user=administrator)
    assert not PeriodicTask.objects.filter(name="Nightly").exists()


def test_a_schedule_of_another_thing_is_not_taken_over(administrator: User, jobs: None) -> None:
    theirs = scheduled("Theirs", OTHER)
    before = snapshot(enrolling.find(theirs.pk))
    limit(administrator, OWN)
    for raw in (
        before | {"params": {"shop": str(OWN)}},
        before | {"task": "test.sweep", "params": {}},
    ):
        with pytest.raises(NotAllowed):
            scheduling.change(theirs.pk, raw, user=administrator)
    assert snapshot(enrolling.find(theirs.pk)) == before


def test_an_earlier_edit_gives_no_schedule_of_another_thing(
    administrator: User, jobs: None
) -> None:
    theirs = scheduled("Moved", OWN)
    raw = snapshot(enrolling.find(theirs.pk)) | {"params": {"shop": str(OTHER)}}
    scheduling.change(theirs.pk, raw, user=None)
    entry = AuditEntry.objects.filter(details__name="Moved").latest("pk")
    limit(administrator, OWN)
    with pytest.raises(NotAllowed):
        scheduling.revert(theirs.pk, entry.pk, to="before", user=administrator)


def test_who_is_limited_changes_the_own_schedules(administrator: User, jobs: None) -> None:
    mine = scheduled("Mine", OWN)
    limit(administrator, OWN)
    raw = snapshot(enrolling.find(mine.pk)) | {"note": "For Ana"}
    assert scheduling.change(mine.pk, raw, user=administrator).description == "For Ana"


def test_who_is_limited_neither_holds_nor_resumes_the_schedules_of_everybody(
    limited: Client, operator: User, jobs: None
) -> None:
    hold = partial(pausing.pause_all, reason="Closing")
    for deed in (hold, pausing.resume_all):
        with pytest.raises(NotAllowed, match="this user is limited"):
            deed(user=operator)
    page = reverse("tasks_admin:schedules-pause")
    assert "this user is limited" in limited.post(page, {"reason": "Closing"}).content.decode()
    assert not SchedulerState.objects.filter(paused_from__isnull=False).exists()
