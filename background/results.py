"""What a job may hand back, so that people look at it: figures, charts, tables."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from background.sentences import Sentence

RESERVED = frozenset({"status", "task_id"})
"""Names that the envelope of a result sets itself."""

ANYTHING: TypeAdapter[Any] = TypeAdapter(Any)

Value = int | Decimal | float | date | str | Sentence | None


class Kind(StrEnum):
    """How a value is written for a reader; a share is a part of one, written in percent."""

    TEXT = "text"
    COUNT = "count"
    AMOUNT = "amount"
    RATE = "rate"
    SHARE = "share"
    DAY = "day"


class Part(BaseModel):
    """The common ground of everything a report is made of."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Figure(Part):
    """One number to see at a glance; `unit` is a currency code or nothing."""

    label: str
    value: Value
    kind: Kind = Kind.COUNT
    unit: str = ""


class Series(Part):
    """One line or set of bars; as many values as the chart has labels."""

    label: str
    values: list[float | None]


class Chart(Part):
    """Values against labels; the console shows the plot, and behind it the same as a table."""

    title: str
    labels: list[str]
    series: list[Series]
    kind: Literal["bar", "line"] = "bar"
    unit: str = ""


class Column(Part):
    """One column of a table; `name` is the key in its rows."""

    name: str
    label: str
    kind: Kind = Kind.TEXT


class Table(Part):
    """A small table on the run page; whole datasets are published, not returned."""

    title: str
    columns: list[Column]
    rows: list[list[Value]]


class Download(Part):
    """A file that the job attached, offered as part of the result; `file` is its name there."""

    file: str
    label: str = ""


class Report(Part):
    """A job's result in the kit's own words; `headline` is a template filled from `fields`.

    A job whose result other systems read too declares a subclass with fields of its own: they
    stand at the top of the JSON result, and the page shows what is declared here.
    """

    headline: str = ""
    fields: dict[str, Any] = Field(default_factory=dict)
    figures: list[Figure] = Field(default_factory=list)
    charts: list[Chart] = Field(default_factory=list)
    tables: list[Table] = Field(default_factory=list)
    downloads: list[Download] = Field(default_factory=list)


class Control(Part):
    """A total that must tie: `actual` equals `expected` within `tolerance`."""

    label: str
    actual: Decimal
    expected: Decimal
    tolerance: Decimal = Decimal(0)
    unit: str = ""

    @property
    def difference(self) -> Decimal:
        """By how much the two are apart, signed."""
        return self.actual - self.expected

    @property
    def ties(self) -> bool:
        """Whether the two are close enough."""
        return abs(self.difference) <= self.tolerance


class SetAside(Part):
    """A row of a source that the job could not use, where it stood, and why.

    `key` says which row it is in the words of the business (a document's number), so that it is
    known again in the next run; without one, all of `row` is what it is known by.
    """

    source: str
    row_number: int
    column: str
    value: str | None
    reason: str
    key: str = ""
    row: dict[str, Any] = Field(default_factory=dict)


def jsonable(result: Any) -> Any:
    """Return what a job handed back as plain JSON values; a model keeps its fields.

    Raises pydantic's PydanticSerializationError for something that JSON cannot say.
    """
    return ANYTHING.dump_python(result, mode="json")


def readable(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a message as JSON values; what JSON cannot say becomes text."""
    plain: dict[str, Any] = ANYTHING.dump_python(fields, mode="json", fallback=str)
    return plain
