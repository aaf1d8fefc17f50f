"""Every operation with every role: nothing is reached without the right for it."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from tasks_admin.access import GROUPS, Right
from tasks_admin.api.v1 import api
from tasks_admin.models import Run
from tests.tasks_admin.api.conftest import Program
from tests.tasks_admin.api.world import make_alert
from tests.tasks_admin.making import make_run
from tests.tasks_admin.receiving import make_delivery, make_webhook

GROUP_OF = {"nobody": "", "viewer": "Viewer", "operator": "Operator", "administrator": "Admin"}


def operations() -> dict[str, Any]:
    """Every operation by its name, with method and path."""
    return {
        one.operation_id or one.view_func.__name__: (one, f"/api/v1{router.prefix}{path}")
        for router in api._get_bound_routers()
        for path, view in router.path_operations.items()
        for one in view.operations
    }


ALL = operations()


def right_of(operation: Any) -> Right:
    (right,) = {way.right for way in operation.auth_callbacks}
    return Right(right)


def hourly(run: Run) -> PeriodicTask:
    """A schedule of a task that asks for no right of its own."""
    every = IntervalSchedule.objects.create(every=1, period=IntervalSchedule.HOURS)
    return PeriodicTask.objects.create(name=f"of {run.pk}", task=run.task_name, interval=every)


def address(path: str) -> str:
    """Put something that is there into the place of each value."""
    run = make_run()
    name = "kpi" if "datasets" in path else "example.report"
    samples = {"{uuidstr:run_id}": str(run.pk), "{int:file_id}": "1", "{name}": name}
    samples["{int:schedule_id}"] = str(hourly(run).pk)
    sent = make_delivery(make_webhook("https://127.0.0.1/", name=f"of {run.pk}"))
    samples |= {"{int:webhook_id}": str(sent.webhook_id), "{int:delivery_id}": str(sent.pk)}
    samples["{int:alert_id}"] = str(make_alert(str(run.pk)).pk)
    for place, value in samples.items():
        path = path.replace(place, value)
    return path


def call(client: Client, operation: Any, path: str) -> Any:
    (method,) = operation.methods
    return client.generic(method, address(path), "{}", "application/json")


def test_every_operation_asks_for_a_right() -> None:
    assert all(right_of(operation) in set(Right) for operation, _ in ALL.values())


@pytest.mark.django_db
@pytest.mark.parametrize("name", ALL)
def test_without_a_token_there_is_no_answer(name: str) -> None:
    assert call(Client(), *ALL[name]).status_code == 401


@pytest.mark.parametrize("role", GROUP_OF)
def test_an_operation_is_open_to_who_holds_its_right_and_to_nobody_else(
    role: str, program: Program, request: pytest.FixtureRequest
) -> None:
    user: User = request.getfixturevalue(role)
    client, held = program(user), GROUPS.get(GROUP_OF[role], ())
    for name, (operation, path) in ALL.items():
        answer = call(client, operation, path)
        refused = answer.status_code == 403
        assert refused is (right_of(operation) not in held), (name, answer.content)


def test_a_number_that_no_row_can_have_is_no_fault_of_ours(
    administrator: User, program: Program
) -> None:
    client, far = program(administrator), str(2**70)
    for name, (operation, path) in ALL.items():
        if "{int:" in path:
            (method,) = operation.methods
            there = address(re.sub(r"{int:\w+}", far, path))
            answer = client.generic(method, there, "{}", "application/json")
            assert answer.status_code in (404, 422), name
