"""Every address with every role: a new view cannot be forgotten."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from background import registry
from tasks_admin.access import GROUPS, Right
from tasks_admin.models import AuditEntry, Run
from tests.tasks_admin.making import make_run

PUBLIC = {
    "health",
    "metrics",
    "openapi",
    "set_language",
    "tasks_admin:sign-in",
    "tasks_admin:sign-out",
    "tasks_admin:theme",
}
ACTING = {
    "tasks_admin:run-cancel",
    "tasks_admin:run-terminate",
    "tasks_admin:run-retry",
    "tasks_admin:run-retry-children",
    "tasks_admin:run-keep",
    "tasks_admin:run-let-go",
}
"""Addresses whose POST does something to the run they name."""
PAUSES = {"tasks_admin:schedule-pause", "tasks_admin:schedules-pause"}
SCHEDULES = {
    f"tasks_admin:schedule-{deed}"
    for deed in ("new", "edit", "switch", "run", "adopt", "delete", "revert")
}
TAKES_POST = {
    *ACTING,
    *PAUSES,
    *SCHEDULES,
    "tasks_admin:task",
    "tasks_admin:task-commands",
    "tasks_admin:alert-acknowledge",
    "tasks_admin:tokens",
    "tasks_admin:token-revoke",
    "tasks_admin:breaker-reset",
    "tasks_admin:runs-bulk",
    "tasks_admin:set-aside-decide",
    "tasks_admin:set-aside-rerun",
    *(
        f"tasks_admin:webhook-{deed}"
        for deed in ("new", "edit", "switch", "test", "secret", "remove", "resend")
    ),
}
ROLES = ("nobody", "viewer", "operator", "administrator")
GROUP_OF = {"viewer": "Viewer", "operator": "Operator", "administrator": "Admin"}
RUN_ID = UUID("0190f3a0-0000-7000-8000-000000000001")


def addresses(patterns: list[Any], space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield the name and pattern of every address of the project but those of Django's admin."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
                yield from addresses(pattern.url_patterns, inner)
        else:
            yield f"{space}{pattern.name}", pattern


ALL = dict(addresses(get_resolver().url_patterns))
GUARDED = {
    name: pattern
    for name, pattern in ALL.items()
    if name not in PUBLIC and not name.startswith(("api-1:", "api-celery:", "api-toolbox:"))
}
"""The operations of the API have a test of their own: they ask for tokens."""


def address(name: str, pattern: URLPattern) -> str:
    """Return an address of that name that leads to something."""
    wanted = pattern.pattern.converters
    samples: dict[str, Any] = {"run_id": RUN_ID, "artifact_id": 1, "schedule_id": 1, "token_id": 1}
    samples |= {"alert_id": 1, "webhook_id": 1, "delivery_id": 1}
    samples["name"] = next(iter(registry.datasets())) if "dataset" in name else "example.report"
    samples["name"] = registry.boards()[0].name if "board" in name else samples["name"]
    return reverse(name, kwargs={argument: samples[argument] for argument in wanted})


@pytest.fixture
def run(db: None) -> Run:
    return make_run(id=RUN_ID)


def test_every_address_but_the_public_ones_asks_for_a_right() -> None:
    rights = {name: getattr(pattern.callback, "right", None) for name, pattern in GUARDED.items()}
    assert len(rights) >= 10
    assert {name for name, right in rights.items() if right not in set(Right)} == set()


@pytest.mark.parametrize("name", GUARDED)
def test_a_stranger_is_sent_to_the_sign_in(name: str, client: Client, run: Run) -> None:
    where = address(name, GUARDED[name])
    response = client.get(where)
    assert response.status_code == 302
    assert response["Location"] == f"{reverse('tasks_admin:sign-in')}?next={where}"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", GUARDED)
def test_a_view_is_open_to_who_holds_its_right_and_to_nobody_else(
    name: str, role: str, client: Client, run: Run, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(role))
    held = GROUPS.get(GROUP_OF.get(role, ""), ())
    right = getattr(GUARDED[name].callback, "right", None)
    refused = client.get(address(name, GUARDED[name])).status_code == 403
    assert refused is (right not in held)


@pytest.mark.parametrize(("role", "status"), [("nobody", 403), ("viewer", 403), ("operator", 422)])
def test_a_launch_needs_the_right_to_launch(
    role: str, status: int, client: Client, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(role))
    response = client.post(reverse("tasks_admin:task", args=["example.report"]), {"p-limit": "99"})
    assert response.status_code == status
    assert not Run.objects.exists()


def test_a_task_with_a_right_of_its_own_is_not_for_every_operator(
    client: Client, operator: User, administrator: User
) -> None:
    where = reverse("tasks_admin:task", args=["example.guarded"])
    client.force_login(operator)
    assert client.post(where, {"p-code": "x"}).status_code == 403
    assert "You may look at this task, but not run it." in client.get(where).content.decode()
    client.force_login(administrator)
    assert client.post(where, {"p-code": "x"}).status_code == 302


def test_a_user_who_was_deactivated_is_a_stranger(client: Client, operator: User) -> None:
    client.force_login(operator)
    operator.is_active = False
    operator.save()
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", sorted(ACTING))
def test_only_who_holds_the_right_does_something_to_a_run(
    name: str, role: str, client: Client, run: Run, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(role))
    held = GROUPS.get(GROUP_OF.get(role, ""), ())
    status = client.post(address(name, GUARDED[name])).status_code
    if getattr(GUARDED[name].callback, "right", None) in held:
        assert status in (302, 409)
    else:
        assert status == 403
        assert Run.objects.values("status", "version", "kept").get() == {
            "status": run.status,
            "version": run.version,
            "kept": False,
        }
        assert not AuditEntry.objects.filter(subject_id=run.pk).exists()


@pytest.mark.parametrize("name", sorted(set(GUARDED) - TAKES_POST))
def test_a_view_that_only_reads_takes_no_post(
    name: str, client: Client, administrator: User, run: Run
) -> None:
    client.force_login(administrator)
    assert client.post(address(name, GUARDED[name])).status_code == 405
