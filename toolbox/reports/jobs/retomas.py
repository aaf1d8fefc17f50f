"""What can be placed again with each payer."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import polars as pl
from pydantic import Field

from background import (
    Chart,
    Figure,
    Kind,
    Publication,
    Report,
    Series,
    TaskContext,
    relative_day,
    task,
)
from toolbox.placements.controlling import amount
from toolbox.rates.zone import LIMA
from toolbox.reports.dataset import RETOMAS
from toolbox.reports.tables import moved_since, movements
from toolbox.reports.workbooks import write_workbook

QUARTER_AGO: Any = "today - 90"
PLACES = 6
PAYERS_SHOWN = 20
CENT = Decimal("0.01")


@task(
    name="toolbox.retomas",
    title="Re-placements",
    queue="default",
    repeatable=True,
    lock=(),
    when_taken="queue",
    time_limit="10m",
    dry_run=True,
    writes=(RETOMAS,),
)
def retomas(
    ctx: TaskContext,
    cut_off: Annotated[
        date, relative_day(LIMA), Field(description="The first day that counts")
    ] = QUARTER_AGO,
) -> Report:
    """Work out for each payer what was collected and what was newly disbursed since a day.

    The difference can be placed again. Everything is in soles, by the rate of the day of the
    operation, from the table of accumulated placements. The table is replaced and offered as an
    Excel file.
    """
    found = movements(cut_off).with_columns(
        pl.col("Desembolsos", "Cobranzas").round(PLACES),
        (pl.col("Cobranzas") - pl.col("Desembolsos")).round(PLACES).alias("PorRetomar"),
    )
    file = write_workbook(ctx.workdir / "retomas.xlsx", {"Retomas": found})
    offered = ctx.attach(f"retomas-{cut_off}.xlsx", file)
    # How many payers there are follows from the day chosen: fewer than before are no loss.
    [published] = ctx.publish(Publication(RETOMAS, [found], ctx.today(LIMA), allow_shrink=True))
    _control(ctx, found, cut_off)
    ctx.log_success("{rows} payers published", rows=published.rows)
    return _report(found).model_copy(update={"downloads": [offered]})


def _control(ctx: TaskContext, found: pl.DataFrame, cut_off: date) -> None:
    disbursed, paid = moved_since(cut_off)
    sums = found.select(pl.col("Desembolsos", "Cobranzas", "PorRetomar").sum()).row(0, named=True)
    ctx.control(
        "Disbursed to all payers", amount(sums["Desembolsos"]), amount(disbursed), CENT, unit="PEN"
    )
    ctx.control(
        "Collected from all payers", amount(sums["Cobranzas"]), amount(paid), CENT, unit="PEN"
    )
    ctx.control(
        "To be placed again is collected less disbursed",
        amount(sums["PorRetomar"]),
        amount(paid - disbursed),
        CENT,
        unit="PEN",
    )


def _report(found: pl.DataFrame) -> Report:
    greatest = found.sort("PorRetomar", descending=True).head(PAYERS_SHOWN)
    total = round(found["PorRetomar"].sum(), 2)
    return Report(
        headline="{rows} payers, {total} soles to be placed again",
        fields={"rows": found.height, "total": total},
        figures=[
            Figure(label="Payers", value=found.height),
            _amount("Collected", found["Cobranzas"]),
            _amount("Disbursed", found["Desembolsos"]),
            _amount("To be placed again", found["PorRetomar"]),
        ],
        charts=[
            Chart(
                title="To be placed again, by payer",
                labels=greatest["RazonSocialPagador"].to_list(),
                series=[
                    Series(
                        label="To be placed again",
                        values=greatest["PorRetomar"].round(2).to_list(),
                    )
                ],
                unit="PEN",
            )
        ],
    )


def _amount(label: str, values: pl.Series) -> Figure:
    return Figure(label=label, value=round(values.sum(), 2), kind=Kind.AMOUNT, unit="PEN")
