"""Settings that cannot work are named, by `check` and by `doctor` alike."""

from typing import Any

import pytest
from django.core.checks import run_checks

from background import task
from tasks_admin.diagnosing import configuration
from tasks_admin.models import Heartbeat
from tests.conftest import Declare
from tests.tasks_admin.making import NOW

REDIS = "redis://localhost:6379/0"


@task(name="example.long", time_limit="2h")
def long(ctx: Any) -> None:
    """Work for long."""


def codes() -> list[str]:
    return [finding.code for finding in configuration.findings()]


def test_the_settings_as_they_come_have_no_fault() -> None:
    assert codes() == []


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("CELERY_BEAT_SCHEDULER", "celery.beat:PersistentScheduler", "tasks_admin.E001"),
        ("CELERY_TIMEZONE", "UTC", "tasks_admin.W003"),
        ("USE_TZ", False, "tasks_admin.E004"),
        ("CELERY_RESULT_EXPIRES", 86400, "tasks_admin.W008"),
        ("CELERY_TASK_ALWAYS_EAGER", True, "tasks_admin.W009"),
    ],
)
def test_a_setting_that_cannot_work_is_named(
    settings: Any, name: str, value: Any, code: str
) -> None:
    setattr(settings, name, value)
    assert codes() == [code]
    message = next(one for one in run_checks(tags=["tasks_admin"]) if one.id == code)
    assert name in message.msg
    assert message.hint
    assert "{" not in f"{message.msg}{message.hint}"


@pytest.mark.parametrize(
    ("broker", "options", "found"),
    [
        (REDIS, {"visibility_timeout": 7199}, True),
        (REDIS, {"visibility_timeout": 7200}, False),
        (REDIS, {}, True),
        ("rediss://localhost/0", {}, True),
        ("sentinel+rediss://localhost/0", {}, True),
        ("amqp://localhost//", {}, False),
        ("filesystem://localhost/", {}, False),
    ],
)
def test_a_broker_that_repeats_a_message_before_the_longest_task_may_end_is_named(
    settings: Any, declare: Declare, broker: str, options: dict[str, int], found: bool
) -> None:
    declare(long)
    settings.CELERY_BROKER_URL = broker
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = options
    assert codes() == (["tasks_admin.W002"] if found else [])


@pytest.mark.django_db
def test_checks_before_a_deployment_name_queues_without_a_worker() -> None:
    found = run_checks(include_deployment_checks=True, tags=["tasks_admin"])
    assert {one.id for one in found} == {"tasks_admin.W006"}
    assert any("queue cronjobs" in one.msg for one in found)
    assert run_checks(tags=["tasks_admin"]) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("time_stands")
def test_checks_are_content_with_a_worker_for_each_queue() -> None:
    queues = ["default", "cronjobs", "high_priority", "low_priority"]
    Heartbeat.objects.create(
        kind=Heartbeat.Kind.WORKER, name="w", started_at=NOW, seen_at=NOW, queues=queues
    )
    assert run_checks(include_deployment_checks=True, tags=["tasks_admin"]) == []


def test_checks_need_no_database_that_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    from tasks_admin import checks

    def away(now: Any) -> Any:
        raise OperationalError("no such table")

    monkeypatch.setattr(checks, "queues", away)
    assert checks.queues_are_served() == []
