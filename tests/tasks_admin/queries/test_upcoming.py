"""What comes next by itself."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django_celery_beat.models import (
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
)

from tasks_admin.models import SchedulePlan
from tasks_admin.queries.upcoming import upcoming
from tests.tasks_admin.making import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_other_schedules() -> None:
    PeriodicTask.objects.all().delete()


def schedule(name: str = "Daily", **fields: Any) -> PeriodicTask:
    return PeriodicTask.objects.create(name=name, task="example.report", **fields)


def crontab(hour: str, zone: str = "America/Lima", **fields: str) -> CrontabSchedule:
    return CrontabSchedule.objects.create(minute="0", hour=hour, timezone=ZoneInfo(zone), **fields)


@pytest.mark.parametrize(
    ("hour", "zone", "due"),
    [
        ("18", "America/Lima", datetime(2024, 7, 27, 23, tzinfo=UTC)),
        ("7", "America/Lima", datetime(2024, 7, 28, 12, tzinfo=UTC)),
        ("7", "America/Santiago", datetime(2024, 7, 28, 11, tzinfo=UTC)),
        ("17", "UTC", datetime(2024, 7, 28, 17, tzinfo=UTC)),
    ],
)
def test_a_calendar_rule_fires_at_its_next_hour_in_its_own_zone(
    hour: str, zone: str, due: datetime
) -> None:
    schedule(crontab=crontab(hour, zone))
    (one,) = upcoming(NOW)
    assert one.at == due
    assert (one.cron, one.zone) == (f"0 {hour} * * *", zone)


def test_an_interval_counts_from_its_start() -> None:
    hourly = IntervalSchedule.objects.create(every=1, period="hours")
    schedule(interval=hourly, start_time=NOW - timedelta(minutes=20))
    (one,) = upcoming(NOW)
    assert (one.at, one.every) == (NOW + timedelta(minutes=40), timedelta(hours=1))


def test_a_single_moment_fires_then() -> None:
    moment = ClockedSchedule.objects.create(clocked_time=NOW + timedelta(days=2))
    schedule(clocked=moment, one_off=True)
    assert upcoming(NOW)[0].at == NOW + timedelta(days=2)


def test_what_will_not_fire_is_not_shown() -> None:
    rule = crontab("7")
    schedule("off", crontab=rule, enabled=False)
    schedule("expired", crontab=rule, expires=NOW - timedelta(days=1))
    schedule("fired", crontab=rule, one_off=True, enabled=False)
    PeriodicTask.objects.create(name="cleanup", task="celery.backend_cleanup", crontab=rule)
    assert upcoming(NOW) == []


def test_a_rule_that_cannot_be_read_spoils_nothing() -> None:
    schedule("broken", crontab=crontab("noon"))
    schedule("good", crontab=crontab("18"))
    assert [one.schedule for one in upcoming(NOW)] == ["good"]


def test_the_soonest_come_first_with_few_queries(django_assert_num_queries: Any) -> None:
    for hour in ("20", "15", "18"):
        schedule(hour, crontab=crontab(hour))
    with django_assert_num_queries(7):
        assert [one.schedule for one in upcoming(NOW, limit=2)] == ["15", "18"]


def test_a_schedule_that_is_paused_comes_after_its_pause() -> None:
    for name, until in (("until", NOW + timedelta(days=2)), ("for good", None)):
        SchedulePlan.objects.create(
            schedule=schedule(name, crontab=crontab("18")),
            since=NOW,
            fingerprint="",
            paused_from=NOW,
            paused_until=until,
        )
    (one,) = upcoming(NOW)
    assert (one.schedule, one.at) == ("until", datetime(2024, 7, 29, 23, tzinfo=UTC))
