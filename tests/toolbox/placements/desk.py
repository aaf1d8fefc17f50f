"""Small inputs written by hand, and the calculation carried out on them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from toolbox.placements.calc.calculation import Calculation, prepare
from toolbox.placements.calc.inputs import Inputs, Named
from toolbox.placements.calc.layouts import PLACEMENTS, Layout
from toolbox.placements.calc.rules import CURRENT, RuleSet
from toolbox.rates.calc import RATE_SCHEMA

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "kpi"

DOCUMENT: dict[str, Any] = {
    "CodigoLiquidacion": "LIQ2401000001", "CodigoSolicitud": "SOL1", "RUCCliente": "20990000001",
    "RazonSocialCliente": "CLIENTE UNO", "RUCPagador": "20990000002",
    "RazonSocialPagador": "PAGADOR DOS", "Moneda": "PEN", "DeudaAnterior": "",
    "ObservacionLiquidacion": "", "ObservacionSolicitud": None, "FlagPagoInteresConfirming": None,
    "TipoOperacion": "FACTORING", "Estado": "DESEMBOLSADO", "NroDocumento": "F001 - 1",
    "TasaNominalMensualPorc": "2.5", "FinanciamientoPorc": "90", "FechaConfirmado": "31/03/2024",
    "FechaOperacion": "15/01/2024", "DiasEfectivo": "76", "NetoConfirmado": "10000",
    "FondoResguardo": "1000", "MontoComisionEstructuracion": "100",
    "ComisionEstructuracionIGV": "18", "ComisionEstructuracionConIGV": "118",
    "MontoCobrar": "9000", "Interes": "570", "InteresConIGV": "672.6", "GastosContrato": "0",
    "GastoVigenciaPoder": "0", "ServicioCobranza": "10", "ServicioCustodia": "5",
    "GastosDiversosIGV": "2.7", "GastosDiversosConIGV": "17.7", "MontoTotalFacturado": "808.3",
    "MontoDesembolso": "8191.7", "FacturasGeneradas": "F010-1", "Ejecutivo": "Ana, Perez",
    "FechaPago": "-", "MontoPago": "0", "ExcesoPago": "0", "FechaDesembolso": "15/01/2024",
    "MontoDevolucion": "0", "EstadoDevolucion": "", "Anticipo": "No", "TramoAnticipo": "",
}  # fmt: skip
"""The worked example in soles of the domain's section 8, in the shape of the ERP's report."""

PAYMENT_DETAIL: dict[str, Any] = {
    "TipoOperacionDetalle": "", "FechaInteresConfirming": "-", "FechaPagoCreacion": "02/04/2024",
    "FechaPagoModificacion": "No Aplica", "DiasMora": "2", "MontoCobrarPago": "9000",
    "InteresPago": "12.5", "GastosPago": "", "SaldoDeuda": "-", "DescuentoDevolucion": "0",
    "TipoPago": "PAGO PARCIAL", "FacturasMoraGeneradas": "", "ObservacionPago": None,
    "ObservacionDevolucion": "",
}  # fmt: skip
"""What the accumulated report has of a document besides."""

SHEET_ROW: dict[str, Any] = {
    "Liquidación": "LIQ001-2020", "N° Factura/ Letra": "E001-1", "Nombre Cliente": "CLIENTE UNO",
    "RUC Cliente": "20990000001", "Nombre Deudor": "PAGADOR DOS", "RUC DEUDOR": "20990000002",
    "TNM Op": "0.02", "% Finan": "0.9", "Fecha de Op": "2020-03-10T05:00:00.000Z",
    "F.Pago Confirmada": "2020-05-10T05:00:00.000Z", "Días Efect": "61", "Moneda": "PEN",
    "Neto Confirmado": "5000", "Comision Con IGV": "59", "Fondo Resguardo": "500",
    "Neto a Financiar": "4500", "Interés sin IGV": "183", "Interés con IGV": "215.94",
    "IGV Gastos Diversos": "1.8", "Gastos Diversos con IGV": "11.8",
    "Total a ser facturado al desembolso Inc. IGV": "286.74", "N Factura generada": "F-1",
    "Desembolso Neto": "4213.26", "Fecha de pago": "", "Estado": "PAGADO",
    "Import. Recaudado": "5000", "EJECUTIVO": "ana perez", "TIPO DE OPERACIÓN": "Factoring",
}  # fmt: skip
"""The worked example of an out-of-system operation, in the shape of the sheets."""

NO_TEXT: Mapping[str, Any] = {}
RATE = ("2024-01-15", 3.69, 3.70)


def document(**changes: Any) -> dict[str, Any]:
    """Return the example document with some columns changed."""
    return DOCUMENT | changes


def accumulated(**changes: Any) -> dict[str, Any]:
    """Return the example document as the accumulated report has it, some columns changed."""
    return DOCUMENT | PAYMENT_DETAIL | changes


def sheet_row(changes: Mapping[str, Any] = NO_TEXT) -> dict[str, Any]:
    """Return the example sheet row with some cells changed."""
    return SHEET_ROW | dict(changes)


def named(name: str, rows: Sequence[Mapping[str, Any]]) -> Named:
    """Return rows as the sources give them: every column text, and `_row`."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    texts = {column: [as_text(row.get(column)) for row in rows] for column in columns}
    frame = pl.DataFrame(texts, schema=dict.fromkeys(columns, pl.String))
    return Named(name, (frame.with_row_index("_row", 1) if columns else frame).lazy())


def as_text(value: Any) -> str | None:
    """Return a JSON value as the sources spell it; a date object of a sheet as its text."""
    if isinstance(value, dict):
        value = next(iter(value.values()))
    return value if value is None or isinstance(value, str) else json.dumps(value)


def rates_frame(rates: Iterable[tuple[str, float, float]]) -> pl.DataFrame:
    """Return rates as the calculation reads them."""
    rows = [(date.fromisoformat(day), bid, ask) for day, bid, ask in rates]
    return pl.DataFrame(rows, schema=dict(RATE_SCHEMA), orient="row")


@dataclass(frozen=True)
class Result:
    """What came out: the table's rows, and those set aside with what is said of them."""

    calculation: Calculation
    rows: list[dict[str, Any]]
    set_aside: list[dict[str, Any]]

    @property
    def only(self) -> dict[str, Any]:
        """The one row of the table."""
        assert not self.set_aside
        [row] = self.rows
        return row

    @property
    def reasons(self) -> list[tuple[str, int, str, str]]:
        """Source, row, column and reason of each row set aside."""
        return [(r["source"], r["row"], r["column"], r["reason"]) for r in self.set_aside]


def carry_out(inputs: Inputs, rules: RuleSet = CURRENT, size: int = 50_000) -> Result:
    """Carry the calculation out, `size` rows of the report at a time."""
    calculation = prepare(inputs, rules)
    batches = list(calculation.batches(size))
    return Result(
        calculation,
        [row for batch in batches for row in batch.rows.iter_rows(named=True)],
        [row for batch in batches for row in batch.set_aside.iter_rows(named=True)],
    )


def work_out(
    *report: Mapping[str, Any],
    pen: Sequence[Mapping[str, Any]] | None = None,
    usd: Sequence[Mapping[str, Any]] | None = None,
    sectors: Sequence[Mapping[str, Any]] | None = None,
    referrals: Sequence[Mapping[str, Any]] | None = None,
    rates: Iterable[tuple[str, float, float]] = (RATE,),
    aliases: Mapping[str, str] = NO_TEXT,
    rules: RuleSet = CURRENT,
    layout: Layout = PLACEMENTS,
) -> Result:
    """Calculate a few rows; what is not given is not configured."""
    sheets = {"fuera-sistema-pen": pen, "fuera-sistema-usd": usd}
    inputs = Inputs(
        report=named("colocaciones-2" if layout is PLACEMENTS else "colocaciones-0", report),
        sheets=[named(name, rows) for name, rows in sheets.items() if rows is not None],
        sectors=named("sectores", sectors) if sectors is not None else None,
        referrals=named("referidos", referrals) if referrals is not None else None,
        rates=rates_frame(rates),
        aliases=aliases,
        layout=layout,
    )
    return carry_out(inputs, rules)


def golden_inputs() -> Inputs:
    """Return the golden sources."""

    def read(name: str) -> Any:
        return json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))

    return Inputs(
        report=named("colocaciones-2", read("colocaciones-2")),
        sheets=[named(n, read(n)) for n in ("fuera-sistema-pen", "fuera-sistema-usd")],
        sectors=named("sectores", read("sectores")),
        referrals=named("referidos", read("referidos")),
        rates=rates_frame((r["fecha"], r["compra"], r["venta"]) for r in read("tipo-cambio")),
        aliases=read("listas")["alias_ejecutivos"],
    )


def golden_rows() -> list[dict[str, Any]]:
    """Return what the legacy rules must make of the golden sources."""
    rows: list[dict[str, Any]] = json.loads(
        (GOLDEN / "expected-kpi.json").read_text(encoding="utf-8")
    )
    return rows
