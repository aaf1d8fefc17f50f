"""A board over the placements of these tests: every kind of line, measure and drawing."""

from background.boards import (
    Ages,
    Average,
    Board,
    Distinct,
    Filter,
    Grid,
    Highest,
    Latest,
    Look,
    Lowest,
    Mark,
    Panel,
    Period,
    Periods,
    Ratio,
    Rows,
    Sum,
    Values,
)
from tests.tasks_admin.datasets.conftest import PLACEMENTS

PLACED = Sum("Colocacion", "Placed", unit="PEN")
BOARD = Board(
    name="placed",
    title="Placed",
    description="What was placed",
    dataset=PLACEMENTS,
    filters=(
        Filter("FechaOperacion", "Day"),
        Filter("Ejecutivo", "Executive"),
        Filter("Moneda", "Currency"),
    ),
    panels=(
        Panel(
            "In short",
            (
                Rows("Documents"),
                PLACED,
                Distinct("Ejecutivo", "Executives"),
                Average("Tasa", "Mean rate"),
                Lowest("Colocacion", "Smallest"),
                Highest("Colocacion", "Largest"),
                Ratio("Tasa", "Colocacion", "Rate of placed"),
                Latest("Colocacion", "FechaOperacion", "Last placed"),
            ),
        ),
        Panel("By month", (PLACED, Rows()), Periods("FechaOperacion", last=3), chart="bar"),
        Panel("Rates by month", (Average("Tasa", "Mean rate"),), Periods("FechaOperacion")),
        Panel("By year", (PLACED, Rows()), Periods("FechaOperacion", "Year", each=Period.YEAR)),
        Panel("By day", (PLACED,), Periods("FechaOperacion", "Day", each=Period.DAY)),
        Panel("By executive", (PLACED, Rows()), Values("Ejecutivo", "Executive", 2), share=True),
        Panel("By currency", (Sum("Colocacion", "Placed"), Rows()), Values("Moneda", "Currency")),
        Panel(
            "By executive and currency",
            (Sum("Colocacion", "Placed"),),
            Values("Ejecutivo", "Executive"),
            chart="bar",
            split="Moneda",
            share=True,
        ),
        Panel("By document", (PLACED,), Values("NroDocumento", "Document", named="Ejecutivo")),
        Panel("New or not", (Rows(),), Values("Nuevo", "New")),
        Panel("By age", (PLACED, Rows()), Ages("Fecha Pago", "Days since paid", (0, 30, 60))),
        Panel(
            "Currencies by month",
            (Rows(),),
            Values("Ejecutivo", "Executive", labels={"Ana": "Ana herself"}),
            grid=Grid(
                across="FechaOperacion",
                state="Moneda",
                marks=(Mark("USD", "Dollars", Look.BAD), Mark("PEN", "Soles", Look.GOOD)),
                last=3,
            ),
        ),
        Panel("In dollars", (Sum("Colocacion", "Placed", unit="USD"),), where={"Moneda": "USD"}),
    ),
)
