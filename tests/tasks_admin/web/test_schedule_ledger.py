"""The ledger on pages and as a file: a month at a glance, one fate alone, every moment as CSV."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from tasks_admin.models import AuditEntry, Fate, RunStatus, SchedulePlan, Slot
from tasks_admin.queries.promises import promise
from tests.tasks_admin.making import make_run

NOW = datetime(2024, 7, 27, 17, 0, tzinfo=UTC)
"""12:00 in Lima."""


@pytest.fixture(autouse=True)
def noon() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


Made = Callable[..., PeriodicTask]


@pytest.fixture
def made(db: None) -> Made:
    """Make a schedule at 21:00 in Lima, which is the next day in UTC, with these fates by day."""
    PeriodicTask.objects.all().delete()

    def make(fates: dict[int, str], name: str = "Evening", **fields: Any) -> PeriodicTask:
        crontab = CrontabSchedule.objects.create(minute="0", hour="21", timezone="America/Lima")
        given = {"name": name, "task": "example.report", "crontab": crontab} | fields
        schedule = PeriodicTask.objects.create(**given)
        SchedulePlan.objects.create(
            schedule=schedule,
            since=datetime(2024, 7, 1, 5, tzinfo=UTC),
            fingerprint=promise(schedule).fingerprint,
        )
        for day, fate in fates.items():
            ran = fate in (Fate.ON_TIME, Fate.LATE)
            status = RunStatus.FAILED if fate == Fate.LATE else RunStatus.SUCCEEDED
            moment = datetime(2024, 7, 1, 2, tzinfo=UTC) + timedelta(days=day)
            Slot.objects.create(
                schedule=schedule,
                schedule_name=schedule.name,
                task_name=schedule.task,
                moment=moment,
                fate=fate,
                run=make_run(status, at=moment) if ran else None,
                decided_at=moment,
                reason={"message": "=SUM({who})", "fields": {"who": "A1"}} if not ran else None,
            )
        return schedule

    return make


def page(browser: Client, address: str) -> str:
    response = browser.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


EVERY_DAY = dict.fromkeys(range(1, 27), Fate.ON_TIME)


def test_a_month_shows_each_day_with_its_worst_fate(as_viewer: Client, made: Made) -> None:
    schedule = made(EVERY_DAY | {25: Fate.MISSED, 26: Fate.LATE})
    here = page(as_viewer, f"/schedules/{schedule.pk}/")
    assert "Its moments in July 2024" in here
    assert "26 promised, all accounted for" in here
    assert here.count('class="heat-good"') == 24
    assert here.count('class="heat-bad"') == here.count('class="heat-warn"') == 1
    assert ": Missed 1" in here
    earlier = page(as_viewer, f"/schedules/{schedule.pk}/?month=2024-06")
    assert "The ledger has no moment of this month." in earlier


def test_a_month_that_does_not_tie_says_so_on_both_pages(as_viewer: Client, made: Made) -> None:
    schedule = made({day: fate for day, fate in EVERY_DAY.items() if day != 26})
    assert "26 promised; 1 without a fate, 0 not promised" in page(
        as_viewer, f"/schedules/{schedule.pk}/"
    )
    assert "In the last 24 hours 1 moments were promised, 0 are accounted for:" in page(
        as_viewer, "/schedules/"
    )


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ("fate=missed", [25]),
        ("day=2024-07-24", [24]),
        ("month=2024-07&fate=late", [26]),
        ("month=2024-06", []),
        ("fate=nonsense&month=2024-13&day=x&older=y", list(range(26, 0, -1))),
    ],
)
def test_the_ledger_is_narrowed_by_fate_day_and_month(
    as_viewer: Client, made: Made, query: str, days: list[int]
) -> None:
    schedule = made(EVERY_DAY | {25: Fate.MISSED, 26: Fate.LATE})
    shown = as_viewer.get(f"/schedules/{schedule.pk}/?{query}").context["ledger"].rows
    assert [row["moment"].day - 1 for row in shown] == days


def lines(response: Any) -> list[dict[str, str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def test_a_month_is_taken_out_as_csv_and_that_is_written_down(
    as_operator: Client, made: Made
) -> None:
    schedule = made(EVERY_DAY | {25: Fate.MISSED, 31: Fate.ON_TIME, -1: Fate.ON_TIME})
    answer = as_operator.get(f"/schedules/{schedule.pk}/ledger.csv?month=2024-07&plain")
    assert (
        answer["Content-Disposition"]
        == f'attachment; filename="schedule-{schedule.pk}-2024-07.csv"'
    )
    rows = lines(answer)
    assert len(rows) == 27
    assert rows[24] == {
        "schedule": "Evening",
        "task": "example.report",
        "moment": "2024-07-25T21:00:00-05:00",
        "moment_utc": "2024-07-26T02:00:00Z",
        "fate": "missed",
        "fate_in_words": "Missed",
        "run": "",
        "run_status": "",
        "decided_at_utc": "2024-07-26T02:00:00.000Z",
        "reason": "=SUM(A1)",
    }
    assert rows[0]["run_status"] == "succeeded"
    deed = AuditEntry.objects.get(action="exported")
    assert (deed.subject_id, deed.details["month"], deed.details["rows"]) == (
        str(schedule.pk), "2024-07", 27,
    )  # fmt: skip


def test_for_people_no_text_of_the_csv_is_a_formula(as_operator: Client, made: Made) -> None:
    schedule = made({1: Fate.MISSED})
    answer = as_operator.get(f"/schedules/{schedule.pk}/ledger.csv?month=2024-07")
    assert lines(answer)[0]["reason"] == "'=SUM(A1)"


def test_a_month_of_all_schedules_has_those_that_are_gone_too(
    as_operator: Client, made: Made
) -> None:
    made({1: Fate.ON_TIME}, "One")
    made({2: Fate.ON_TIME}, "Two").delete()
    rows = lines(as_operator.get("/schedules/ledger.csv?month=2024-07&plain"))
    assert [row["schedule"] for row in rows] == ["One", "Two"]
    assert lines(as_operator.get("/schedules/ledger.csv?month=2023-01&plain")) == []


def test_the_list_is_filtered_and_sorted(as_viewer: Client, made: Made) -> None:
    made({26: Fate.ON_TIME}, "Good")
    made({26: Fate.MISSED}, "Missed")
    made({26: Fate.LATE}, "Failed", kwargs='{"rules": "legacy"}')
    held = made({}, "Held")
    SchedulePlan.objects.filter(schedule=held).update(paused_from=NOW, paused_by="ana")
    made({}, "Off", enabled=False, task="other.task")

    def names(query: str) -> list[str]:
        return [row.name for row in as_viewer.get(f"/schedules/?{query}").context["page"].rows]

    assert names("sort=name") == ["Failed", "Good", "Held", "Missed", "Off"]
    assert names("")[-1] == "Off"
    assert names("state=trouble&sort=name") == ["Failed", "Missed"]
    assert names("state=paused") == ["Held"]
    assert names("state=off") == names("task=other.task") == ["Off"]
    assert names("text=LEGACY") == ["Failed"]
    assert names("state=nonsense&page=zero&sort=x") == names("")
    assert names("page=2") == []


def test_pages_cost_the_same_for_one_schedule_and_for_thirty(
    as_viewer: Client, made: Made, django_assert_num_queries: Any
) -> None:
    for number in range(30):
        made({25: Fate.ON_TIME, 26: Fate.MISSED}, f"S{number}")
    first = PeriodicTask.objects.earliest("id").pk
    for address, queries in (
        ("/schedules/", 15),
        ("/schedules/next/", 12),
        (f"/schedules/{first}/", 13),
    ):
        with django_assert_num_queries(6 + queries):
            as_viewer.get(address)
