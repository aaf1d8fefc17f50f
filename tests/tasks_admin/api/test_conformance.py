"""Requests made up from the OpenAPI document, by every kind of caller: all answers are as it says.

`API_CASES` is how many there are of each operation; `make api` takes thousands of the whole.
"""

import os
from collections.abc import Iterator
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.contrib.auth.models import User
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as properties
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from tasks_admin.access import GROUPS, SCOPES, Right
from tasks_admin.api.v1 import api
from tasks_admin.models import Scope
from tasks_admin.services.issuing import issue
from tests.tasks_admin.api.test_access import ALL, right_of
from tests.tasks_admin.api.world import World, make_world

CASES = int(os.environ.get("API_CASES", "10"))
CALLERS: dict[str, tuple[str, Scope]] = {
    "a viewer": ("Viewer", Scope.ADMIN),
    "an operator": ("Operator", Scope.ADMIN),
    "an administrator": ("Admin", Scope.ADMIN),
    "a program that may read": ("Admin", Scope.READ),
    "a program that may launch": ("Operator", Scope.LAUNCH),
    "a program that may schedule": ("Operator", Scope.SCHEDULE),
}
STRANGER = "a stranger"
REFUSALS = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
"""What they hear who hold no right; the last where an address leads nowhere."""
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]

application: Any = get_wsgi_application()


def served(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Answer as a server does, which closes what it has sent."""
    answer = application(environ, start_response)
    try:
        return [b"".join(answer)]
    finally:
        answer.close()


schema = schemathesis.openapi.from_dict(dict(api.get_openapi_schema()))
schema.app = served
every: list[Any] = list(schema.get_all_operations())
OPERATIONS = {one.ok().definition.raw["operationId"]: one.ok() for one in every}


@cache
def cases(name: str) -> st.SearchStrategy[Any]:
    """Requests as the document has them, and such as it does not."""
    made = [OPERATIONS[name].as_strategy(generation_mode=mode) for mode in GenerationMode]
    return st.one_of(made)


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """A request leaves the connection of the test's transaction open, as Django's client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def tokens(viewer: User, operator: User, administrator: User) -> dict[str, str]:
    """The token of each caller."""
    users = {"Viewer": viewer, "Operator": operator, "Admin": administrator}
    return {
        caller: issue(users[group], caller, [scope], expires_at=None, by=viewer)[1]
        for caller, (group, scope) in CALLERS.items()
    }


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Path) -> World:
    """Something of everything; what programs hand over is kept in a folder of the test."""
    settings.MEDIA_ROOT = tmp_path
    settings.TASKS_ADMIN_API_REFUSED_RATE = (0, 60)
    return make_world()


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_answer_is_as_the_document_says(
    name: str, world: World, tokens: dict[str, str]
) -> None:
    right = right_of(ALL[name if name in ALL else "launch"][0])

    @given(st.data())
    @properties(max_examples=CASES, suppress_health_check=list(HealthCheck), database=None)
    def asked(data: st.DataObject) -> None:
        caller = data.draw(st.sampled_from([STRANGER, *CALLERS]))
        case = _of_this_world(data.draw(cases(name)), world, data)
        token = {"Authorization": f"Bearer {tokens[caller]}"} if caller in tokens else {}
        with transaction.atomic():
            response = case.call(headers=token)
            transaction.set_rollback(True)
        case.validate_response(response, checks=CHECKS)
        reached = response.status_code not in REFUSALS
        assert _holds(caller, right) or not reached, caller

    asked()


def _of_this_world(case: Any, world: World, data: st.DataObject) -> Any:
    """Ask mostly for what there is, and wait for nothing."""
    for place in case.path_parameters or {}:
        if data.draw(st.integers(0, 3)):
            case.path_parameters[place] = data.draw(st.sampled_from(world[place]))
    if case.query and "wait" in case.query:
        case.query["wait"] = 0
    return case


def _holds(caller: str, right: Right) -> bool:
    if caller == STRANGER:
        return False
    group, scope = CALLERS[caller]
    return right in GROUPS[group] and right in SCOPES[scope]
