"""Days and months relative to today: what the words mean, where they are counted, what is kept."""

from datetime import UTC, date, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, TypeAdapter

from background import (
    PREVIOUS_MONTH,
    THIS_YEAR,
    TODAY,
    Month,
    TaskContext,
    relative_day,
    relative_month,
    relative_year,
    task,
)
from background.days import day_of_words
from background.errors import DeclarationError, InvalidParams
from background.fields import Kind
from background.months import month_of_words
from background.params import SENTENCES
from background.relative import as_asked
from background.years import year_of_words

NOW = datetime(2026, 3, 1, 3, 30, tzinfo=UTC)  # 22:30 of 28 February in Lima
LIMA = "America/Lima"
LEAP = date(2024, 2, 29)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("today", date(2024, 2, 29)),
        ("  Today-1 ", date(2024, 2, 28)),
        ("today + 1 day", date(2024, 3, 1)),
        ("yesterday - 2 days", date(2024, 2, 26)),
        ("first day of this month", date(2024, 2, 1)),
        ("last day of previous month", date(2024, 1, 31)),
        ("last day of this month - 12", date(2023, 2, 28)),
        ("tomorrow", None),
        ("today 1", None),
        ("today - 1 month", None),
        ("this month", None),
    ],
)
def test_days_in_words(words: str, day: date | None) -> None:
    assert day_of_words(words, LEAP) == day


@pytest.mark.parametrize(
    ("words", "month"),
    [
        ("this month", "2024-02"),
        ("Previous Month", "2024-01"),
        ("last month", "2024-01"),
        ("this month - 2", "2023-12"),
        ("this month + 11 months", "2025-01"),
        ("previous month - 12", "2023-01"),
        ("next month", None),
        ("today", None),
        ("month", None),
    ],
)
def test_months_in_words(words: str, month: str | None) -> None:
    assert month_of_words(words, LEAP) == month


@given(st.dates(date(1900, 1, 1), date(2999, 12, 31)), st.integers(-1000, 1000))
def test_months_are_as_many_apart_as_one_goes(day: date, count: int) -> None:
    month = Month.of(day)
    there = month.plus(count)
    assert month.first <= day <= month.last
    assert there.plus(-count) == month
    assert (there > month) == (count > 0)
    assert month.plus(1).first.toordinal() == month.last.toordinal() + 1


@pytest.mark.parametrize("text", ["2024-13", "2024-7", "24-07", "2024-07-01", ""])
def test_another_text_is_no_month(text: str) -> None:
    with pytest.raises(ValueError, match="is no month"):
        Month(text)


class Span(BaseModel):
    first: Annotated[date, Field(ge=date(2020, 1, 1))] = TODAY
    last: Annotated[date | None, Field(description="The last day")] = None


@task(name="test.relative")
def relative(
    ctx: TaskContext,
    month: Month = PREVIOUS_MONTH,
    close: Annotated[Month, Field(ge=Month("2020-01"))] | None = None,
    lima: Annotated[Month, relative_month(LIMA)] = PREVIOUS_MONTH,
    day: date = TODAY,
    lima_day: Annotated[date, relative_day(LIMA)] = TODAY,
    days: list[date] = [],  # noqa: B006 - a default is judged, never changed
    note: str = "",
) -> None:
    """Take every sort of day and month."""


@task(name="test.relative_span", zone=LIMA)
def relative_span(ctx: TaskContext, params: Span) -> None:
    """Take a model of its own."""


def read(raw: dict[str, Any], now: datetime = NOW) -> dict[str, Any]:
    return relative.spec.read(raw, now=now).model_dump(mode="json")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({}, {"month": "2026-02", "lima": "2026-01", "day": "2026-03-01"}),
        ({}, {"lima_day": "2026-02-28", "close": None}),
        ({"month": "2024-07", "close": "last month"}, {"month": "2024-07", "close": "2026-02"}),
        ({"days": ["today - 1", "2024-07-27"]}, {"days": ["2026-02-28", "2024-07-27"]}),
        ({"day": "last day of previous month"}, {"day": "2026-02-28"}),
        ({"note": "today"}, {"note": "today"}),
    ],
)
def test_every_date_and_month_takes_words(raw: dict[str, Any], expected: dict[str, Any]) -> None:
    told = read(raw)
    assert {name: told[name] for name in expected} == expected


def test_words_are_counted_where_the_clock_comes_from_unless_the_parameter_or_task_says() -> None:
    in_lima = NOW.astimezone(ZoneInfo(LIMA))
    assert read({}, in_lima)["day"] == "2026-02-28"
    assert read({}, in_lima)["month"] == "2026-01"
    assert dict(relative_span.spec.read({"last": "yesterday"}, now=NOW)) == {
        "first": date(2026, 2, 28),
        "last": date(2026, 2, 27),
    }


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ({"month": "2024-13"}, SENTENCES["month"]),
        ({"month": 7}, SENTENCES["month"]),
        ({"month": "today"}, SENTENCES["month"]),
        ({"close": "2019-12"}, "Give 2020-01 or more."),
        ({"day": "this month"}, SENTENCES["day"]),
    ],
)
def test_what_is_no_day_or_month_gets_a_sentence(raw: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InvalidParams) as refusal:
        read(raw)
    assert [str(error) for error in refusal.value.errors] == [sentence]


def test_what_was_asked_in_words_is_kept_beside_what_it_meant() -> None:
    raw = {"day": "today - 2", "lima": "2024-07", "days": ["yesterday"], "note": "today"}
    assert as_asked(relative.spec.params_model, raw, read(raw)) == {
        "month": "previous month",
        "day": "today - 2",
        "lima_day": "today",
        "days": ["yesterday"],
    }


def test_a_form_and_a_schema_know_a_month() -> None:
    fields = {field.name: field for field in relative.spec.fields(NOW)}
    assert (fields["month"].kind, fields["month"].default) == (Kind.MONTH, "2026-02")
    assert fields["close"].kind is Kind.MONTH
    schema = relative.spec.params_model.model_json_schema()
    assert schema["properties"]["month"]["format"] == "month"
    assert TypeAdapter(Any).dump_python({"month": Month("2024-07")}, mode="json") == {
        "month": "2024-07"
    }


def test_an_unknown_zone_is_refused_when_declared() -> None:
    with pytest.raises(DeclarationError, match="Lima is no time zone"):

        @task(name="test.nowhere", zone="Lima")
        def nowhere(ctx: TaskContext) -> None:
            """Be nowhere."""


@pytest.mark.parametrize(
    ("words", "year"),
    [
        ("current year", 2024),
        (" This Year ", 2024),
        ("previous year", 2023),
        ("last year - 1", 2022),
        ("current year + 2 years", 2026),
        ("next year", None),
        ("2024", None),
        ("year", None),
    ],
)
def test_years_in_words(words: str, year: int | None) -> None:
    assert year_of_words(words, LEAP) == year


@task(name="test.yearly")
def yearly(
    ctx: TaskContext, year: Annotated[int, Field(ge=2005), relative_year(LIMA)] = THIS_YEAR
) -> None:
    """Do something of a year."""


NEW_YEAR = datetime(2026, 1, 1, 3, 30, tzinfo=UTC)  # 22:30 of 31 December in Lima


@pytest.mark.parametrize(
    ("given", "year"), [({}, 2025), ({"year": "2024"}, 2024), ({"year": 2006}, 2006)]
)
def test_a_year_is_a_number_its_digits_or_that_of_the_launch(
    given: dict[str, Any], year: int
) -> None:
    judged = yearly.spec.read(given, now=NEW_YEAR)
    assert judged.model_dump() == {"year": year}
    kept = as_asked(yearly.spec.params_model, given, {"year": year})
    assert kept == ({} if given else {"year": "current year"})


@pytest.mark.parametrize("wrong", ["abcd", "2004", 2025.5, "next year", None, [2025]])
def test_what_is_no_year_is_refused(wrong: Any) -> None:
    with pytest.raises(InvalidParams):
        yearly.spec.read({"year": wrong}, now=NEW_YEAR)


def test_a_year_is_a_field_of_its_own_kind_with_its_bounds() -> None:
    [field] = yearly.spec.fields(NEW_YEAR)
    assert (field.kind, field.default, field.minimum) == (Kind.YEAR, 2025, 2005)
