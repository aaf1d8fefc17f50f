"""Outside input is judged once, and answered with a sentence for each field."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field, model_validator

from background import TODAY, TaskContext, relative_day, task
from background.errors import DeclarationError, InvalidParams
from background.fields import Kind, fields_of
from background.params import SENTENCES, model_of

NOW = datetime(2026, 3, 1, 3, 30, tzinfo=UTC)  # 22:30 of 28 February in Lima
LimaDay = Annotated[date, relative_day("America/Lima")]


class Rules(StrEnum):
    CURRENT = "current"
    LEGACY = "legacy"


@task(name="test.judged")
def judged(
    ctx: TaskContext,
    as_of: LimaDay = TODAY,
    count: Annotated[int, Field(ge=1, le=10, description="How many")] = 1,
    rules: Rules = Rules.CURRENT,
    quick: bool = False,
) -> str:
    """Judge something."""
    return f"{as_of} {count} {rules} {quick}"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({}, {"as_of": date(2026, 2, 28), "count": 1, "rules": "current", "quick": False}),
        ({"as_of": "today - 2"}, {"as_of": date(2026, 2, 26)}),
        ({"as_of": "yesterday"}, {"as_of": date(2026, 2, 27)}),
        ({"as_of": "2024-07-27"}, {"as_of": date(2024, 7, 27)}),
        ({"as_of": date(2024, 7, 27)}, {"as_of": date(2024, 7, 27)}),
        ({"count": "7"}, {"count": 7}),
        ({"count": ""}, {"count": 1}),
        ({"quick": "on"}, {"quick": True}),
    ],
)
def test_form_text_and_json_values_are_read_alike(
    raw: dict[str, Any], expected: dict[str, Any]
) -> None:
    read = judged.spec.read(raw, now=NOW).model_dump()
    assert {name: read[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("raw", "field", "sentence"),
    [
        ({"count": "many"}, "count", "Give a whole number."),
        ({"count": 0}, "count", "Give 1 or more."),
        ({"count": "11"}, "count", "Give 10 or less."),
        ({"rules": "old"}, "rules", "Choose one of 'current' or 'legacy'."),
        ({"colour": "red"}, "colour", "The task has no parameter of this name."),
        ({"as_of": "2024-02-31"}, "as_of", "Give a day as YYYY-MM-DD."),
        ({"as_of": "tomorrow"}, "as_of", SENTENCES["day"]),
        ({"quick": "perhaps"}, "quick", "Give yes or no."),
    ],
)
def test_a_wrong_value_gets_its_own_sentence(
    raw: dict[str, Any], field: str, sentence: str
) -> None:
    with pytest.raises(InvalidParams) as refusal:
        judged.spec.read(raw, now=NOW)
    assert [(error.name, str(error)) for error in refusal.value.errors] == [(field, sentence)]


def test_a_jobs_own_value_error_speaks_for_itself() -> None:
    class Span(BaseModel):
        first: int
        last: int

        @model_validator(mode="after")
        def ordered(self) -> "Span":
            if self.first > self.last:
                raise ValueError("The span ends before it begins.")
            return self

    @task(name="test.span")
    def span(ctx: TaskContext, span: Span) -> None:
        """Take a span."""

    with pytest.raises(InvalidParams) as refusal:
        span.spec.read({"span": {"first": 2, "last": 1}}, now=NOW)
    assert [str(error) for error in refusal.value.errors] == ["The span ends before it begins."]


def test_fields_describe_the_form_with_relative_days_resolved() -> None:
    as_of, count, rules, quick = fields_of(judged.spec.params_model, now=NOW)
    assert (as_of.kind, as_of.default, as_of.required) == (Kind.DAY, "2026-02-28", False)
    assert (count.kind, count.minimum, count.maximum, count.help) == (
        Kind.INTEGER,
        1,
        10,
        "How many",
    )
    assert (rules.kind, rules.choices, rules.default) == (
        Kind.CHOICE,
        ("current", "legacy"),
        "current",
    )
    assert (quick.kind, quick.default) == (Kind.FLAG, False)


def test_a_parameter_without_a_type_is_refused_when_declared() -> None:
    def untyped(ctx: TaskContext, what) -> None:  # type: ignore[no-untyped-def]
        """Do what."""

    with pytest.raises(DeclarationError, match="Parameter what of untyped has no type"):
        model_of(untyped)


def test_a_catch_all_parameter_is_refused_when_declared() -> None:
    def loose(ctx: TaskContext, **rest: int) -> None:
        """Take all."""

    with pytest.raises(DeclarationError, match="every parameter needs a name"):
        model_of(loose)
