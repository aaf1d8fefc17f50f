"""Secret parameters are known as such wherever they stand."""

from datetime import UTC, datetime
from typing import Annotated

import pytest
from pydantic import BaseModel, Field

from background import Secret, TaskContext, task
from background.errors import DeclarationError, InvalidParams
from background.fields import Kind
from background.secret import MASK, masked, secret_names
from background.testing import FakeContext

NOW = datetime(2026, 3, 1, tzinfo=UTC)
CLEAR = "hunter2"


@task(name="test.sign_in")
def sign_in(
    ctx: TaskContext,
    user: str,
    password: Annotated[Secret, Field(min_length=5)],
    token: Secret | None = None,
) -> str:
    """Sign in."""
    ctx.log_info("{user} with {password}", user=user, password=password)
    return password.get_secret_value()


def test_the_job_alone_reads_a_secret() -> None:
    ctx = FakeContext()
    assert sign_in(ctx, user="rosa", password=CLEAR) == CLEAR  # type: ignore[arg-type]
    assert CLEAR not in "".join(ctx.logged("info"))


def test_secrets_are_masked_for_people_also_those_that_may_be_left_out() -> None:
    model = sign_in.spec.params_model
    assert secret_names(model) == {"password", "token"}
    shown = masked({"user": "rosa", "password": CLEAR, "token": None}, model)
    assert shown == {"user": "rosa", "password": MASK, "token": None}


def test_a_form_knows_that_a_field_is_secret_and_gets_no_default_of_it() -> None:
    kinds = {field.name: (field.kind, field.default) for field in sign_in.spec.fields(NOW)}
    assert kinds["password"] == kinds["token"] == (Kind.SECRET, None)


def test_a_secret_that_is_refused_is_not_in_the_refusal() -> None:
    with pytest.raises(InvalidParams) as refusal:
        sign_in.spec.read({"user": "rosa", "password": "abc1"}, now=NOW)
    assert "abc1" not in str(refusal.value)
    assert "abc1" not in str(refusal.value.__cause__)


class Account(BaseModel):
    """A model with a secret inside."""

    user: str
    password: Secret


def test_a_secret_inside_of_something_cannot_be_sealed_and_is_refused_when_declared() -> None:
    def many(ctx: TaskContext, passwords: list[Secret], accounts: list[Account]) -> None:
        """Take many."""

    with pytest.raises(DeclarationError, match="inside of accounts, passwords"):
        task(name="test.many")(many)
