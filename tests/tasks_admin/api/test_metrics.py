"""What Prometheus reads: runs, queues, signs of life, promises, datasets."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from tasks_admin.models import Fate, Heartbeat, RunStatus, Slot
from tests.tasks_admin.api.conftest import Program
from tests.tasks_admin.making import make_run
from tests.tasks_admin.receiving import make_delivery, make_webhook

Sample = tuple[str, frozenset[tuple[str, str]]]


def read(client: Client) -> dict[Sample, float]:
    text = client.get("/metrics").content.decode()
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def of(metric: str, /, **labels: str) -> Sample:
    return metric, frozenset(labels.items())


def test_a_day_can_be_watched(viewer: User, program: Program) -> None:
    now = timezone.now()
    for _ in range(2):
        make_run(at=now - timedelta(hours=1), took=timedelta(seconds=30))
    make_run(RunStatus.QUEUED, at=now - timedelta(minutes=2))
    make_run(at=now - timedelta(days=2))
    seen = now - timedelta(seconds=50)
    Heartbeat.objects.create(
        kind=Heartbeat.Kind.BEAT, name="beat", started_at=now - timedelta(days=1), seen_at=seen
    )
    Slot.objects.create(
        schedule_name="Morning", task_name="example.report", moment=now - timedelta(hours=2),
        fate=Fate.MISSED, decided_at=now,
    )  # fmt: skip
    make_delivery(make_webhook(name="Ledger"), made_at=now - timedelta(hours=1), status="given_up")
    make_delivery(None, made_at=now)
    make_delivery(None, made_at=now - timedelta(days=2))
    values = read(program(viewer))
    assert values[of("console_messages", to="Ledger", status="given_up")] == 1
    assert values[of("console_messages", to="e-mail", status="waiting")] == 1
    report = {"task": "example.report", "status": "succeeded"}
    assert values[of("console_runs", **report)] == 2
    assert values[of("console_run_seconds_count", **report)] == 2
    assert values[of("console_run_seconds_sum", **report)] == 60
    assert values[of("console_queue_waiting", queue="default")] == 1
    assert values[of("console_queue_oldest_seconds", queue="default")] >= 120
    assert values[of("console_heartbeat_age_seconds", kind="beat", name="beat")] >= 50
    assert values[of("console_slots", schedule="Morning", fate="missed")] == 1
    assert values[of("console_dataset_fresh", dataset="kpi")] == 0


def test_strangers_read_none_of_it(nobody: User, program: Program) -> None:
    assert Client().get("/metrics").status_code == 401
    assert program(nobody).get("/metrics").status_code == 403
