"""Schedules are made, changed and removed by one service, which judges everything first."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Annotated, Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from background import TODAY, File, Secret, TaskContext, relative_day, task
from background.errors import InvalidParams, NotAllowed, NotFound, NotPossible
from tasks_admin.models import AlertPolicy, AuditEntry, Misfire, Overlap, Run, SchedulePlan
from tasks_admin.planning.rules import Calendar
from tasks_admin.queries.promises import promise
from tasks_admin.queries.snapshots import NEW, digest, snapshot
from tasks_admin.services import scheduling
from tests.conftest import Declare
from tests.tasks_admin.making import NOW, example_guarded, example_report

pytestmark = pytest.mark.django_db

SEVEN = {
    "name": "Morning report",
    "task": "example.report",
    "params": {"limit": "3", "as_of": "yesterday"},
    "cron": "0 7 * * *",
    "zone": "America/Lima",
}


@task(name="example.sealed")
def sealed(
    ctx: TaskContext, token: Secret, as_of: Annotated[date, relative_day("UTC")] = TODAY
) -> None:
    """Use a secret."""


@task(name="example.wipe", destructive=True)
def wipe(ctx: TaskContext) -> None:
    """Destroy something."""


@task(name="example.filed")
def filed(ctx: TaskContext, sheet: File | None = None) -> None:
    """Read a sheet, if there is one."""


@pytest.fixture(autouse=True)
def noon(declare: Declare, db: None) -> Iterator[None]:
    """12:00 in Lima, and no schedule but the test's own."""
    for one in (example_report, example_guarded, sealed, filed, wipe):
        declare(one)
    PeriodicTask.objects.all().delete()
    CrontabSchedule.objects.all().delete()
    with time_machine.travel(NOW, tick=False):
        yield


def create(user: User | None = None, **values: Any) -> PeriodicTask:
    return scheduling.create(SEVEN | values, user=user)


def raw(schedule: PeriodicTask, **values: Any) -> dict[str, Any]:
    """What a form of the schedule would send, with these values changed."""
    found = PeriodicTask.objects.select_related("crontab", "interval", "clocked", "plan__owner")
    return snapshot(found.get(pk=schedule.pk)) | values


def refused(**values: Any) -> dict[str, str]:
    """The sentences of a refusal, by field."""
    before = PeriodicTask.objects.count(), AuditEntry.objects.count()
    with pytest.raises(InvalidParams) as refusal:
        create(**values)
    assert (PeriodicTask.objects.count(), AuditEntry.objects.count()) == before
    return {error.name: str(error.sentence) for error in refusal.value.errors}


def test_a_schedule_is_stored_as_the_library_s_own_rows(operator: User) -> None:
    made = create(
        operator,
        owner="operator",
        overlap="queue",
        misfire="skip",
        note="Asked by Ana",
        calendar="PE",
        day_rule="only",
    )
    assert (made.enabled, made.one_off, made.description) == (True, False, "Asked by Ana")
    assert promise(made).cron == "0 7 * * *"
    assert str(made.crontab.timezone) == "America/Lima"
    plan = SchedulePlan.objects.get()
    assert (plan.calendar, plan.day_rule) == ("PE", "only")
    assert (plan.overlap, plan.misfire, plan.grace_seconds) == (Overlap.QUEUE, Misfire.SKIP, 300)
    assert (plan.owner, plan.since, plan.fingerprint) == (operator, NOW, promise(made).fingerprint)


def test_values_are_judged_by_the_task_and_relative_days_stay_relative() -> None:
    made = create()
    assert json.loads(made.kwargs) == {"limit": 3, "as_of": "yesterday"}
    fixed = create(name="Another", params={"as_of": "2024-07-01"})
    assert json.loads(fixed.kwargs) == {"as_of": "2024-07-01"}


def test_secrets_are_stored_sealed_and_stay_so_through_an_edit() -> None:
    made = create(task="example.sealed", params={"token": "sw0rdfish"})
    assert "sw0rdfish" not in made.kwargs + json.dumps(list(AuditEntry.objects.values("details")))
    changed = scheduling.change(made.pk, raw(made, note="New"), user=None)
    assert set(json.loads(changed.kwargs)["token"]) == {"sealed"}
    run = scheduling.run_now(made.pk, user=None)
    assert set(run.params["token"]) == {"sealed"}


@pytest.mark.parametrize(
    ("values", "faults"),
    [
        ({"name": " "}, {"name": "Give at least 1 characters."}),
        ({"task": "example.gone"}, {"task": "There is no task example.gone"}),
        ({"params": {"limit": 99}}, {"params.limit": "Give 10 or less."}),
        (
            {"params": {"nonsense": 1}},
            {"params.nonsense": "The task has no parameter of this name."},
        ),
        ({"cron": ""}, {"": "Give one rule: a crontab, an interval or a single moment."}),
        ({"every": 5}, {"": "Give one rule: a crontab, an interval or a single moment."}),
        ({"cron": "0 7 * *"}, {"cron": "A crontab has five fields"}),
        ({"cron": "61 7 * * 9"}, {"minute": "Minutes are 0 to 59", "day_of_week": "Days of the"}),
        ({"cron": "0 0 31 2 *"}, {"": "No moment fits this rule: it would never run."}),
        ({"cron": "*/0 * * * *"}, {"minute": "Minutes are 0 to 59"}),
        ({"zone": "America/Macondo"}, {"zone": "There is no time zone of this name."}),
        ({"cron": "", "every": 0}, {"every": "Give 1 or more."}),
        ({"cron": "", "at": "2024-07-27T16:59:00Z"}, {"at": "This moment is past."}),
        ({"cron": "", "at": "2024-07-28T16:59:00"}, {"at": "Give the time zone of the moment"}),
        ({"cron": "", "at": "Monday"}, {"at": "Give a moment as YYYY-MM-DD HH:MM."}),
        ({"start": "1024-07-28T16:59:00Z"}, {"start": "Give a moment between the years 2000"}),
        ({"grace_seconds": -1}, {"grace_seconds": "Give 0 or more."}),
        ({"owner": "nemo"}, {"owner": "There is no user nemo."}),
        ({"queue": "moon"}, {"queue": "There is no queue moon"}),
        ({"priority": 10}, {"priority": "Give 9 or less."}),
        ({"notify": ["stale"]}, {"notify.0": "Choose one of"}),
        ({"notify_emails": ["a@b.pe", "eva"]}, {"notify_emails.1": "Give e-mail addresses"}),
        ({"day_rule": "only"}, {"calendar": "Choose the calendar"}),
        ({"day_rule": "only", "calendar": "XX"}, {"calendar": "There is no such calendar."}),
        (
            {"day_rule": "nth", "calendar": "PE", "nth": 0, "cron": "0 7 1 * mon"},
            {"nth": "Count from the first", "day_of_month": "The calendar", "day_of_week": "The c"},
        ),
        (
            {"name": "", "cron": "61 7 * * *", "params": {"limit": "x"}, "queue": "moon"},
            {
                "name": "This value is needed.",
                "minute": "Minutes are 0 to 59",
                "params.limit": "Give a whole number.",
                "queue": "There is no queue moon",
            },
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence_for_each_fault(
    values: dict[str, Any], faults: dict[str, str]
) -> None:
    found = refused(**values)
    assert set(found) == set(faults)
    for name, beginning in faults.items():
        assert found[name].startswith(beginning)


def test_a_schedule_hands_over_no_files() -> None:
    """They would be removed with the first run that they were given to."""
    values = {"task": "example.filed", "params": {"sheet": "0" * 64}}
    assert refused(**values)["params.sheet"].startswith("A schedule hands over no files")
    assert create(task="example.filed", params={}).kwargs == "{}"


def test_what_cannot_be_undone_is_scheduled_only_where_somebody_confirms_it() -> None:
    values: dict[str, Any] = {"task": "example.wipe", "params": {}}
    assert set(refused(**values)) == {"confirmed"}
    made = create(**values, enabled=False)
    with pytest.raises(InvalidParams):
        scheduling.switch(made.pk, True, user=None)
    scheduling.switch(made.pk, True, user=None, confirmed=True)
    with pytest.raises(InvalidParams):
        scheduling.change(made.pk, raw(made, cron="* * * * *"), user=None)
    scheduling.change(made.pk, raw(made, cron="0 8 * * *", confirmed=True), user=None)
    entry = AuditEntry.objects.latest("id")
    with pytest.raises(InvalidParams):
        scheduling.revert(made.pk, entry.pk, to="before", user=None)
    scheduling.revert(made.pk, entry.pk, to="before", user=None, confirmed=True)
    assert raw(made)["cron"] == "0 7 * * *"


def test_two_schedules_have_two_names() -> None:
    create()
    assert refused()["name"] == "Another schedule has this name."


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"cron": "", "every": 20, "period": "minutes"}, "interval"),
        ({"cron": "", "at": "2024-07-29T07:00:00-05:00"}, "clocked"),
    ],
)
def test_a_rule_may_become_one_of_another_kind(values: dict[str, Any], kind: str) -> None:
    made = create()
    changed = scheduling.change(made.pk, raw(made) | values, user=None)
    assert (changed.crontab, getattr(changed, kind) is None) == (None, False)
    assert changed.one_off is (kind == "clocked")
    assert not CrontabSchedule.objects.exists()


def test_two_schedules_of_one_rule_have_a_crontab_each() -> None:
    assert create().crontab_id != create(name="Another").crontab_id


def test_changing_one_of_two_that_share_a_crontab_leaves_the_other_alone() -> None:
    """Rows that others made shared: the one that is edited gets its own."""
    crontab = CrontabSchedule.objects.create(minute="0", hour="9", timezone="America/Lima")
    two = [
        PeriodicTask.objects.create(name=name, task="example.report", crontab=crontab)
        for name in "AB"
    ]
    changed = scheduling.change(two[0].pk, raw(two[0], cron="30 10 * * *"), user=None)
    two[1].refresh_from_db()
    assert promise(changed).cron == "30 10 * * *"
    assert promise(two[1]).cron == "0 9 * * *"
    again = scheduling.change(two[1].pk, raw(two[1], cron="0 8 * * *"), user=None)
    assert again.crontab_id == crontab.pk


def test_every_deed_is_written_down_with_before_and_after(operator: User) -> None:
    made = create(operator)
    scheduling.change(made.pk, raw(made, cron="0 8 * * *"), user=operator)
    scheduling.change(made.pk, raw(made), user=operator)  # nothing changed
    scheduling.switch(made.pk, False, user=operator)
    scheduling.delete(made.pk, user=operator)
    entries = list(AuditEntry.objects.order_by("id"))
    assert [(one.username, one.action) for one in entries] == [
        ("operator", "changed"), ("operator", "changed"), ("operator", "changed"),
        ("operator", "removed"),
    ]  # fmt: skip
    assert entries[0].details["before"] is None
    assert entries[1].details["changes"] == ["cron"]
    assert (entries[1].details["before"]["cron"], entries[1].details["after"]["cron"]) == (
        "0 7 * * *", "0 8 * * *",
    )  # fmt: skip
    assert entries[2].details["changes"] == ["enabled"]
    assert not PeriodicTask.objects.exists()
    assert not CrontabSchedule.objects.exists()


def test_when_it_ran_last_is_not_forgotten_where_it_is_switched_off() -> None:
    made = create()
    PeriodicTask.objects.update(last_run_at=NOW)
    scheduling.switch(made.pk, False, user=None)
    scheduling.change(made.pk, raw(made, note="Off"), user=None)
    made.refresh_from_db()
    assert (made.enabled, made.last_run_at) == (False, NOW)


def test_a_schedule_whose_values_do_not_fit_can_be_switched_off_but_not_on() -> None:
    made = create()
    PeriodicTask.objects.update(kwargs='{"limit": 99}')
    scheduling.switch(made.pk, False, user=None)
    with pytest.raises(InvalidParams):
        scheduling.switch(made.pk, True, user=None)
    made.refresh_from_db()
    assert made.enabled is False


def test_what_somebody_else_has_changed_meanwhile_is_not_overwritten_unseen() -> None:
    made = create()
    seen = digest(raw(made))
    scheduling.change(made.pk, raw(made, cron="0 8 * * *"), user=None, seen=seen)
    with pytest.raises(NotPossible, match="Somebody has changed this schedule"):
        scheduling.change(made.pk, raw(made, cron="0 9 * * *"), user=None, seen=seen)
    assert raw(made)["cron"] == "0 8 * * *"


def test_an_edit_is_taken_back_by_a_new_edit(operator: User) -> None:
    made = create(params={"limit": 3})
    scheduling.change(made.pk, raw(made, params={"limit": 4}, cron="0 8 * * *"), user=None)
    first, second = AuditEntry.objects.order_by("id")
    scheduling.revert(made.pk, second.pk, to="before", user=operator)
    assert (raw(made)["params"], raw(made)["cron"]) == ({"limit": 3}, "0 7 * * *")
    last = AuditEntry.objects.latest("id")
    assert (last.username, last.details["revert_of"]) == ("operator", second.pk)
    with pytest.raises(NotFound):
        scheduling.revert(made.pk, first.pk, to="before", user=operator)


def test_its_alerts_are_part_of_a_schedule_and_of_its_history(operator: User) -> None:
    made = create(notify=["failed"], notify_emails=["ana@example.com"])
    assert AlertPolicy.objects.get().events == ["failed"]
    scheduling.change(made.pk, raw(made, notify=[], notify_emails=[]), user=operator)
    entry = AuditEntry.objects.latest("id")
    assert entry.details["changes"] == ["notify", "notify_emails"]
    assert AlertPolicy.objects.get().events == []
    scheduling.revert(made.pk, entry.pk, to="before", user=operator)
    assert raw(made)["notify_emails"] == ["ana@example.com"]
    scheduling.change(made.pk, raw(made, notify=NEW["notify"], notify_emails=[]), user=operator)
    assert not AlertPolicy.objects.exists()  # what is usual follows the settings


def test_going_back_leaves_what_the_console_did_not_know_then() -> None:
    made = create(notify=["failed"])
    scheduling.change(made.pk, raw(made, note="New"), user=None)
    entry = AuditEntry.objects.latest("id")
    for name in ("notify", "notify_emails"):
        del entry.details["before"][name]
    entry.save()
    scheduling.revert(made.pk, entry.pk, to="before", user=None)
    assert (raw(made)["note"], raw(made)["notify"]) == ("", ["failed"])


def test_who_may_not_launch_a_task_may_not_schedule_it(operator: User, administrator: User) -> None:
    values = {"task": "example.guarded", "params": {"code": "x"}}
    with pytest.raises(NotAllowed):
        create(operator, **values)
    made = create(administrator, **values)
    with pytest.raises(NotAllowed):
        scheduling.change(made.pk, raw(made, params={"code": "y"}), user=operator)


def test_run_now_launches_with_the_schedule_s_values_and_leaves_it_alone(operator: User) -> None:
    made = create()
    before = raw(made)
    run = scheduling.run_now(made.pk, user=operator, idempotency_key="k")
    assert (run.params["as_of"], run.params["limit"]) == ("2024-07-26", 3)
    assert (run.username, run.schedule_name) == ("operator", "Morning report")
    assert scheduling.run_now(made.pk, user=operator, idempotency_key="k").pk == run.pk
    assert (raw(made), Run.objects.count()) == (before, 1)


def test_somebody_may_take_over_what_nobody_answers_for(operator: User) -> None:
    every = IntervalSchedule.objects.create(every=1, period="days")
    made = PeriodicTask.objects.create(name="Old", task="example.report", interval=every)
    scheduling.adopt(made.pk, user=operator)
    assert SchedulePlan.objects.get().owner == operator
    assert AuditEntry.objects.get().details["changes"] == ["owner"]


def test_the_account_of_a_schedule_made_in_another_zone_is_that_of_its_rule() -> None:
    made = create(start="2024-07-28T00:00:00-05:00")
    one = promise(made)
    assert isinstance(one.rule, Calendar)
    assert SchedulePlan.objects.get().fingerprint == one.fingerprint
    assert next(one.moments(NOW, NOW.replace(month=8))).at == datetime(2024, 7, 28, 12, tzinfo=UTC)


@pytest.mark.parametrize("name", ["group", "chain", "chord", "chunks", "map", "starmap"])
def test_what_launches_anything_in_the_name_of_nobody_is_not_scheduled(name: str) -> None:
    raw = NEW | {"name": "Hidden", "task": f"celery.{name}"}
    with pytest.raises(InvalidParams) as refused:
        scheduling.create(raw, user=None)
    assert [one.name for one in refused.value.errors] == ["task"]


def test_the_cleaning_up_of_celery_itself_is_scheduled() -> None:
    raw = NEW | {"name": "Cleanup", "task": "celery.backend_cleanup"}
    assert scheduling.create(raw, user=None).task == "celery.backend_cleanup"
