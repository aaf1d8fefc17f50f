"""Operators who are limited to some things see and launch nothing that belongs to others."""

import ast
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from background.errors import NotAllowed
from tasks_admin.models import Artifact, AuditEntry, Run, RunSource, SetAsideCase, UserLimit
from tasks_admin.models.api_token import Scope
from tasks_admin.models.reading import current, reading
from tasks_admin.services import scheduling
from tasks_admin.services.issuing import issue
from tasks_admin.services.launching import launch
from tests.conftest import Declare
from tests.house import source
from tests.tasks_admin.limits.conftest import OTHER, OWN, limit

pytestmark = pytest.mark.django_db


def told(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_run_knows_what_it_belongs_to(runs: dict[str, Run]) -> None:
    assert {name: run.scope for name, run in runs.items()} == {
        "own": f"shop:{OWN}",
        "other": f"shop:{OTHER}",
        "all": "shop:*",
        "nothing": "",
    }


def test_lists_show_the_runs_of_what_one_may_see(limited: Client, runs: dict[str, Run]) -> None:
    html = told(limited.get("/runs/"))
    seen = {name for name, run in runs.items() if str(run.pk) in html}
    assert seen == {"own", "nothing"}
    overview = told(limited.get("/"))
    assert str(runs["other"].pk) not in overview


@pytest.mark.parametrize(("which", "status"), [("own", 200), ("other", 404), ("all", 404)])
def test_a_run_of_another_thing_is_not_found(
    limited: Client, runs: dict[str, Run], which: str, status: int
) -> None:
    run = runs[which]
    assert limited.get(reverse("tasks_admin:run", args=[run.pk])).status_code == status
    assert limited.get(f"/api/v1/runs/{run.pk}").status_code == status
    assert limited.post(reverse("tasks_admin:run-cancel", args=[run.pk])).status_code in (
        (302, 200) if status == 200 else (404,)
    )


def test_the_older_contracts_know_no_run_of_another_thing(
    limited: Client, runs: dict[str, Run]
) -> None:
    answer = limited.get(f"/api/celery/tasks/{runs['other'].pk}").json()
    assert (answer["status"], answer["result"]) == ("PENDING", None)


def test_a_file_of_a_run_of_another_thing_is_not_found(
    limited: Client, runs: dict[str, Run]
) -> None:
    kept = Artifact.objects.create(
        run=runs["other"], name="a.csv", file="x", size=1, sha256="0", created_at=timezone.now()
    )
    page = reverse("tasks_admin:run-file", args=[runs["other"].pk, kept.pk])
    assert limited.get(page).status_code == 404


def test_a_token_sees_no_more_than_its_user(
    client: Client, operator: User, runs: dict[str, Run]
) -> None:
    limit(operator, OWN)
    _, secret = issue(operator, name="bi", scopes=[Scope.READ], expires_at=None, by=operator)
    headers = {"Authorization": f"Bearer {secret}"}
    answer = client.get("/api/v1/runs", headers=headers).json()
    assert {one["id"] for one in answer["runs"]} == {
        str(runs["own"].pk),
        str(runs["nothing"].pk),
    }


def test_who_is_not_limited_sees_everything(
    client: Client, operator: User, runs: dict[str, Run]
) -> None:
    client.force_login(operator)
    html = told(client.get("/runs/"))
    assert all(str(run.pk) in html for run in runs.values())


@pytest.mark.parametrize(
    ("task_name", "params", "said"),
    [
        ("test.sell", {"shop": str(OTHER)}, f"operator may not launch test.sell for {OTHER}"),
        ("test.sell_all", {}, "works on everything"),
    ],
)
def test_nothing_is_launched_for_other_things(
    jobs: None, operator: User, task_name: str, params: dict[str, Any], said: str
) -> None:
    limit(operator, OWN)
    with pytest.raises(NotAllowed, match=said):
        launch(task_name, params, source=RunSource.API, user=operator)
    assert not Run.objects.exists()


def test_what_one_may_see_is_launched_and_so_is_what_belongs_to_nothing(
    jobs: None, operator: User
) -> None:
    limit(operator, OWN)
    launch("test.sell", {"shop": str(OWN)}, source=RunSource.API, user=operator)
    launch("test.sweep", {}, source=RunSource.API, user=operator)
    assert Run.objects.count() == 2


def test_forms_offer_what_one_may_see(limited: Client, jobs: None) -> None:
    html = told(limited.get(reverse("tasks_admin:task", args=["test.sell"])))
    assert "Corner shop" in html
    assert "Kiosk" not in html


def test_a_form_for_another_thing_is_refused_in_words(limited: Client, jobs: None) -> None:
    page = reverse("tasks_admin:task", args=["test.sell"])
    answer = limited.post(page, {"p-shop": str(OTHER)})
    assert answer.status_code == 403
    assert "may not launch test.sell" in told(answer)
    assert not Run.objects.exists()


def test_schedules_of_other_things_are_neither_seen_nor_made(
    client: Client, administrator: User, jobs: None
) -> None:
    values = {"cron": "0 7 * * *", "zone": "America/Santiago", "task": "test.sell"}
    for name, thing in (("Mine", OWN), ("Theirs", OTHER)):
        raw = {**values, "name": name, "params": {"shop": str(thing)}}
        scheduling.create(raw, user=None)
    limit(administrator, OWN)
    client.force_login(administrator)

    html = told(client.get("/schedules/"))
    assert "Mine" in html
    assert "Theirs" not in html
    theirs = PeriodicTask.objects.get(name="Theirs")
    assert client.get(f"/schedules/{theirs.pk}/").status_code == 404
    for deed in (
        partial(scheduling.delete, theirs.pk),
        partial(scheduling.adopt, theirs.pk),
        partial(scheduling.switch, theirs.pk, False),
        partial(scheduling.run_now, theirs.pk),
    ):
        with pytest.raises(NotAllowed):
            deed(user=administrator)
    with pytest.raises(NotAllowed):
        scheduling.create(
            {**values, "name": "New", "params": {"shop": str(OTHER)}}, user=administrator
        )


def test_rows_set_aside_for_other_things_are_not_on_the_desk(
    limited: Client, declare: Declare, runs: dict[str, Run]
) -> None:
    for which in ("own", "other"):
        SetAsideCase.objects.create(
            fingerprint=which,
            task_name="test.sell",
            scope="",
            source=f"{which}.csv",
            reason="No day",
            row_number=1,
            last_run=runs[which],
            first_at=timezone.now(),
            last_at=timezone.now(),
        )
    html = told(limited.get(reverse("tasks_admin:set-aside")))
    assert "own.csv" in html
    assert "other.csv" not in html


def test_an_administrator_limits_a_user_and_it_is_written_down(
    client: Client, administrator: User, operator: User, jobs: None
) -> None:
    client.force_login(administrator)
    page = reverse("admin:tasks_admin_userlimit_add")
    assert "Corner shop" in told(client.get(page))
    given = {"user": operator.pk, "thing": f"shop:{OWN}"}

    assert client.post(page, given).status_code == 302
    assert client.post(page, given).status_code == 200

    assert UserLimit.objects.values_list("user__username", "scope", "value").get() == (
        "operator",
        "shop",
        str(OWN),
    )
    assert AuditEntry.objects.filter(subject="tasks_admin.userlimit").exists()


def test_a_worker_sees_everything_and_a_reader_only_while_reading(operator: User) -> None:
    limit(operator, OWN)
    assert current() is None
    with reading(lambda: operator):
        limits = current()
        assert limits is not None
        assert (limits.sees("shop", str(OWN)), limits.sees("shop", str(OTHER))) == (True, False)
        assert limits.sees("branch", str(UUID(int=9)))
    assert current() is None


def test_what_people_are_shown_is_never_read_past_their_limits() -> None:
    """Pages, the API and the queries behind them read runs through `seen`."""
    shown = ("tasks_admin/queries/", "tasks_admin/web/", "tasks_admin/api/")
    past = [
        f"{source.name(path)}:{node.lineno}"
        for path in source.modules()
        if source.name(path).startswith(shown)
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.Attribute)
        and node.attr == "objects"
        and isinstance(node.value, ast.Name)
        and node.value.id == "Run"
    ]
    assert past == []
