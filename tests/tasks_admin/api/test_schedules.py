"""Schedules through the API: judged, owned and written down as in their editor."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django_celery_beat.models import PeriodicTask

from background import TaskContext, task
from tasks_admin.models import AuditEntry, Run, Scope
from tests.conftest import Declare
from tests.tasks_admin.api.conftest import Program, send

WISH = {
    "name": "Morning",
    "task": "example.report",
    "params": {"as_of": "today - 1", "limit": 3},
    "cron": "0 7 * * mon-fri",
    "zone": "America/Lima",
}


@task(name="example.wipe", destructive=True)
def wipe(ctx: TaskContext) -> None:
    """Destroy something."""


@pytest.fixture
def client(operator: User, program: Program) -> Client:
    """A program that may do what concerns schedules, and launch."""
    return program(operator, Scope.SCHEDULE, Scope.LAUNCH)


def made(client: Client, **wish: Any) -> Any:
    return send(client, "/schedules", WISH | wish)


def test_one_is_made_and_tells_what_comes_next(client: Client) -> None:
    answer = made(client)
    told = answer.json()
    assert (answer.status_code, answer["Location"]) == (201, told["url"])
    assert told["values"]["params"] == {"as_of": "today - 1", "limit": 3}
    assert len(told["coming"]) == 5
    assert all(moment.endswith("12:00:00Z") for moment in told["coming"])
    assert client.get(told["url"]).json() == told
    assert "Morning" in [one["name"] for one in client.get("/api/v1/schedules").json()]


def test_an_interval_needs_no_crontab(client: Client) -> None:
    told = made(client, cron="", zone="", every=15, period="minutes").json()
    assert (told["values"]["every"], told["values"]["cron"]) == (15, "")


def test_what_does_not_fit_is_told_value_by_value(client: Client) -> None:
    refused = made(client, cron="61 7 * * *", params={"limit": 11}, task="example.report")
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_params")
    assert ["params", "limit"] in [one["loc"] for one in refused.json()["errors"]]
    assert len(refused.json()["errors"]) == 2
    assert not PeriodicTask.objects.filter(name="Morning").exists()


def test_a_change_changes_what_is_sent_and_overwrites_nobody(client: Client) -> None:
    first = made(client)
    url, tag = first["Location"], {"If-Match": first["ETag"]}
    changed = client.patch(url, {"note": "For Ana"}, "application/json", headers=tag)
    assert changed.status_code == 200
    assert changed.json()["values"] == first.json()["values"] | {"note": "For Ana"}
    late = client.patch(url, {"note": "For Rosa"}, "application/json", headers=tag)
    assert (late.status_code, late.json()["code"]) == (409, "not_possible")
    assert AuditEntry.objects.filter(action="changed", details__name="Morning").count() == 2


def test_whom_its_alerts_are_told_is_sent_and_told(client: Client) -> None:
    told = made(client, notify=["failed"], notify_emails=["ana@example.com"]).json()["values"]
    assert (told["notify"], told["notify_emails"]) == (["failed"], ["ana@example.com"])
    refused = made(client, name="Other", notify_emails=["ana"])
    assert [one["loc"] for one in refused.json()["errors"]] == [["notify_emails", 0]]


def test_what_cannot_be_undone_is_confirmed_in_what_is_sent(
    client: Client, declare: Declare
) -> None:
    declare(wipe)
    wish = {"task": "example.wipe", "params": {}}
    assert made(client, **wish).json()["errors"][0]["loc"] == ["confirmed"]
    answer = made(client, **wish, confirmed=True)
    assert (answer.status_code, "confirmed" in answer.json()["values"]) == (201, False)
    url, changed = answer["Location"], {"note": "For Ana"}
    assert client.patch(url, changed, "application/json").status_code == 422
    assert client.patch(url, changed | {"confirmed": True}, "application/json").status_code == 200


def test_it_is_held_resumed_run_and_removed(client: Client) -> None:
    url = made(client)["Location"]
    held = client.post(f"{url}/pause", {"reason": "Closing"}, "application/json")
    assert (held.json()["paused"], held.json()["pause_reason"]) == (True, "Closing")
    assert client.post(f"{url}/pause", {"reason": " "}, "application/json").status_code == 422
    assert client.post(f"{url}/resume").json()["paused"] is False
    run = client.post(f"{url}/run")
    assert (run.status_code, run.json()["schedule"]) == (202, "Morning")
    assert Run.objects.get().params["limit"] == 3
    assert client.delete(url).status_code == 204
    assert client.get(url).status_code == 404
    assert client.delete(url).status_code == 404


def test_to_look_at_schedules_is_not_to_change_them(operator: User, program: Program) -> None:
    reader = program(operator, Scope.READ)
    assert reader.get("/api/v1/schedules").status_code == 200
    assert made(reader).status_code == 403
