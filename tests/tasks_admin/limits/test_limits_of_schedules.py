"""Schedules, alerts and kept figures of other things are told to no limited reader."""

from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from tasks_admin.models import Alert, AlertEvent, Fate, Run, Slot, UserLimit
from tasks_admin.models.reading import reading
from tasks_admin.queries.alerts import open_alerts, unseen
from tasks_admin.queries.balances import balance_of_day
from tasks_admin.queries.removals import consequences
from tasks_admin.queries.tallies import slots_of_a_day
from tasks_admin.services import scheduling
from tests.tasks_admin.limits.conftest import OTHER, OWN, limit

pytestmark = pytest.mark.django_db


@pytest.fixture
def schedules(jobs: None) -> dict[str, PeriodicTask]:
    """A schedule of each shop, and a moment that each of them promised."""
    return {name: scheduled(name, thing) for name, thing in (("Mine", OWN), ("Theirs", OTHER))}


def scheduled(name: str, thing: UUID) -> PeriodicTask:
    raw = {"cron": "0 7 * * *", "zone": "America/Santiago", "task": "test.sell"}
    scheduling.create({**raw, "name": name, "params": {"shop": str(thing)}}, user=None)
    made = PeriodicTask.objects.get(name=name)
    Slot.objects.create(
        schedule=made,
        schedule_name=name,
        task_name=made.task,
        moment=timezone.now(),
        fate=Fate.MISSED,
        decided_at=timezone.now(),
    )
    return made


@pytest.fixture
def reader(administrator: User, client: Client) -> Client:
    """An administrator who is limited to the own shop."""
    limit(administrator, OWN)
    client.force_login(administrator)
    return client


def pages(pk: int) -> tuple[str, ...]:
    return (f"/schedules/{pk}/", f"/schedules/{pk}/ledger.csv", f"/schedules/{pk}/history/")


def statuses(reader: Client, pk: int) -> set[int]:
    return {reader.get(page).status_code for page in pages(pk)}


def told(answer: Any) -> str:
    return str(answer.getvalue().decode())


def test_a_schedule_of_another_thing_is_on_no_page(
    reader: Client, schedules: dict[str, PeriodicTask]
) -> None:
    assert statuses(reader, schedules["Mine"].pk) == {200}
    assert statuses(reader, schedules["Theirs"].pk) == {404}


def test_neither_is_it_once_it_is_gone(reader: Client, schedules: dict[str, PeriodicTask]) -> None:
    for one in schedules.values():
        scheduling.delete(one.pk, user=None)
    assert statuses(reader, schedules["Mine"].pk) == {200}
    assert statuses(reader, schedules["Theirs"].pk) == {404}
    html = told(reader.get("/schedules/removed/"))
    assert "Mine" in html
    assert "Theirs" not in html


def test_of_one_that_went_past_the_console_a_limited_reader_learns_nothing(
    reader: Client, schedules: dict[str, PeriodicTask]
) -> None:
    gone = schedules["Theirs"].pk
    PeriodicTask.objects.filter(pk=gone).delete()
    assert statuses(reader, gone) == {404}


def test_moments_of_other_things_are_in_no_file_nor_measure(
    reader: Client, administrator: User, schedules: dict[str, PeriodicTask]
) -> None:
    text = told(reader.get("/schedules/ledger.csv"))
    assert "Mine" in text
    assert "Theirs" not in text
    with reading(lambda: administrator):
        assert {name for name, _, _ in slots_of_a_day(timezone.now())} == {"Mine"}
    assert {name for name, _, _ in slots_of_a_day(timezone.now())} == {"Mine", "Theirs"}


def test_what_removing_affects_names_no_other_schedule(
    administrator: User, schedules: dict[str, PeriodicTask]
) -> None:
    limit(administrator, OWN)
    with reading(lambda: administrator):
        found = consequences(schedules["Mine"].pk, timezone.now())
        assert found is not None
        assert found.others == []
        assert consequences(schedules["Theirs"].pk, timezone.now()) is None


def alert(subject: str, event: AlertEvent = AlertEvent.FAILED, **about: Any) -> Alert:
    return Alert.objects.create(
        event=event,
        cause=subject,
        open_cause=subject,
        subject=subject,
        message={"message": "Something is wrong"},
        opened_at=timezone.now(),
        last_at=timezone.now(),
        **about,
    )


@pytest.fixture
def alerts(runs: dict[str, Run], schedules: dict[str, PeriodicTask]) -> dict[str, Alert]:
    made = [
        alert("own run", run=runs["own"]),
        alert("other run", run=runs["other"]),
        alert("own schedule", schedule=schedules["Mine"]),
        alert("other schedule", schedule=schedules["Theirs"]),
        alert("other run, own schedule", run=runs["other"], schedule=schedules["Mine"]),
        alert("all gone"),
        alert("old data", AlertEvent.STALE),
    ]
    return {one.subject: one for one in made}


def test_alerts_are_those_of_what_one_may_see(
    reader: Client, administrator: User, alerts: dict[str, Alert]
) -> None:
    seen = {"own run", "own schedule", "old data"}
    assert {one["subject"] for one in reader.get("/api/v1/alerts").json()} == seen
    with reading(lambda: administrator):
        assert unseen() == len(seen)
    Alert.objects.update(open_cause=None)
    past = reader.get("/api/v1/alerts/past").json()["alerts"]
    assert {one["subject"] for one in past} == seen
    assert len(open_alerts()) == 0


def test_who_is_not_limited_sees_every_alert(alerts: dict[str, Alert]) -> None:
    assert {one.subject for one in open_alerts()} == alerts.keys()


def test_alerts_of_other_things_are_not_acknowledged(
    reader: Client, alerts: dict[str, Alert]
) -> None:
    other, own = alerts["other run"], alerts["own run"]
    reader.post(f"/alerts/{other.pk}/acknowledge/")
    assert acknowledged(reader, other) == 404
    other.refresh_from_db()
    assert other.acknowledged_at is None
    assert acknowledged(reader, own) == 200


def acknowledged(reader: Client, one: Alert) -> int:
    address = f"/api/v1/alerts/{one.pk}/acknowledge"
    return reader.post(address, {}, content_type="application/json").status_code


def test_kept_figures_of_a_day_are_each_readers_own(
    administrator: User, schedules: dict[str, PeriodicTask]
) -> None:
    cache.clear()
    limit(administrator, OWN)
    whole = balance_of_day(timezone.now())
    with reading(lambda: administrator):
        part = balance_of_day(timezone.now())
    assert whole is not None
    assert part is not None
    assert (whole.schedules, part.schedules) == (2, 1)


def test_kept_figures_of_the_machinery_are_each_readers_own(
    reader: Client, administrator: User, runs: dict[str, Run]
) -> None:
    cache.clear()
    assert waiting(reader) == 2
    UserLimit.objects.filter(user=administrator).delete()
    assert waiting(reader) == 4


def waiting(reader: Client) -> int:
    return sum(one["waiting"] for one in reader.get("/api/v1/stats").json()["queues"].values())
