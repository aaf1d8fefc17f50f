"""What people do to a stored schedule, what its page warns of, and its history."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from tasks_admin.models import AuditEntry, Fate, Run, SchedulePlan, Slot
from tasks_admin.queries.misfits import misfits
from tasks_admin.queries.promises import promise
from tasks_admin.queries.snapshots import snapshot
from tasks_admin.services import enrolling, scheduling
from tests.tasks_admin.making import NOW


@pytest.fixture(autouse=True)
def noon(db: None) -> Iterator[None]:
    """12:00 in Lima on a Saturday, and no schedule but the test's own."""
    PeriodicTask.objects.all().delete()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def schedule(operator: User) -> PeriodicTask:
    """Every day at seven in Lima, made and owned by the operator."""
    raw = {"name": "Morning report", "task": "example.report", "cron": "0 7 * * *"}
    raw |= {"zone": "America/Lima", "owner": "operator"}
    return scheduling.create(raw | {"params": {"limit": 3}}, user=operator)


def change(schedule: PeriodicTask, **values: Any) -> None:
    stored = snapshot(enrolling.find(schedule.pk))
    scheduling.change(schedule.pk, stored | values, user=None, username="import")


def text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_switching_on_says_what_comes_and_makes_up_for_nothing(
    as_operator: Client, schedule: PeriodicTask
) -> None:
    """Complaint 2: re-enabling fires at once, without a choice."""
    address = f"/schedules/{schedule.pk}/"
    as_operator.post(f"{address}switch/", {"off": "1"})
    page = text(as_operator.get(address))
    assert "It is switched off." in page
    assert "it runs next on Sun 28 Jul 2024 07:00; nothing is made up for" in page
    assert SchedulePlan.objects.get().fingerprint == ""
    as_operator.post(f"{address}switch/", {"on": "1"})
    assert PeriodicTask.objects.get().enabled is True


def test_run_now_is_one_run_however_often_it_is_sent(
    as_operator: Client, schedule: PeriodicTask
) -> None:
    page = as_operator.get(f"/schedules/{schedule.pk}/")
    for _ in range(2):
        answer = as_operator.post(
            f"/schedules/{schedule.pk}/run/", {"idempotency_key": page.context["run_key"]}
        )
    run = Run.objects.get()
    assert answer["Location"] == f"/runs/{run.pk}/"
    assert run.params["limit"] == 3


def test_values_that_no_longer_fit_are_shown_in_red_and_refused(
    as_operator: Client, schedule: PeriodicTask
) -> None:
    """Found before the moment comes, not at 3 a.m."""
    PeriodicTask.objects.update(kwargs='{"limit": 99}')
    for address in ("/schedules/", f"/schedules/{schedule.pk}/"):
        page = text(as_operator.get(address))
        assert "Does not fit its task" in page
        assert "limit: Give 10 or less." in page
    refused = as_operator.post(f"/schedules/{schedule.pk}/run/")
    assert refused.status_code == 422
    assert [one.name for one in misfits(NOW)] == ["Morning report"]
    as_operator.post(f"/schedules/{schedule.pk}/switch/", {"off": "1"})
    assert list(misfits(NOW)) == []
    assert as_operator.post(f"/schedules/{schedule.pk}/switch/", {"on": "1"}).status_code == 422


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"task": "example.gone"}, "There is no task example.gone"),
        ({"kwargs": "nonsense"}, "The stored values are no JSON object"),
        ({"args": "[1, 2, 3, 4, 5, 6]"}, "The task takes 5 values, not 6."),
    ],
)
def test_a_schedule_that_was_broken_from_outside_can_still_be_looked_at(
    as_operator: Client, schedule: PeriodicTask, values: dict[str, str], sentence: str
) -> None:
    PeriodicTask.objects.update(**values)
    for place in ("", "history/", "delete/"):
        assert as_operator.get(f"/schedules/{schedule.pk}/{place}").status_code == 200
    assert sentence in text(as_operator.get(f"/schedules/{schedule.pk}/"))
    assert as_operator.get(f"/schedules/{schedule.pk}/edit/").status_code in (200, 302)


def test_an_owner_who_is_gone_is_told_of_and_anybody_may_take_over(
    as_operator: Client, schedule: PeriodicTask, viewer: User
) -> None:
    """Complaint 16: owner deleted, silent stop."""
    SchedulePlan.objects.update(owner=viewer)
    User.objects.filter(pk=viewer.pk).update(is_active=False)
    page = text(as_operator.get(f"/schedules/{schedule.pk}/"))
    assert "viewer, who answers for this schedule, can no longer sign in." in page
    viewer.delete()
    assert "Nobody answers" in text(as_operator.get(f"/schedules/{schedule.pk}/"))
    assert promise(PeriodicTask.objects.get()).cron == "0 7 * * *"
    as_operator.post(f"/schedules/{schedule.pk}/adopt/")
    plan = SchedulePlan.objects.select_related("owner").get()
    assert plan.owner is not None
    assert plan.owner.username == "operator"


def test_removing_says_what_it_affects_and_keeps_the_ledger(
    as_operator: Client, schedule: PeriodicTask
) -> None:
    """Complaint 10: deleting a crontab deletes its tasks; here the rule goes with its schedule."""
    Slot.objects.create(
        schedule=schedule, schedule_name=schedule.name, task_name=schedule.task,
        moment=NOW, fate=Fate.ON_TIME, decided_at=NOW,
    )  # fmt: skip
    address = f"/schedules/{schedule.pk}/delete/"
    page = text(as_operator.get(address))
    assert "30 moments of the next 30 days will not come, beginning with: Sun 28 Jul 2024" in page
    assert "The ledger has 1 moment." in page
    assert as_operator.post(address)["Location"] == "/schedules/"
    assert not PeriodicTask.objects.exists()
    assert not CrontabSchedule.objects.filter(pk=schedule.crontab_id).exists()
    assert Slot.objects.get().schedule_name == "Morning report"
    assert as_operator.get(address).status_code == 404


def test_the_history_says_who_changed_what_in_words(
    as_viewer: Client, schedule: PeriodicTask
) -> None:
    change(schedule, cron="30 7 * * 1-5", params={"limit": 4}, overlap="queue")
    page = text(as_viewer.get(f"/schedules/{schedule.pk}/history/"))
    assert "Changed · import" in page
    assert "0 7 * * * (At 07:00) 30 7 * * 1-5 (At 07:30, Monday through Friday)" in page
    assert "How many: 3 4" in page
    assert "If the earlier run still works: Skip this one Wait for it, one at most" in page
    assert "Made · operator" in page
    assert "Go back" not in page


def test_an_edit_past_the_console_is_told_as_such_and_can_be_taken_back(
    as_operator: Client, schedule: PeriodicTask
) -> None:
    """Complaint 6, the other half: whoever edits by SQL is at least seen."""
    with connection.cursor() as cursor:
        table = CrontabSchedule._meta.db_table
        cursor.execute(f"UPDATE {table} SET hour = '9' WHERE id = %s", [schedule.crontab_id])
    address = f"/schedules/{schedule.pk}/history/"
    page = as_operator.get(address)
    assert "Changed outside the console" in text(page)
    assert "0 7 * * * (At 07:00) 0 9 * * * (At 09:00)" in text(page)
    edit = page.context["edits"][0][0]
    entry = {"entry": edit.entry_id, "to": edit.side}
    assert as_operator.post(f"/schedules/{schedule.pk}/revert/", entry).status_code == 302
    assert promise(enrolling.find(schedule.pk)).cron == "0 7 * * *"
    told = [how for _edit, how, _changes in as_operator.get(address).context["edits"]]
    assert told == ["Taken back", "Changed outside the console", "Made"]


def test_going_back_to_what_no_longer_fits_is_refused_with_the_reason(
    as_operator: Client, schedule: PeriodicTask
) -> None:
    entry = AuditEntry.objects.latest("id")
    entry.details["after"]["params"] = {"limit": 99}
    entry.save()
    change(schedule, note="New")
    sent = {"entry": entry.pk, "to": "after"}
    refused = as_operator.post(f"/schedules/{schedule.pk}/revert/", sent)
    assert refused.status_code == 409
    assert "Give 10 or less." in text(refused)


def test_one_that_ran_once_has_switched_itself_off(
    as_viewer: Client, schedule: PeriodicTask
) -> None:
    change(schedule, one_off=True)
    PeriodicTask.objects.update(enabled=False)
    page = text(as_viewer.get(f"/schedules/{schedule.pk}/history/"))
    assert "Switched itself off after its one run" in page


@pytest.mark.parametrize("deed", ["switch", "run", "adopt", "delete", "revert"])
def test_who_may_only_look_does_nothing_to_a_schedule(
    as_viewer: Client, schedule: PeriodicTask, deed: str
) -> None:
    """R2, R3 and complaint 12: buttons that are hidden are no security."""
    before, deeds = snapshot(enrolling.find(schedule.pk)), AuditEntry.objects.count()
    sent = {"off": "1", "entry": "1", "to": "after"}
    assert as_viewer.post(f"/schedules/{schedule.pk}/{deed}/", sent).status_code == 403
    assert snapshot(enrolling.find(schedule.pk)) == before
    assert (Run.objects.count(), AuditEntry.objects.count()) == (0, deeds)
    page = as_viewer.get(f"/schedules/{schedule.pk}/").content.decode()
    assert f"/{deed}/" not in page
