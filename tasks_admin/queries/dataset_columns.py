"""The columns of a dataset, as filters, pages and exports need to know them."""

from dataclasses import dataclass
from enum import StrEnum

from django.db import models

from background import Dataset


class ColumnKind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"
    FLAG = "flag"
    WORDS = "words"
    """A list of stored sentences, or other JSON."""


KINDS: tuple[tuple[type[models.Field], ColumnKind], ...] = (  # type: ignore[type-arg]
    (models.BooleanField, ColumnKind.FLAG),
    (models.IntegerField, ColumnKind.WHOLE),
    (models.DecimalField, ColumnKind.NUMBER),
    (models.FloatField, ColumnKind.NUMBER),
    (models.DateTimeField, ColumnKind.MOMENT),
    (models.DateField, ColumnKind.DAY),
    (models.JSONField, ColumnKind.WORDS),
)
NUMBERS = (ColumnKind.WHOLE, ColumnKind.NUMBER)
DAYS = (ColumnKind.DAY, ColumnKind.MOMENT)


@dataclass(frozen=True, slots=True)
class DatasetColumn:
    """One column: its name in the database, its attribute in Python, and what it holds.

    `places` are the decimals it stores (None for whole numbers and floats), `stored_in` the zone
    in which it stores moments: a field may say so itself.
    """

    name: str
    attribute: str
    kind: ColumnKind
    nullable: bool
    places: int | None = None
    digits: int | None = None
    is_measure: bool = False
    is_filter: bool = False
    stored_in: str = "UTC"

    @property
    def is_number(self) -> bool:
        """Whether it is written to the right and can be compared."""
        return self.kind in NUMBERS

    @property
    def is_day(self) -> bool:
        """Whether operators filter it by days."""
        return self.kind in DAYS


def columns_of(dataset: Dataset) -> dict[str, DatasetColumn]:
    """Return every column by its name: first those the dataset names, then the model's others.

    The automatic key is left out, which means nothing to people, and what the dataset hides.
    """
    described = {
        field.column: _column(field, dataset)
        for field in dataset.model._meta.concrete_fields
        if not isinstance(field, models.AutoField) and field.column not in dataset.hidden
    }
    named = [name for name in dataset.columns if name in described]
    return {name: described[name] for name in dict.fromkeys([*named, *described])}


def shown_at_first(dataset: Dataset) -> list[str]:
    """Return the columns that a page shows until its reader chooses others."""
    return list(dataset.columns) or list(columns_of(dataset))


def _column(field: models.Field, dataset: Dataset) -> DatasetColumn:  # type: ignore[type-arg]
    return DatasetColumn(
        name=field.column,
        attribute=field.attname,
        kind=next((kind for known, kind in KINDS if isinstance(field, known)), ColumnKind.TEXT),
        nullable=field.null,
        places=getattr(field, "decimal_places", None),
        digits=getattr(field, "max_digits", None),
        is_measure=field.column in dataset.measures,
        is_filter=field.column in dataset.filters,
        stored_in=getattr(field, "stored_in", "UTC"),
    )
