"""What each executive earns on the placements of a month."""

from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl

from toolbox.placements.calc.arithmetic import divided
from toolbox.reports.calc.promotions import NEW, RECURRENT, Deal, History, key_of
from toolbox.reports.calc.terms import CommissionTerms

CURRENT_LIST, EARLIER_LIST = "Lista Actual", "Lista Anterior"
NEEDED = (
    "CodigoLiquidacion", "NroDocumento", "FechaOperacion", "Mes", "Ejecutivo", "Referencia",
    "TipoOperacion", "RUCCliente", "RazonSocialCliente", "RUCPagador", "RazonSocialPagador",
    "Moneda", "Anticipo", "TipoCambioVenta", "ComisionEstructuracionConIGV", "TotalIngresosSoles",
    "CostosFondoSoles", "Utilidad",
)  # fmt: skip
"""The columns of the placements that are read, beside those of the funds."""

COMPUTED = ("Situacion", "Lista", "Tasa", "Comision")
DEAL = ("Ejecutivo", "TipoOperacion", "RUCCliente", "RUCPagador", "FechaOperacion")
YES = "Sí"
TOTALS = ("TotalIngresosSoles", "CostosFondoSoles", "Utilidad", "Comision")


def commissions(rows: pl.DataFrame, start: date, end: date, terms: CommissionTerms) -> pl.DataFrame:
    """Return the rows of `end`'s month with COMPUTED, and the advances that it completes.

    `rows` are placements with their funds, from the beginning of the business; promotions are
    worked out from `start`'s month to `end`'s. An advance of the month before is listed when the
    same settlement goes on in this one.
    """
    judged = _judged(rows, start, end, terms)
    month, before = f"{end:%Y-%m}", f"{_month_before(end):%Y-%m}"
    listed = judged.filter(pl.col("Mes").is_in([before, month]))
    codes = listed.filter(pl.col("Mes") == month)["CodigoLiquidacion"].unique()
    completed = (pl.col("Anticipo") == YES) & pl.col("CodigoLiquidacion").is_in(codes.implode())
    return listed.filter((pl.col("Mes") == month) | completed).with_columns(
        _rate(terms).alias("Tasa"), _commission(terms).alias("Comision")
    )


def totals(found: pl.DataFrame) -> pl.DataFrame:
    """Return the sums of TOTALS by executive, the greatest commission first."""
    sums = found.group_by("Ejecutivo").agg(pl.col(TOTALS).sum(), pl.len().alias("Documentos"))
    return sums.sort("Comision", "Ejecutivo", descending=[True, False])


def _judged(rows: pl.DataFrame, start: date, end: date, terms: CommissionTerms) -> pl.DataFrame:
    """Add Situacion and Lista to the rows up to `end`'s month; null for months not asked for."""
    known = rows.filter(pl.col("Mes") <= f"{end:%Y-%m}").with_row_index("_place")
    history = History(terms)
    found: list[tuple[int, str]] = []
    for month, group in _months(known):
        deals = [Deal(*row) for row in group.select(DEAL).iter_rows()]
        if month >= start.replace(day=1):
            verdicts = history.judge(month, deals)
            states = (verdicts[key_of(deal)] for deal in deals)
            found += zip(group["_place"].to_list(), states, strict=True)
        history.remember(deals)
    schema = {"_place": pl.UInt32, "Situacion": pl.String}
    verdict = pl.DataFrame(found, schema=dict(schema), orient="row")
    listed = pl.when(pl.col("Situacion").is_null()).then(pl.lit(EARLIER_LIST))
    return (
        known.join(verdict, on="_place", how="left", maintain_order="left")
        .with_columns(listed.otherwise(pl.lit(CURRENT_LIST)).alias("Lista"))
        .with_columns(pl.col("Situacion").fill_null(RECURRENT))
        .drop("_place")
    )


def _months(rows: pl.DataFrame) -> Iterator[tuple[date, pl.DataFrame]]:
    for (month,), group in rows.sort("Mes", maintain_order=True).group_by(
        ["Mes"], maintain_order=True
    ):
        yield date.fromisoformat(f"{month}-01"), group


def _rate(terms: CommissionTerms) -> pl.Expr:
    """Return the share of the profit of an executive of the house, or of one from outside."""
    is_new = pl.col("Situacion") == NEW
    own = pl.col("Ejecutivo") == pl.col("Referencia")
    house = (
        pl.when(pl.col("Lista") == EARLIER_LIST)
        .then(terms.earlier)
        .when(is_new & own)
        .then(terms.own_new)
        .when(is_new)
        .then(terms.referred_new)
        .otherwise(terms.recurrent)
    )
    outside = pl.col("Ejecutivo").replace_strict(
        dict(terms.external), return_dtype=pl.Float64, default=None
    )
    special = pl.col("Ejecutivo").is_in(list(terms.special))
    return pl.when(special).then(None).otherwise(pl.coalesce(outside, house))


def _commission(terms: CommissionTerms) -> pl.Expr:
    """Return the amount.

    Somebody from outside earns the fee where there is one, in the currency of the document; a
    special executive earns the profit where there is a fee and nothing where there is none. That
    looks the wrong way round, and is what the former system does.
    """
    fee = divided(pl.col("ComisionEstructuracionConIGV"), terms.vat.on(pl.col("FechaOperacion")))
    has_fee = pl.col("ComisionEstructuracionConIGV").fill_null(0.0) != 0
    profit = pl.col("UtilidadTotalSoles")
    special = pl.col("Ejecutivo").is_in(list(terms.special))
    outside = pl.col("Ejecutivo").is_in(list(terms.external))
    return (
        pl.when(special & has_fee)
        .then(profit)
        .when(special)
        .then(0.0)
        .when(outside & has_fee)
        .then(fee)
        .otherwise(_rate(terms) * profit)
    )


def _month_before(day: date) -> date:
    return day.replace(day=1) - timedelta(days=1)
