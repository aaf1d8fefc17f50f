"""Programs of each role, and the example tasks in the catalogue."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from background import Task
from tasks_admin.models import Scope
from tasks_admin.services.issuing import issue
from tests.tasks_admin.making import example_guarded, example_report

Declare = Callable[[Task[..., Any]], Task[..., Any]]
Program = Callable[..., Client]


@pytest.fixture(autouse=True)
def tasks(declare: Declare, settings: Any) -> None:
    """The example tasks are in the catalogue."""
    declare(example_report)
    declare(example_guarded)


@pytest.fixture
def program() -> Program:
    """Give a client that sends a token of the user, good for the scopes (all of them)."""

    def made(user: User, *scopes: Scope, **headers: str) -> Client:
        _, secret = issue(user, "test", scopes or [Scope.ADMIN], expires_at=None, by=user)
        return Client(headers={"Authorization": f"Bearer {secret}", **headers})

    return made


def send(client: Client, path: str, body: Mapping[str, Any] | None = None, **headers: str) -> Any:
    """POST a JSON body; return the response."""
    return client.post(f"/api/v1{path}", body or {}, "application/json", headers=headers)
