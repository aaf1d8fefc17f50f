"""A secret parameter is nowhere in clear but in the job's hand."""

from collections.abc import Callable
from typing import Annotated, Any

import pytest
from django.apps import apps
from django.db import connection
from pydantic import Field

from background import ConfigError, JobFailed, Secret, TaskContext, task
from background.errors import InvalidParams
from background.secret import MASK
from tasks_admin.models import Run, RunReport, RunSource, RunStatus
from tasks_admin.services import broker
from tasks_admin.services.executing import execute
from tasks_admin.services.launching import launch, turn_away
from tasks_admin.services.sealing import unseal
from tests.conftest import Declare

pytestmark = pytest.mark.django_db

CLEAR = "hunter2-in-clear"


@task(name="test.sign_in")
def sign_in(
    ctx: TaskContext,
    password: Annotated[Secret, Field(min_length=5)],
    token: Secret | None = None,
    fails: bool = False,
) -> int:
    """Sign in."""
    ctx.log_info("With {password}", password=password)
    ctx.logger.info("%s", password)
    if fails:
        raise JobFailed("Not with {password}", password=password)
    return len(password.get_secret_value())


@pytest.fixture(autouse=True)
def _declared(declare: Declare) -> None:
    declare(sign_in)


def everything_stored() -> str:
    """Every column of every row of every table."""
    with connection.cursor() as cursor:
        rows: list[Any] = []
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")
            rows += cursor.fetchall()
    return repr(rows)


@pytest.mark.parametrize("fails", [False, True])
def test_a_secret_is_stored_nowhere_in_clear_and_the_job_has_it(fails: bool) -> None:
    raw = {"password": CLEAR, "token": CLEAR, "fails": fails}
    run = launch("test.sign_in", raw, source=RunSource.CODE)
    execute(run.pk, worker="here")
    run.refresh_from_db()
    assert run.status == (RunStatus.FAILED if fails else RunStatus.SUCCEEDED)
    if not fails:
        assert RunReport.objects.get().result == len(CLEAR)
    assert CLEAR not in everything_stored()


def test_the_message_shows_only_a_mask() -> None:
    run = launch("test.sign_in", {"password": CLEAR}, source=RunSource.CODE)
    assert broker._shown(run) == {"password": MASK, "token": None, "fails": False}


def _launch(raw: dict[str, Any]) -> None:
    with pytest.raises(InvalidParams) as refusal:
        launch("test.sign_in", raw, source=RunSource.CODE)
    assert "abc1" not in str(refusal.value)


def _turn_away(raw: dict[str, Any]) -> None:
    refusal = InvalidParams([])
    turn_away("test.sign_in", raw, refusal, source=RunSource.EXTERNAL, idempotency_key="message:1")


@pytest.mark.parametrize("refuse", [_launch, _turn_away])
def test_a_refused_secret_is_not_kept_either(refuse: Callable[[dict[str, Any]], None]) -> None:
    refuse({"password": "abc1", "pasword": "abc1"})
    assert "abc1" not in everything_stored()


def test_another_secret_key_cannot_open_what_was_sealed(settings: Any) -> None:
    run = launch("test.sign_in", {"password": CLEAR}, source=RunSource.CODE)
    settings.SECRET_KEY = "another"
    with pytest.raises(ConfigError, match="SECRET_KEY has changed"):
        unseal(run.params, sign_in.spec.params_model)
    execute(run.pk, worker="here")
    run = Run.objects.get()
    assert run.status == RunStatus.FAILED
    assert run.error is not None
    assert run.error["code"] == "configuration"
