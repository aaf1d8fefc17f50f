"""The datasets: how fresh they are, their rows, and their downloads."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from background.errors import UnknownDataset
from tasks_admin.access import Right, may, requires
from tasks_admin.queries import datasets as found
from tasks_admin.queries import row_filter
from tasks_admin.queries.dataset_choices import choices
from tasks_admin.queries.dataset_columns import ColumnKind
from tasks_admin.queries.dataset_rows import page
from tasks_admin.queries.dataset_totals import Totals, known_totals, totals
from tasks_admin.queries.datasets import DatasetCard
from tasks_admin.queries.desk import open_rows, writers_of
from tasks_admin.queries.differences import difference_of
from tasks_admin.services import auditing
from tasks_admin.services.exporting import Format, TooManyCells, stream_csv, workbook
from tasks_admin.services.exports.csv_writing import EXACT, Dialect, dialect_for
from tasks_admin.web import dataset_form
from tasks_admin.web.answering import HtmxRequest, answer
from tasks_admin.web.dataset_cells import cells, number_writer
from tasks_admin.wording import say

ADDED_UP_AT_ONCE = 100_000
"""Rows of a dataset up to which its page waits for new totals; beyond, they are asked for."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@requires(Right.VIEW)
def datasets(request: HtmxRequest) -> HttpResponse:
    """List every dataset with how fresh it is."""
    return render(request, "datasets/datasets.html", {"cards": found.freshness()})


@require_safe
@requires(Right.VIEW)
def dataset(request: HtmxRequest, name: str) -> HttpResponse:
    """Show the rows that the address asks for, and what they add up to."""
    card = _card(name)
    asked = row_filter.read(card.dataset, dict(request.GET.lists()))
    part = "totals" if request.htmx and "totals" in request.GET else "body"
    context = _page(card, asked, added=request.GET.get("add", "")) if part == "body" else {}
    reckoned = _totals(card, asked, wanted="totals" in request.GET)
    context |= {"card": card, "asked": asked, "query": asked.query_string()}
    context |= {"totals": reckoned, "sums": _sums(asked, reckoned)}
    if not request.htmx:
        context["difference"] = difference_of(card.version)
        context["set_aside"] = open_rows(writers_of(card.dataset.name))
        context["may_export"] = may(request.user, Right.EXPORT)
    response = answer(request, "datasets/dataset.html", context, part=part)
    if request.htmx and part == "body":
        query = asked.query_string(after=asked.after, before=asked.before)
        push_url(response, f"{request.path}?{query}" if query else request.path)
    return response


@require_safe
@requires(Right.EXPORT)
def dataset_export(request: HtmxRequest, name: str) -> HttpResponseBase:
    """Send exactly the rows of the address as a file; back to the page where it makes no sense."""
    card = _card(name)
    asked = row_filter.read(card.dataset, dict(request.GET.lists()))
    if asked.errors:
        return redirect(_address(card, request.GET.urlencode()))
    as_of = card.version.as_of if card.version else date.min
    file = f"{card.dataset.name}-{as_of.isoformat()}"
    form = Format.XLSX if request.GET.get("format") == "xlsx" else Format.CSV
    auditing.exported(request.user, name, form=form, query=asked.query_string())
    if form is Format.CSV:
        return _csv(asked, file, EXACT if "plain" in request.GET else dialect_of(request))
    try:
        book = workbook(asked, totals(asked, card.version).rows)
    except TooManyCells as refusal:
        messages.warning(request, say(refusal.message, refusal.fields))
        return redirect(_address(card, asked.query_string()))
    return FileResponse(book, as_attachment=True, filename=f"{file}.xlsx", content_type=XLSX)


def _csv(asked: row_filter.RowFilter, file: str, dialect: Dialect) -> StreamingHttpResponse:
    response = StreamingHttpResponse(
        stream_csv(asked, dialect), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{file}.csv"'
    return response


def dialect_of(request: HttpRequest) -> Dialect:
    """What the spreadsheet of this reader expects, by the language of the page and their region."""
    language = get_language() or "en"
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", "").lower())
    tags = [tag for tag, _quality in accepted if tag.startswith(f"{language}-")]
    return dialect_for(language, tags[0].partition("-")[2] if tags else "")


def _card(name: str) -> DatasetCard:
    try:
        return found.card(name)
    except UnknownDataset as error:
        raise Http404(str(error)) from error


def _page(card: DatasetCard, asked: row_filter.RowFilter, added: str) -> dict[str, Any]:
    rows = page(asked)
    drawn = dataset_form.fields(asked, choices(card.dataset, card.version), added)
    return {
        "rows": cells(rows.rows, asked.shown),
        "headings": dataset_form.headings(asked),
        "earlier": asked.query_string(before=rows.before, after="") if rows.before else "",
        "later": asked.query_string(after=rows.after, before="") if rows.after else "",
        "fields": drawn,
        "further": dataset_form.further(asked, drawn),
        "chips": dataset_form.chips(asked),
        "kept_by_filters": dataset_form.kept_by_filters(asked),
        "kept_by_columns": dataset_form.kept_by_columns(asked),
        "shown": {column.name for column in asked.shown},
        "sizes": [(size, asked.query_string(size=size)) for size in row_filter.SIZES],
    }


def _totals(card: DatasetCard, asked: row_filter.RowFilter, *, wanted: bool) -> Totals | None:
    """The totals, or None where they take long and nobody has asked for them yet."""
    if wanted or card.version is None or card.version.rows <= ADDED_UP_AT_ONCE:
        return totals(asked, card.version)
    return known_totals(asked, card.version)


def _sums(asked: row_filter.RowFilter, reckoned: Totals | None) -> dict[str, Any]:
    """The totals as a table: the measures, and a line for each currency."""
    wholes = {one.name for one in asked.columns.values() if one.kind is ColumnKind.WHOLE}
    write, write_whole = number_writer(2), number_writer(0)
    lines = [
        (
            one.currency,
            one.rows,
            [
                "" if value is None else (write_whole if name in wholes else write)(value)
                for name, value in one.sums.items()
            ],
        )
        for one in (reckoned.by_currency if reckoned else ())
    ]
    return {"measures": asked.dataset.measures, "lines": lines if asked.dataset.measures else []}


def _address(card: DatasetCard, query: str) -> str:
    address = reverse("tasks_admin:dataset", args=[card.dataset.name])
    return f"{address}?{query}" if query else address
