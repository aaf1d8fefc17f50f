"""The published tables, read back for what is worked out from them on demand."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

import polars as pl
from django.db.models import Q, Sum

from background import JobFailed
from toolbox.placements.calc.layouts import PLACEMENTS
from toolbox.placements.models import Kpi, KpiAcumulado

CHUNK = 10_000
DAYS = {*PLACEMENTS.all_days, "TipoCambioFecha"}
NUMBERS = {*PLACEMENTS.amounts}
MOVED_SCHEMA = {
    "RUCPagador": pl.String,
    "RazonSocialPagador": pl.String,
    "FechaOperacion": pl.Date,
    "FechaPago": pl.Date,
    "Desembolsos": pl.Float64,
    "Cobranzas": pl.Float64,
}


def placements(columns: Sequence[str], until: date) -> pl.DataFrame:
    """Return columns of the placements up to and with a day, in the order of the table.

    One SELECT sees one version of the table. Raises JobFailed where there is nothing.
    """
    fields = {field.column: field.attname for field in Kpi._meta.concrete_fields}
    rows = Kpi.objects.filter(fecha_operacion__lte=until).order_by("id")
    found = rows.values_list(*[fields[name] for name in columns]).iterator(CHUNK)
    schema = {name: _type(name) for name in columns}
    frames = [
        pl.DataFrame(chunk, schema=schema, orient="row", strict=False) for chunk in _chunks(found)
    ]
    if not frames:
        raise JobFailed(
            "The table of placements has nothing up to {day}. Run the report tables first.",
            day=until,
        )
    return pl.concat(frames)


def movements(cut_off: date) -> pl.DataFrame:
    """Return Desembolsos and Cobranzas of each payer since a day, in the order of the names.

    Soles throughout, the payments by the rate of the operation's day. Raises JobFailed where the
    table of accumulated placements is empty.
    """
    if not KpiAcumulado.objects.exists():
        raise JobFailed(
            "The table of accumulated placements is empty. Run the accumulated placements first."
        )
    rows = KpiAcumulado.objects.filter(
        Q(fecha_operacion__gte=cut_off) | Q(fecha_pago__gte=cut_off)
    ).values_list(
        "ruc_pagador", "razon_social_pagador", "fecha_operacion", "fecha_pago",
        "monto_desembolso_soles", "monto_pago_soles",
    )  # fmt: skip
    frames = [
        pl.DataFrame(chunk, schema=MOVED_SCHEMA, orient="row", strict=False)
        for chunk in _chunks(rows.iterator(CHUNK))
    ]
    moved = pl.concat([pl.DataFrame(schema=MOVED_SCHEMA), *frames])
    # Grouped here, because MariaDB would take "Ana" and "ANA" for one name.
    return (
        moved.group_by("RUCPagador", "RazonSocialPagador")
        .agg(
            pl.col("Desembolsos").filter(pl.col("FechaOperacion") >= cut_off).sum(),
            pl.col("Cobranzas").filter(pl.col("FechaPago") >= cut_off).sum(),
        )
        .sort("RazonSocialPagador", "RUCPagador")
    )


def moved_since(cut_off: date) -> tuple[float, float]:
    """Return what was disbursed and what was paid since a day, added up on their own."""
    rows = KpiAcumulado.objects
    out = rows.filter(fecha_operacion__gte=cut_off).aggregate(sum=Sum("monto_desembolso_soles"))
    back = rows.filter(fecha_pago__gte=cut_off).aggregate(sum=Sum("monto_pago_soles"))
    return float(out["sum"] or 0), float(back["sum"] or 0)


def _chunks(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _type(column: str) -> type[pl.DataType]:
    if column in NUMBERS:
        return pl.Float64
    if column in DAYS:
        return pl.Date
    return pl.Int64 if column == "DiasEfectivo" else pl.String
