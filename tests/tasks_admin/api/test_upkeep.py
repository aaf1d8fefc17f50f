"""Alerts, circuit breakers, retention and kept runs, for programs."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from tasks_admin.models import Alert, AuditEntry, Breaker, Run, RunStatus
from tests.tasks_admin.api.conftest import Program, send
from tests.tasks_admin.api.world import make_alert
from tests.tasks_admin.making import make_run


def test_an_alert_is_told_and_acknowledged_once(operator: User, program: Program) -> None:
    client, alert = program(operator), make_alert("stale kpi")
    [told] = client.get("/api/v1/alerts").json()
    assert (told["id"], told["acknowledged_at"]) == (alert.pk, None)
    assert told["message"] == "Data of 27 Jul 2024"
    path = f"/alerts/{alert.pk}/acknowledge"
    answer = send(client, path, {"note": "On it"})
    assert (answer.json()["acknowledged_by"], answer.json()["note"]) == ("operator", "On it")
    assert send(client, path).json()["code"] == "not_possible"
    assert send(client, "/alerts/999/acknowledge").status_code == 404


def test_alerts_that_are_over_are_told_apart(viewer: User, program: Program) -> None:
    make_alert("stale kpi")
    Alert.objects.update(open_cause=None, closed_at=timezone.now())
    client = program(viewer)
    assert client.get("/api/v1/alerts").json() == []
    assert [one["subject"] for one in client.get("/api/v1/alerts/past").json()["alerts"]] == ["kpi"]


def test_a_circuit_is_told_and_closed_by_hand(operator: User, program: Program) -> None:
    until = timezone.now() + timedelta(minutes=5)
    Breaker.objects.create(name="erp", failures=5, open_until=until)
    client = program(operator)
    [told] = client.get("/api/v1/breakers").json()
    assert (told["name"], told["circuit"]) == ("erp", "open")
    assert send(client, "/breakers/erp/reset").status_code == 204
    assert client.get("/api/v1/breakers").json()[0]["circuit"] == "closed"
    assert AuditEntry.objects.get(action="reset").username == "operator"
    assert send(client, "/breakers/none/reset").status_code == 404


def test_a_run_is_kept_and_let_go_again(operator: User, program: Program) -> None:
    client, run = program(operator), make_run()
    assert send(client, f"/runs/{run.pk}/keep").json()["kept"] is True
    assert Run.objects.get().kept
    assert send(client, f"/runs/{run.pk}/let-go").json()["kept"] is False


def test_what_retention_would_remove_is_told(
    administrator: User, program: Program, settings: Any
) -> None:
    settings.TASKS_ADMIN_RETENTION_KEEP_LAST = 0
    make_run(RunStatus.FAILED)
    told = program(administrator).get("/api/v1/retention").json()
    assert [one["name"] for one in told["rules"]] == ["done", "failed"]
    assert told["prospects"] == [
        {"task": "example.report", "rule": "failed", "count": 1, "has_more": False}
    ]
