"""Webhooks are told of what happened, in its own transaction: no more than that, and no less."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from background import JobFailed, TaskContext, registry, task
from background.errors import TimedOut
from tasks_admin.models import (
    DatasetVersion,
    Delivery,
    Fate,
    HookEvent,
    Outcome,
    Run,
    RunSource,
    RunStatus,
    SchedulePlan,
    SchedulerState,
    Slot,
    Webhook,
)
from tasks_admin.models.status import ACTIVE
from tasks_admin.queries.promises import promises
from tasks_admin.services import cancelling, firing, heralding
from tasks_admin.services.ending import Ending, end
from tasks_admin.services.executing import execute
from tasks_admin.services.launching import launch
from tasks_admin.services.listening import KNOWN_SECONDS, Listeners
from tasks_admin.services.sorting import Claim, Watch
from tests.conftest import Declare
from tests.tasks_admin.making import make_run
from tests.tasks_admin.receiving import make_webhook

pytestmark = [pytest.mark.django_db]

NOON = datetime(2024, 3, 1, 12, 0, tzinfo=UTC)


@task(name="test.ends", retry="no_retry", dry_run=True)
def ends(ctx: TaskContext, how: str = "succeeded") -> None:
    """End in one way or another."""
    if how == "failed":
        raise JobFailed("It is {what}", what="broken")
    if how == "timed out":
        raise TimedOut("Too long")
    if how == "partial":
        ctx.incomplete("Half of it")


@pytest.fixture(autouse=True)
def _declared(declare: Declare) -> None:
    declare(ends)


def told() -> list[tuple[str, Any]]:
    """The events on their way, each with what it says."""
    return list(Delivery.objects.order_by("id").values_list("event", "data"))


def events() -> list[str]:
    return [event for event, _ in told()]


@pytest.mark.parametrize(
    ("how", "event"),
    [
        ("succeeded", "run.finished"),
        ("partial", "run.finished"),
        ("failed", "run.failed"),
        ("timed out", "run.failed"),
    ],
)
def test_a_run_is_told_as_the_api_tells_it(how: str, event: str, viewer: User) -> None:
    make_webhook()
    run = launch("test.ends", {"how": how}, source=RunSource.CODE)
    execute(run.pk, worker="here")
    [(is_told, data)] = told()
    assert is_told == event
    run.refresh_from_db()
    assert data["run"] | {"id": str(run.pk), "status": run.status} == data["run"]
    assert data["links"]["api"].endswith(reverse("api-1:run", args=[run.pk]))
    assert (data["run"]["error"] is None) is (event == "run.finished")


def test_sentences_are_in_the_language_of_the_settings(settings: Any) -> None:
    settings.TASKS_ADMIN_ALERT_LANGUAGE = "es"
    make_webhook()
    run = launch("test.ends", {}, source=RunSource.CODE)
    cancelling.cancel(run, user=None)
    [(event, data)] = told()
    assert event == "run.cancelled"
    assert "canceló" in data["run"]["error"]["message"]


def test_a_run_that_was_lost_has_failed() -> None:
    make_webhook()
    run = make_run(RunStatus.RUNNING)
    end(run, Ending(RunStatus.LOST, Outcome.LOST), among=ACTIVE)
    assert events() == ["run.failed"]


def test_what_is_taken_back_is_told_nobody() -> None:
    make_webhook()
    run = make_run(RunStatus.RUNNING)
    with transaction.atomic():
        assert end(run, Ending(RunStatus.SUCCEEDED, Outcome.SUCCEEDED), among=ACTIVE)
        assert Delivery.objects.exists()
        transaction.set_rollback(True)
    assert not Delivery.objects.exists()
    assert Run.objects.get().status == RunStatus.RUNNING


def test_of_two_that_end_a_run_one_tells_of_it() -> None:
    make_webhook()
    run = make_run(RunStatus.RUNNING)
    ending = Ending(RunStatus.SUCCEEDED, Outcome.SUCCEEDED)
    assert [end(run, ending, among=ACTIVE) for _ in range(2)] == [True, False]
    assert events() == ["run.finished"]


def test_a_run_that_worked_again_ends_again() -> None:
    make_webhook()
    run = make_run(RunStatus.RUNNING)
    for status in (RunStatus.PARTIAL, RunStatus.SUCCEEDED):
        end(run, Ending(status, Outcome(status)), among=ACTIVE)
        Run.objects.update(status=RunStatus.RUNNING, version=run.version + 5)
    assert [data["run"]["status"] for _, data in told()] == ["partial", "succeeded"]


def test_a_dry_run_is_told_nobody() -> None:
    make_webhook()
    run = make_run(RunStatus.RUNNING, dry_run=True)
    end(run, Ending(RunStatus.SUCCEEDED, Outcome.SUCCEEDED), among=ACTIVE)
    assert not Delivery.objects.exists()


def test_who_chose_tasks_is_told_of_those_alone() -> None:
    make_webhook(tasks=["example.report"])
    make_webhook(name="Other", tasks=["toolbox.kpi"])
    make_webhook(name="Off", is_enabled=False)
    make_webhook(name="Alerts", events=[HookEvent.ALERT_OPENED])
    run = make_run(RunStatus.RUNNING)
    end(run, Ending(RunStatus.FAILED, Outcome.FAILED, error=JobFailed("No")), among=ACTIVE)
    assert Delivery.objects.get().recipient == "On call"


@pytest.fixture
def plan() -> SchedulePlan:
    PeriodicTask.objects.all().delete()
    hourly = IntervalSchedule.objects.create(every=1, period="hours")
    made = PeriodicTask.objects.create(name="Hourly", task="test.ends", interval=hourly)
    return SchedulePlan.objects.create(schedule=made, since=NOON, fingerprint="")


def settle(plan: SchedulePlan, *moments: datetime, now: datetime = NOON) -> None:
    claims = [Claim(one, one.plan, moments) for one in promises() if one.plan]
    firing.settle(claims, Watch(now, None, SchedulerState()))


def test_a_moment_that_was_missed_is_told_with_its_reason(plan: SchedulePlan) -> None:
    make_webhook()
    settle(plan, NOON - timedelta(hours=1), NOON, now=NOON + timedelta(days=3))
    missed = [data for event, data in told() if event == "slot.missed"]
    slots = Slot.objects.filter(fate=Fate.MISSED)
    assert missed
    assert [one["moment"] for one in missed] == [
        slot.moment.isoformat().replace("+00:00", "Z") for slot in slots.order_by("id")
    ]
    assert missed[0]["schedule"] == {"id": plan.schedule_id, "name": "Hourly"}
    assert missed[0]["reason"]


def test_a_moment_that_ran_on_time_is_no_news(plan: SchedulePlan) -> None:
    make_webhook()
    settle(plan, NOON)
    assert Slot.objects.get().fate == Fate.ON_TIME
    assert events() == []


def test_a_moment_that_ran_late_or_was_left_out_is_told(plan: SchedulePlan) -> None:
    make_webhook()
    settle(plan, NOON - timedelta(seconds=30))
    settle(plan, NOON)
    late, skipped = told()
    assert (late[0], late[1]["fate"]) == ("slot.late", "late")
    assert (skipped[0], skipped[1]["fate"]) == ("slot.skipped", "overlap")
    run = Run.objects.get()
    assert late[1]["run"] == skipped[1]["run"] == str(run.pk)


def test_values_that_are_refused_are_a_missed_moment(plan: SchedulePlan) -> None:
    make_webhook()
    PeriodicTask.objects.update(kwargs='{"nothing": 1}')
    settle(plan, NOON)
    [(event, data)] = told()
    assert (event, data["fate"], data["run"]) == ("slot.missed", "refused", None)


def test_two_schedulers_tell_of_a_moment_once(plan: SchedulePlan) -> None:
    make_webhook()
    for _ in range(2):
        settle(plan, NOON - timedelta(days=3))
    assert events() == ["slot.late"]


def test_a_new_version_of_a_dataset_is_told() -> None:
    make_webhook()
    name = next(iter(registry.datasets()))
    run = make_run(task_name="toolbox.kpi")
    version = DatasetVersion.objects.create(
        dataset=name, run=run, as_of=date(2024, 3, 1), rows=9, rows_before=7, published_at=NOON
    )
    heralding.published([version])
    heralding.published([version])
    [(event, data)] = told()
    assert event == "dataset.published"
    assert (data["dataset"], data["rows"], data["run"]) == (name, 9, str(run.pk))
    assert data["links"]["api"].endswith(reverse("api-1:dataset", args=[name]))


def test_while_nobody_listens_the_database_is_asked_every_few_seconds() -> None:
    now = [0.0]
    listeners = Listeners(clock=lambda: now[0])
    with CaptureQueriesContext(connection) as asked:
        assert not any(listeners.want([HookEvent.RUN_FINISHED]) for _ in range(1_000))
    assert len(asked) == 1
    sealed = {"sealed_secret": "", "events": [HookEvent.RUN_FINISHED]}
    Webhook.objects.bulk_create([Webhook(name=str(uuid4()), url="https://x", **sealed)])
    assert not listeners.want([HookEvent.RUN_FINISHED])
    now[0] += KNOWN_SECONDS
    assert listeners.want([HookEvent.RUN_FINISHED])
    assert not listeners.want([HookEvent.RUN_FAILED])
