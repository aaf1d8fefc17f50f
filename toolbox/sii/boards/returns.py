"""The board of the F29: VAT of the register against what was filed, and until when it is filed."""

from background.boards import (
    Board,
    Filter,
    Grid,
    Look,
    Mark,
    Panel,
    Period,
    Periods,
    Rows,
    Values,
)
from toolbox.sii.boards.words import COMPANY, MONTH, STANDING_LABELS, Pesos
from toolbox.sii.calc.due_dates import Standing
from toolbox.sii.dataset import F29, IVA

MONTHS = Rows("Months")
DEBIT = Pesos("DebitoRegistro", "Debit, register")
DEBIT_FILED = Pesos("DebitoF29", "Debit, F29")
DEBIT_APART = Pesos("DiferenciaDebito", "Difference of debit")
CREDIT = Pesos("CreditoRegistro", "Credit, register")
CREDIT_FILED = Pesos("CreditoF29", "Credit, F29")
CARRIED = Pesos("RemanenteAnterior", "Carried from the month before")
CREDIT_APART = Pesos("DiferenciaCredito", "Difference of credit")
DUE = Pesos("IVADeterminadoF29", "VAT due, F29")
PAYABLE = Pesos("MontoAPagar", "To be paid, F29")
COMPARED = (DEBIT, DEBIT_FILED, DEBIT_APART, CREDIT, CREDIT_FILED, CARRIED, CREDIT_APART)
FILED = {"FolioF29__is": "filled"}
LOOKS = {
    Standing.OVERDUE: Look.BAD,
    Standing.LATE: Look.WARN,
    Standing.UNASKED: Look.QUIET,
    Standing.AWAITED: Look.QUIET,
    Standing.IN_TIME: Look.GOOD,
}
STANDINGS = Grid(
    across="Periodo",
    state="Situacion",
    marks=tuple(Mark(value, STANDING_LABELS[value], look) for value, look in LOOKS.items()),
)

RETURNS = Board(
    name="tax-f29",
    title="VAT and F29",
    description="VAT by the register beside the F29 filed, until when each month is to be filed, "
    "and what does not add up.",
    dataset=IVA,
    filters=(COMPANY, MONTH, Filter("Situacion", "How it stands")),
    panels=(
        Panel(
            "How each month stands",
            (MONTHS,),
            Values("RUTEmpresa", "Company", top=100, named="Empresa"),
            grid=STANDINGS,
        ),
        Panel("Of the months filed", (*COMPARED, DUE, PAYABLE), where=FILED),
        Panel(
            "Debit by month",
            (DEBIT, DEBIT_FILED, DEBIT_APART),
            Periods("Periodo"),
            chart="bar",
            charted=2,
            where=FILED,
        ),
        Panel(
            "Credit by month",
            (CREDIT, CREDIT_FILED, CARRIED, CREDIT_APART),
            Periods("Periodo"),
            chart="bar",
            charted=2,
            where=FILED,
        ),
        Panel(
            "VAT due and to be paid by month",
            (DUE, PAYABLE, Pesos("RemanenteF29", "Carried to the month after")),
            Periods("Periodo"),
            chart="bar",
            charted=2,
            where=FILED,
        ),
        Panel(
            "Differences by company",
            (DEBIT_APART, CREDIT_APART, Pesos("DiferenciaRetencion", "Difference of withholdings")),
            Values("Empresa", "Company", top=30),
            where=FILED,
        ),
        Panel(
            "Due dates",
            (MONTHS,),
            Periods("Vencimiento", "Due on", each=Period.DAY, last=12),
            split="Situacion",
            split_labels=STANDING_LABELS,
        ),
        Panel("How many stand how", (MONTHS,), Values("Situacion", "How it stands",
              labels=STANDING_LABELS), chart="bar"),
        Panel(
            "Returns by state",
            (Rows("Returns"), Pesos("MontoAPagar", "To be paid, F29")),
            Values("Estado", "State"),
            dataset=F29,
        ),
        Panel(
            "Returns that do not add up",
            (Rows("Returns"), Pesos("NumeroDeAvisos", "Warnings", unit="")),
            Values("Empresa", "Company", top=30),
            where={"NumeroDeAvisos__from": "1"},
            dataset=F29,
        ),
    ),
)  # fmt: skip
