"""Operations kept in sheets outside the ERP, in the shape of the documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from toolbox.placements.calc.columns import REPORT_MINIMUM, SHEET_HEADERS, header_key
from toolbox.placements.calc.names import NameMatch
from toolbox.placements.calc.parsing import day as sheet_day
from toolbox.placements.calc.parsing import integer_text, is_blank, number_or_zero
from toolbox.quarantine.calc import raw
from toolbox.receivables.calc import columns
from toolbox.receivables.calc.documents import TEXT_LIMITS, cleaned, with_raw
from toolbox.receivables.calc.inputs import MissingColumns, Named
from toolbox.receivables.calc.keys import stable_id
from toolbox.receivables.calc.payments import MOMENTS, OUT_OF_SYSTEM
from toolbox.receivables.calc.rules import RuleSet

HEADERS = {
    **SHEET_HEADERS,
    "IGV Interés": "InteresIGV",
    "Gastos Diversos Sin IGV": "GastosDiversos",
    "% Estructuracion": "ComisionEstructuracionPorc",
    "Dias Mora": "DiasMora",
    "Interes Mora - No Afecto IGV": "InteresPago",
    "Gastos Mora Con IGV": "GastosPago",
    "Importe a Pagar": "MontoCobrarPago",
}
"""Header cell -> our column."""

DATES = ("FechaOperacion", "FechaConfirmado", "FechaPago", "FechaDesembolso")
PAID = ("MontoPago", "ExcesoPago", "InteresPago", "GastosPago", "MontoCobrarPago", "DiasMora")
PERCENT = ("TasaNominalMensualPorc", "FinanciamientoPorc", "ComisionEstructuracionPorc")
COLUMNS = dict.fromkeys((*columns.DOCUMENT_COLUMNS, *DATES, *PAID))


@dataclass(frozen=True, slots=True)
class OutOfSystem:
    """The sheets' rows in their order, the codes that they take over, and the empty lines."""

    rows: pl.DataFrame
    codes: pl.Series
    blank_lines: int


NOTHING = OutOfSystem(pl.DataFrame(), pl.Series(values=[], dtype=pl.String), 0)


def read_sheets(sheets: Sequence[Named], rules: RuleSet) -> OutOfSystem:
    """Return the rows of all sheets; a line without a code is empty.

    A row with a code but without either tax id replaces nothing; it will be found bad.
    Raises MissingColumns.
    """
    frames = [_read(sheet, rules).collect() for sheet in sheets if not sheet.is_empty]
    if not frames:
        return NOTHING
    lines = pl.concat(frames)
    rows = lines.filter(~is_blank(raw("CodigoLiquidacion")))
    has_tax_ids = ~(is_blank(raw("RUCCliente")) | is_blank(raw("RUCPagador")))
    codes = rows.filter(has_tax_ids)["CodigoLiquidacion"].unique()
    return OutOfSystem(_identified(rows), codes, lines.height - rows.height)


def _read(sheet: Named, rules: RuleSet) -> pl.LazyFrame:
    wanted = {header_key(head): name for head, name in HEADERS.items()}
    present = sheet.frame.collect_schema().names()
    mapping = {head: wanted[key] for head in present if (key := header_key(head)) in wanted}
    missing = [
        head
        for head, name in SHEET_HEADERS.items()
        if name in REPORT_MINIMUM and name not in mapping.values()
    ]
    if missing:
        raise MissingColumns(sheet.name, missing)
    renamed = Named(sheet.name, sheet.frame.select("_row", *mapping).rename(mapping))
    return _typed(with_raw(renamed, COLUMNS, mapping.values()), rules)


def _typed(frame: pl.LazyFrame, rules: RuleSet) -> pl.LazyFrame:
    blank = dict.fromkeys(columns.BLANK_TEXTS, pl.lit(""))
    numbers = [
        number_or_zero(raw(name), thousands=True).alias(name) for name in (*columns.NUMBERS, *PAID)
    ]
    return frame.with_columns(
        *[
            blank.get(name, integer_text(raw(name))).alias(name)
            for name in (*TEXT_LIMITS, *columns.LONG_TEXTS)
        ],
        *numbers,
        *[sheet_day(raw(name)).alias(name) for name in DATES],
        pl.lit(None, dtype=pl.Date).alias("FechaInteresConfirming"),
        pl.lit("si").alias("FueraSistema"),
    ).with_columns(*cleaned(rules), pl.col(PERCENT) * 100)


def _identified(rows: pl.DataFrame) -> pl.DataFrame:
    """Add the identifiers, and `_again` to all but the last row of a document."""
    keys = rows.select("CodigoLiquidacion", pl.col("NroDocumento").fill_null("")).rows()
    return rows.with_columns(
        IdLiquidacionCab=pl.Series(values=[stable_id(code) for code, _ in keys], dtype=pl.Int64),
        IdLiquidacionDet=pl.Series(values=[stable_id(*key) for key in keys], dtype=pl.Int64),
    ).with_columns(pl.col("IdLiquidacionDet").is_last_distinct().not_().alias("_again"))


def with_executives(rows: pl.DataFrame, matches: Mapping[str, NameMatch]) -> pl.DataFrame:
    """Spell the executives as the ERP does, in title case where nobody there is like enough."""
    spelled = {name: match.matched or name.title() for name, match in matches.items()}
    return rows.with_columns(pl.col("Ejecutivo").replace(spelled)) if rows.height else rows


def settled(rows: pl.DataFrame, rules: RuleSet) -> pl.DataFrame:
    """Add what decides the balance: the sheet's own collected amount.

    Under the placeholder rule nothing counts as collected.
    """
    paid = pl.lit(value=False) if rules.placeholders else pl.col("MontoPago") != 0
    return rows.with_columns(
        pl.when(paid).then(pl.lit(OUT_OF_SYSTEM)).alias("TipoPago"),
        pl.when(paid).then(1).otherwise(0).cast(pl.UInt32).alias("Pagos"),
        (pl.col("NetoConfirmado") - pl.col("MontoPago")).alias("SaldoDeuda"),
    )


def payments_of(rows: pl.DataFrame, rules: RuleSet) -> pl.DataFrame:
    """Return the payments that the sheets' rows tell of, under the identifier of the document."""
    observation = pl.col("ObservacionLiquidacion").fill_null("")
    chosen = rows if rules.placeholders else rows.filter(pl.col("MontoPago") != 0)
    values = _made_up() if rules.placeholders else _collected()
    return chosen.select(
        pl.col("IdLiquidacionDet").alias("IdLiquidacionPago"),
        "IdLiquidacionDet",
        *[value.alias(name) for name, value in values.items()],
        observation.alias("ObservacionPago"),
        pl.lit(OUT_OF_SYSTEM).alias("TipoPago"),
        *[pl.lit(None, dtype=pl.Datetime("us")).alias(name) for name in MOMENTS],
    ).select(columns.PAYMENTS)


def _collected() -> dict[str, pl.Expr]:
    return {
        "FechaPago": pl.coalesce("FechaPago", "FechaConfirmado"),
        "DiasMora": pl.col("DiasMora").cast(pl.Int64),
        "MontoCobrarPago": pl.col("MontoCobrarPago"),
        "MontoPago": pl.col("MontoPago"),
        "InteresPago": pl.col("InteresPago"),
        "GastosPago": pl.col("GastosPago"),
        "SaldoDeuda": pl.col("NetoConfirmado") - pl.col("MontoPago"),
        "ExcesoPago": pl.col("ExcesoPago"),
    }


def _made_up() -> dict[str, pl.Expr]:
    """The former extension's placeholders, from the terms of the deal."""
    return {
        "FechaPago": pl.col("FechaOperacion"),
        "DiasMora": pl.lit(0, dtype=pl.Int64),
        "MontoCobrarPago": pl.col("MontoCobrar"),
        "MontoPago": pl.col("MontoDesembolso"),
        "InteresPago": pl.col("Interes"),
        "GastosPago": pl.col("GastosContrato"),
        "SaldoDeuda": pl.col("MontoCobrar"),
        "ExcesoPago": pl.lit(0.0),
    }


def refunds_of(rows: pl.DataFrame, rules: RuleSet) -> pl.DataFrame:
    """Return the refunds that the sheets' rows tell of, under the identifier of the document."""
    made_up = rules.placeholders
    day = pl.col("FechaOperacion" if made_up else "FechaDesembolso")
    observation = pl.col("ObservacionLiquidacion").fill_null("") if made_up else pl.lit("")
    return rows.filter(day.is_not_null()).select(
        pl.col("IdLiquidacionDet").alias("IdLiquidacionDevolucion"),
        "IdLiquidacionDet",
        day.alias("FechaDesembolso"),
        (pl.lit(0.0) if made_up else pl.col("ExcesoPago")).alias("MontoDevolucion"),
        pl.lit(0.0).alias("DescuentoDevolucion"),
        pl.lit(1, dtype=pl.Int64).alias("EstadoDevolucion"),
        observation.alias("ObservacionDevolucion"),
    )
