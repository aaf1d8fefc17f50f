"""New York puts its clock forward and back: each promise is kept once, and at its time."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tasks_admin.models import Fate, Run, SchedulePlan, Slot
from tests.tasks_admin.scheduler.ticking import NEW_YORK, beat, schedule

pytestmark = pytest.mark.django_db

FORWARD, BACK = "2024-03-09T12:00", "2024-11-02T12:00"


def work(clock: time_machine.Traveller, noon: str) -> None:
    """A scheduler works for two days from a noon on, and looks often enough to be on time."""
    start = datetime.fromisoformat(noon).replace(tzinfo=NEW_YORK).astimezone(UTC)
    clock.move_to(start)
    scheduler = beat()
    SchedulePlan.objects.update(overlap="allow")
    for half_hours in range(96):
        for minutes in (0, 4):
            clock.move_to(start + timedelta(minutes=30 * half_hours + minutes))
            scheduler.tick()


@pytest.mark.parametrize(
    ("cron", "noon", "moments"),
    [
        ("4 16 * * *", FORWARD, ["09 16:04 -0500", "10 16:04 -0400"]),
        ("4 16 * * *", BACK, ["02 16:04 -0400", "03 16:04 -0500"]),
        # 02:30 does not exist on the 10th: it comes an hour later by the clock.
        ("30 2 * * *", FORWARD, ["10 03:30 -0400", "11 02:30 -0400"]),
        # 01:30 comes twice on the 3rd: the first is meant.
        ("30 1 * * *", BACK, ["03 01:30 -0400", "04 01:30 -0500"]),
    ],
)
def test_each_promise_is_kept_once_and_on_time(
    clock: time_machine.Traveller, cron: str, noon: str, moments: list[str]
) -> None:
    schedule(cron, NEW_YORK)
    work(clock, noon)
    slots = list(Slot.objects.order_by("moment"))
    assert [f"{one.moment.astimezone(NEW_YORK):%d %H:%M %z}" for one in slots] == moments
    assert {one.fate for one in slots} == {Fate.ON_TIME}
    assert Run.objects.count() == len(moments)


def test_every_hour_is_every_hour_that_passes(clock: time_machine.Traveller) -> None:
    schedule("0 * * * *", NEW_YORK)
    work(clock, BACK)
    assert Run.objects.count() == Slot.objects.filter(fate=Fate.ON_TIME).count() == 47
