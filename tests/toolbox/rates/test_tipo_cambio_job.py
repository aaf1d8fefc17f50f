"""The job that fetches the rates that are missing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from background import JobFailed, Level, Sentence
from background.errors import InvalidParams
from background.testing import FakeContext
from tests.toolbox.conftest import Fill
from toolbox.rates import store
from toolbox.rates.filling import fill
from toolbox.rates.jobs.tipo_cambio import tipo_cambio
from toolbox.rates.models import ExchangeRate
from toolbox.sources import FixedLists, Rate, RatesAnswer, Snapshot, SourceName, SourceUnavailable

pytestmark = pytest.mark.django_db

RATE = Rate(bid=Decimal("3.695"), ask=Decimal("3.702"))
TODAY = date(2019, 7, 10)
DAYS = [date(2019, 7, 1) + timedelta(days=n) for n in range(10)]


@pytest.fixture
def ctx(tmp_path: Path) -> FakeContext:
    """Half past eleven at night in Lima: in UTC it is already the eleventh."""
    return FakeContext(workdir=tmp_path, now=datetime(2019, 7, 11, 4, 30, tzinfo=UTC))


def quotes(days: Sequence[date]) -> list[dict[str, object]]:
    return [{"fecha": day.isoformat(), "compra": 3.695, "venta": "3.702"} for day in days]


def stored() -> list[date]:
    return list(ExchangeRate.objects.order_by("day").values_list("day", flat=True))


@pytest.mark.parametrize("batch_size", [1, 4, 10])
def test_every_day_up_to_today_in_lima_is_stored(
    ctx: FakeContext, source_folder: Fill, batch_size: int
) -> None:
    source_folder(tipo_cambio=quotes([*DAYS, date(2019, 7, 11)]))

    report = tipo_cambio(ctx, batch_size=batch_size)

    assert stored() == DAYS
    assert report.fields == {"stored": 10, "failed": 0}
    assert ExchangeRate.objects.values_list("bid", "ask").distinct().get() == (RATE.bid, RATE.ask)
    assert not ctx.ports.shortfalls
    assert ctx.ports.steps[-1] == (10, 10, "Fetch rates")


def test_only_the_gaps_are_asked_for_and_rates_that_are_there_stay(
    ctx: FakeContext, source_folder: Fill
) -> None:
    store.save({DAYS[3]: Rate(bid=Decimal("1.000"), ask=Decimal("2.000"))})
    source_folder(tipo_cambio=quotes(DAYS))

    report = tipo_cambio(ctx)

    assert report.fields["stored"] == 9
    assert ExchangeRate.objects.get(day=DAYS[3]).ask == Decimal(2)


def test_a_day_that_fails_makes_the_run_partial_and_is_named(
    ctx: FakeContext, source_folder: Fill
) -> None:
    source_folder(tipo_cambio=quotes(DAYS[1:]))

    report = tipo_cambio(ctx, batch_size=5)

    assert stored() == DAYS[1:]
    assert ctx.ports.shortfalls == ["1 days still lack a rate; the next run asks for them again"]
    [table] = report.tables
    assert table.rows == [[DAYS[0], Sentence("The source has no rate for this day")]]


def test_the_run_fails_when_not_a_single_day_could_be_had(
    ctx: FakeContext, source_folder: Fill
) -> None:
    source_folder(tipo_cambio=[])
    with pytest.raises(JobFailed, match="None of the 10 days could be fetched"):
        tipo_cambio(ctx)
    assert stored() == []


def test_nothing_is_asked_when_nothing_is_missing(ctx: FakeContext, source_folder: Fill) -> None:
    store.save(dict.fromkeys(DAYS, RATE))
    source_folder()

    report = tipo_cambio(ctx)

    assert report.fields == {"stored": 0, "failed": 0}
    assert ctx.logged(Level.SUCCESS) == ["No day lacks a rate up to 2019-07-10"]


@pytest.mark.parametrize("batch_size", [0, 11, "many"])
def test_a_batch_is_one_to_ten_days(ctx: FakeContext, batch_size: object) -> None:
    with pytest.raises(InvalidParams):
        tipo_cambio.spec.read({"batch_size": batch_size}, now=ctx.now())


def test_saving_a_day_again_replaces_its_rate() -> None:
    store.save({DAYS[0]: RATE})
    store.save({DAYS[0]: Rate(bid=Decimal("3.7"), ask=Decimal("3.8")), DAYS[1]: RATE})

    assert store.all_rates().rows() == [(DAYS[0], 3.7, 3.8), (DAYS[1], 3.695, 3.702)]


@dataclass
class Service:
    """A rate service that answers some days, and cannot be reached for the others."""

    down: set[date]
    asked: list[date] = field(default_factory=list)

    def rates(self, days: Sequence[date]) -> RatesAnswer:
        self.asked += days
        if self.down.intersection(days):
            raise SourceUnavailable("{source} does not answer", source="tipo-cambio")
        return RatesAnswer(found=dict.fromkeys(days, RATE))

    def fetch(self, name: SourceName, *, until: date) -> Snapshot:
        raise NotImplementedError

    def lists(self) -> FixedLists:
        return FixedLists()


def test_a_day_the_service_does_not_answer_does_not_stop_the_others(ctx: FakeContext) -> None:
    filled = fill(ctx, Service(down={DAYS[0], DAYS[4], DAYS[5]}), DAYS, 1, lambda done, of: None)

    assert sorted(filled.failed) == [DAYS[0], DAYS[4], DAYS[5]]
    assert filled.failed[DAYS[0]] == "tipo-cambio does not answer"
    assert len(stored()) == 7


def test_a_service_that_is_down_ends_the_run_and_what_was_saved_stays(ctx: FakeContext) -> None:
    service = Service(down=set(DAYS[4:]))

    with pytest.raises(SourceUnavailable):
        fill(ctx, service, DAYS, 2, lambda done, of: None)

    assert stored() == DAYS[:4]
    assert service.asked == DAYS, "oldest first, and given up after three batches in a row"


def test_the_next_run_takes_up_where_a_stopped_one_was(
    ctx: FakeContext, source_folder: Fill
) -> None:
    with pytest.raises(SourceUnavailable):
        fill(ctx, Service(down=set(DAYS[4:])), DAYS, 2, lambda done, of: None)
    source_folder(tipo_cambio=quotes(DAYS))

    assert tipo_cambio(ctx).fields["stored"] == 6
    assert stored() == DAYS
