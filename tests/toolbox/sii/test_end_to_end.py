"""The launch examples of the former system's clients, from each door to the tables."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from background.testing import run_now
from tasks_admin.models import Run, RunStatus
from tasks_admin.models.status import WAITING
from tasks_admin.queries.run_report import result_of
from tasks_admin.services.executing import execute
from tests.toolbox.sii.making import COMPANY_ID
from toolbox.sii.jobs.sync_documents import sync_documents
from toolbox.sii.models import Company
from toolbox.sii.samples.demo import install_companies

pytestmark = pytest.mark.django_db

EXAMPLES: list[tuple[str, dict[str, Any]]] = [
    ("sii.sync_documents", {"company_id": str(COMPANY_ID), "months": 3, "month_offset": 0}),
    ("sii.sync_documents_all_companies", {"months": 1, "month_offset": 1}),
    ("sii.sync_f29", {"company_id": str(COMPANY_ID), "year": "2025"}),
    ("sii.sync_f29_all_companies", {"year": "2025"}),
]
"""As the examples launch them."""


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tax-office")


@pytest.fixture
def office(db: None, settings: Settings, samples: Path) -> None:
    """The sample companies, one of them that of the examples, and their files."""
    settings.VAR_DIR, settings.TOOLBOX_SII_SOURCE = samples, "samples"
    install_companies(timezone.now().date())


def carried_out(committed: DjangoCaptureOnCommitCallbacks) -> Run:
    """Carry out what was launched, and what that launches; return the first run."""
    while ready := Run.objects.filter(held_back=False, status__in=WAITING).first():
        with committed(execute=True):
            execute(ready.pk, worker="here")
    return Run.objects.order_by("id")[0]


def judged(run: Run) -> None:
    assert run.status in (RunStatus.SUCCEEDED, RunStatus.PARTIAL), run.error
    assert result_of(run).report is not None


@pytest.mark.parametrize(("name", "params"), EXAMPLES)
def test_through_the_older_contract(
    office: None,
    operator: User,
    client: Client,
    name: str,
    params: dict[str, Any],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    client.force_login(operator)
    body = json.dumps({"task_type": name, "params": params})
    launched = client.post("/api/celery/tasks/launch", body, content_type="application/json")
    assert launched.json()["success"], launched.content

    judged(carried_out(django_capture_on_commit_callbacks))

    told = client.get(f"/api/celery/tasks/{launched.json()['task_id']}").json()
    assert told["status"] == "SUCCESS"
    result = told["result"]
    assert result["success"]
    if "company_id" in params:
        assert result["company_id"] == params["company_id"]
    if name == "sii.sync_documents":
        for book in ("compras", "ventas", "honorarios"):
            assert {"total", "nuevos", "actualizados", "period"} <= set(result[book])
    if name == "sii.sync_f29":
        assert result["year"] == 2025
        assert {"total", "nuevos", "actualizados"} <= set(result)
    if name.endswith("all_companies"):
        assert result["total_companies"] == Company.objects.filter(is_active=True).count()
        assert result["synced"] == result["total_companies"] == len(result["results"])
        assert all(one["company_name"] for one in result["results"])


@pytest.mark.parametrize(("name", "params"), EXAMPLES)
def test_through_the_page(
    office: None,
    operator: User,
    client: Client,
    name: str,
    params: dict[str, Any],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    client.force_login(operator)
    posted = {f"p-{key}": str(value) for key, value in params.items()}
    answer = client.post(reverse("tasks_admin:task", args=[name]), posted)
    run = carried_out(django_capture_on_commit_callbacks)
    judged(run)
    assert answer.headers["Location"] == reverse("tasks_admin:run", args=[run.pk])
    assert client.get(answer.headers["Location"]).status_code == 200


@pytest.mark.parametrize(("name", "params"), [one for one in EXAMPLES if "company_id" in one[1]])
def test_through_the_command(office: None, name: str, params: dict[str, Any]) -> None:
    said = StringIO()
    values = [f"{key}={value}" for key, value in params.items()]
    call_command("run_task", name, *values, "--inline", "--json", stdout=said)
    told = json.loads(said.getvalue())
    assert told["status"] in ("succeeded", "partial")
    assert told["result"]["company_id"] == params["company_id"]


def test_the_same_run_twice_changes_nothing(office: None) -> None:
    for again in (False, True):
        run = run_now(sync_documents, company_id=str(COMPANY_ID), months=2, month_offset=1)
        result = run.get()
        for book in ("compras", "ventas", "honorarios"):
            assert result[book]["total"] > 0
            assert result[book]["sin_cambios"] == (result[book]["total"] if again else 0)
