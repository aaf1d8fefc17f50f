"""A dataset of its own for these tests: placements, with every kind of column."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import pytest
from django.core.cache import caches
from django.db import connection, models

from background import Dataset, Task, TaskContext, task
from tasks_admin.models import DatasetVersion, Run, RunSource, RunStatus

NOW = datetime(2024, 7, 27, 15, 0, tzinfo=UTC)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """On MySQL these are tests of production, and store for real.

    Downloads read there over a connection of their own, which sees only what is committed.
    """
    if connection.vendor == "mysql":
        for item in items:
            if item.path.parent == Path(__file__).parent and "sqlite" not in item.path.name:
                item.add_marker(pytest.mark.production)
                item.add_marker(pytest.mark.django_db(transaction=True))


class Placement(models.Model):
    """One placed document; the names of its columns have blanks and accents."""

    document = models.CharField(max_length=64, db_column="NroDocumento")
    executive = models.CharField(max_length=191, null=True, db_column="Ejecutivo")
    currency = models.CharField(max_length=3, db_column="Moneda")
    year = models.IntegerField(db_column="Año")
    placed_on = models.DateField(db_column="FechaOperacion")
    paid_on = models.DateField(null=True, db_column="Fecha Pago")
    amount = models.DecimalField(max_digits=18, decimal_places=6, db_column="Colocacion")
    rate = models.DecimalField(max_digits=18, decimal_places=6, null=True, db_column="Tasa")
    is_new = models.BooleanField(db_column="Nuevo")
    read_at = models.DateTimeField(db_column="Leido")

    objects: ClassVar[models.Manager["Placement"]] = models.Manager()

    class Meta:
        app_label = "example"
        db_table = "Colocaciones"

    def __str__(self) -> str:
        return self.document


PLACEMENTS = Dataset(
    name="colocaciones",
    title="Placements",
    description="Placed documents",
    model=Placement,
    key=("NroDocumento",),
    measures=("Colocacion",),
    filters=("Ejecutivo", "Moneda", "FechaOperacion"),
    columns=("NroDocumento", "Ejecutivo", "Moneda", "FechaOperacion", "Fecha Pago", "Colocacion"),
    currency="Moneda",
)


@task(name="example.place", writes=(PLACEMENTS,))
def place(ctx: TaskContext) -> None:
    """Write the placements."""


@pytest.fixture(scope="session")
def placements_table(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Create the table once; a schema cannot change inside a test's transaction."""
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.create_model(Placement)
    yield
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.delete_model(Placement)


@pytest.fixture
def dataset(
    placements_table: None, db: None, declare: Callable[[Task[..., Any]], Task[..., Any]]
) -> Iterator[Dataset]:
    """The dataset, registered and empty."""
    for one in caches.all():
        one.clear()
    declare(place)
    yield PLACEMENTS
    Placement.objects.all().delete()


Add = Callable[..., Placement]


@pytest.fixture
def add(dataset: Dataset) -> Add:
    """Store one placement; what is not said is ordinary."""

    def store(**said: Any) -> Placement:
        ordinary = {
            "document": f"F001-{Placement.objects.count() + 1}",
            "executive": "Ana Pérez",
            "currency": "PEN",
            "year": 2024,
            "placed_on": date(2024, 1, 15),
            "amount": Decimal("10000"),
            "is_new": False,
            "read_at": NOW,
        }
        return Placement.objects.create(**(ordinary | said))

    return store


@pytest.fixture
def publish(dataset: Dataset) -> Callable[..., DatasetVersion]:
    """Record a version, as a publication does."""

    def record(published_at: datetime = NOW, *, ties: bool | None = True) -> DatasetVersion:
        run = Run.objects.create(
            task_name="example.place",
            source=RunSource.OPERATOR,
            queue="default",
            status=RunStatus.SUCCEEDED,
            requested_at=published_at,
            ties=ties,
        )
        assert isinstance(run.pk, UUID)
        return DatasetVersion.objects.create(
            dataset="colocaciones",
            run=run,
            as_of=date(2024, 7, 27),
            rows=Placement.objects.count(),
            rows_before=0,
            published_at=published_at,
        )

    return record
