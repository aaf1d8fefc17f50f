"""Database, broker and disk: what is wrong with them is found."""

import shutil
from collections import namedtuple
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from tasks_admin.diagnosing import broker, database, machine
from tasks_admin.diagnosing.finding import Finding

Usage = namedtuple("Usage", "total used free")


def codes(findings: Any) -> list[str]:
    return [finding.code for finding in findings]


@pytest.mark.django_db
def test_a_database_that_answers_and_is_migrated_has_no_fault() -> None:
    assert list(database.findings()) == []


@pytest.mark.django_db
def test_a_migration_that_was_not_applied_is_named() -> None:
    MigrationRecorder.Migration.objects.filter(app="tasks_admin").order_by("-id")[0].delete()
    found = list(database.findings())
    assert codes(found) == ["tasks_admin.E011"]
    assert found[0].fields["count"] == 1
    assert found[0].fields["first"].startswith("tasks_admin.")


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "found"), [(0, []), (-9, ["W012"]), (9, ["W012"])])
def test_a_database_whose_clock_is_wrong_is_named(seconds: int, found: list[str]) -> None:
    with time_machine.travel(timezone.now() + timedelta(seconds=seconds)):
        assert codes(database.findings()) == [f"tasks_admin.{code}" for code in found]


def test_a_database_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("Access denied for user 'x' using password 'sw0rdfish'")

    monkeypatch.setattr(connection, "ensure_connection", refuse)
    found = list(database.findings())
    assert codes(found) == ["tasks_admin.E010"]
    assert found[0].fields == {"error": "OperationalError"}


def test_a_broker_that_can_be_reached_has_no_fault(settings: Any) -> None:
    assert list(broker.findings()) == []


def test_a_broker_that_refuses_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", "redis://:sw0rdfish@127.0.0.1:1/0")
    found = list(broker.findings())
    assert codes(found) == ["tasks_admin.E012"]
    assert "sw0rdfish" not in str(found)


@pytest.mark.parametrize(
    ("free", "found"),
    [(99, ["E020"]), (100, ["W020"]), (1023, ["W020"]), (1024, [])],
)
def test_a_disk_that_fills_up_is_named(
    monkeypatch: pytest.MonkeyPatch, free: int, found: list[str]
) -> None:
    def usage(_: Path) -> Usage:
        return Usage(1 << 40, 0, free << 20)

    monkeypatch.setattr(shutil, "disk_usage", usage)
    seen: list[Finding] = list(machine.findings())
    assert codes(seen) == [f"tasks_admin.{code}" for code in found]
