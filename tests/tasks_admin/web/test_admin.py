"""Django's admin over our tables: to look at, and never counting a whole table."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_celery_results.models import TaskResult

from tasks_admin.models import AuditEntry, CalendarDay
from tests.tasks_admin.making import make_run

MODELS = ("run", "datasetversion", "heartbeat")


@pytest.fixture
def as_superuser(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root", password="root-secret"))
    return client


@pytest.mark.parametrize("model", MODELS)
def test_rows_can_be_looked_at_and_not_changed(as_superuser: Client, model: str) -> None:
    assert as_superuser.get(f"/admin/tasks_admin/{model}/").status_code == 200
    assert as_superuser.get(f"/admin/tasks_admin/{model}/add/").status_code == 403


def test_a_run_is_shown_with_the_way_to_its_page(as_superuser: Client) -> None:
    run = make_run()
    response = as_superuser.get(f"/admin/tasks_admin/run/{run.pk}/change/")
    assert response.status_code == 200
    assert f'href="/runs/{run.pk}/"' in response.content.decode()
    assert as_superuser.post(f"/admin/tasks_admin/run/{run.pk}/delete/").status_code == 403


@pytest.mark.parametrize("model", MODELS)
def test_no_list_counts_a_whole_table(as_superuser: Client, model: str) -> None:
    make_run()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        as_superuser.get(f"/admin/tasks_admin/{model}/")
    counts = [query["sql"] for query in queries if "COUNT(" in query["sql"]]
    assert all("LIMIT" in sql for sql in counts)


def test_who_changes_a_calendar_is_written_down_with_the_reason(
    as_superuser: Client,
) -> None:
    added = {"calendar": "PE", "day": "2026-07-27", "reason": "Bridge day"}
    assert as_superuser.post("/admin/tasks_admin/calendarday/add/", added).status_code == 302
    day = CalendarDay.objects.get()
    assert (day.username, day.reason, day.is_business_day) == ("root", "Bridge day", False)
    deed = AuditEntry.objects.get(action="changed")
    assert (deed.username, deed.subject) == ("root", "tasks_admin.calendarday")
    again = as_superuser.post("/admin/tasks_admin/calendarday/add/", added)
    assert "already exists" in again.content.decode()
    assert CalendarDay.objects.count() == 1


@pytest.mark.parametrize(("role", "status"), [("operator", 403), ("administrator", 200)])
def test_calendars_are_changed_by_administrators(
    role: str, status: int, client: Client, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(role)
    user.is_staff = True
    user.save()
    client.force_login(user)
    assert client.get("/admin/tasks_admin/calendarday/add/").status_code == status


def test_the_list_of_celery_s_results_reads_one_page(as_superuser: Client) -> None:
    """R5: django-celery-results' own asks for every day, status, task and worker there ever was."""
    TaskResult.objects.bulk_create(TaskResult(task_id=f"t{number}") for number in range(60))
    with CaptureQueriesContext(connection) as queries:
        page = as_superuser.get("/admin/django_celery_results/taskresult/")
    asked = [query["sql"] for query in queries if "taskresult" in query["sql"]]
    assert page.status_code == 200
    assert len(asked) == 2
    assert all("LIMIT" in sql and "DISTINCT" not in sql and "traceback" not in sql for sql in asked)
    newest = TaskResult.objects.latest("id")
    shown = as_superuser.get(f"/admin/django_celery_results/taskresult/{newest.pk}/change/")
    assert shown.status_code == 200
    assert as_superuser.get("/admin/django_celery_results/taskresult/add/").status_code == 403
