"""What jobs hand back keeps its meaning on the way to the page."""

from datetime import date
from decimal import Decimal

import pytest

from background import Control, Figure, Kind, Report
from background.errors import JobFailed
from background.results import jsonable
from background.sentences import fill
from background.testing import FakeContext


@pytest.mark.parametrize(
    ("actual", "expected", "tolerance", "ties"),
    [
        ("10.00", "10.00", "0", True),
        ("10.01", "10.00", "0", False),
        ("10.01", "10.00", "0.01", True),
        ("9.98", "10.00", "0.01", False),
    ],
)
def test_a_control_ties_within_its_tolerance(
    actual: str, expected: str, tolerance: str, ties: bool
) -> None:
    control = Control(
        label="Total",
        actual=Decimal(actual),
        expected=Decimal(expected),
        tolerance=Decimal(tolerance),
    )
    assert control.ties is ties


def test_a_report_survives_json_with_decimals_and_days_as_text() -> None:
    report = Report(
        headline="{rows} rows",
        fields={"rows": 3, "day": date(2024, 1, 2)},
        figures=[Figure(label="Total", value=Decimal("10.50"), kind=Kind.AMOUNT, unit="PEN")],
    )
    assert jsonable(report)["fields"] == {"rows": 3, "day": "2024-01-02"}
    assert jsonable(report)["figures"][0]["value"] == "10.50"


def test_a_message_is_filled_and_a_message_that_does_not_fit_stays_readable() -> None:
    assert str(JobFailed("No rate for {day}", day="2024-01-02")) == "No rate for 2024-01-02"
    assert fill("No rate for {day}", {}) == "No rate for {day}"


def test_the_fake_context_remembers_what_a_job_says() -> None:
    ctx = FakeContext()
    ctx.log_info("Read {rows} rows", rows=3)
    ctx.control("Rows", 3, 3)
    ctx.incomplete("{days} days failed", days=2)
    assert ctx.logged("info") == ["Read 3 rows"]
    assert [control.ties for control in ctx.controls] == [True]
    assert ctx.ports.shortfalls == ["2 days failed"]
