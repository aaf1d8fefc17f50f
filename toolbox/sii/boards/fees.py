"""The board of fee receipts and of what is withheld on them."""

from background.boards import Board, Distinct, Filter, Panel, Periods, Ratio, Rows, Values
from toolbox.sii.boards.words import COMPANY, DIRECTION_LABELS, MONTH, Pesos
from toolbox.sii.calc.books import Direction, FeeState
from toolbox.sii.dataset import HONORARIOS, IVA

RECEIPTS = Rows("Receipts")
GROSS = Pesos("BrutoVigente", "Gross")
WITHHELD = Pesos("RetenidoVigente", "Withheld")
PAID = Pesos("PagadoVigente", "Paid")
RATE = Ratio("RetenidoVigente", "BrutoVigente", "Withheld of gross")
LISTED = {"Retirado__is": "empty"}
VALID = {"Estado": str(FeeState.VALID), **LISTED}
RECEIVED = {**VALID, "Sentido": str(Direction.RECEIVED)}

FEES = Board(
    name="tax-fees",
    title="Fee receipts (SII)",
    description="What professionals billed, and what was withheld for them, beside the F29.",
    dataset=HONORARIOS,
    filters=(COMPANY, MONTH, Filter("Sentido", "Received or issued")),
    panels=(
        Panel(
            "Received, in short",
            (RECEIPTS, Distinct("RUTEmisor", "Professionals"), GROSS, WITHHELD, PAID, RATE),
            where=RECEIVED,
        ),
        Panel(
            "Received by month",
            (GROSS, WITHHELD, PAID, RATE, RECEIPTS),
            Periods("Periodo"),
            chart="bar",
            charted=2,
            where=RECEIVED,
        ),
        Panel(
            "Withheld by month against the F29 filed",
            (
                Pesos("RetencionRegistro", "Receipts"),
                Pesos("RetencionF29", "F29, code 151"),
                Pesos("DiferenciaRetencion", "Difference"),
            ),
            Periods("Periodo"),
            where={"FolioF29__is": "filled"},
            dataset=IVA,
        ),
        Panel(
            "Received and issued",
            (GROSS, WITHHELD, PAID, RECEIPTS),
            Values("Sentido", "Received or issued", labels=DIRECTION_LABELS),
            where=VALID,
        ),
        Panel(
            "By professional",
            (GROSS, WITHHELD, PAID, RECEIPTS),
            Values("RUTContraparte", "Professional", top=15, named="Nombre"),
            chart="bar",
            where=RECEIVED,
        ),
        Panel(
            "Cancelled receipts",
            (RECEIPTS, Pesos("Bruto", "Gross as in the files")),
            Values("Empresa", "Company", top=30),
            where={"Estado": str(FeeState.CANCELLED), **LISTED},
        ),
        Panel(
            "With something to look at",
            (RECEIPTS, GROSS, WITHHELD, RATE),
            Values("Empresa", "Company", top=30),
            where={"Avisos__is": "filled", **VALID},
        ),
    ),
)
