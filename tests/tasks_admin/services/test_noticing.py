"""Edits of schedules are noticed, whoever makes them and however."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from tasks_admin.models import CalendarDay, ScheduleChange, SchedulePlan
from tasks_admin.services import noticing

pytestmark = pytest.mark.django_db

TABLE = PeriodicTask._meta.db_table


@pytest.fixture
def schedule() -> PeriodicTask:
    """A schedule with a plan, whose own making has been noticed and forgotten."""
    PeriodicTask.objects.all().delete()
    crontab = CrontabSchedule.objects.create(minute="0", hour="7")
    made: PeriodicTask = PeriodicTask.objects.create(name="A", task="test.a", crontab=crontab)
    CalendarDay.objects.create(calendar="PE", day="2026-07-27", reason="Bridge")
    CalendarDay.objects.create(calendar="CL", day="2026-07-27", reason="Bridge")
    SchedulePlan.objects.create(schedule=made, since=timezone.now(), calendar="PE")
    ScheduleChange.objects.all().delete()
    return made


def noticed() -> set[int]:
    return set(ScheduleChange.objects.values_list("schedule_id", flat=True))


def bare(sql: str, *values: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def renamed(schedule: PeriodicTask) -> None:
    schedule.name += "B"
    schedule.save()


def its_crontab(schedule: PeriodicTask) -> None:
    crontab = schedule.crontab
    assert crontab is not None
    crontab.hour = "8"
    crontab.save()


EDITS: dict[str, Callable[[PeriodicTask], object]] = {
    "saved": renamed,
    "a bare UPDATE": lambda one: bare(f"UPDATE {TABLE} SET enabled = %s WHERE 1 = 1", False),
    "updated in bulk": lambda one: PeriodicTask.objects.all().update(kwargs='{"a": 1}'),
    "its crontab saved": its_crontab,
    "another rule": lambda one: PeriodicTask.objects.filter(pk=one.pk).update(
        crontab=None, interval=IntervalSchedule.objects.create(every=1, period="hours")
    ),
    "its pause": lambda one: SchedulePlan.objects.update(paused_from=timezone.now()),
    "a day off in its calendar": lambda one: CalendarDay.objects.create(
        calendar="PE", day="2026-07-24", reason="Move"
    ),
    "a day off that was forgotten": lambda one: CalendarDay.objects.filter(calendar="PE").delete(),
    "a day off of another calendar now": lambda one: bare(
        f"UPDATE {CalendarDay._meta.db_table} SET calendar = 'CL-BANK' WHERE calendar = 'PE'"
    ),
    "a day off of its calendar now": lambda one: bare(
        f"UPDATE {CalendarDay._meta.db_table} SET calendar = 'PE', day = '2026-07-24' "
        "WHERE calendar = 'CL'"
    ),
    "its days": lambda one: SchedulePlan.objects.update(day_rule="only"),
    "removed": lambda one: one.delete(),
}  # fmt: skip


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_is_noticed_whoever_makes_it(schedule: PeriodicTask, edit: str) -> None:
    schedule_id = schedule.pk
    EDITS[edit](schedule)
    assert noticed() == {schedule_id}
    noticed_at = ScheduleChange.objects.latest("id").at
    assert abs(timezone.now() - noticed_at) < timedelta(minutes=1)


def test_what_the_scheduler_writes_itself_is_no_edit(schedule: PeriodicTask) -> None:
    now = timezone.now()
    PeriodicTask.objects.update(last_run_at=now, total_run_count=4)
    SchedulePlan.objects.update(since=now, fingerprint="another")
    assert noticed() == set()


def test_an_edit_of_another_calendar_is_none(schedule: PeriodicTask) -> None:
    CalendarDay.objects.filter(calendar="CL").update(reason="Move")
    CalendarDay.objects.filter(calendar="CL").delete()
    assert noticed() == set()


def test_an_edit_that_was_taken_back_was_none(schedule: PeriodicTask) -> None:
    with transaction.atomic():
        renamed(schedule)
        transaction.set_rollback(True)
    assert noticed() == set()


@pytest.mark.django_db(transaction=True)  # MariaDB commits where a trigger is dropped
def test_triggers_that_a_migration_lost_are_made_again(schedule: PeriodicTask) -> None:
    bare("DROP TRIGGER schedule_change_of_periodictask_update")
    renamed(schedule)
    assert noticed() == set()
    noticing.install()
    renamed(schedule)
    assert noticed() == {schedule.pk}


@pytest.mark.django_db(transaction=True)
def test_triggers_are_made_anew_around_migrations(schedule: PeriodicTask) -> None:
    """One that stayed would know the columns of before, and be in the way of a new table."""
    noticing.remove(plan=[("a migration", False)])
    renamed(schedule)
    assert noticed() == set()
    noticing.install(plan=[("a migration", True)])
    renamed(schedule)
    assert noticed() == set()
    noticing.install(plan=[("a migration", False)])
    noticing.remove(plan=[])
    renamed(schedule)
    assert noticed() == {schedule.pk}
