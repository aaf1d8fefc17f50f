"""What people look at in the receivables: what is owed, since when, by whom, and what is lost."""

from background.boards import (
    Ages,
    Board,
    Distinct,
    Filter,
    Panel,
    Periods,
    Rows,
    Sum,
    Values,
)
from toolbox.receivables.calc.balances import OVERDUE, SPECIAL
from toolbox.receivables.dataset import RECEIVABLES

PEN = "PEN"
OWED = Sum("SaldoTotalPen", "Owed", unit=PEN)
IN_ITS_CURRENCY = Sum("SaldoTotal", "Owed")
DOCUMENTS = Rows("Documents")
PAYERS, CLIENTS = Distinct("RUCPagador", "Payers"), Distinct("RUCCliente", "Clients")
IS_OWED = {"SaldoTotal__from": "0.01"}
IS_OVERDUE = IS_OWED | {"EstadoCuenta": OVERDUE}
IS_SPECIAL = IS_OWED | {"EstadoReal": SPECIAL}
DAYS_OVERDUE = Ages("FechaConfirmado", "Days overdue", (-1, 30, 60, 90), first="Not due yet")
"""A document is overdue on its due day already, as EstadoCuenta has it."""
BY_PAYER = Values("RUCPagador", "Payer", top=15, named="RazonSocialPagador")

RECEIVABLES_BOARD = Board(
    name="receivables",
    title="Receivables",
    description="What is owed on that day: overdue and current, by age, by payer and by executive.",
    dataset=RECEIVABLES,
    filters=(
        Filter("FechaConfirmado", "Due day"),
        Filter("EstadoReal", "State"),
        Filter("Moneda", "Currency"),
        Filter("Ejecutivo", "Executive"),
        Filter("TipoOperacion", "Product"),
        Filter("Sector", "Sector"),
        Filter("RUCPagador", "Payer's tax id"),
        Filter("FueraSistema", "Out of system"),
    ),
    panels=(
        Panel(
            "Owed",
            (OWED, DOCUMENTS, PAYERS, CLIENTS),
            where=IS_OWED,
        ),
        Panel("Of it overdue", (OWED, DOCUMENTS, PAYERS), where=IS_OVERDUE),
        Panel("Of it in special collection", (OWED, DOCUMENTS, PAYERS), where=IS_SPECIAL),
        Panel("By age", (OWED, DOCUMENTS), DAYS_OVERDUE, chart="bar", share=True, where=IS_OWED),
        Panel(
            "By due month",
            (OWED, DOCUMENTS),
            Periods("FechaConfirmado", "Due month"),
            chart="bar",
            where=IS_OWED,
        ),
        Panel(
            "By age, each currency in its own",
            (IN_ITS_CURRENCY, DOCUMENTS),
            DAYS_OVERDUE,
            split="Moneda",
            share=True,
            where=IS_OWED,
        ),
        Panel(
            "Concentration by payer",
            (OWED, DOCUMENTS),
            BY_PAYER,
            chart="bar",
            share=True,
            where=IS_OWED,
        ),
        Panel(
            "Overdue by payer",
            (OWED, DOCUMENTS),
            BY_PAYER,
            chart="bar",
            share=True,
            where=IS_OVERDUE,
        ),
        Panel(
            "Special collection by payer",
            (OWED, DOCUMENTS),
            BY_PAYER,
            share=True,
            where=IS_SPECIAL,
        ),
        Panel(
            "Overdue by executive",
            (OWED, DOCUMENTS, PAYERS),
            Values("Ejecutivo", "Executive", top=12),
            share=True,
            where=IS_OVERDUE,
        ),
        Panel(
            "By sector",
            (OWED, DOCUMENTS, PAYERS),
            Values("Sector", "Sector", top=15),
            share=True,
            where=IS_OWED,
        ),
        Panel(
            "By state",
            (OWED, DOCUMENTS, PAYERS),
            Values("EstadoReal", "State"),
            share=True,
            where=IS_OWED,
        ),
        Panel(
            "Collected above the confirmed net",
            (Sum("SaldoTotalPen", "Balance", unit=PEN), DOCUMENTS, CLIENTS),
            where={"SaldoTotal__to": "-0.01"},
        ),
    ),
)
