"""What programs learn of workers, queues and deeds."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.core.cache import cache
from django.utils import timezone

from background import registry
from tasks_admin.models import AuditEntry, Heartbeat, RunStatus
from tasks_admin.services import auditing
from tests.tasks_admin.api.conftest import Program
from tests.tasks_admin.making import make_run


def test_workers_and_queues_are_told_as_they_report(viewer: User, program: Program) -> None:
    cache.clear()
    now = timezone.now()
    Heartbeat.objects.create(
        kind=Heartbeat.Kind.WORKER, name="w1", queues=["default"], slots=2, started_at=now,
        seen_at=now,
    )  # fmt: skip
    working = make_run(RunStatus.RUNNING, worker="w1")
    make_run(RunStatus.QUEUED, at=now - timedelta(seconds=90))
    client = program(viewer)
    (worker,) = client.get("/api/v1/workers").json()
    assert (worker["name"], worker["silent_seconds"]) == ("w1", None)
    assert worker["runs"] == [str(working.pk)]
    queues = {one["name"]: one for one in client.get("/api/v1/queues").json()}
    assert (queues["default"]["waiting"], queues["default"]["working"]) == (1, 1)
    assert queues["default"]["oldest_seconds"] >= 90
    stats = client.get("/api/v1/stats").json()
    assert stats["workers"]["w1"]["slots"] == 2
    assert stats["queues"]["cronjobs"]["workers"] == []
    assert stats["registered_tasks"] == [spec.name for spec in registry]


def test_deeds_are_for_those_who_may_read_them(
    operator: User, administrator: User, program: Program
) -> None:
    for number in range(3):
        auditing.note(AuditEntry.Action.KEPT, "toolbox.kpi", number, user=operator)
    assert program(operator).get("/api/v1/audit").status_code == 403
    client = program(administrator)
    first = client.get("/api/v1/audit?action=kept&limit=2").json()
    assert [one["subject_id"] for one in first["deeds"]] == ["2", "1"]
    rest = client.get(f"/api/v1/audit?action=kept&older={first['older']}").json()
    assert [one["subject_id"] for one in rest["deeds"]] == ["0"]
    assert client.get("/api/v1/audit?acton=kept").status_code == 422
