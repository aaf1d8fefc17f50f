"""The boards of purchases and of sales, by month and type."""

from background.boards import Board, Distinct, Filter, Panel, Periods, Rows, Values
from toolbox.sii.boards.words import COMPANY, MONTH, STATE_LABELS, TYPE_LABELS, Pesos
from toolbox.sii.calc.books import Book, PurchaseState
from toolbox.sii.dataset import COMPRAS, TOTALES, VENTAS

DOCUMENTS = Rows("Documents")
NET = Pesos("NetoConSigno", "Net")
VAT = Pesos("IVAConSigno", "IVA (VAT)")
EXEMPT = Pesos("ExentoConSigno", "Exempt")
TOTAL = Pesos("TotalConSigno", "Total")
AMOUNTS = (NET, VAT, EXEMPT, TOTAL)
LISTED = {"Retirado__is": "empty"}
"""Documents that left their month count for nothing."""
COUNTED = {"Estado": str(PurchaseState.REGISTERED), **LISTED}
WITHOUT_DETAIL = {"Libro": str(Book.SALES), "ConDetalle": "no", **LISTED}
TYPES = Values("TipoDoc", "Type of document", top=20, labels=TYPE_LABELS)
COMPANIES = Values("Empresa", "Company", top=30)

PURCHASES = Board(
    name="tax-purchases",
    title="Purchases (SII)",
    description="What was bought, by month and type, as the register has it.",
    dataset=COMPRAS,
    filters=(
        COMPANY,
        MONTH,
        Filter("Estado", "State"),
        Filter("RUTContraparte", "Supplier"),
    ),
    panels=(
        Panel(
            "In short",
            (DOCUMENTS, Distinct("RUTContraparte", "Suppliers"), *AMOUNTS),
            where=COUNTED,
        ),
        Panel(
            "Purchases by month",
            (NET, VAT, EXEMPT, TOTAL, DOCUMENTS),
            Periods("Periodo"),
            chart="bar",
            where=COUNTED,
        ),
        Panel("Purchases by type", (*AMOUNTS, DOCUMENTS), TYPES, where=COUNTED),
        Panel(
            "VAT of purchases by month and type",
            (VAT,),
            Periods("Periodo"),
            split="TipoDoc",
            split_labels=TYPE_LABELS,
            where=COUNTED,
        ),
        Panel(
            "By state in the register",
            (DOCUMENTS, Pesos("MontoTotal", "Total as in the files")),
            Values("Estado", "State", labels=STATE_LABELS),
            where=LISTED,
        ),
        Panel("Purchases by company", (*AMOUNTS, DOCUMENTS), COMPANIES, where=COUNTED),
        Panel(
            "The largest suppliers",
            (TOTAL, DOCUMENTS),
            Values("RUTContraparte", "Supplier", top=15, named="RazonSocial"),
            chart="bar",
            share=True,
            where=COUNTED,
        ),
    ),
)

SALES = Board(
    name="tax-sales",
    title="Sales (SII)",
    description="What was sold, by month and type, as the register has it, receipts beside it.",
    dataset=VENTAS,
    filters=(COMPANY, MONTH, Filter("RUTContraparte", "Customer")),
    panels=(
        Panel(
            "In short",
            (DOCUMENTS, Distinct("RUTContraparte", "Customers"), *AMOUNTS),
            where=LISTED,
        ),
        Panel(
            "Sales by month",
            (NET, VAT, EXEMPT, TOTAL, DOCUMENTS),
            Periods("Periodo"),
            chart="bar",
            where=LISTED,
        ),
        Panel("Sales by type", (*AMOUNTS, DOCUMENTS), TYPES, where=LISTED),
        Panel(
            "VAT of sales by month and type",
            (VAT,),
            Periods("Periodo"),
            split="TipoDoc",
            split_labels=TYPE_LABELS,
            where=LISTED,
        ),
        Panel(
            "Receipts and other types without a detail",
            (Pesos("Documentos", "Documents", unit=""), *AMOUNTS),
            TYPES,
            where=WITHOUT_DETAIL,
            dataset=TOTALES,
        ),
        Panel(
            "VAT of receipts by month",
            (VAT,),
            Periods("Periodo"),
            chart="bar",
            where=WITHOUT_DETAIL,
            dataset=TOTALES,
        ),
        Panel("Sales by company", (*AMOUNTS, DOCUMENTS), COMPANIES, where=LISTED),
        Panel(
            "The largest customers",
            (TOTAL, DOCUMENTS),
            Values("RUTContraparte", "Customer", top=15, named="RazonSocial"),
            chart="bar",
            share=True,
            where=LISTED,
        ),
    ),
)
