"""Which two runs are in each other's way, told by their parameters alone."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from background import Task, TaskContext, task
from background.errors import DeclarationError
from background.once import WhenTaken

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def job(ctx: TaskContext, company: int, day: date, note: str = "") -> None:
    """Work for a company."""


def key(declared: Task[..., Any], **raw: Any) -> str:
    assert declared.spec.lock is not None
    return declared.spec.lock.key(declared.spec.read(raw, now=NOW))


by_company = task(name="test.by_company", lock=("company",))(job)
by_day = task(name="test.by_day", lock=("company", "day"))(job)
alone = task(name="test.alone", lock=())(job)


@pytest.mark.parametrize(
    ("declared", "other", "same"),
    [
        (by_company, {"company": 1, "day": "2026-01-02"}, True),
        (by_company, {"company": "1", "day": "2026-01-01", "note": "x"}, True),
        (by_company, {"company": 2, "day": "2026-01-01"}, False),
        (by_day, {"company": 1, "day": date(2026, 1, 1)}, True),
        (by_day, {"company": 1, "day": "2026-01-02"}, False),
        (alone, {"company": 2, "day": "2026-01-02"}, True),
    ],
)
def test_only_the_named_parameters_decide(
    declared: Task[..., Any], other: dict[str, Any], same: bool
) -> None:
    first = key(declared, company=1, day="2026-01-01")
    assert (key(declared, **other) == first) is same


def test_two_tasks_are_never_in_each_others_way() -> None:
    other = task(name="test.other", lock=("company",))(job)
    values = {"company": 1, "day": "2026-01-01"}
    assert key(other, **values) != key(by_company, **values)


def test_tasks_that_name_one_lock_are_in_each_others_way() -> None:
    one, other = (
        task(name=f"test.{name}", lock=("company",), lock_name="ledger")(job) for name in "ab"
    )
    values = {"company": 1, "day": "2026-01-01"}
    assert key(one, **values) == key(other, **values)
    assert key(one, **values) != key(by_company, **values)
    assert key(one, **values) != key(other, **(values | {"company": 2}))


def test_a_lock_that_is_named_must_be_taken() -> None:
    with pytest.raises(DeclarationError, match="ledger"):
        task(name="test.wrong", lock_name="ledger")(job)


def test_a_key_fits_the_column_it_is_kept_in() -> None:
    long = task(name=f"test.{'long_' * 25}name", lock=("note",))(job)
    assert len(key(long, company=1, day="2026-01-01", note="x" * 10_000)) <= 191


@pytest.mark.parametrize("places", [{"lock": ("client",)}, {"unique": "company"}])
def test_a_place_named_by_no_parameter_is_refused_when_declared(places: dict[str, Any]) -> None:
    with pytest.raises(DeclarationError, match="none of its parameters"):
        task(name="test.wrong", **places)(job)


def test_an_unknown_policy_is_refused_with_those_there_are() -> None:
    with pytest.raises(DeclarationError, match="refuse, existing, queue"):
        task(name="test.wrong", lock=(), when_taken="perhaps")(job)
    assert task(name="test.right", lock=())(job).spec.when_taken is WhenTaken.REFUSE
