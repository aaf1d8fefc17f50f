"""Who is alive."""

from datetime import timedelta

import pytest

from tasks_admin.models import Heartbeat
from tasks_admin.queries.heartbeats import signs_of_life
from tests.tasks_admin.making import NOW

pytestmark = pytest.mark.django_db


def beat(kind: Heartbeat.Kind, name: str, age: timedelta) -> None:
    Heartbeat.objects.create(kind=kind, name=name, started_at=NOW, seen_at=NOW - age)


def test_one_living_worker_is_enough_and_a_silent_one_is_named_for_a_day() -> None:
    beat(Heartbeat.Kind.WORKER, "w1", timedelta(seconds=5))
    beat(Heartbeat.Kind.WORKER, "w2", timedelta(hours=2))
    beat(Heartbeat.Kind.WORKER, "w3", timedelta(days=2))
    worker, scheduler = signs_of_life(NOW)
    assert (worker.alive, worker.is_well, worker.silent) == (1, True, ("w2",))
    assert (scheduler.alive, scheduler.is_well, scheduler.last_seen) == (0, False, None)


def test_when_all_are_silent_the_last_sign_is_told() -> None:
    beat(Heartbeat.Kind.BEAT, "b1", timedelta(days=3))
    scheduler = signs_of_life(NOW)[1]
    assert scheduler.last_seen == NOW - timedelta(days=3)
