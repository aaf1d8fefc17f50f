"""What people look at in the exchange rates."""

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
)
from toolbox.rates.dataset import TIPO_CAMBIO

SOLES = "PEN/USD"
BID = Average("TipoCambioCompra", "Bid", unit=SOLES)
ASK = Average("TipoCambioVenta", "Ask", unit=SOLES)
LOWEST = Lowest("TipoCambioVenta", "Lowest ask", unit=SOLES)
HIGHEST = Highest("TipoCambioVenta", "Highest ask", unit=SOLES)

EXCHANGE_RATE = Board(
    name="exchange-rate",
    title="Exchange rate",
    description="Soles per dollar, official: the latest, day by day, and month by month.",
    dataset=TIPO_CAMBIO,
    filters=(Filter("TipoCambioFecha", "Day"),),
    panels=(
        Panel(
            "In short",
            (
                Latest("TipoCambioFecha", "TipoCambioFecha", "Latest day", kind=Kind.DAY),
                Latest("TipoCambioCompra", "TipoCambioFecha", "Bid", unit=SOLES),
                Latest("TipoCambioVenta", "TipoCambioFecha", "Ask", unit=SOLES),
                LOWEST,
                HIGHEST,
                Rows("Days"),
            ),
        ),
        Panel(
            "Day by day",
            (ASK, BID),
            Periods("TipoCambioFecha", "Day", each=Period.DAY, last=90),
            chart="line",
            charted=2,
        ),
        Panel(
            "Month by month",
            (ASK, LOWEST, HIGHEST, Rows("Days")),
            Periods("TipoCambioFecha", last=36),
            chart="line",
            charted=3,
        ),
    ),
)
