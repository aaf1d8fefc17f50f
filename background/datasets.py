"""A dataset: a table that jobs produce, what it is called and how it is looked at."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from background.promises import Promise, Within
from background.scopes import Scope

A_DAY = Within(timedelta(days=1))


class Frame(Protocol):
    """A batch of rows in columns, as a polars DataFrame is one."""

    @property
    def columns(self) -> list[str]: ...

    @property
    def height(self) -> int: ...

    def rows(self) -> list[tuple[Any, ...]]: ...


@dataclass(frozen=True)
class Layout:
    """Files of a dataset as people outside agreed on them: which columns, in which order.

    A column that the table does not have is in the file, and empty. `sheet` is what the sheet of a
    workbook is called (as the dataset where empty).
    """

    name: str
    title: str
    columns: tuple[str, ...]
    sheet: str = ""


@dataclass(frozen=True)
class Dataset:
    """What the console must know of a table that jobs produce.

    `model` is the Django model of the table (the kit only carries it). Columns are named as in the
    database: `key` identifies a row for people, `measures` are totalled, `filters` are what
    operators filter by (each gets an index), `columns` the order on the page (all of the model's
    where empty). `currency` names the column that splits the totals. `promise` says
    until when a version counts as fresh. `layouts` are further forms of its files.
    `in_place` is a table whose rows are written one by one while people read it, and not swapped
    in as a whole: figures of it are reckoned each time, for its version does not tell when they
    change. It is meant for small tables.
    `hidden` columns are nobody's but the jobs': no page, filter or download has them.

    `scope` says what its rows belong to, and where the thing is: a path as Django's filters have
    it, such as `company` or `file__company`. Users who are limited to some see no other rows.

    Two versions are compared row by row: rows with the same `key` are the same row, several with
    one key are told apart by their order. `volatile` columns change by themselves, such as days
    overdue, and make no row a changed one. Without a key only the totals are compared.
    """

    name: str
    title: str
    description: str
    model: Any
    key: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    currency: str = ""
    volatile: tuple[str, ...] = ()
    promise: Promise = A_DAY
    layouts: tuple[Layout, ...] = ()
    in_place: bool = False
    scope: tuple[Scope, str] | None = None
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True)
class Publication:
    """A whole new version of a dataset, to be swapped in at once.

    `batches` are read once, in order; their columns are database columns (the automatic key left
    out). A version that is empty, or has far fewer rows than the live one, is refused unless
    `allow_shrink` says that this is right.
    """

    dataset: Dataset
    batches: Iterable[Frame]
    as_of: date
    allow_shrink: bool = False


@dataclass(frozen=True)
class Published:
    """What became of a publication: the rows stored, and how many there were before."""

    dataset: str
    rows: int
    rows_before: int
