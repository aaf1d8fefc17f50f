"""Deeds that Django does by itself leave an entry, and need the right they should."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from background import TaskContext, task
from tasks_admin.models import AuditEntry, Run, RunSource
from tests.conftest import Declare
from tests.tasks_admin.making import example_guarded, example_report

pytestmark = pytest.mark.django_db


@task(name="example.purge", destructive=True)
def purge(ctx: TaskContext) -> None:
    """Remove everything."""


SCHEDULES = "/admin/django_celery_beat/periodictask/"


def deeds() -> list[tuple[str, str, str]]:
    """Who did what to what, oldest first."""
    entries = AuditEntry.objects.order_by("id")
    return list(entries.values_list("username", "action", "subject"))


@pytest.fixture
def schedule(declare: Declare) -> PeriodicTask:
    """A schedule of a task that anybody who may launch may start."""
    declare(example_report)
    declare(example_guarded)
    declare(purge)
    every = IntervalSchedule.objects.create(every=1, period="days")
    return PeriodicTask.objects.create(
        name="Daily", task="example.report", interval=every, kwargs=json.dumps({"limit": 3})
    )


@pytest.fixture
def as_staff(db: None) -> Callable[..., Client]:
    """A browser of somebody who may enter Django's admin, with these rights."""

    def browser(*codenames: str) -> Client:
        user = User.objects.create_user("staff", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        client = Client()
        client.force_login(user)
        AuditEntry.objects.all().delete()
        return client

    return browser


def act(client: Client, action: str, *schedules: PeriodicTask) -> Any:
    chosen = [schedule.pk for schedule in schedules]
    return client.post(SCHEDULES, {"action": action, "_selected_action": chosen}, follow=True)


def test_signing_in_and_failing_to_are_written_down_without_the_password(
    operator: User, client: Client
) -> None:
    client.post("/sign-in/", {"username": "operator", "password": "sw0rdfish"})
    client.post("/sign-in/", {"username": "operator", "password": "operator-secret"})
    assert deeds() == [("operator", "refused", "session"), ("operator", "signed_in", "session")]
    stored = json.dumps(list(AuditEntry.objects.values_list("details", "subject_id")))
    assert "sw0rdfish" not in stored
    assert "127.0.0.1" in stored


@pytest.mark.parametrize("action", ["enable_tasks", "disable_tasks", "toggle_tasks", "run_tasks"])
def test_who_may_only_look_at_schedules_can_neither_switch_nor_run_them(
    as_staff: Callable[..., Client], schedule: PeriodicTask, action: str
) -> None:
    act(as_staff("view_periodictask"), action, schedule)
    schedule.refresh_from_db()
    assert (schedule.enabled, Run.objects.count(), deeds()) == (True, 0, [])


@pytest.mark.parametrize(
    ("action", "was", "enabled"),
    [
        ("enable_tasks", False, True),
        ("disable_tasks", True, False),
        ("toggle_tasks", True, False),
        ("toggle_tasks", False, True),
    ],
)
def test_switching_a_schedule_is_written_down(
    as_staff: Callable[..., Client], schedule: PeriodicTask, action: str, was: bool, enabled: bool
) -> None:
    PeriodicTask.objects.update(enabled=was)
    act(as_staff("view_periodictask", "change_periodictask"), action, schedule)
    schedule.refresh_from_db()
    assert schedule.enabled is enabled
    assert deeds() == [("staff", "changed", "django_celery_beat.periodictask")]


def test_running_a_schedule_launches_a_run_in_the_name_of_the_user(
    as_staff: Callable[..., Client], schedule: PeriodicTask
) -> None:
    act(as_staff("view_periodictask", "launch_run"), "run_tasks", schedule)
    run = Run.objects.get()
    assert (run.username, run.source, run.schedule_name) == ("staff", RunSource.OPERATOR, "Daily")
    assert run.params["limit"] == 3
    assert deeds() == [("staff", "launched", "example.report")]


@pytest.mark.parametrize(
    ("name", "kwargs", "sentence"),
    [
        ("example.guarded", '{"code": "x"}', "may not launch example.guarded"),
        ("example.purge", "{}", "asks before it starts"),
        ("example.report", '{"limit": 30}', "Invalid parameters"),
        ("celery.ping", "{}", "There is no task celery.ping"),
    ],
)
def test_a_schedule_that_cannot_be_run_says_why(
    as_staff: Callable[..., Client], schedule: PeriodicTask, name: str, kwargs: str, sentence: str
) -> None:
    PeriodicTask.objects.filter(pk=schedule.pk).update(task=name, kwargs=kwargs)
    answer = act(as_staff("view_periodictask", "launch_run"), "run_tasks", schedule)
    assert sentence in answer.content.decode()
    assert Run.objects.count() == 0


def test_a_change_in_the_form_names_the_changed_fields(
    as_staff: Callable[..., Client], schedule: PeriodicTask
) -> None:
    """The row of a rule belongs to its schedule: that is what has changed."""
    client = as_staff("view_intervalschedule", "change_intervalschedule")
    address = f"/admin/django_celery_beat/intervalschedule/{schedule.interval_id}/change/"
    answer = client.post(address, {"every": 2, "period": "days"})
    assert answer.status_code == 302
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject_id) == ("changed", str(schedule.pk))
    assert entry.details["changes"] == ["every"]


def test_removing_several_leaves_an_entry_each(
    as_staff: Callable[..., Client], schedule: PeriodicTask
) -> None:
    other = PeriodicTask.objects.create(name="B", task="b", interval=schedule.interval)
    client = as_staff("view_periodictask", "delete_periodictask")
    client.post(
        SCHEDULES,
        {"action": "delete_selected", "_selected_action": [schedule.pk, other.pk], "post": "yes"},
    )
    assert not PeriodicTask.objects.filter(pk__in=[schedule.pk, other.pk]).exists()
    assert deeds() == [("staff", "removed", "django_celery_beat.periodictask")] * 2


def test_a_change_of_a_user_is_written_down(as_staff: Callable[..., Client]) -> None:
    client = as_staff("view_group", "add_group")
    client.post("/admin/auth/group/add/", {"name": "Auditors"})
    entry = AuditEntry.objects.get()
    assert (entry.subject, entry.details["name"], entry.details["added"]) == (
        "auth.group",
        "Auditors",
        True,
    )


def test_the_audit_is_for_those_who_may_read_it(as_staff: Callable[..., Client]) -> None:
    looks = as_staff("view_auditentry", "view_run")
    assert looks.get("/admin/tasks_admin/auditentry/").status_code == 403
    user = User.objects.get(username="staff")
    user.user_permissions.add(Permission.objects.get(codename="view_audit"))
    assert looks.get("/admin/tasks_admin/auditentry/").status_code == 200
