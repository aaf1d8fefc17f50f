"""The commissions of a month."""

import zipfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import polars as pl
from pydantic import Field

from background import (
    TODAY,
    Chart,
    Column,
    Figure,
    JobFailed,
    Kind,
    Report,
    Series,
    Table,
    TaskContext,
    ValidationFailed,
    relative_day,
    task,
)
from toolbox.lists.valid import lists_for
from toolbox.placements.calc.columns import TABLE_COLUMNS
from toolbox.placements.calc.rules import Rules
from toolbox.placements.controlling import amount
from toolbox.rates.zone import LIMA
from toolbox.reports.calc import commissions, funds
from toolbox.reports.calc.promotions import NEW, months_after
from toolbox.reports.funding import funded
from toolbox.reports.pricing import commission_terms
from toolbox.reports.tables import placements
from toolbox.reports.workbooks import file_name, month_name, write_workbook
from toolbox.sources import open_source

CENT = Decimal("0.01")


@task(
    name="toolbox.comisiones",
    title="Commissions",
    queue="default",
    repeatable=True,
    time_limit="15m",
)
def comisiones(
    ctx: TaskContext,
    since: Annotated[
        date, relative_day(LIMA), Field(description="A day of the first month of the promotions")
    ] = date(2023, 1, 1),
    until: Annotated[
        date, relative_day(LIMA), Field(description="A day of the month that is paid")
    ] = TODAY,
    rules: Annotated[
        Rules, Field(description="The rules in force, or those of the former system")
    ] = Rules.CURRENT,
) -> Report:
    """Work out what each executive earns on the placements of a month.

    Business is new or recurrent by the promotions since the first month; the profit is the one
    after the guarantee funds. The result is a zip with one workbook for all, one for each
    executive and one with the totals; no table changes.
    """
    if since > until:
        raise ValidationFailed("The first month is after the month that is paid.")
    ctx.progress(0, 100, step="Read the placements")
    source = open_source(ctx)
    last_day = months_after(until.replace(day=1), 1) - timedelta(days=1)
    columns = [name for name in TABLE_COLUMNS if name in {*commissions.NEEDED, *funds.NEEDED}]
    rows = placements(columns, last_day)
    ctx.progress(30, 100, step="Calculate")
    costs = funded(ctx, source, rows, until, rules)
    terms = commission_terms(lists_for(source, last_day), rules)
    found = commissions.commissions(costs, since, until, terms)
    if found.is_empty():
        raise JobFailed("There is no document in {month}.", month=f"{until:%Y-%m}")
    ctx.progress(60, 100, step="Write the workbooks")
    offered = ctx.attach(f"comisiones-{month_name(until)}.zip", _zip(ctx, found, until))
    _control(ctx, found)
    ctx.log_success("{rows} documents with a commission", rows=found.height)
    return _report(found).model_copy(update={"downloads": [offered]})


def _zip(ctx: TaskContext, found: pl.DataFrame, until: date) -> Path:
    month, folder = month_name(until), ctx.workdir
    books = [
        write_workbook(folder / f"Comisiones_{month}.xlsx", {"Comisiones": found}),
        write_workbook(folder / f"Totales_{month}.xlsx", {"Totales": commissions.totals(found)}),
    ]
    groups = found.group_by(["Ejecutivo"], maintain_order=True)
    for number, ((executive,), own) in enumerate(groups, start=1):
        name = f"{file_name(str(executive))}_{number}_{month}.xlsx"
        books.append(write_workbook(folder / name, {"Comisiones": own}))
    path = folder / "comisiones.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for book in books:
            archive.write(book, book.name)
    return path


def _control(ctx: TaskContext, found: pl.DataFrame) -> None:
    by_executive = commissions.totals(found)
    ctx.control(
        "Commissions of all executives are those of all documents",
        amount(float(by_executive["Comision"].sum())),
        amount(float(found["Comision"].sum())),
        CENT,
        unit="PEN",
    )
    ctx.control("Documents of all executives", int(by_executive["Documentos"].sum()), found.height)


def _report(found: pl.DataFrame) -> Report:
    by_executive = commissions.totals(found)
    total = round(found["Comision"].sum(), 2)
    new = found.filter(pl.col("Situacion") == NEW).height
    return Report(
        headline="{rows} documents, commissions of {total} soles",
        fields={"rows": found.height, "total": total},
        figures=[
            Figure(label="Documents", value=found.height),
            Figure(label="Documents of new business", value=new),
            Figure(label="Executives", value=by_executive.height),
            Figure(label="Commissions", value=total, kind=Kind.AMOUNT, unit="PEN"),
        ],
        charts=[
            Chart(
                title="Commissions by executive",
                labels=by_executive["Ejecutivo"].to_list(),
                series=[
                    Series(label="Commission", values=by_executive["Comision"].round(2).to_list())
                ],
                unit="PEN",
            )
        ],
        tables=[_table(by_executive)],
    )


def _table(by_executive: pl.DataFrame) -> Table:
    columns = ("Ejecutivo", "Documentos", "TotalIngresosSoles", "Utilidad", "Comision")
    return Table(
        title="Totals by executive",
        columns=[
            Column(name="Ejecutivo", label="Executive"),
            Column(name="Documentos", label="Documents", kind=Kind.COUNT),
            Column(name="TotalIngresosSoles", label="Core income in soles", kind=Kind.AMOUNT),
            Column(name="Utilidad", label="Profit in soles", kind=Kind.AMOUNT),
            Column(name="Comision", label="Commission", kind=Kind.AMOUNT),
        ],
        rows=[
            [value if isinstance(value, str | int) else round(value, 2) for value in row]
            for row in by_executive.select(columns).rows()
        ],
    )
