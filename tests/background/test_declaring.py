"""The short forms, the limits, and parameters that are judged together."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Self

import pytest
from pydantic import BaseModel, model_validator

from background import TaskContext, db_task, simple_task, task
from background.errors import DeclarationError, InvalidParams
from background.testing import FakeContext

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def job(ctx: TaskContext) -> str:
    """Work."""
    return "done"


def test_the_short_forms_say_what_the_task_does_with_the_database() -> None:
    simple, db = simple_task("test.simple")(job).spec, db_task("test.db", "aggressive")(job).spec
    assert (simple.atomic, simple.retry.name, simple.queue) == (False, "standard", "default")
    assert (db.atomic, db.retry.name) == (True, "aggressive")
    assert db_task("test.db", queue="cronjobs", repeatable=True)(job).spec.repeatable


@pytest.mark.parametrize(
    ("limit", "soft"),
    [
        ("30m", timedelta(minutes=29)),
        ("90s", timedelta(seconds=45)),
        ("10s", timedelta(seconds=5)),
    ],
)
def test_a_job_has_time_to_clean_up_before_its_process_ends(limit: str, soft: timedelta) -> None:
    assert task(name="test.limited", time_limit=limit)(job).spec.soft_time_limit == soft


@pytest.mark.parametrize(
    "limits", [{"time_limit": "0s"}, {"time_limit": "1m", "soft_time_limit": "2m"}]
)
def test_limits_that_cannot_be_meant_are_refused(limits: dict[str, Any]) -> None:
    with pytest.raises(DeclarationError, match="time limit"):
        task(name="test.limited", **limits)(job)


class Span(BaseModel):
    """Days that belong together."""

    first: date
    last: date = date(2026, 1, 31)

    @model_validator(mode="after")
    def ordered(self) -> Self:
        if self.first > self.last:
            raise ValueError("The span ends before it begins.")
        return self


@task(name="test.spanned")
def spanned(ctx: TaskContext, params: Span) -> int:
    """Count the days of a span."""
    return (params.last - params.first).days


def test_a_model_of_the_jobs_own_is_its_parameters() -> None:
    assert [field.name for field in spanned.spec.fields(NOW)] == ["first", "last"]
    judged = spanned.spec.read({"first": "2026-01-01"}, now=NOW)
    assert spanned.spec.call(FakeContext(), judged) == 30
    assert spanned(FakeContext(), params=Span(first=date(2026, 1, 30))) == 1


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ({"first": "2026-02-01"}, "The span ends before it begins."),
        ({"first": "2026-01-01", "middle": 1}, "The task has no parameter of this name."),
    ],
)
def test_a_model_of_the_jobs_own_is_as_strict_as_any(raw: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InvalidParams) as refusal:
        spanned.spec.read(raw, now=NOW)
    assert [str(error) for error in refusal.value.errors] == [sentence]
