"""/health: what it says, in which case, and that it never waits long."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from tasks_admin.models import Heartbeat

PASSWORD = "sw0rdfish"


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that accepts connections and never says a word."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(20)
        yield server.getsockname()[1]


def reports(kind: Heartbeat.Kind, *, seconds_ago: int) -> None:
    seen = timezone.now() - timedelta(seconds=seconds_ago)
    Heartbeat.objects.create(kind=kind, name=f"one {kind}", started_at=seen, seen_at=seen)


def ask(client: Client) -> tuple[int, dict[str, Any]]:
    response = client.get("/health")
    return response.status_code, json.loads(response.content)


@pytest.mark.django_db
def test_a_console_with_a_worker_and_a_scheduler_is_well(client: Client) -> None:
    reports(Heartbeat.Kind.WORKER, seconds_ago=3)
    reports(Heartbeat.Kind.BEAT, seconds_ago=3)
    status, body = ask(client)
    assert (status, body["status"]) == (200, "ok")
    assert {name: check["status"] for name, check in body["checks"].items()} == dict.fromkeys(
        ("database", "broker", "worker", "beat"), "ok"
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("worker", "beat", "failing"),
    [
        (3, None, {"beat": "no beat has ever reported"}),
        (None, 3, {"worker": "no worker has ever reported"}),
        (45, 3, {"worker": "no worker has reported for 45 seconds"}),
        (3, 3600, {"beat": "no beat has reported for 3600 seconds"}),
    ],
)
def test_a_silent_process_is_named(
    client: Client, worker: int | None, beat: int | None, failing: dict[str, str]
) -> None:
    with time_machine.travel(timezone.now(), tick=False):
        for kind, seconds in ((Heartbeat.Kind.WORKER, worker), (Heartbeat.Kind.BEAT, beat)):
            if seconds is not None:
                reports(kind, seconds_ago=seconds)
        status, body = ask(client)
    assert (status, body["status"]) == (503, "failing")
    reasons = {
        name: check["reason"]
        for name, check in body["checks"].items()
        if check["status"] == "failing"
    }
    assert reasons == failing


@pytest.mark.django_db
def test_a_broker_that_never_answers_hangs_nobody_and_no_password_is_told(
    client: Client, silent_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"redis://:{PASSWORD}@127.0.0.1:{silent_port}/0"
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", url)
    began = time.monotonic()
    response = client.get("/health")
    assert time.monotonic() - began < 8
    assert response.status_code == 503
    assert "the broker does not answer" in response.json()["checks"]["broker"]["reason"]
    assert PASSWORD not in response.content.decode()
    assert str(silent_port) not in response.content.decode()


def test_a_database_that_cannot_be_opened_is_named() -> None:
    script = (
        "import django; django.setup();"
        "from django.test import Client;"
        "answer = Client().get('/health', headers={'host': 'localhost'});"
        "print(answer.status_code, answer.content.decode())"
    )
    missing = {"DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3"}
    result = subprocess.run(
        [sys.executable, "-c", script],
        cwd=settings.BASE_DIR,
        env=os.environ | missing | {"DJANGO_SETTINGS_MODULE": "project.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    status, _, body = result.stdout.strip().partition(" ")
    checks = json.loads(body)["checks"]
    assert status == "503"
    for name in ("database", "worker", "beat"):
        assert checks[name]["reason"] == "the database does not answer (OperationalError)"
    assert checks["broker"]["status"] == "ok"


@pytest.mark.django_db
def test_health_is_for_everybody_and_only_to_be_read(client: Client) -> None:
    assert client.post("/health").status_code == 405
    assert "no-store" in client.get("/health").headers["Cache-Control"]
