"""The rate service, played by a stand-in: day by day, failures by day."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.toolbox.sources.conftest import FakeUpstream
from toolbox.fake_upstream.faults import FaultKind
from toolbox.sources.errors import SourceNotConfigured, SourceUnavailable
from toolbox.sources.http import HttpSource
from toolbox.sources.ports import Rate, SourceName
from toolbox.sources.reasons import BAD_RATE, NO_RATE, REFUSED

Connect = Callable[..., HttpSource]
RATES = SourceName.RATES
KNOWN, UNKNOWN = date(2024, 1, 1), date(2023, 11, 16)
THAT_DAY = Rate(bid=Decimal("3.653"), ask=Decimal("3.61"))


def test_found_and_missing_days_are_told_apart(connect: Connect) -> None:
    answer = connect().rates([UNKNOWN, KNOWN])
    assert answer.found == {KNOWN: THAT_DAY}
    assert answer.failed == {UNKNOWN: NO_RATE}


def test_an_answer_of_an_earlier_date_counts_for_the_day_asked_for(
    connect: Connect, upstream: FakeUpstream
) -> None:
    upstream.switch(RATES, FaultKind.EARLIER_DATE)
    assert connect().rates([KNOWN]).found == {KNOWN: THAT_DAY}


def test_days_that_fail_on_the_first_try_are_asked_again(
    connect: Connect, upstream: FakeUpstream
) -> None:
    upstream.switch(RATES, FaultKind.FLAKY)
    days = [date(2023, 12, 1) + timedelta(days=n) for n in range(100)]
    answer = connect().rates(days)
    assert set(answer.failed.values()) == {NO_RATE}
    assert len(answer.found) + len(answer.failed) == 100
    assert upstream.calls()[RATES.value] > 100


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (FaultKind.SERVER_ERROR, REFUSED),
        (FaultKind.EMPTY_BODY, NO_RATE),
        (FaultKind.HTML, BAD_RATE),
        (FaultKind.EMPTY_ARRAY, BAD_RATE),
        (FaultKind.NOT_A_LIST, BAD_RATE),
    ],
)
def test_a_wrong_answer_fails_its_day_only(
    connect: Connect, upstream: FakeUpstream, kind: FaultKind, reason: str
) -> None:
    upstream.switch(RATES, kind, times=1)
    answer = connect().rates([KNOWN])
    assert answer.failed == {KNOWN: reason}
    assert connect().rates([KNOWN]).found == {KNOWN: THAT_DAY}


@pytest.mark.parametrize("kind", [FaultKind.TOO_MANY, FaultKind.UNAVAILABLE, FaultKind.CUT_OFF])
def test_a_service_that_is_down_fails_as_a_whole_after_the_first_few_days(
    connect: Connect, upstream: FakeUpstream, kind: FaultKind
) -> None:
    upstream.switch(RATES, kind)
    with pytest.raises(SourceUnavailable, match="tipo-cambio "):
        connect().rates([KNOWN + timedelta(days=n) for n in range(50)])
    assert upstream.calls()[RATES.value] == 12


def test_no_days_ask_nothing(connect: Connect, upstream: FakeUpstream) -> None:
    answer = connect().rates([])
    assert (answer.found, answer.failed) == ({}, {})
    assert upstream.calls() == {}


def test_without_an_address_there_are_no_rates(connect: Connect) -> None:
    with pytest.raises(SourceNotConfigured, match="tipo-cambio is not configured"):
        connect(rates="").rates([KNOWN])
