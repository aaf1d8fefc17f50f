"""What tests of the scheduler share: one task, a faked clock, and no other schedule."""

from collections.abc import Iterator

import pytest
import time_machine
from django_celery_beat.models import PeriodicTask

from tests.conftest import Declare
from tests.tasks_admin.scheduler.ticking import MORNING, look


@pytest.fixture(autouse=True)
def alone(declare: Declare, db: None) -> None:
    """No schedule but the test's own."""
    declare(look)
    PeriodicTask.objects.all().delete()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock
