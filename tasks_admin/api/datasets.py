"""Datasets: how fresh they are, their rows, and all of them as a file."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from ninja import Query, Router
from pydantic import BaseModel, Field

from tasks_admin.access import Right
from tasks_admin.api.callers import caller_of, needs
from tasks_admin.api.row_filters import checked, filters, plain
from tasks_admin.queries import datasets as found
from tasks_admin.queries import row_filter
from tasks_admin.queries.dataset_columns import columns_of
from tasks_admin.queries.dataset_rows import page
from tasks_admin.queries.datasets import DatasetCard
from tasks_admin.queries.freshness import told
from tasks_admin.queries.row_filter import RowFilter
from tasks_admin.services import auditing
from tasks_admin.services.exporting import Format, parquet, stream_csv, stream_json, workbook
from tasks_admin.services.exports.csv_writing import EXACT
from tasks_admin.wording import say

KINDS = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSON: "application/json",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.PARQUET: "application/vnd.apache.parquet",
}
STREAMED = (Format.CSV, Format.JSON)
FILTERS = filters(
    "As in the address of the dataset's page: `Moneda=USD`, `FechaOperacion__from=2024-01-01`, "
    "`Ejecutivo__contains=Ana`, `sort=-FechaOperacion`, `cols=NroDocumento`, and for rows `after` "
    "or `before` of an answer"
)
router = Router(tags=["datasets"])


class Column(BaseModel):
    """One column, as the database names it."""

    name: str
    kind: str
    nullable: bool


class DatasetAnswer(BaseModel):
    """One dataset and how fresh it is; the times are null while it was never published."""

    name: str
    title: str
    description: str
    key: list[str]
    measures: list[str]
    columns: list[Column]
    written_by: list[str]
    freshness: str
    as_of: date | None
    published_at: datetime | None
    fresh_until: datetime | None
    run: str | None
    ties: bool | None
    rows: int | None


class RowsAnswer(BaseModel):
    """Some rows; amounts are texts. Go on with `after`, back with `before`."""

    rows: list[dict[str, Any]]
    before: str = Field(description="Empty where there is nothing before")
    after: str = Field(description="Empty where there is nothing after")


@router.get(
    "",
    response=list[DatasetAnswer],
    operation_id="list_datasets",
    summary="All datasets",
    auth=needs(Right.VIEW),
)
def datasets(request: HttpRequest) -> list[DatasetAnswer]:
    """Return every dataset with its columns and how fresh it is."""
    return [_answer(card) for card in found.freshness()]


@router.get(
    "/{name}",
    response=DatasetAnswer,
    operation_id="get_dataset",
    summary="One dataset",
    auth=needs(Right.VIEW),
)
def dataset(request: HttpRequest, name: str) -> DatasetAnswer:
    """Return one dataset; 404 `dataset_not_found`."""
    return _answer(found.card(name))


@router.get(
    "/{name}/rows",
    response=RowsAnswer,
    operation_id="list_rows",
    summary="Some of its rows",
    url_name="rows",
    auth=needs(Right.VIEW),
    openapi_extra=FILTERS,
)
def rows(
    request: HttpRequest, name: str, limit: Annotated[int, Query(100, ge=1, le=1_000)] = 100
) -> RowsAnswer:
    """Return a page of the rows that the filters ask for, all columns unless `cols` names some."""
    asked = _asked(request, name, "limit")
    cut = page(replace(asked, size=limit, chosen=asked.chosen or tuple(asked.columns)))
    columns = [(one.name, one.attribute) for one in asked.exported]
    told = [{name: plain(row[attribute]) for name, attribute in columns} for row in cut.rows]
    return RowsAnswer(rows=told, before=cut.before, after=cut.after)


@router.get(
    "/{name}/export",
    response={HTTPStatus.OK: None},
    operation_id="export_dataset",
    summary="All of its rows",
    auth=needs(Right.EXPORT),
    openapi_extra=FILTERS,
)
def export(request: HttpRequest, name: str, format: Format = Format.CSV) -> HttpResponseBase:  # noqa: A002
    """Send every row that the filters ask for, all of one version, as a file."""
    asked = _asked(request, name, "format")
    auditing.exported(caller_of(request).user, name, form=format, query=urlencode(asked.pairs()))
    card = found.card(name)
    file = f"{name}-{(card.version.as_of if card.version else date.min).isoformat()}.{format}"
    if format in STREAMED:
        response = StreamingHttpResponse(_stream(asked, format), content_type=KINDS[format])
        response["Content-Disposition"] = f'attachment; filename="{file}"'
        return response
    book = parquet(asked) if format is Format.PARQUET else workbook(asked, asked.rows().count())
    return FileResponse(book, as_attachment=True, filename=file, content_type=KINDS[format])


def _stream(asked: RowFilter, form: Format) -> Iterator[bytes]:
    return stream_json(asked) if form is Format.JSON else stream_csv(asked, EXACT)


def _asked(request: HttpRequest, name: str, *but: str) -> RowFilter:
    """What the address asks for, apart from `but`; refused where some of it makes no sense."""
    given = {key: values for key, values in request.GET.lists() if key not in but}
    asked = row_filter.read(found.card(name).dataset, given)
    return checked(asked, asked.unknown)


def _answer(card: DatasetCard) -> DatasetAnswer:
    dataset = card.dataset
    columns = [
        Column(name=one.name, kind=one.kind, nullable=one.nullable)
        for one in columns_of(dataset).values()
    ]
    return DatasetAnswer(
        name=dataset.name,
        title=say(dataset.title),
        description=say(dataset.description),
        key=list(dataset.key),
        measures=list(dataset.measures),
        columns=columns,
        written_by=[spec.name for spec in card.writers],
        **{key: value for key, value in told(card).items() if key != "dataset"},
    )
