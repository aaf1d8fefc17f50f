"""What people look at in the placements: how much, when, by whom, for whom, and what it earns."""

from background import Kind
from background.boards import (
    Average,
    Board,
    Distinct,
    Filter,
    Panel,
    Periods,
    Ratio,
    Rows,
    Sum,
    Values,
)
from toolbox.placements.dataset import KPI

PEN = "PEN"
DOCUMENTS = Rows("Documents")
PLACED = Sum("ColocacionSoles", "Placements", unit=PEN)
INCOME = Sum("TotalIngresosSoles", "Income", unit=PEN)
COST = Sum("CostosFondoSoles", "Cost of funds", unit=PEN)
PROFIT = Sum("Utilidad", "Profit", unit=PEN)
RETURN = Ratio("Utilidad", "ColocacionSoles", "Profit of placements")

PLACEMENTS = Board(
    name="placements",
    title="Placements",
    description="What was placed and what it earns: when, by whom, in what and for whom.",
    dataset=KPI,
    filters=(
        Filter("FechaOperacion", "Operation date"),
        Filter("Ejecutivo", "Executive"),
        Filter("TipoOperacion", "Product"),
        Filter("Moneda", "Currency"),
        Filter("Sector", "Sector"),
        Filter("FueraSistema", "Out of system"),
    ),
    panels=(
        Panel(
            "In short",
            (
                DOCUMENTS,
                Distinct("RUCCliente", "Clients"),
                Distinct("RUCPagador", "Payers"),
                PLACED,
                INCOME,
                COST,
                PROFIT,
                RETURN,
                Average("DiasEfectivo", "Mean days financed", kind=Kind.COUNT),
            ),
        ),
        Panel("Placements by month", (PLACED, DOCUMENTS), Periods("FechaOperacion"), chart="bar"),
        Panel("Profit by month", (PROFIT, RETURN), Periods("FechaOperacion"), chart="line"),
        Panel(
            "Placements by executive",
            (PLACED, DOCUMENTS),
            Values("Ejecutivo", "Executive", top=12),
            chart="bar",
            share=True,
        ),
        Panel(
            "Profit by executive",
            (PROFIT, PLACED, RETURN),
            Values("Ejecutivo", "Executive", top=12),
            chart="bar",
        ),
        Panel(
            "By product",
            (PLACED, PROFIT, RETURN, DOCUMENTS),
            Values("TipoOperacion", "Product"),
            share=True,
        ),
        Panel(
            "By currency",
            (
                PLACED,
                Sum("NetoConfirmado", "Confirmed net in its currency"),
                PROFIT,
                RETURN,
                DOCUMENTS,
            ),
            Values("Moneda", "Currency"),
            share=True,
        ),
        Panel(
            "Placements by sector",
            (PLACED, PROFIT, DOCUMENTS),
            Values("Sector", "Sector", top=15),
            chart="bar",
            share=True,
        ),
        Panel(
            "Profit by sector",
            (PROFIT, PLACED, RETURN),
            Values("Sector", "Sector", top=15),
            chart="bar",
        ),
        Panel(
            "The largest payers",
            (PLACED, PROFIT, DOCUMENTS),
            Values("RUCPagador", "Payer", top=15, named="RazonSocialPagador"),
            chart="bar",
            share=True,
        ),
        Panel(
            "The largest clients",
            (PLACED, PROFIT, DOCUMENTS),
            Values("RUCCliente", "Client", top=15, named="RazonSocialCliente"),
            chart="bar",
            share=True,
        ),
    ),
)
