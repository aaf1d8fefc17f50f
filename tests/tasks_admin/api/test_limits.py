"""How often programs may call: by token, by address, and without anything that is good."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tasks_admin.models import Scope
from tests.tasks_admin.api.conftest import Program

TASKS = "/api/v1/tasks"


def statuses(client: Client, times: int, path: str = TASKS, **more: Any) -> list[int]:
    return [client.get(path, **more).status_code for _ in range(times)]


def test_a_token_that_calls_too_often_is_told_when_to_come_back(
    viewer: User, program: Program, settings: Any
) -> None:
    settings.TASKS_ADMIN_API_RATE = (2, 86_400)
    hasty, other = program(viewer), program(viewer, Scope.READ)
    assert statuses(hasty, 3) == [200, 200, 429]
    refused = hasty.get(TASKS)
    assert refused.json()["code"] == "too_many_requests"
    assert 0 < int(refused["Retry-After"]) <= 86_400
    assert "Too many calls: try again in" in refused.json()["detail"]
    assert statuses(other, 1) == [200]


def test_each_answer_tells_how_many_calls_remain(
    viewer: User, program: Program, settings: Any
) -> None:
    settings.TASKS_ADMIN_API_RATE = (5, 86_400)
    client = program(viewer)
    first, second = client.get(TASKS), client.get("/api/v1/runs/no-run")
    assert (first["X-RateLimit-Limit"], first["X-RateLimit-Remaining"]) == ("5", "4")
    assert 0 < int(first["X-RateLimit-Reset"]) <= 86_400
    assert "X-RateLimit-Remaining" not in second  # it led nowhere, and nobody was asked for
    assert client.get("/api/v1/tasks/none")["X-RateLimit-Remaining"] == "3"


def test_an_address_is_limited_whatever_its_tokens(
    viewer: User, operator: User, program: Program, settings: Any
) -> None:
    settings.TASKS_ADMIN_API_ADDRESS_RATE = (2, 86_400)
    one, two = program(viewer), program(operator)
    assert [*statuses(one, 1), *statuses(two, 2)] == [200, 200, 429]
    assert statuses(one, 1, REMOTE_ADDR="203.0.113.9") == [200]


def test_the_addresses_of_one_customer_are_one(
    viewer: User, program: Program, settings: Any
) -> None:
    settings.TASKS_ADMIN_API_ADDRESS_RATE = (1, 86_400)
    client = program(viewer)
    assert statuses(client, 1, REMOTE_ADDR="2001:db8::1") == [200]
    assert statuses(client, 1, REMOTE_ADDR="2001:db8::2") == [429]
    assert statuses(client, 1, REMOTE_ADDR="2001:db8:0:1::1") == [200]


def test_an_ipv4_address_that_is_written_as_ipv6_is_itself(
    viewer: User, program: Program, settings: Any
) -> None:
    settings.TASKS_ADMIN_API_ADDRESS_RATE = (1, 86_400)
    client = program(viewer)
    assert statuses(client, 1, REMOTE_ADDR="::ffff:203.0.113.1") == [200]
    assert statuses(client, 1, REMOTE_ADDR="::ffff:203.0.113.2") == [200]
    assert statuses(client, 1, REMOTE_ADDR="203.0.113.1") == [429]


def test_who_guesses_tokens_is_turned_away_and_nobody_else(
    viewer: User, program: Program, settings: Any
) -> None:
    settings.TASKS_ADMIN_API_REFUSED_RATE = (2, 86_400)
    guessing = Client(headers={"Authorization": "Bearer console_wrong"})
    assert statuses(guessing, 1) == [401]
    assert statuses(Client(), 2) == [401, 429]
    refused = guessing.get("/metrics")
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
    assert refused["Retry-After"]
    assert statuses(program(viewer), 1) == [200]


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/api/v1/tasks/test.any/runs"), ("DELETE", "/api/celery/tasks/any")],
)
def test_who_guesses_tokens_to_change_something_is_turned_away_as_well(
    db: None, settings: Any, method: str, path: str
) -> None:
    settings.TASKS_ADMIN_API_REFUSED_RATE = (1, 86_400)
    guessing = Client(enforce_csrf_checks=True, headers={"Authorization": "Bearer console_wrong"})
    assert [guessing.generic(method, path).status_code for _ in range(2)] == [401, 429]


def test_who_is_signed_in_shows_the_csrf_token_to_change_something(operator: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(operator)
    assert browser.post("/api/v1/tasks/test.any/runs").status_code == 403


@pytest.mark.parametrize("path", ["/api/celery/tasks", "/tasks/available", "/api/openapi.json"])
def test_every_door_for_programs_is_counted(
    viewer: User, program: Program, settings: Any, path: str
) -> None:
    settings.TASKS_ADMIN_API_RATE = (1, 86_400)
    assert statuses(program(viewer), 2, path) == [200, 429]


def test_no_limit_is_no_limit(viewer: User, program: Program, settings: Any) -> None:
    settings.TASKS_ADMIN_API_RATE = settings.TASKS_ADMIN_API_ADDRESS_RATE = (0, 60)
    answer = program(viewer).get(TASKS)
    assert answer.status_code == 200
    assert "X-RateLimit-Limit" not in answer


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_noted(
    viewer: User, program: Program, settings: Any
) -> None:
    settings.TASKS_ADMIN_API_ADDRESS_RATE = (1, 86_400)
    client, invented = program(viewer), "10.9.9.9, 203.0.113.1"
    assert statuses(client, 1, headers={"X-Forwarded-For": "203.0.113.2"}) == [200]
    assert statuses(client, 1, headers={"X-Forwarded-For": "203.0.113.3"}) == [429]
    settings.TASKS_ADMIN_BEHIND_PROXY = True
    assert statuses(client, 1, headers={"X-Forwarded-For": invented}) == [200]
    assert statuses(client, 1, headers={"X-Forwarded-For": "10.8.8.8, 203.0.113.1"}) == [429]
