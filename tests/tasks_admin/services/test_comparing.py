"""What a new version changes is counted, added up and listed, row by row."""

import gzip
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import polars as pl
import pytest
from django.db import connection, models

from background import Dataset, Publication, TaskContext, task
from tasks_admin.models import DatasetDifference, Run, RunSource
from tasks_admin.services import publishing
from tasks_admin.services.claiming import claim
from tasks_admin.services.launching import launch
from tasks_admin.services.tables import staging
from tests.conftest import Declare

pytestmark = pytest.mark.django_db(transaction=True)
AS_OF = date(2024, 7, 27)


class Balance(models.Model):
    """What a client owes; an instalment has no number, so that keys repeat."""

    client = models.CharField(max_length=64, db_column="Cliente", null=True)
    currency = models.CharField(max_length=3, db_column="Moneda")
    amount = models.DecimalField(max_digits=18, decimal_places=6, db_column="Saldo", null=True)
    sector = models.CharField(max_length=64, db_column="Sector", null=True)
    days_late = models.IntegerField(db_column="DíasMora")
    due = models.DateField(db_column="Vence", null=True)

    objects: ClassVar[models.Manager["Balance"]] = models.Manager()

    class Meta:
        app_label = "example"
        db_table = "Deuda"

    def __str__(self) -> str:
        return str(self.client)


BALANCES = Dataset(
    name="deuda",
    title="Balances",
    description="What clients owe.",
    model=Balance,
    key=("Cliente", "Moneda"),
    measures=("Saldo",),
    filters=("Cliente",),
    currency="Moneda",
    volatile=("DíasMora",),
)
KEYLESS = Dataset(
    name="deuda", title="Balances", description="", model=Balance, measures=("Saldo",)
)
TABLES = ("Deuda", "Deuda__previous")


@task(name="test.balances", writes=(BALANCES,), dry_run=True)
def balances(ctx: TaskContext) -> None:
    """Publish."""


@pytest.fixture(autouse=True)
def _table(db: None, declare: Declare, settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    declare(balances)
    with connection.schema_editor() as editor:
        editor.create_model(Balance)
    yield
    staging.drop(TABLES)


def a_run() -> Run:
    launched = launch("test.balances", {}, source=RunSource.API, publish=False)
    held = claim(launched.pk, worker="here")
    assert held is not None
    return held.run


Line = tuple[str | None, str, str | None, str | None]


def rows(*lines: Line, late: int = 0) -> pl.DataFrame:
    """Client, currency, amount and sector of each row."""
    return pl.DataFrame(
        [(*line, late, AS_OF) for line in lines],
        schema=["Cliente", "Moneda", "Saldo", "Sector", "DíasMora", "Vence"],
        orient="row",
    ).with_columns(pl.col("Saldo").cast(pl.Float64))


def publish(
    *lines: Line, run: Run | None = None, late: int = 0, dataset: Dataset = BALANCES, **said: Any
) -> DatasetDifference | None:
    """Publish a version; return what it says of the one before."""
    run = run or a_run()
    publication = Publication(dataset, [rows(*lines, late=late)], AS_OF, allow_shrink=True)
    publishing.publish(run.pk, run.attempt, [publication], **said)
    return DatasetDifference.objects.filter(run=run).first()


def counted(found: DatasetDifference | None) -> tuple[int, int, int]:
    assert found is not None
    return found.added, found.gone, found.changed


ANA: Line = ("Ana", "PEN", "100.50", "Textil")
LUIS: Line = ("Luis", "PEN", "50", None)
EVA: Line = ("Eva", "USD", "7", "Pesca")


def test_the_first_version_is_compared_with_nothing() -> None:
    assert publish(ANA) is None


def test_rows_that_came_went_and_changed_are_counted_and_listed() -> None:
    publish(ANA, LUIS)
    found = publish(("Ana", "PEN", "90.25", "Minería"), EVA)
    assert counted(found) == (1, 1, 1)
    assert found is not None
    assert found.largest == [
        {
            "kind": "gone",
            "key": ["Luis", "PEN"],
            "currency": "PEN",
            "sums": {"Saldo": ["50", None]},
            "others": {},
        },
        {
            "kind": "changed",
            "key": ["Ana", "PEN"],
            "currency": "PEN",
            "sums": {"Saldo": ["100.5", "90.25"]},
            "others": {"Sector": ["Textil", "Minería"]},
        },
        {
            "kind": "added",
            "key": ["Eva", "USD"],
            "currency": "USD",
            "sums": {"Saldo": [None, "7"]},
            "others": {},
        },
    ]
    assert found.columns == {"Saldo": 1, "Sector": 1}
    assert found.totals == [
        {"currency": "PEN", "rows": [2, 1], "sums": {"Saldo": ["150.5", "90.25"]}},
        {"currency": "USD", "rows": [0, 1], "sums": {"Saldo": [None, "7"]}},
    ]


def test_the_same_rows_in_another_order_are_no_change() -> None:
    publish(ANA, LUIS, EVA)
    assert counted(publish(EVA, ANA, LUIS)) == (0, 0, 0)


def test_a_column_that_moves_by_itself_changes_no_row() -> None:
    publish(ANA, late=3)
    assert counted(publish(ANA, late=4)) == (0, 0, 0)


@pytest.mark.parametrize("other", ["textil", "Téxtil", "Textil ", None])
def test_a_text_is_another_one_whatever_the_database_thinks_alike(other: str | None) -> None:
    publish(ANA)
    assert counted(publish((*ANA[:3], other))) == (0, 0, 1)


def test_a_key_may_be_empty() -> None:
    publish((None, "PEN", "1", None), (None, "USD", "1", None))
    assert counted(publish((None, "PEN", "1", None), (None, "USD", None, None))) == (0, 0, 1)


def test_rows_that_share_a_key_are_compared_in_the_order_of_their_measures() -> None:
    share = ("Ana", "PEN", "1", None), ("Ana", "PEN", "2", None), ("Ana", "PEN", "3", None)
    publish(*share, LUIS)
    assert counted(publish(LUIS, *reversed(share))) == (0, 0, 0)
    found = publish(LUIS, *share, ("Ana", "PEN", "9", None))
    assert counted(found) == (1, 0, 0)
    assert found is not None
    assert found.largest[0]["sums"] == {"Saldo": [None, "9"]}
    assert counted(publish(LUIS, *share[:2])) == (0, 2, 0)


def test_a_key_that_repeats_in_one_version_only_is_one_change() -> None:
    publish(ANA, LUIS)
    assert counted(publish(ANA, ANA, LUIS)) == (1, 0, 0)
    assert counted(publish(ANA, LUIS)) == (0, 1, 0)


def test_without_a_key_only_the_totals_are_compared() -> None:
    publish(ANA, dataset=KEYLESS)
    found = publish(ANA, LUIS, dataset=KEYLESS)
    assert found is not None
    assert not found.has_rows
    assert found.totals == [{"currency": "", "rows": [1, 2], "sums": {"Saldo": ["100.5", "150.5"]}}]


def test_the_version_before_is_kept_beside_the_live_one() -> None:
    publish(ANA)
    publish(LUIS)
    publish(EVA)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {staging.quoted('Cliente')} FROM {staging.quoted(TABLES[1])}")
        assert cursor.fetchall() in ([("Luis",)], (("Luis",),))
    assert staging.leftovers(BALANCES) == []


def test_a_run_that_publishes_again_is_compared_with_the_run_before() -> None:
    publish(ANA)
    run = a_run()
    publish(ANA, LUIS, run=run)
    found = publish(ANA, LUIS, EVA, run=run)
    assert counted(found) == (2, 0, 0)
    assert found is not None
    assert found.before is not None
    assert (found.before.rows, found.version and found.version.rows) == (1, 3)


def test_a_dry_run_tells_what_would_change_and_leaves_no_trace_in_the_table() -> None:
    publish(ANA)
    found = publish(ANA, LUIS, dry_run=True)
    assert counted(found) == (1, 0, 0)
    assert found is not None
    assert found.version is None
    assert Balance.objects.count() == 1


def test_tables_with_more_rows_than_the_setting_are_not_compared(settings: Any) -> None:
    settings.TASKS_ADMIN_COMPARE_ROWS = 1
    publish(ANA)
    assert publish(ANA, LUIS) is None
    assert Balance.objects.count() == 2


def test_the_largest_rows_are_kept_in_a_file_the_first_first(monkeypatch: Any) -> None:
    monkeypatch.setattr("tasks_admin.services.comparing.ROWS_KEPT", 3)
    monkeypatch.setattr("tasks_admin.services.comparing.LARGEST", 1)
    publish(ANA)
    found = publish(ANA, *((f"C{number}", "PEN", str(number), None) for number in range(1, 9)))
    assert counted(found) == (8, 0, 0)
    assert found is not None
    assert [row["key"] for row in found.largest] == [["C8", "PEN"]]
    with gzip.open(found.file.path, "rt", encoding="utf-8") as lines:
        kept = [json.loads(line) for line in lines]
    assert [row["sums"]["Saldo"][1] for row in kept] == ["8", "7", "6"]
    assert found.kept == 3


def test_amounts_are_told_to_the_last_decimal() -> None:
    publish(("Ana", "PEN", "0.1", None))
    found = publish(("Ana", "PEN", "0.100001", None))
    assert found is not None
    before, after = found.largest[0]["sums"]["Saldo"]
    assert Decimal(after) - Decimal(before) == Decimal("0.000001")
