"""Schedules in Django's admin: one judge and one service with our pages, and honest rights."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Permission, User
from django.test import Client
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from tasks_admin.models import AlertPolicy, AuditEntry, Run, SchedulePlan
from tasks_admin.queries.promises import promise
from tests.tasks_admin.making import NOW

PLACE = "/admin/django_celery_beat"
FORM: dict[str, Any] = {
    "name": "Morning report",
    "task": "example.report",
    "enabled": "on",
    "cron": "0 7 * * *",
    "zone": "America/Lima",
    "period": "minutes",
    "params": '{"as_of": "yesterday"}',
    "args": "[]",
    "overlap": "skip",
    "misfire": "once",
    "grace_seconds": "60",
    "notify": ["failed"],
    "notify_emails": "ana@example.com",
}
EVERYTHING = ("view", "add", "change", "delete")


@pytest.fixture(autouse=True)
def alone(db: None) -> Iterator[None]:
    PeriodicTask.objects.all().delete()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def staff(db: None) -> Callable[..., Client]:
    """A browser of somebody who may enter Django's admin, with these rights."""

    def browser(*rights: str) -> Client:
        user = User.objects.create_user("staff", is_staff=True)
        models = ("periodictask", "crontabschedule", "intervalschedule")
        names = [f"{right}_{model}" for right in rights for model in models]
        user.user_permissions.set(Permission.objects.filter(codename__in=[*names, *rights]))
        client = Client()
        client.force_login(user)
        AuditEntry.objects.all().delete()
        return client

    return browser


def shared() -> list[PeriodicTask]:
    """Two schedules that django-celery-beat's own admin has given one crontab."""
    crontab = CrontabSchedule.objects.create(minute="0", hour="9", timezone="America/Lima")
    return [
        PeriodicTask.objects.create(name=name, task="example.report", crontab=crontab)
        for name in "AB"
    ]


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_a_schedule_is_added_and_changed_as_on_our_own_page(staff: Callable[..., Client]) -> None:
    client = staff(*EVERYTHING)
    assert client.get(f"{PLACE}/periodictask/add/").status_code == 200
    assert client.post(f"{PLACE}/periodictask/add/", FORM).status_code == 302
    made = PeriodicTask.objects.get()
    assert (promise(made).cron, json.loads(made.kwargs)) == ("0 7 * * *", {"as_of": "yesterday"})
    assert SchedulePlan.objects.get().grace_seconds == 60
    assert AlertPolicy.objects.get().emails == ["ana@example.com"]

    address = f"{PLACE}/periodictask/{made.pk}/change/"
    page = client.get(address)
    seen = page.context["adminform"].form["seen"].value()
    assert 'value="0 7 * * *"' in text(page)
    assert "ana@example.com</textarea>" in text(page)
    assert client.post(address, FORM | {"cron": "0 8 * * *", "seen": seen}).status_code == 302
    deeds = AuditEntry.objects.order_by("id")
    assert [(one.username, one.action) for one in deeds] == [("staff", "changed")] * 2
    assert deeds[1].details["changes"] == ["cron"]
    again = client.post(address, FORM | {"cron": "0 9 * * *", "seen": seen})
    assert "Somebody has changed this schedule since you opened it" in text(again)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"cron": "0 25 * * *"}, "Hours are 0 to 23"),
        ({"cron": "5-1000000000 * * * *"}, "Minutes are 0 to 59"),
        ({"params": '{"limit": 99}'}, "limit: Give 10 or less."),
        ({"params": '{"limit"'}, "Enter a valid JSON."),
        ({"every": "5"}, "Give one rule: a crontab, an interval or a single moment."),
        ({"task": "example.guarded", "params": '{"code": "x"}'}, "may not launch example.guarded"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(
    staff: Callable[..., Client], values: dict[str, str], sentence: str
) -> None:
    answer = staff(*EVERYTHING).post(f"{PLACE}/periodictask/add/", FORM | values)
    assert sentence in text(answer)
    assert not PeriodicTask.objects.exists()


def test_a_crontab_that_two_schedules_have_is_not_moved_for_both(
    staff: Callable[..., Client],
) -> None:
    one, other = shared()
    client = staff(*EVERYTHING)
    row = {"minute": "30", "hour": "10", "day_of_month": "*", "month_of_year": "*"}
    row |= {"day_of_week": "*", "timezone": "America/Lima"}
    address = f"{PLACE}/crontabschedule/{one.crontab_id}/"
    assert "Several schedules have this row." in text(client.post(f"{address}change/", row))
    form = FORM | {"name": "A", "cron": "30 10 * * *"}
    assert client.post(f"{PLACE}/periodictask/{one.pk}/change/", form).status_code == 302
    rules = {one.name: promise(one).cron for one in PeriodicTask.objects.all()}
    assert rules == {"A": "30 10 * * *", "B": "0 9 * * *"}
    # Now it is B's alone, and B moves with it.
    assert client.post(f"{address}change/", row | {"hour": "11"}).status_code == 302
    other.refresh_from_db()
    assert promise(other).cron == "30 11 * * *"
    assert AuditEntry.objects.latest("id").subject_id == str(other.pk)


def test_a_rule_is_not_changed_where_its_schedule_would_be_refused(
    staff: Callable[..., Client],
) -> None:
    crontab = CrontabSchedule.objects.create(minute="0", hour="9", timezone="America/Lima")
    PeriodicTask.objects.create(
        name="A", task="example.report", crontab=crontab, kwargs='{"limit": 99}'
    )
    row = {"minute": "30", "hour": "10", "day_of_month": "*", "month_of_year": "*"}
    row |= {"day_of_week": "*", "timezone": "America/Lima"}
    address = f"{PLACE}/crontabschedule/{crontab.pk}/change/"
    assert "params.limit: Give 10 or less." in text(staff(*EVERYTHING).post(address, row))


def test_a_rule_is_not_removed_from_under_its_schedule(staff: Callable[..., Client]) -> None:
    one, _other = shared()
    client = staff(*EVERYTHING)
    address = f"{PLACE}/crontabschedule/{one.crontab_id}/delete/"
    client.post(address, {"post": "yes"})
    assert PeriodicTask.objects.count() == 2
    unused = IntervalSchedule.objects.create(every=1, period="days")
    client.post(f"{PLACE}/intervalschedule/{unused.pk}/delete/", {"post": "yes"})
    assert not IntervalSchedule.objects.exists()


@pytest.mark.parametrize("place", ["add/", "{pk}/change/", "{pk}/delete/"])
def test_who_may_only_look_changes_nothing(staff: Callable[..., Client], place: str) -> None:
    one, _other = shared()
    client = staff("view")
    assert "A" in text(client.get(f"{PLACE}/periodictask/{one.pk}/change/"))
    address = f"{PLACE}/periodictask/{place.format(pk=one.pk)}"
    assert client.post(address, FORM | {"post": "yes"}).status_code == 403
    for action in ("enable_tasks", "disable_tasks", "toggle_tasks", "run_tasks", "delete_selected"):
        chosen = {"action": action, "_selected_action": [one.pk], "post": "yes"}
        client.post(f"{PLACE}/periodictask/", chosen)
    stored = PeriodicTask.objects.values_list("name", "enabled", "crontab").order_by("name")
    assert list(stored) == [("A", True, one.crontab_id), ("B", True, one.crontab_id)]
    assert (Run.objects.count(), AuditEntry.objects.count()) == (0, 0)
