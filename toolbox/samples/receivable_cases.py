"""The odd documents, payments and refunds of the receivables, planted in known places.

A case comes once in every 2,000 documents, the first time among the first 200. Rows that have to
be set aside are three in 2,000 documents and as few among the payments.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from toolbox.samples.cases import LONG, PERIOD, Change, Scene, put
from toolbox.samples.deals import Document
from toolbox.samples.erp_rows import Row
from toolbox.samples.payments import PARTIAL, TOTAL
from toolbox.samples.receivable_rows import payment_row

FIRST_PLACE = 40
Payments = Callable[[Document, date], list[Row]]


@dataclass(frozen=True, slots=True)
class ReceivableCase:
    """One odd thing: its number, what it is, and what it does to a document or its payments.

    `payments` replaces what was paid on the document; `settlement` changes its header and detail.
    """

    number: str
    label: str
    settlement: Change | None = None
    payments: Payments | None = None
    bad: bool = False


def due(days: int, form: str = "%Y-%m-%d") -> Change:
    """Return the change that makes a document due so many days after the last day."""
    return lambda row, scene: row.update(
        FechaConfirmado=(scene.until + timedelta(days=days)).strftime(form)
    )


def _due_as(form: str) -> Change:
    return lambda row, scene: row.update(FechaConfirmado=scene.document.due_day.strftime(form))


def _around(column: str, before: str, after: str) -> Change:
    return lambda row, scene: row.update({column: f"{before}{row[column]}{after}"})


def _copy_of_previous(row: Row, scene: Scene) -> None:
    row.clear()
    row.update(scene.previous)


def paid(*steps: tuple[str | None, int], excess: int = 0) -> Payments:
    """Return the payments of these kinds, each of so many percent of the document."""

    def make(document: Document, until: date) -> list[Row]:
        owed, rows = document.net, []
        for place, (kind, percent) in enumerate(steps):
            amount = document.net * percent // 100 + (excess if place == len(steps) - 1 else 0)
            owed = max(0, owed - amount)
            day = min(until, document.due_day) - timedelta(days=len(steps) - place)
            amounts = {
                "MontoPago": amount / 100,
                "SaldoDeuda": owed / 100,
                "ExcesoPago": excess / 100 if place == len(steps) - 1 else 0,
            }
            rows.append(payment_row(document, place, day, kind) | amounts)
        return rows

    return make


def _changed(**values: str | None) -> Payments:
    """Return a total payment with fixed values in it."""
    make = paid((TOTAL, 100))
    return lambda document, until: [row | values for row in make(document, until)]


RECEIVABLE_CASES: tuple[ReceivableCase, ...] = (
    ReceivableCase("E11", "due on the last day", due(0), paid()),
    ReceivableCase("E11", "due the day after the last", due(1), paid()),
    ReceivableCase("E08", "due day with hyphens", _due_as("%d-%m-%Y")),
    ReceivableCase("E08", "due day with slashes, year first", _due_as("%Y/%m/%d")),
    ReceivableCase("E12", "payer's tax id with a colon", _around("RUCPagador", ": ", "")),
    ReceivableCase("E13", "code with a leading blank", _around("CodigoLiquidacion", " ", "")),
    ReceivableCase("E13", "code with a trailing blank", _around("CodigoLiquidacion", "", " ")),
    ReceivableCase("E18", "payer without a sector", put(RUCPagador="20998999991")),
    ReceivableCase("E22", "nothing paid", payments=paid()),
    ReceivableCase("E22", "payment of blank kind", payments=paid(("", 100))),
    ReceivableCase("E22", "payment without kind", payments=paid((None, 100))),
    ReceivableCase("E22", "paid in part", payments=paid((PARTIAL, 40))),
    ReceivableCase("E22", "paid in full", payments=paid((TOTAL, 100))),
    ReceivableCase("E22", "paid too much", payments=paid((TOTAL, 100), excess=5_000)),
    ReceivableCase("E22", "two payments in part", payments=paid((PARTIAL, 30), (PARTIAL, 20))),
    ReceivableCase("E22", "in part, then the rest", payments=paid((PARTIAL, 30), (TOTAL, 70))),
    ReceivableCase("E26", "remark of 300 characters", put(ObservacionLiquidacion=LONG[:300])),
    ReceivableCase("E26", "remark that is a formula", put(ObservacionSolicitud="=1+1")),
    ReceivableCase("E27", "number with thousands", put(MontoTotalFacturado="1,234.50")),
    ReceivableCase("E27", "number that says null", put(DeudaAnterior="null")),
    ReceivableCase("E27", "number with an exponent", put(GastosContrato="1e3")),
)  # fmt: skip
"""Documents that every rule set has an answer to, the payer's colon under the current rules."""

BAD_RECEIVABLE_CASES: tuple[ReceivableCase, ...] = (
    ReceivableCase("E04", "a third currency", put(Moneda="EUR"), bad=True),
    ReceivableCase("E10", "due day missing", put(FechaConfirmado=None), bad=True),
    ReceivableCase("E25", "the document before, once more", _copy_of_previous, paid(), bad=True),
    ReceivableCase("E09", "payment day with a time",
                   payments=_changed(FechaPago="2024-01-31T13:30:00"), bad=True),
    ReceivableCase("E27", "payment without an amount", payments=_changed(MontoPago=""), bad=True),
)  # fmt: skip
"""Rows that have to be set aside, or fail the job under the legacy rules."""

BAD_FROM, BAD_EVERY = 150, 130
PLACES: dict[int, ReceivableCase] = {
    **{FIRST_PLACE + 2 * place: case for place, case in enumerate(RECEIVABLE_CASES)},
    **{BAD_FROM + BAD_EVERY * place: case for place, case in enumerate(BAD_RECEIVABLE_CASES)},
}


def receivable_case_of(number: int) -> ReceivableCase | None:
    """Return the case that a document shows in the receivables, if it shows one."""
    return PLACES.get(number % PERIOD)
