"""Tokens: shown once, kept as a digest, good for no more than their scopes and their user."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from background import TaskContext, task
from background.errors import NotPossible, ValidationFailed
from tasks_admin.models import ApiToken, AuditEntry, Scope
from tasks_admin.services.issuing import admit, issue, revoke
from tests.tasks_admin.api.conftest import Declare, Program, send


@task(name="example.close_day", permission="tasks_admin.add_calendarday")
def close_day(ctx: TaskContext) -> None:
    """Close a day."""


def test_only_its_digest_is_kept(operator: User) -> None:
    token, secret = issue(operator, "ETL", [Scope.READ], expires_at=None, by=operator)
    kept = ApiToken.objects.values().get()
    assert secret not in str(kept)
    assert secret.startswith(token.hint)
    assert admit(secret) == token
    assert admit(secret + "x") is None


def test_who_made_and_revoked_it_is_on_record(operator: User, administrator: User) -> None:
    token, _ = issue(operator, "ETL", [Scope.READ], expires_at=None, by=administrator)
    revoke(token, by=operator)
    deeds = [(one.username, one.details["deed"]) for one in AuditEntry.objects.order_by("id")]
    assert deeds == [("administrator", "issued"), ("operator", "revoked")]


@pytest.mark.parametrize(
    ("name", "scopes", "days"),
    [("  ", [Scope.READ], None), ("ETL", [], None), ("ETL", [Scope.READ], -1)],
    ids=["no name", "good for nothing", "expired already"],
)
def test_a_token_that_makes_no_sense_is_not_made(
    operator: User, name: str, scopes: list[Scope], days: int | None
) -> None:
    expires_at = timezone.now() + timedelta(days=days) if days else None
    with pytest.raises(ValidationFailed):
        issue(operator, name, scopes, expires_at=expires_at, by=operator)
    assert not ApiToken.objects.exists()


def test_one_that_is_revoked_expired_or_of_somebody_who_left_opens_nothing(operator: User) -> None:
    token, secret = issue(operator, "ETL", [Scope.READ], expires_at=None, by=operator)
    token.user.is_active = False
    token.user.save()
    assert admit(secret) is None
    User.objects.update(is_active=True)
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert admit(secret) is None
    ApiToken.objects.update(expires_at=None)
    assert admit(secret)
    revoke(token, by=operator)
    assert admit(secret) is None
    with pytest.raises(NotPossible):
        revoke(token, by=operator)


def test_its_last_use_is_written_down_once_a_minute(operator: User) -> None:
    _, secret = issue(operator, "ETL", [Scope.READ], expires_at=None, by=operator)
    admit(secret)
    first = ApiToken.objects.get().last_used_at
    admit(secret)
    assert first is not None
    assert ApiToken.objects.get().last_used_at == first


@pytest.mark.parametrize(
    ("scopes", "reads", "launches"),
    [((Scope.READ,), 200, 403), ((Scope.LAUNCH,), 200, 202), ((Scope.SCHEDULE,), 200, 403)],
)
def test_a_scope_takes_away_what_the_user_may_do(
    operator: User, program: Program, scopes: tuple[Scope, ...], reads: int, launches: int
) -> None:
    client = program(operator, *scopes)
    assert client.get("/api/v1/runs").status_code == reads
    assert send(client, "/tasks/example.report/runs").status_code == launches


def test_no_scope_gives_what_the_user_may_not_do(viewer: User, program: Program) -> None:
    refused = send(program(viewer, Scope.ADMIN), "/tasks/example.report/runs")
    assert refused.status_code == 403
    assert refused.json()["code"] == "not_allowed"


def test_without_a_good_token_nothing_is_told(db: None) -> None:
    for client in (Client(), Client(headers={"Authorization": "Bearer console_wrong"})):
        refused = client.get("/api/v1/tasks")
        assert refused.status_code == 401
        assert refused["WWW-Authenticate"] == "Bearer"
        assert refused.json()["code"] == "not_authenticated"


def test_a_browser_that_is_signed_in_may_call_with_its_csrf_token(operator: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(operator)
    assert browser.get("/api/v1/tasks").status_code == 200
    assert send(browser, "/tasks/example.report/runs").status_code == 403
    browser.get("/tasks/example.report/")
    token = browser.cookies["csrftoken"].value
    launched = send(browser, "/tasks/example.report/runs", {}, **{"X-CSRFToken": token})
    assert launched.status_code == 202


def test_a_scope_takes_away_the_right_that_a_task_itself_asks_for(
    administrator: User, program: Program
) -> None:
    launcher = program(administrator, Scope.LAUNCH)
    assert send(launcher, "/tasks/console.prune/runs").status_code == 403
    assert send(program(administrator), "/tasks/console.prune/runs").status_code == 202


def test_a_right_that_no_scope_knows_is_the_users_alone(
    administrator: User, operator: User, program: Program, declare: Declare
) -> None:
    declare(close_day)
    path = "/tasks/example.close_day/runs"
    assert send(program(administrator, Scope.LAUNCH), path).status_code == 202
    assert send(program(operator, Scope.LAUNCH), path).status_code == 403


def test_a_token_schedules_no_task_whose_right_it_was_not_given(
    administrator: User, program: Program
) -> None:
    scheduler = program(administrator, Scope.SCHEDULE, Scope.LAUNCH)
    wish = {"name": "Nightly", "task": "console.prune"}
    assert send(scheduler, "/schedules", wish).status_code == 403
    made = send(program(administrator), "/schedules", wish)
    assert made.status_code == 201
    url = made.json()["url"]
    assert scheduler.patch(url, {"note": "Hm"}, "application/json").status_code == 403
    assert scheduler.post(f"{url}/run").status_code == 403
    assert program(administrator).post(f"{url}/run").status_code == 202
