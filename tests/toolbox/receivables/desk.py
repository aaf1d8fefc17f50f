"""Small inputs written by hand, and the receivables calculated from them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from tests.toolbox.placements.desk import RATE, named, rates_frame
from toolbox.receivables.calc.balances import Cut
from toolbox.receivables.calc.calculation import Calculation, prepare
from toolbox.receivables.calc.inputs import Inputs, Lists
from toolbox.receivables.calc.payments import PAYMENT_SCHEMA, by_document
from toolbox.receivables.calc.rules import CURRENT, RuleSet
from toolbox.receivables.calc.sheets import payments_of, refunds_of

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "cxc"
AS_OF = date(2024, 3, 31)
ASK = 3.76

DOCUMENT: dict[str, Any] = {
    "IdLiquidacionCab": 1, "IdLiquidacionDet": 1000, "CodigoLiquidacion": "LIQ2401000001",
    "CodigoSolicitud": "SOL1", "RUCCliente": "20990000001", "RazonSocialCliente": "CLIENTE UNO",
    "RUCPagador": "20990000002", "RazonSocialPagador": "PAGADOR DOS", "Moneda": "PEN",
    "DeudaAnterior": "0", "ObservacionLiquidacion": None, "ObservacionSolicitud": None,
    "FlagPagoInteresConfirming": "", "FechaInteresConfirming": None,
    "TipoOperacion": "FACTORING", "TipoOperacionDetalle": "", "Estado": "DESEMBOLSADO",
    "NroDocumento": "F001 - 1", "TasaNominalMensualPorc": "2.5", "FinanciamientoPorc": "90",
    "FechaConfirmado": "31/03/2024", "FechaOperacion": "2024-01-15", "DiasEfectivo": 76,
    "NetoConfirmado": "10000", "FondoResguardo": "1000", "ComisionEstructuracionPorc": "1",
    "MontoComisionEstructuracion": "100", "ComisionEstructuracionIGV": "18",
    "ComisionEstructuracionConIGV": "118", "FacturasGeneradas": None, "MontoCobrar": "9000",
    "Interes": "570", "InteresIGV": "102.6", "InteresConIGV": "672.6", "GastosContrato": "0",
    "GastoVigenciaPoder": "0", "ServicioCobranza": "10", "ServicioCustodia": "5",
    "GastosDiversos": "15", "GastosDiversosIGV": "2.7", "GastosDiversosConIGV": "17.7",
    "MontoTotalFacturado": "808.3", "MontoDesembolso": "8191.7", "Ejecutivo": "Ana, Perez",
}  # fmt: skip
"""The worked example of the domain's section 8, in the shape of the receivables' service."""

PAYMENT: dict[str, Any] = {
    "IdLiquidacionPago": 1, "IdLiquidacionDet": 1000, "FechaPago": "2024-03-20", "DiasMora": 0,
    "MontoCobrarPago": 9000, "MontoPago": 10000, "InteresPago": 0, "GastosPago": 0,
    "SaldoDeuda": 0, "ExcesoPago": 0, "ObservacionPago": "", "TipoPago": "PAGO TOTAL",
    "FechaPagoCreacion": "2024-03-20T09:15:00", "FechaPagoModificacion": None,
}  # fmt: skip
REFUND: dict[str, Any] = {
    "IdLiquidacionDevolucion": 1, "IdLiquidacionDet": 1000, "FechaDesembolso": "25-03-2024",
    "MontoDevolucion": 1000, "DescuentoDevolucion": 0, "EstadoDevolucion": 1,
    "ObservacionDevolucion": None,
}  # fmt: skip


def document(**changes: Any) -> dict[str, Any]:
    """Return the example document with some columns changed."""
    return DOCUMENT | changes


def payment(**changes: Any) -> dict[str, Any]:
    """Return the example payment, in full, with some columns changed."""
    return PAYMENT | changes


def refund(**changes: Any) -> dict[str, Any]:
    """Return the example refund with some columns changed."""
    return REFUND | changes


@dataclass(frozen=True)
class Result:
    """What came out: the rows of each table, and what is said of those set aside."""

    calculation: Calculation
    documents: list[dict[str, Any]]
    payments: list[dict[str, Any]]
    refunds: list[dict[str, Any]]
    set_aside: list[dict[str, Any]]

    @property
    def only(self) -> dict[str, Any]:
        """The one document."""
        assert not self.set_aside
        [row] = self.documents
        return row

    @property
    def reasons(self) -> list[tuple[str, int, str, str]]:
        """Source, row, column and reason of each row set aside."""
        return [(r["source"], r["row"], r["column"], r["reason"]) for r in self.set_aside]


def carry_out(inputs: Inputs, cut: Cut, rules: RuleSet = CURRENT, size: int = 50_000) -> Result:
    """Carry the calculation out, `size` rows of a service at a time."""
    calculation = prepare(inputs, rules)
    payments = list(calculation.payments(size))
    refunds = list(calculation.refunds(size))
    paid = pl.concat([pl.DataFrame(schema=PAYMENT_SCHEMA).lazy(), *(
        batch.rows.lazy().select(*PAYMENT_SCHEMA) for batch in payments
    )])  # fmt: skip
    documents = list(calculation.batches(by_document(paid), cut, size))
    outside = [calculation.out_of_system()[0]] if calculation.sheets.rows.height else []
    return Result(
        calculation,
        _rows(batch.rows for batch in documents),
        _rows([*(batch.rows for batch in payments), *(payments_of(o, rules) for o in outside)]),
        _rows([*(batch.rows for batch in refunds), *(refunds_of(o, rules) for o in outside)]),
        _rows(batch.set_aside for batch in (*payments, *refunds, *documents)),
    )


def _rows(frames: Any) -> list[dict[str, Any]]:
    return [row for frame in frames for row in frame.iter_rows(named=True)]


def work_out(
    *documents: Mapping[str, Any],
    payments: Sequence[Mapping[str, Any]] | None = None,
    refunds: Sequence[Mapping[str, Any]] | None = None,
    pen: Sequence[Mapping[str, Any]] | None = None,
    sectors: Sequence[Mapping[str, Any]] | None = None,
    referrals: Sequence[Mapping[str, Any]] | None = None,
    lists: Lists | None = None,
    rules: RuleSet = CURRENT,
    as_of: date = AS_OF,
    placeholders: bool = False,
) -> Result:
    """Calculate a few rows; what is not given is not configured."""
    inputs = Inputs(
        documents=named("liquidaciones", documents),
        payments=named("pagos", payments) if payments is not None else None,
        refunds=named("devoluciones", refunds) if refunds is not None else None,
        sheets=[named("fuera-sistema-pen", pen)] if pen is not None else [],
        sectors=named("sectores", sectors) if sectors is not None else None,
        referrals=named("referidos", referrals) if referrals is not None else None,
        rates=rates_frame([RATE]),
        lists=lists or Lists(),
    )
    chosen = replace(rules, placeholders=placeholders)
    return carry_out(inputs, Cut(as_of, ASK, inputs.lists), chosen)


def golden(name: str) -> Any:
    """Return the content of a golden file."""
    return json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))


def golden_inputs() -> Inputs:
    """Return the golden sources."""
    lists = golden("listas")
    return Inputs(
        documents=named("liquidaciones", golden("liquidaciones")),
        payments=named("pagos", golden("pagos")),
        refunds=named("devoluciones", golden("devoluciones")),
        sectors=named("sectores", golden("sectores")),
        lists=Lists(
            arrears=frozenset(lists["mora_a_mayo"]),
            special=frozenset(lists["cobranza_especial"]),
        ),
    )
