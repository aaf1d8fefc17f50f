"""What people look at in the reports: the company's cash, and who is new."""

from background import Kind
from background.boards import (
    Average,
    Board,
    Filter,
    Highest,
    Latest,
    Lowest,
    Panel,
    Period,
    Periods,
    Rows,
    Sum,
    Values,
)
from toolbox.reports.dataset import NUEVOS, SALDOS

PEN = "PEN"
DAY = "FechaOperacion"


def _newest(column: str, label: str) -> Latest:
    return Latest(column, DAY, label, kind=Kind.AMOUNT, unit=PEN)


def _mean(column: str, label: str) -> Average:
    return Average(column, label, kind=Kind.AMOUNT, unit=PEN)


BALANCES = Board(
    name="balances",
    title="Cash balances",
    description="Cash in soles: the latest day, day by day, and what idle cash costs.",
    dataset=SALDOS,
    filters=(Filter(DAY, "Day"),),
    panels=(
        Panel(
            "The latest day",
            (
                Latest(DAY, DAY, "Day", kind=Kind.DAY),
                _newest("SaldoTotalCaja", "Total cash"),
                _newest("EvolucionCaja", "Evolution of cash"),
                _newest("MontoOvernight", "Overnight deposit"),
            ),
        ),
        Panel(
            "Day by day",
            (
                _mean("SaldoTotalCaja", "Total cash"),
                _mean("MontoOvernight", "Overnight deposit"),
            ),
            Periods(DAY, "Day", each=Period.DAY, last=90),
            chart="line",
            charted=2,
        ),
        Panel(
            "Month by month",
            (
                _mean("SaldoTotalCaja", "Mean cash"),
                Lowest("SaldoTotalCaja", "Least cash", kind=Kind.AMOUNT, unit=PEN),
                Highest("SaldoTotalCaja", "Most cash", kind=Kind.AMOUNT, unit=PEN),
                Rows("Days"),
            ),
            Periods(DAY),
            chart="line",
            charted=3,
        ),
        Panel(
            "What idle cash costs, and what the night earns",
            (
                Sum("CostoExcesoCaja", "Cost of idle cash", unit=PEN),
                Sum("IngresoNoRecibidoPorExcesoCaja", "Income forgone", unit=PEN),
                Sum("IngresosOvernightNeto", "Net overnight income", unit=PEN),
            ),
            Periods(DAY),
            chart="bar",
            charted=3,
        ),
    ),
)

CLIENTS, PAYERS = Rows("New clients"), Rows("New payers")
ARE_CLIENTS, ARE_PAYERS = {"RUCCliente__is": "filled"}, {"RUCPagador__is": "filled"}
MONTH = Periods(DAY)
EXECUTIVE = Values("Ejecutivo", "Executive", top=12)
PRODUCT = Values("TipoOperacion", "Product")

NEWCOMERS = Board(
    name="newcomers",
    title="New clients and payers",
    description="Who did business for the first time: in which month, with whom, in what.",
    dataset=NUEVOS,
    filters=(
        Filter(DAY, "Month"),
        Filter("Ejecutivo", "Executive"),
        Filter("TipoOperacion", "Product"),
    ),
    panels=(
        Panel("Clients", (CLIENTS,), where=ARE_CLIENTS),
        Panel("Payers", (PAYERS,), where=ARE_PAYERS),
        Panel("New clients by month", (CLIENTS,), MONTH, chart="bar", where=ARE_CLIENTS),
        Panel("New payers by month", (PAYERS,), MONTH, chart="bar", where=ARE_PAYERS),
        Panel(
            "New clients by executive",
            (CLIENTS,),
            EXECUTIVE,
            chart="bar",
            share=True,
            where=ARE_CLIENTS,
        ),
        Panel(
            "New payers by executive",
            (PAYERS,),
            EXECUTIVE,
            chart="bar",
            share=True,
            where=ARE_PAYERS,
        ),
        Panel("New payers by product", (PAYERS,), PRODUCT, share=True, where=ARE_PAYERS),
    ),
)
