"""Programs that launch at once with one key: one run, and all of them are told of it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from tasks_admin.models import AuditEntry, Run
from tests.tasks_admin.api.conftest import Program, send

AT_ONCE = 8
KEY = {"Idempotency-Key": "order 17"}
on_mariadb = (
    pytest.mark.production,
    pytest.mark.skipif(connection.vendor != "mysql", reason="needs DATABASE_URL"),
)
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize("server", ["here", pytest.param("MariaDB", marks=on_mariadb)]),
]


def at_once(clients: list[Client], call: Callable[[Client], Any]) -> list[Any]:
    """Let all of them call in the same moment; return their answers."""
    start = Barrier(len(clients))

    def one(client: Client) -> Any:
        try:
            start.wait()
            return call(client)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(clients)) as threads:
        return list(threads.map(one, clients))


def test_one_key_is_one_run_however_many_ask_at_once(
    operator: User, program: Program, server: str
) -> None:
    clients = [program(operator) for _ in range(AT_ONCE)]
    answers = at_once(clients, lambda client: send(client, "/tasks/example.report/runs", {}, **KEY))
    assert {answer.status_code for answer in answers} == {202}
    assert {answer.json()["id"] for answer in answers} == {str(Run.objects.get().pk)}
    assert AuditEntry.objects.filter(action="launched").count() == 1


def test_so_is_one_batch(operator: User, program: Program, server: str) -> None:
    clients = [program(operator) for _ in range(AT_ONCE)]
    body = {"runs": [{"task": "example.report"}] * 3}
    answers = at_once(clients, lambda client: send(client, "/runs/batch", body, **KEY))
    assert {answer.status_code for answer in answers} == {202}
    told = {tuple(run["id"] for run in answer.json()) for answer in answers}
    assert len(told) == 1
    assert Run.objects.count() == 3
